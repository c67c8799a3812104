"""Addresses of the watch over terms."""

from django.urls import path

from associations.views import watch as views

urlpatterns = [
    path("pantau/", views.board_watch, name="board_watch"),
    path("pantau/<int:pk>/singkirkan/", views.alert_dismiss, name="alert_dismiss"),
    path("kalender/", views.board_calendar, name="board_calendar"),
    path("kalender.ics", views.board_calendar_file, name="board_calendar_file"),
]
