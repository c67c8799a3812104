"""Kept reports (NX09, RP04): exact on return, made again and compared, and open only to who could make them now."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from regions.models import Region
from reports.catalogue.asking import made_in_indonesian
from reports.models import ReportRun
from reports.runs.comparing import Difference, changes_between
from reports.runs.content import as_kept, digest_of, pressed, unpressed
from reports.runs.keeping import remove_expired_runs, table_of
from reports.runs.since import entered_since
from reports.table import HIDDEN, Column, Kind, Row, Table
from reports.totals import distrust
from tests import factories
from tests.reports.example import NOON, make_example
from tests.reports.kept import make_run, question

MADE = datetime(2026, 8, 15, 4, 0, 1, 234567, tzinfo=UTC)
COLUMNS = [Column("name", "Wilayah", Kind.TEXT), Column("groups", "Kelompok"), Column("share", "% KB", Kind.PERCENT)]
VALUES = st.one_of(
    st.none(),
    st.just(HIDDEN),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.booleans(),
)
ROWS = st.builds(Row, st.text("0123456789", max_size=10), st.dictionaries(st.sampled_from("abcdef"), VALUES))


def make_table(*rows: Row, total: Row | None = None, **changes) -> Table:
    given = {"title": "Kelompok", "region": "Mamasa", "as_at": MADE, "made_by": "Staf", "made_at": MADE}
    return Table(**given | {"columns": COLUMNS, "rows": list(rows), "total": total} | changes)


def row(code: str, name: str, groups, share=None, **more) -> Row:
    return Row(code, {"name": name, "groups": groups, "share": share, **more})


def _all(table: Table) -> list[Row]:
    return [*table.rows, *([table.total] if table.total else [])]


@pytest.fixture
def example(cast):
    with time_machine.travel(NOON - timedelta(days=2), tick=False):
        make_example()
    with time_machine.travel(NOON, tick=False):
        yield cast


@pytest.fixture
def later():
    """A day after what was kept."""
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        yield


# --- Exact ------------------------------------------------------------------------------------------------------------
@given(rows=st.lists(ROWS, max_size=4), total=st.none() | ROWS, kinds=st.lists(st.sampled_from(Kind), max_size=6))
def test_a_table_comes_back_as_it_was_kept(rows, total, kinds):
    """NX09: every value and its type, whatever it is; the addresses behind numbers are not kept."""
    columns = [
        Column(key, f"Kolom {key}", kind, lambda _row: "/x/") for key, kind in zip("abcdef", kinds, strict=False)
    ]
    table = make_table(*rows, total=total, columns=columns, filters=["per desa"], period="Oktober 2026")
    back = unpressed(pressed(table))
    assert back == as_kept(table)
    for one, other in zip(_all(table), _all(back), strict=True):
        assert [(type(value), str(value)) for value in one.values.values()] == [
            (type(value), str(value)) for value in other.values.values()
        ]
    assert digest_of(back) == digest_of(table)


def test_the_fingerprint_is_of_the_values_alone():
    table = make_table(row("76", "Sulbar", 4, Decimal("0.50")), total=row("0", "Jumlah", 4))
    same = replace(table, made_at=NOON, made_by="Lain", title="Judul lain")
    assert digest_of(same) == digest_of(table)
    for other in (row("76", "Sulbar", 5, Decimal("0.50")), row("76", "Sulbar", 4, HIDDEN), row("76", "Sulbar", 4)):
        assert digest_of(make_table(other, total=table.total)) != digest_of(table)


# --- Compared ---------------------------------------------------------------------------------------------------------
def test_exactly_the_cells_that_differ_are_listed():
    """NX09"""
    before = make_table(row("1", "A", 4), row("2", "B", 2, HIDDEN), row("3", "C", 1), total=row("0", "Jumlah", 7))
    after = make_table(row("1", "A", 5), row("2", "B", 2, None), row("4", "D", 1), total=row("0", "Jumlah", 8))
    found = [
        (change.kind, change.name, change.column and change.column.key, change.before, change.after)
        for change in changes_between(before, after)
    ]
    assert found == [
        (Difference.CHANGED, "A", "groups", 4, 5),
        (Difference.CHANGED, "B", "share", HIDDEN, None),
        (Difference.GONE, "C", None, None, None),
        (Difference.ADDED, "D", None, None, None),
        (Difference.CHANGED, "Jumlah", "groups", 7, 8),
    ]
    assert changes_between(before, before) == []


def test_rows_of_one_region_are_told_apart_by_their_names():
    before = make_table(row("1", "Melati", 4), row("1", "Mawar", 2))
    after = make_table(row("1", "Anggrek", 1), row("1", "Mawar", 3), row("1", "Melati", 4))
    found = {(change.kind, change.name) for change in changes_between(before, after)}
    assert found == {(Difference.CHANGED, "Mawar"), (Difference.ADDED, "Anggrek")}


def test_a_row_is_itself_where_others_of_its_region_come_or_go():
    """NX09: the only group of a village is not taken for the one that stands there later; a new name is a change."""
    alone = make_table(row("1", "Melati", 4, number="01"))
    two = make_table(row("1", "Melati", 4, number="01"), row("1", "Mawar", 2, number="02"))
    assert [(each.kind, each.name) for each in changes_between(alone, two)] == [(Difference.ADDED, "Mawar")]
    assert [(each.kind, each.name) for each in changes_between(two, alone)] == [(Difference.GONE, "Mawar")]
    other, renamed = (make_table(row("1", "Anggrek", 4, number=number)) for number in ("03", "01"))
    assert {each.kind for each in changes_between(alone, other)} == {Difference.ADDED, Difference.GONE}
    assert [each.kind for each in changes_between(alone, renamed)] == [Difference.CHANGED]
    agencies = make_table(row("1", "Dinas", 4)), make_table(row("1", "Dinas", 4), row("1", "Bank", 1))
    assert [(each.kind, each.name) for each in changes_between(*agencies)] == [(Difference.ADDED, "Bank")]


@pytest.mark.parametrize(("slug", "code"), [("rekap", "76"), ("riwayat", "7604")])
def test_what_may_be_known_of_today_alone_is_in_nothing_kept(example, sign_in, slug, code):
    """DB06, NX09: kept today and opened later, a board's report tells no number of people, nor does it run again."""
    run = make_run(example.aku, code, slug)
    people = {"members", "members_female", "members_male", "kb_share"}
    assert people & {column.key for column in made_in_indonesian(*question(example.aku, slug, code)).columns}
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        client = sign_in(example.aku)
        table = client.get(run.get_absolute_url()).context["table"]
        assert not people & {column.key for column in table.columns}
        assert not people & {key for each in _all(table) for key in each.values}
        changes = client.get(reverse("report_run_again", args=[run.pk])).context["changes"]
        assert {change.column.key for change in changes} <= {"month"}, "the last month of a history is today's"


