"""What the address of a dashboard asks for; the same words stand on its print (DB03)."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.dashboard.measures import MapMeasure
from reports.pictures.classes import METHODS
from reports.table import Kind

METHOD_NAMES = {
    "alami": gettext_lazy("Jeda alami"),
    "kuantil": gettext_lazy("Kuantil (banyaknya sama)"),
    "sama": gettext_lazy("Selang sama lebar"),
}
METHOD_NOTES = {
    "alami": gettext_lazy("Batas kelas diletakkan di celah terlebar di antara angka-angka (Jenks)."),
    "kuantil": gettext_lazy("Setiap kelas memuat kira-kira sama banyak wilayah."),
    "sama": gettext_lazy("Setiap kelas sama lebar, dari angka terkecil sampai terbesar."),
}
YEAR_ON_YEAR = "tahun"


class MapForm(forms.Form):
    """Which measure the map shows, and how it is divided into classes; the rest of the address goes along."""

    peta = forms.ChoiceField(label=gettext_lazy("Ukuran di peta"))
    kelas = forms.ChoiceField(label=gettext_lazy("Pembagian kelas"), choices=METHOD_NAMES.items())

    def __init__(self, asked: "Asked"):
        super().__init__(initial={"peta": asked.measure.code, "kelas": asked.method}, auto_id="peta_%s")
        self.fields["peta"].choices = [(measure.code, measure.label) for measure in asked.measures]
        along = {"urut": asked.order, "banding": YEAR_ON_YEAR if asked.compares else ""}
        for name, value in along.items():
            if value:
                self.fields[name] = forms.CharField(widget=forms.HiddenInput, initial=value)


@dataclass(frozen=True)
class Asked:
    """The measure and classes of the map, the order of the table, and whether this year is drawn over last year."""

    measures: list[MapMeasure]
    measure: MapMeasure
    method: str
    order: str
    compares: bool

    @property
    def words(self) -> list[str]:
        """The same for the head of the print."""
        words = [_("peta: %(measure)s") % {"measure": self.measure.label}]
        if self.is_classed:
            words.append(_("kelas: %(method)s") % {"method": METHOD_NAMES[self.method]})
        if self.compares:
            words.append(_("tahun ini terhadap tahun lalu"))
        return words

    @property
    def is_classed(self) -> bool:
        """True if the measure is a number; states are no classes."""
        return self.measure.kind is not Kind.TEXT


def asked_of(parameters, measures: list[MapMeasure]) -> Asked:
    """What the parameters ask for; what is not understood is as if it were left out."""
    by_code = {measure.code: measure for measure in measures}
    method = parameters.get("kelas", "")
    return Asked(
        measures=measures,
        measure=by_code.get(parameters.get("peta", ""), measures[0]),
        method=method if method in METHODS else next(iter(METHODS)),
        order=parameters.get("urut", ""),
        compares=parameters.get("banding") == YEAR_ON_YEAR,
    )
