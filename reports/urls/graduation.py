"""Addresses of naik kelas and of the trial of new bands."""

from django.urls import path

from reports.views import graduation, what_if

urlpatterns = [
    path("naik-kelas/", graduation.graduation, name="graduation"),
    path("naik-kelas/kelompok/", graduation.graduation_groups, name="graduation_groups"),
    path("jenjang/<int:pk>/", what_if.tier_preview, name="tier_preview"),
    path("jenjang/<int:pk>/kelompok/", what_if.tier_preview_groups, name="tier_preview_groups"),
]
