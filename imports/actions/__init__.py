"""What is written from files."""

from imports.actions.siga import NothingToCompare, keep_table, kept_table

__all__ = ["NothingToCompare", "keep_table", "kept_table"]
