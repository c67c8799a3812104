"""Addresses of what is owed: the text of a reminder, and the month of a group that waits."""

from django.urls import path

import groups.urls  # noqa: F401  (registers the number of a group in an address)
from activities.views import reminder

urlpatterns = [
    path("pengingat/", reminder.reminder, name="reminder"),
    path("<group_number:number>/", reminder.report_due, name="report_due"),
]
