"""Addresses of what AKU keeps of one group, below the group's own address (`/kelompok/<number>/`)."""

from django.urls.resolvers import URLPattern

from associations.urls import graduation

urlpatterns: list[URLPattern] = [*graduation.of_group]
