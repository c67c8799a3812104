"""Addresses of what reads files, under /impor/."""

urlpatterns: list = []
