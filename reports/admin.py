"""Targets, and what others have published: kept by the national administrator (DB08, UP10)."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _

from accounts.admin_base import RegistryModelAdmin
from reports.models import ReferenceFigure, Target
from reports.published import OWN_WORDING
from reports.targets import FIRST_YEAR, LAST_YEAR


class YearForm(ModelForm):
    """A form that refuses a year in which there was no registry of groups, or will not be."""

    def clean_year(self) -> int:
        """The year, from 1979 to 2100."""
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(_("Isi tahun antara 1979 dan 2100."), code="year")
        return year


class ReferenceFigureForm(YearForm):
    """A published figure; shares are not among them, because a share says nothing without what it is a share of."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "measure" in self.fields:
            choices = [choice for choice in self.fields["measure"].choices if not choice[0] or choice[0] in OWN_WORDING]
            self.fields["measure"].choices = choices


@admin.register(Target)
class TargetAdmin(RegistryModelAdmin):
    """What regions aim at, by year and measure."""

    form = YearForm
    list_display = ["year", "region", "measure", "value", "note"]
    list_filter = ["measure"]
    list_select_related = ["region"]
    search_fields = ["region__code", "region__name", "note"]
    fields = ["region", "year", "measure", "value", "note"]


@admin.register(ReferenceFigure)
class ReferenceFigureAdmin(RegistryModelAdmin):
    """What has been published, as it was said."""

    form = ReferenceFigureForm
    list_display = ["year", "measure", "wording", "value", "region", "source"]
    list_filter = ["measure"]
    list_select_related = ["region"]
    search_fields = ["wording", "source"]
    fields = ["region", "year", "measure", "wording", "value", "source"]
