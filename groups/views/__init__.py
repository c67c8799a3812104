"""Pages of the enterprise group."""

from groups.views.money import rupiah_echo

__all__ = ["rupiah_echo"]
