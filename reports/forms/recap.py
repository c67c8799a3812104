"""What can be chosen on a recap."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from regions.codes import ancestors_of, is_inside
from regions.models import Level as LevelNames
from regions.models import Region
from regions.months import month_key
from reports.recap import levels_in


class RecapForm(forms.Form):
    """Which region, divided into what. On offer: the territories, the way down to this region, and its parts."""

    wilayah = forms.ChoiceField(label=_("Wilayah"), help_text=_("Wilayah yang direkap."))
    tingkat = forms.ChoiceField(label=_("Dirinci per"), help_text=_("Satu baris per wilayah."))

    def __init__(self, *, user, region: Region, level, order: str):
        super().__init__(initial={"wilayah": region.pk})
        slugs = levels_in(region)
        self.fields["wilayah"].choices = [(found.pk, indented(found)) for found in regions_near(user, region)]
        self.fields["tingkat"].choices = [(slug, LevelNames(value).label) for slug, value in slugs.items()]
        self.initial["tingkat"] = next((slug for slug, value in slugs.items() if value == level), "")
        if order:
            self.fields["urut"] = forms.CharField(widget=forms.HiddenInput, initial=order)


class CompletenessForm(RecapForm):
    """The same, of a month."""

    bulan = forms.ChoiceField(label=_("Bulan"))

    field_order = ["wilayah", "bulan", "tingkat"]

    def __init__(self, *, month: date, offered: list[date], **given):
        super().__init__(**given)
        self.fields["bulan"].choices = [(month_key(one), date_format(one, "F Y")) for one in reversed(offered)]
        self.initial["bulan"] = month_key(month)


def regions_near(user, region: Region):
    """The user's territories, the regions between them and this one, and its parts except villages."""
    inside = [code for code in ancestors_of(region.pk) if any(is_inside(code, own) for own in user.territory_codes)]
    near = Region.objects.filter(pk__in=[*user.territory_codes, *inside, region.pk])
    parts = Region.objects.children_of(region.pk).filter(level__lt=LevelNames.VILLAGE).current()
    return (near | parts).visible_to(user).order_by("code")


def indented(region: Region) -> str:
    """The name of a region as it stands in a list of choices, set in by its level."""
    return f"{'  ' * region.level}{region.name}"
