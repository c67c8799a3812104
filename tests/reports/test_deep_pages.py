"""A second reading of the figures: ways between the pages, kept questions, nothing told that is withheld."""

from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from accounts.saved_filters import LISTINGS
from reports.catalogue.registry import REPORTS
from tests.reports.example import NOON, make_example


@pytest.fixture
def example(cast):
    make_example()
    with time_machine.travel(NOON, tick=False):
        yield cast


@pytest.mark.parametrize("page", ["/laporan/", "/dasbor/7604/", "/dasbor/7604032004/"])
def test_every_page_of_figures_can_be_reached(example, sign_in, page):
    """DB03, NX01, UP10: history, naik kelas, data quality, published figures."""
    text = sign_in(example.regency).get(page).content.decode()
    for path in ("/riwayat/", "/dasbor/naik-kelas/", "/dasbor/mutu/", "/dasbor/terbitan/"):
        assert path in text, (page, path)
    assert sign_in(example.lost[Role.REGENCY]).get("/laporan/").status_code == 200


def test_a_question_to_a_report_can_be_kept_and_asked_again(example, sign_in):
    """SD07: with all its words, and with none that belong to the table or the file."""
    client = sign_in(example.admin)
    for report in REPORTS:
        name, address = f"laporan-{report.slug}", reverse("catalogue_report", args=[report.slug])
        words = dict.fromkeys(LISTINGS[name].fields, "x") | {"wilayah": "7604"}
        query = urlencode({**words, "urut": "name", "format": "csv"})
        asked = {"name": "Milik saya", "daftar": name, "saringan": query}
        assert client.post("/saringan/simpan/", asked).url == f"{address}?{urlencode(words)}"
    saved = client.get(f"{address}?{urlencode(words)}").context["saved"]
    assert [(one.kept.name, one.is_current) for one in saved.filters] == [("Milik saya", True)]
