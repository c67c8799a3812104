"""Addresses of the association's pages, under /aku/."""

from associations.urls import boards, graduation, watch

urlpatterns = [*graduation.urlpatterns, *boards.urlpatterns, *watch.urlpatterns]
