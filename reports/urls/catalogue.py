"""Addresses of the catalogue of reports, under /laporan/."""

from django.urls import path

from reports.views import catalogue, runs, schedules

urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("tersimpan/", runs.report_run_list, name="report_run_list"),
    path("tersimpan/<int:pk>/", runs.report_run, name="report_run"),
    path("tersimpan/<int:pk>/lagi/", runs.report_run_again, name="report_run_again"),
    path("tersimpan/<int:pk>/siapkan/", runs.report_run_queue, name="report_run_queue"),
    path("jadwal/", schedules.report_schedule_list, name="report_schedule_list"),
    path("jadwal/tambah/", schedules.report_schedule_add, name="report_schedule_add"),
    path("jadwal/<int:pk>/hentikan/", schedules.report_schedule_stop, name="report_schedule_stop"),
    path("<slug:slug>/", catalogue.catalogue_report, name="catalogue_report"),
    path("<slug:slug>/simpan/", catalogue.report_keep, name="report_keep"),
]
