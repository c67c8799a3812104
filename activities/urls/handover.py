"""Addresses of hand-overs."""

urlpatterns: list = []
