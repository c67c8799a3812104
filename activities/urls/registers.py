"""Addresses of the officer's month, below /kegiatan/<number>/<month>/."""

from django.urls import include, path

import activities.urls.converters  # noqa: F401  (registers the month of an address)
from activities.views import meeting, register, visit

_month = [
    path("", register.report_detail, name="report_detail"),
    path("kirim/", register.report_submit, name="report_submit"),
    path("tarik/", register.report_withdraw, name="report_withdraw"),
    path("tanpa-pertemuan/", register.report_no_meeting, name="report_no_meeting"),
    path("modal/", visit.visit_capital, name="visit_capital"),
    path("pertemuan/tambah/", meeting.meeting_add, name="meeting_add"),
    path("pertemuan/<int:pk>/", meeting.meeting_edit, name="meeting_edit"),
    path("pertemuan/<int:pk>/hapus/", meeting.meeting_remove, name="meeting_remove"),
]

urlpatterns = [path("<group_number:number>/<month:month>/", include(_month))]
