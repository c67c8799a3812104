"""A second reading of the figures: ways between the pages, kept questions, nothing told that is withheld."""

from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from accounts.saved_filters import LISTINGS
from groups.models import EnterpriseGroup
from regions.codes import Level
from reports.catalogue.registry import REPORTS
from reports.few_people import hidden_around
from reports.figures import Figures
from reports.models import Measure, RegionTotal
from reports.recap import recap_table
from reports.regional import Overview
from reports.table import HIDDEN
from reports.totals import now_fresh
from tests import factories
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


# --- Nothing that is withheld can be had another way ------------------------------------------------------------------
def figures(female: int, male: int) -> Figures:
    return Figures(members=female + male, members_female=female)


def test_what_a_table_hides_is_hidden_in_the_last_line_of_the_next_and_below(country):
    """DB06: 3 women of Mamuju cannot be had as those of the province less those of Polewali Mandar."""
    aku = factories.make_user("aku-uji", "aku", "76")
    numbers = {"7602": (3, 40), "7604": (20, 30), "760403": (12, 18), "760404": (8, 12)}
    for code, (female, male) in numbers.items():
        RegionTotal.objects.create(code=code, level=len(code) // 2, members=female + male, members_female=female)
    parts = [(country[code], figures(*numbers[code])) for code in ("760403", "760404")]
    table = recap_table(aku, Overview(country["7604"], Level.DISTRICT, parts, figures(20, 30), (), now_fresh()))
    women, men, members = (
        [row.values[key] for row in (table.total, *table.rows)] for key in ("members_female", "members_male", "members")
    )
    assert (women, men, members) == ([HIDDEN, 12, HIDDEN], [HIDDEN, 18, HIDDEN], [50, 30, 20])
    assert hidden_around(aku, country["760404"], figures(8, 12)) == {"members_female", "members_male"}
    assert hidden_around(aku, country["760403"], figures(12, 18)) == set()
    staff = factories.make_user("prov-uji", "province", "76")
    assert hidden_around(staff, country["760404"], figures(8, 12)) == set()


def test_who_may_not_see_people_gets_no_series_of_them(example, sign_in):
    """DB06: neither by month nor by asking for one day after another; nothing kept holds them either."""
    table = sign_in(example.aku).get("/dasbor/7604/riwayat/")
    assert not [key for row in table.context["table"].rows for key in row.values if key.startswith("members")]
    assert Measure.MEMBERS not in {line.found.measure for line in table.context["lines"]}
    past = sign_in(example.aku).get("/laporan/rekap/", {"wilayah": "76", "tanggal": "14/8/2026"}).context["table"]
    people = ("members", "members_female", "members_male", "kb_share")
    assert not [key for row in (*past.rows, past.total) for key in row.values if key in people]
    assert past.total.values["groups_active"] == 4
    staff = sign_in(example.province).get("/laporan/rekap/", {"wilayah": "76", "tanggal": "14/8/2026"}).context["table"]
    assert staff.total.values["members"] == 8


def test_the_start_page_hides_few_people_too(example, sign_in):
    """DB06: a board with several territories."""
    example.aku.territory_set.update(region="760404")
    factories.make_territory(example.aku, "7602")
    for page in ("/", "/dasbor/"):
        lines = sign_in(example.aku).get(page).context["territories"]
        assert [line.members for line in lines] == [0, HIDDEN], page


def test_the_quality_board_names_no_officer_from_elsewhere(example, sign_in):
    """DB04: a number in the address is no way to the names of accounts."""
    EnterpriseGroup.objects.filter(name="Melati").update(mentor=example.officer)
    stranger = factories.make_user("orang-jauh", Role.OFFICER, factories.SENTANI)
    client = sign_in(example.regency)
    for user, is_told in ((example.officer, True), (stranger, False), (example.admin, False)):
        answer = client.get("/dasbor/mutu/", {"wilayah": "7604", "pembina": str(user.pk)})
        assert (str(user) in " ".join(answer.context["table"].filters)) is is_told
