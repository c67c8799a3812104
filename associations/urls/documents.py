"""Addresses of files kept with boards."""

from django.urls import path

import associations.urls.boards  # noqa: F401  (registers the code of a board)
from associations.views import documents as views

urlpatterns = [
    path("<board_code:code>/dokumen/", views.document_add, name="document_add"),
    path("dokumen/<int:pk>/", views.document_file, name="document_file"),
    path("dokumen/<int:pk>/tarik/", views.document_remove, name="document_remove"),
]
