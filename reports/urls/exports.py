"""Addresses of lists that leave as files, under /ekspor/."""

from django.urls import path

from reports.views import exports as views

urlpatterns = [
    path("", views.export_list, name="export_list"),
    path("berkas/<int:pk>/", views.export_detail, name="export_detail"),
    path("berkas/<int:pk>/unduh/", views.export_file, name="export_file"),
    path("<slug:listing>/", views.export_start, name="export_start"),
]
