"""The dashboard of a region: its sections as values, each from stored totals (DB01)."""
