"""Addresses of what reads files, under /impor."""

from django.urls import path

from imports import views

urlpatterns = [
    path("siga/", views.siga_list, name="siga_list"),
    path("siga/baru/", views.siga_add, name="siga_add"),
    path("siga/<int:pk>/", views.siga_detail, name="siga_detail"),
]
