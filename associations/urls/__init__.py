"""Addresses of the association's pages, under /aku/."""

from associations.urls import boards, documents, events, graduation, partners, watch

urlpatterns = [
    *graduation.urlpatterns,
    *boards.urlpatterns,
    *watch.urlpatterns,
    *documents.urlpatterns,
    *events.urlpatterns,
    *partners.urlpatterns,
]
