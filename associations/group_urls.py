"""Addresses of what AKU keeps of one group, below the group's own address (`/kelompok/<number>/`)."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
