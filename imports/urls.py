"""Addresses of what reads files, under /impor."""

from django.urls import path

from imports import views

urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("baru/", views.import_add, name="import_add"),
    path("templat/", views.import_template, name="import_template"),
    path("<int:pk>/", views.import_detail, name="import_detail"),
    path("<int:pk>/ditolak/", views.import_refused, name="import_refused"),
    path("<int:pk>/simpan/", views.import_commit, name="import_commit"),
    path("<int:pk>/lepas/", views.import_discard, name="import_discard"),
    path("<int:pk>/batal/", views.import_undo, name="import_undo"),
    path("<int:pk>/kolom/", views.import_columns, name="import_columns"),
    path("<int:pk>/desa/", views.import_places, name="import_places"),
    path("siga/", views.siga_list, name="siga_list"),
    path("siga/baru/", views.siga_add, name="siga_add"),
    path("siga/<int:pk>/", views.siga_detail, name="siga_detail"),
]
