"""Forms for files that are read."""

from imports.forms.register import ColumnsForm, IssueFilterForm, PlacesForm, RegisterFileForm
from imports.forms.siga import SigaForm

__all__ = ["ColumnsForm", "IssueFilterForm", "PlacesForm", "RegisterFileForm", "SigaForm"]
