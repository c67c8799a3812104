"""What can be chosen for a stack of blank forms."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from regions.models import Region
from regions.months import month_key, month_of, shift
from reports.paper.pdf import PAPERS

# From the month before, for those who carry last month's forms, up to two months ahead.
MONTHS_BACK, MONTHS_AHEAD = 1, 2


class StackForm(forms.Form):
    """For which region and month, and on which paper."""

    wilayah = forms.ChoiceField(label=_("Wilayah"), required=False, help_text=_("Satu formulir per kelompok aktif."))
    bulan = forms.ChoiceField(label=_("Bulan"), help_text=_("Bulan yang tercetak pada register R/I."))
    kertas = forms.ChoiceField(
        label=_("Ukuran kertas"),
        choices=[(paper.code, paper.name) for paper in PAPERS.values()],
        widget=forms.RadioSelect,
        help_text=_("Sama dengan kertas di mesin cetak Anda."),
    )

    def __init__(self, *, user, today: date):
        present = month_of(today)
        super().__init__(initial={"bulan": month_key(present), "kertas": "a4"})
        months = [shift(present, step) for step in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
        self.fields["bulan"].choices = [(month_key(month), date_format(month, "F Y")) for month in months]
        self.fields["kertas"].css_classes = "field-inline"
        own = Region.objects.filter(pk__in=user.territory_codes)
        parts = Region.objects.filter(parent__in=user.territory_codes).current()
        near = (own | parts).visible_to(user).order_by("code")
        whole = [("", _("Semua wilayah binaan saya"))]
        self.fields["wilayah"].choices = whole + [(region.pk, region.name) for region in near]
