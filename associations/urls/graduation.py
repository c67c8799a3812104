"""Addresses of graduation: the list under /aku/, the dossier below its group."""

from django.urls import path

import groups.urls  # noqa: F401  (registers the number of a group)
from associations.views import graduation as views

urlpatterns = [path("naik-kelas/", views.graduation_list, name="graduation_list")]
of_group = [path("<group_number:number>/naik-kelas/", views.graduation_dossier, name="graduation_dossier")]
