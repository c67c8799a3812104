"""Addresses of naik kelas and of the trial of new bands."""

from django.urls import path

from reports import graduation_views, what_if_views

urlpatterns = [
    path("naik-kelas/", graduation_views.graduation, name="graduation"),
    path("naik-kelas/kelompok/", graduation_views.graduation_groups, name="graduation_groups"),
    path("jenjang/<int:pk>/", what_if_views.tier_preview, name="tier_preview"),
    path("jenjang/<int:pk>/kelompok/", what_if_views.tier_preview_groups, name="tier_preview_groups"),
]
