"""Addresses of the officer's month."""

urlpatterns: list = []
