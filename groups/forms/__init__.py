"""Forms of the group's pages."""

from groups.forms.rupiah import RupiahField, RupiahInput

__all__ = ["RupiahField", "RupiahInput"]
