"""Addresses of the yearly card."""

urlpatterns: list = []
