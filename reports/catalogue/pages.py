"""The pages of figures beside the catalogue, so that each can be reached from its first page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class OtherPage:
    """A page of figures: where it is, its name, and what it shows in a sentence."""

    url: str
    name: str | Promise
    about: str | Promise


def other_pages(user) -> list[OtherPage]:
    """The pages this user may open, for the first of the user's territories."""
    code = next(iter(user.territory_codes), None)
    pages = [
        OtherPage(reverse("dashboard"), _("Dasbor"), _("Angka wilayah Anda, perkembangannya, dan petanya.")),
        OtherPage(
            reverse("quality_board"), _("Mutu data"), _("Apa yang kurang dalam catatan, per wilayah dan per pembina.")
        ),
        OtherPage(
            reverse("graduation"),
            _("Matriks naik kelas"),
            _("Kelompok yang naik dan turun jenjang antara dua tanggal."),
        ),
        OtherPage(
            reverse("published_figures"),
            _("Angka terbitan"),
            _("Angka yang pernah diumumkan di samping angka di sini."),
        ),
    ]
    if code:
        url = reverse("history_region", args=[code])
        pages.insert(
            1, OtherPage(url, _("Riwayat dan sasaran"), _("Angka setiap akhir bulan, tahun lalu, dan sasaran."))
        )
    return pages
