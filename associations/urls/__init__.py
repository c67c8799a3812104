"""Addresses of the association's pages, under /aku/."""

from associations.urls import boards

urlpatterns = [*boards.urlpatterns]
