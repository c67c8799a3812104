"""Addresses of the association's pages, under /aku/."""

from associations.urls import boards, graduation, partners, watch

urlpatterns = [*graduation.urlpatterns, *boards.urlpatterns, *watch.urlpatterns, *partners.urlpatterns]
