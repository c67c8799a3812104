"""Forms for files that are read."""

from imports.forms.siga import SigaForm

__all__ = ["SigaForm"]
