"""Addresses of the association's events."""

from django.urls import path

import associations.urls.boards  # noqa: F401  (registers the code of a board)
from associations.views import events as views

urlpatterns = [
    path("kegiatan/", views.event_list, name="event_list"),
    path("kegiatan/<int:pk>/", views.event_detail, name="event_detail"),
    path("kegiatan/<int:pk>/ubah/", views.event_edit, name="event_edit"),
    path("kegiatan/<int:pk>/batal/", views.event_cancel, name="event_cancel"),
    path("<board_code:code>/kegiatan/", views.event_add, name="event_add"),
]
