"""Naik kelas: where groups stood on one day and where on another, and what new bands would change (NX01, NX10)."""
