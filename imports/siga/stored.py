"""Rows without a village as they are kept with a table, handed out by the command and shown on the page."""

from django.utils.translation import gettext_lazy as _

from imports.siga.matching import Unmatched

REASONS = {
    "no_province": _("Provinsi tidak ditemukan."),
    "no_regency": _("Kabupaten/kota tidak ditemukan di provinsi itu."),
    "no_district": _("Kecamatan tidak ditemukan di kabupaten/kota itu."),
    "no_village": _("Kode dan nama desa tidak ditemukan di kecamatan itu."),
    "code_and_name": _("Kode dan nama menunjuk desa yang berbeda."),
    "name_differs": _("Nama desa berbeda dari nama menurut kodenya."),
}


def as_json(unmatched: Unmatched) -> dict:
    """One row without a village, with what comes nearest; the reason by its code."""
    row = unmatched.row
    return {
        "row": row.row,
        "province": row.province,
        "regency": row.regency,
        "district": row.district,
        "code": row.code,
        "village": row.village,
        "existing": row.existing,
        "reporting": row.reporting,
        "place": unmatched.place,
        "reason": unmatched.reason,
        "candidates": [{"region": place.code, "name": place.name} for place in unmatched.candidates],
    }


def in_words(stored: dict) -> dict:
    """A stored row with its reason as a sentence, in the language of the moment."""
    return {**stored, "message": str(REASONS[stored["reason"]])}
