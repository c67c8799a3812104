"""Addresses of the group's pages, under /kelompok/."""

from django.urls import path

from groups import views

urlpatterns = [
    path("rupiah/", views.rupiah_echo, name="rupiah_echo"),
]
