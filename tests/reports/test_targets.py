"""Targets beside what was reached, this year against last, and what others have published (DB08, UP10)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from activities.models import SubmissionStatus
from groups.models import EnterpriseGroup
from regions.models import Region
from regions.touching import touch
from reports.history.keeping import refresh_all_history
from reports.models import HistoryTotal, Measure, ReferenceFigure, Target
from reports.published import published_for
from reports.reference import load_published
from reports.table import HIDDEN
from reports.targets import achieved, clean_year
from reports.totals import refresh_due
from tests import factories
from tests.reading import text_in
from tests.reports.example import DAY, NOON, REGENCY
from tests.reports.test_history import make_past


@pytest.fixture
def example(country):
    """The past of the example, kept, with two targets, at noon of its day."""
    make_past()
    with time_machine.travel(NOON, tick=False) as traveller:
        refresh_due(["0"])
        max(refresh_all_history(["7602", REGENCY, "9103"]))
        Target.objects.create(region_id=REGENCY, year=2026, measure=Measure.MEMBERS, value=14)
        Target.objects.create(region_id=REGENCY, year=2026, measure=Measure.KB_SHARE, value=Decimal("80.0"))
        yield traveller


@pytest.fixture
def regency(example):
    return Region.objects.get(pk=REGENCY)


def by_measure(region: Region, year: int = 2026) -> dict:
    return {one.measure: one for one in achieved(region, year)}


def test_the_targets_of_the_example(regency):
    """DB08: today beside 31 July 2025, the nearest month end to the same day a year before."""
    found = by_measure(regency)
    members, share = found[Measure.MEMBERS], found[Measure.KB_SHARE]
    assert (members.on, members.last_on) == (DAY, date(2025, 7, 31))
    assert (members.now, members.last_year, members.change, members.share) == (7, 9, -2, Decimal("0.5"))
    assert (share.now, share.target) == (Decimal(4) / 7, Decimal("0.8"))
    assert (share.last_year, round(share.share, 3)) == (Decimal(7) / 9, Decimal("0.714"))
    capital, top = found[Measure.CAPITAL], found[Measure.TOP_TIER]
    assert (capital.now, capital.last_year, capital.target, capital.share) == (150_000_000, 20_000_000, None, None)
    assert (top.now, top.last_year) == (1, 0)


def test_a_year_that_is_over_is_measured_at_its_end(regency):
    found = by_measure(regency, 2025)
    assert found[Measure.CAPITAL].on == date(2025, 12, 31)
    assert found[Measure.CAPITAL].now == 20_000_000
    assert found[Measure.CAPITAL].last_on == date(2024, 12, 31)
    assert found[Measure.MEMBERS].target is None
    nothing = by_measure(regency, 1990)
    assert {(one.now, one.last_year, one.share) for one in nothing.values()} == {(None, None, None)}


def test_reporting_is_measured_over_the_months_that_have_ended(regency):
    """One register in seven months of four groups, and of Dahlia in the first four; August still runs."""
    melati = EnterpriseGroup.objects.get(name="Melati")
    factories.make_report(melati, date(2026, 7, 1))
    factories.make_report(melati, date(2026, 8, 1), status=SubmissionStatus.DRAFT)
    found = by_measure(regency)[Measure.REPORTING_SHARE]
    assert found.now == Decimal(1) / (7 * 4 + 4)


def test_a_target_of_nought_or_a_year_of_no_registry_says_nothing(regency):
    Target.objects.filter(measure=Measure.MEMBERS).update(value=0)
    assert by_measure(regency)[Measure.MEMBERS].share is None
    for year in (1978, 2101):
        with pytest.raises(ValueError, match=str(year)):
            achieved(regency, year)
    assert [clean_year(text, 2026) for text in ("2025", "1978", "2101", "٢٠٢٥", "", "20255")] == [2025] + [2026] * 5
    with pytest.raises(ValidationError):
        Target(region=regency, year=2026, measure=Measure.KB_SHARE, value=101).full_clean()


def test_the_page_shows_months_and_targets(client, cast, regency):
    """DB08"""
    client.force_login(cast.province)
    page = client.get(reverse("history_region", args=[REGENCY]))
    text = text_in(page)
    for words in ("Juli 2026", "15 Agustus 2026 (hari ini)", "31 Juli 2025", "50%", "Sasaran dan capaian 2026"):
        assert words in text
    assert "Belum ada sasaran 2027" in text_in(client.get(reverse("history_region", args=[REGENCY]), {"tahun": "2027"}))
    assert client.get(reverse("history_region", args=["91"])).status_code == 404


def test_the_file_has_the_months_of_the_page(client, cast, regency):
    """RP03: page and file are drawn from one table."""
    client.force_login(cast.province)
    page = client.get(reverse("history_region", args=[REGENCY]))
    file = client.get(reverse("history_region", args=[REGENCY]), {"format": "xlsx"}).content
    told = [row[3] for row in load_workbook(BytesIO(file)).active.iter_rows(values_only=True)]
    assert [number for number in told if isinstance(number, int)] == [
        row.values["members"] for row in page.context["table"].rows
    ]


def test_kb_of_few_people_is_not_shown_to_boards(client, cast, example):
    """AU07, DB06: a board sees whole percents of regencies, of today, and nothing of fewer than five members.

    With the share of the one regency and that of the province it would know that of the other.
    """
    client.force_login(cast.aku)
    page = client.get(reverse("history_region", args=[REGENCY]))
    whole = page.context["table"]
    assert whole.rows[0].values["kb_share"] == Decimal("0.57")
    assert {row.values["kb_share"] for row in whole.rows[1:]} <= {None, HIDDEN}
    assert [line.found.last_year for line in page.context["lines"] if line.found.measure == Measure.KB_SHARE] == [None]
    ended = client.get(reverse("history_region", args=[REGENCY]), {"tahun": "2025"}).context["lines"]
    assert Measure.KB_SHARE not in {line.found.measure for line in ended}
    assert "kb_taking_part" not in {column.key for column in whole.columns}
    factories.make_membership(factories.make_group(factories.BINANGA))
    touch("7602", on=DAY)
    refresh_due(["0"])
    beside = client.get(reverse("history_region", args=[REGENCY])).context["table"]
    assert beside.rows[0].values["kb_share"] is HIDDEN
    small = client.get(reverse("history_region", args=["7602"]))
    assert "disembunyikan" in text_in(small)
    assert [line.is_hidden for line in small.context["lines"] if line.found.measure == Measure.KB_SHARE] == [True]
    district = client.get(reverse("history_region", args=["760403"]))
    assert "% KB" not in text_in(district)


def test_the_page_costs_the_same_however_many_months_and_targets(client, cast, regency):
    client.force_login(cast.province)
    client.get(reverse("history_region", args=[REGENCY]))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("history_region", args=[REGENCY]))
    for measure in (Measure.GROUPS, Measure.CAPITAL, Measure.TOP_TIER):
        Target.objects.create(region=regency, year=2026, measure=measure, value=3)
    assert HistoryTotal.objects.aggregate(sum=Sum("members"))["sum"]
    with CaptureQueriesContext(connection) as more:
        client.get(reverse("history_region", args=[REGENCY]))
    assert len(more) <= len(few) <= 45


def test_published_figures_stand_as_they_were_said(country):
    """UP10: year, wording and source; loading them again changes nothing."""
    load_published()
    ReferenceFigure.objects.filter(year=2019).update(source="diubah")
    load_published()
    found = list(ReferenceFigure.objects.order_by("year").values_list("year", "measure", "value", "wording", "source"))
    assert found == [
        (1994, "members", 13_000_000, "puncak", "ANTARA 2019"),
        (2015, "groups", 91_748, "aktif", "ANTARA 2019"),
        (2019, "groups", 12_479, "dibina", "diubah"),
    ]


def test_other_years_and_other_wordings_have_no_ratio(example):
    """UP10: the registry says why it does not compare."""
    load_published()
    nation = Region.objects.get(pk="0")
    active, assisted = published_for(nation, Measure.GROUPS)
    assert (active.here, active.on, active.ratio) == (4, DAY, None)
    assert active.words == "Tidak dibandingkan: tahunnya berbeda (2015 dan 2026)."
    assert "bunyinya berbeda (“dibina” dan “aktif”)" in assisted.words
    ReferenceFigure.objects.create(year=2026, region=nation, measure="groups", wording="Aktif", value=8, source="uji")
    same = published_for(nation, Measure.GROUPS)[-1]
    assert (same.ratio, same.words) == (Decimal("0.5"), "")
    ReferenceFigure.objects.create(year=2025, region=nation, measure="groups", wording="aktif", value=10, source="uji")
    last = published_for(nation, Measure.GROUPS)[-2]
    assert (last.on, last.here, last.ratio) == (date(2025, 12, 31), 5, Decimal("0.5"))


def test_what_is_counted_outside_the_territory_is_not_told(client, cast, example):
    """UP10, DB04: the published figures are public, the own count of the nation is for the nation."""
    load_published()
    client.force_login(cast.admin)
    whole = client.get(reverse("published_figures"))
    assert "91.748" in text_in(whole)
    assert [beside.here for beside in whole.context["found"]] == [7, 4, 4]
    client.force_login(cast.province)
    part = client.get(reverse("published_figures"))
    assert "13.000.000" in text_in(part)
    assert [beside.here for beside in part.context["found"]] == [None, None, None]
    assert "di luar wilayah Anda" in client.get(reverse("published_figures"), {"format": "csv"}).content.decode()


def test_members_of_a_past_day_are_told_to_no_board_beside_what_was_published(client, cast, example):
    """UP10, DB06: the count of a year's end beside today's would say how many came and went."""
    ReferenceFigure.objects.create(
        region_id="76", year=2025, measure="members", wording="anggota", value=10, source="uji"
    )
    for user, here in ((cast.province, 9), (cast.aku, HIDDEN)):
        client.force_login(user)
        row = client.get(reverse("published_figures")).context["table"].rows[0]
        assert row.values["here"] == here
        assert (b"disembunyikan" in client.get(reverse("published_figures"), {"format": "csv"}).content) is (here != 9)


def test_only_the_national_administrator_keeps_targets(client, cast, country):
    """DB08: in the admin, with a year that can be; the trail has them."""
    given = {"region": REGENCY, "year": "2026", "measure": "members", "value": "900", "note": ""}
    client.force_login(cast.regency)
    assert client.post(reverse("admin:reports_target_add"), given).status_code == 403
    client.force_login(cast.admin)
    assert client.post(reverse("admin:reports_target_add"), {**given, "year": "1978"}).status_code == 200
    assert not Target.objects.exists()
    assert client.post(reverse("admin:reports_target_add"), given).status_code == 302
    assert Target.objects.get().audit_name() == "Sasaran Anggota 2026 Kabupaten Polewali Mandar"
    form = client.get(reverse("admin:reports_referencefigure_add")).context["adminform"].form
    assert "kb_share" not in dict(form.fields["measure"].choices)
    assert cast.province.role == Role.PROVINCE
