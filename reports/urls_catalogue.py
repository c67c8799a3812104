"""Addresses of the catalogue of reports, under /laporan/."""

from django.urls import path

from reports import views_catalogue, views_runs, views_schedules

urlpatterns = [
    path("", views_catalogue.catalogue, name="catalogue"),
    path("tersimpan/", views_runs.report_run_list, name="report_run_list"),
    path("tersimpan/<int:pk>/", views_runs.report_run, name="report_run"),
    path("tersimpan/<int:pk>/lagi/", views_runs.report_run_again, name="report_run_again"),
    path("tersimpan/<int:pk>/siapkan/", views_runs.report_run_queue, name="report_run_queue"),
    path("jadwal/", views_schedules.report_schedule_list, name="report_schedule_list"),
    path("jadwal/tambah/", views_schedules.report_schedule_add, name="report_schedule_add"),
    path("jadwal/<int:pk>/hentikan/", views_schedules.report_schedule_stop, name="report_schedule_stop"),
    path("<slug:slug>/", views_catalogue.catalogue_report, name="catalogue_report"),
    path("<slug:slug>/simpan/", views_catalogue.report_keep, name="report_keep"),
]
