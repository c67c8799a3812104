"""Address of the list of a month."""

from django.urls import path

from activities.views import listing

urlpatterns = [path("", listing.report_list, name="report_list")]