def test_run_again_the_figures_are_the_same_or_each_difference_is_listed_with_what_was_entered(example, sign_in, later):
    """NX09, RP04: a capital record of an earlier day, entered late, changes the report and is named as the reason."""
    with time_machine.travel(NOON, tick=False):
        run = make_run(example.regency)
    client, address = sign_in(example.regency), reverse("report_run_again", args=[run.pk])
    assert "Angkanya sama" in client.get(address).content.decode()
    group = EnterpriseGroup.objects.get(name="Anggrek")
    factories.make_capital(group, 7_000_000, date(2026, 5, 1))
    StatusChange.objects.create(group=group, status=GroupStatus.INACTIVE, on=date(2026, 8, 16), reason="Pindah")
    distrust(["7604"])
    page = client.get(address)
    changed = {(change.name, change.column.key, change.before, change.after) for change in page.context["changes"]}
    assert ("Wonomulyo", "capital", 30_000_000, 37_000_000) in changed
    assert ("Jumlah", "capital", 150_000_000, 157_000_000) in changed
    assert {name for name, *_rest in changed} == {"Wonomulyo", "Jumlah"}
    entered = {str(one.label): one.count for one in page.context["entered"]}
    assert entered["catatan modal"] == 1 and "catatan status KB" not in entered
    words = page.content.decode()
    assert "Rp 30.000.000" in words and "Rp 37.000.000" in words


