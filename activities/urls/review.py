"""Addresses of those who review."""

urlpatterns: list = []