def test_what_was_entered_is_counted_in_the_region_since_and_for_days_covered(example):
    """Bounded: a few queries whatever there is, nothing of another region, no family facts without the right."""
    since, on = datetime(2026, 8, 15, 3, tzinfo=UTC), date(2026, 8, 15)
    papua = factories.make_group("9103011001", "Di Papua")
    factories.make_capital(papua, 5_000_000, date(2026, 1, 1))
    group = EnterpriseGroup.objects.get(name="Anggrek")
    StatusChange.objects.create(group=group, status=GroupStatus.INACTIVE, on=date(2026, 8, 16), reason="Pindah")
    person = factories.make_person(name="Baru")
    factories.make_kb_record(person)
    region = Region.objects.get(pk="7604")
    with CaptureQueriesContext(connection) as seen:
        found = {str(one.label): one.count for one in entered_since(example.regency, region, on, since)}
    assert len(seen) <= 16
    assert found["catatan status KB"] == 1
    assert not {"catatan modal", "perubahan status kelompok"} & set(found)
    without = {str(one.label) for one in entered_since(example.aku, region, on, since)}
    assert "catatan status KB" not in without


def test_two_kept_makings_of_one_question_can_be_compared(example, sign_in):
    first = make_run(example.regency)
    factories.make_capital(EnterpriseGroup.objects.get(name="Anggrek"), 7_000_000, date(2026, 5, 1))
    distrust(["7604"])
    second, other = make_run(example.regency), make_run(example.regency, tingkat="desa")
    client = sign_in(example.regency)
    address = f"{reverse('report_run_again', args=[first.pk])}?dengan="
    assert f"{address}{second.pk}" in client.get(second.get_absolute_url()).content.decode()
    assert client.get(f"{address}{second.pk}").context["count"] > 0
    for wrong in (str(other.pk), "0", "x", "9" * 30):
        assert client.get(f"{address}{wrong}").status_code == 404


# --- As it was made ---------------------------------------------------------------------------------------------------
def test_page_and_files_of_a_kept_report_hold_the_kept_values(example, sign_in, later):
    with time_machine.travel(NOON, tick=False):
        run = make_run(example.regency)
    before = table_of(run)
    EnterpriseGroup.objects.filter(name="Melati").update(capital_total=1)
    distrust(["7604"])
    client = sign_in(example.regency)
    page = client.get(run.get_absolute_url())
    assert page.context["table"] == before
    answer = client.get(run.get_absolute_url(), {"format": "csv"})
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    place = [column.key for column in before.columns].index("capital")
    assert lines[-1][place] == str(before.total.values["capital"])


# --- For whom ---------------------------------------------------------------------------------------------------------
def test_only_who_could_make_it_now_opens_a_kept_report(example, sign_in):
    """Equal rights open what was kept on purpose; a changed role or territory closes even one's own."""
    run = make_run(example.regency)
    twin = factories.make_user("kembar", Role.REGENCY, "7604")
    root = factories.make_user("akar", Role.REGENCY, "7604", is_superuser=True)
    users = (example.regency, twin, root, example.province, example.admin, example.coordinator)
    seen = [sign_in(user).get(run.get_absolute_url()).status_code for user in users]
    assert seen == [200, 200, 404, 404, 404, 404]
    ReportRun.objects.update(expires_at=NOON + timedelta(days=1))
    assert sign_in(twin).get(run.get_absolute_url()).status_code == 404
    example.regency.territory_set.update(region="760403")
    assert sign_in(example.regency).get(run.get_absolute_url()).status_code == 404


def test_a_report_that_is_over_loses_its_content_and_says_so(example, sign_in):
    run = make_run(example.regency)
    ReportRun.objects.update(expires_at=NOON)
    assert (remove_expired_runs(), remove_expired_runs()) == (1, 0)
    page = sign_in(example.regency).get(run.get_absolute_url())
    assert page.status_code == 410 and "/laporan/rekap/?wilayah=7604" in page.content.decode()
    again = sign_in(example.regency).get(reverse("report_run_again", args=[run.pk]))
    assert again["Location"] == run.get_absolute_url()


def test_the_list_costs_the_same_for_any_number_and_shows_words_not_codes(example, sign_in):
    client, address = sign_in(example.regency), reverse("report_run_list")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert "Rekap per wilayah" in client.get(address).content.decode()
        return len(seen)

    make_run(example.regency)
    client.get(address)
    few = queries()
    for level in ("kecamatan", "desa"):
        for code in ("7604", "760403"):
            make_run(example.regency, code, tingkat=level)
    assert queries() == few
