"""Made-up registers: the same for the same seed, believable in their shares, and never mixed with real data."""

import re
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Max

from accounts.models import User
from activities.models import AnnualCard, Attendance, MonthlyReport
from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus
from groups.reference import load_reference
from members.models import KbRecord, Membership, Person
from members.nik import is_demo
from members.nik_vault import open_sealed
from regions.months import last_day
from tests import factories
from uppks.demo.accounts import ACCOUNTS, PASSWORD, remove_accounts
from uppks.demo.loading import TABLES, load, reference_rows
from uppks.demo.plan import SCALES, Scale, make_plan
from uppks.demo.rows import RegencyRows
from uppks.demo.writing import bare_tables, columns_of, model_of, put_back, write

DAY = date(2026, 10, 1)
VILLAGES = ["7604032004", "7604032008", "7604041001", "9103011001"]
# Small enough for a test, large enough for shares to show.
SMALL = Scale("uji", groups=120, members=2_400)


def rows_of(seed: int = 7) -> dict[str, list[dict]]:
    """Every row of a small register, by table."""
    made: dict[str, list[dict]] = {}
    for plan in make_plan(SMALL, seed, DAY, VILLAGES):
        for name, rows in RegencyRows(plan, reference_rows(SMALL)).make().items():
            made.setdefault(name, []).extend(rows)
    return made


def without_seals(rows: list[dict]) -> list[dict]:
    """Rows without the one thing that is never the same twice."""
    return [{key: value for key, value in row.items() if key != "nik_sealed"} for row in rows]


@pytest.fixture
def references(country):
    load_reference()


def test_equal_seeds_make_equal_registers(references):
    first, second, other = rows_of(), rows_of(), rows_of(seed=8)
    for name in TABLES:
        assert without_seals(first[name]) == without_seals(second[name]), name
    assert without_seals(first["members.Person"]) != without_seals(other["members.Person"])


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.name)
def test_a_plan_has_the_groups_and_members_of_its_scale(scale):
    """12,479 groups; 91,748 groups with 1.4 and with 13 million members; 1,000 groups with 15,000."""
    villages = [f"76{number:08d}" for number in range(5_000)]
    plans = make_plan(scale, 1994, DAY, villages)
    groups = [group for plan in plans for group in plan.groups]
    assert len(groups) == scale.groups
    members = sum(group.size for group in groups)
    assert abs(members - scale.members) <= scale.members * 0.001
    # Skewed: the largest tenth has clearly more than a tenth of the members.
    largest = sorted((group.size for group in groups), reverse=True)[: scale.groups // 10]
    assert sum(largest) > members * 0.18
    # Ids and numbers are handed out once.
    assert len({(group.village, group.serial) for group in groups}) == scale.groups
    assert groups[-1].first_person + groups[-1].size - 1 == members


def test_every_made_up_nik_is_one_no_office_issues(references):
    """District digits 99; no number twice; who has none has a reason (DM10)."""
    people = rows_of()["members.Person"]
    niks = [open_sealed(row["nik_sealed"]) for row in people if row["nik_sealed"]]
    assert len(niks) > 2_200
    assert all(is_demo(nik) for nik in niks)
    assert len(set(niks)) == len(niks)
    assert all(row["nik_missing_reason"] for row in people if not row["nik_sealed"])


def test_methods_are_shared_as_in_west_sulawesi(references):
    """Injection 41 %, pill 25 %, implant 22 %, IUD 4 %, female sterilisation 4 %, condom 3 %."""
    used = Counter(row["kb_method"] for row in rows_of()["members.Person"] if row["kb_method"])
    total = sum(used.values())
    wanted = {"injection": 0.41, "pill": 0.25, "implant": 0.22, "iud": 0.04, "tubectomy": 0.04, "condom": 0.03}
    for method, share in wanted.items():
        assert used[method] / total == pytest.approx(share, abs=0.035), method


def test_a_loaded_register_keeps_every_rule_of_the_database(references, settings):
    """The newest entries stand on the records, and what was written is what was made."""
    plans = make_plan(SMALL, 7, DAY, VILLAGES)
    written = sum((Counter(counts) for counts in load(SMALL, plans)), Counter())
    assert written["members.Membership"] == Membership.objects.count()
    for group in EnterpriseGroup.objects.all()[:40]:
        newest = CapitalRecord.objects.filter(group=group).as_at(DAY).first()
        assert (newest.total if newest else None) == group.capital_total
        assert group.status_changes.first().status == group.status
    for person in Person.objects.exclude(kb_status="")[:40]:
        newest = person.kb_records.first()
        assert (newest.status, newest.method) == (person.kb_status, person.kb_method)
    assert not KbRecord.objects.filter(on__gt=DAY).exists()
    # The next hand-made row gets the next id.
    made = factories.make_group(factories.BINANGA)
    assert made.pk > 120


def test_made_up_months_are_such_as_officers_write(references):
    """Groups report for months in which they work, ticks are members of the day, and the newest visit is kept."""
    load_all = sum((Counter(counts) for counts in load(SMALL, make_plan(SMALL, 7, DAY, VILLAGES))), Counter())
    assert load_all["activities.MonthlyReport"] == MonthlyReport.objects.count() > 1_000
    reports = MonthlyReport.objects.select_related("group")
    for report in reports.order_by("?")[:60]:
        day = min(last_day(report.month), DAY)
        assert EnterpriseGroup.objects.working_on(day).filter(pk=report.group_id).exists()
    for group in EnterpriseGroup.objects.all()[:40]:
        newest = reports.handed_in().filter(group=group).aggregate(newest=Max("visited_on"))["newest"]
        assert newest == group.reported_on
    ticks = Attendance.objects.select_related("membership", "meeting__report")
    assert ticks
    assert not ticks.exclude(membership__group=F("meeting__report__group")).exists()
    for tick in ticks.order_by("?")[:60]:
        assert tick.membership.is_current_on(tick.meeting.on)
    assert not reports.filter(status="returned", steps__isnull=True).exists()
    assert not reports.filter(submitted_on__gt=DAY).exists()


def test_a_forgotten_column_is_named(references):
    row = rows_of()["groups.Product"][0]
    with pytest.raises(ValueError, match="ended_on"):
        columns_of(model_of("groups.Product"), {key: row[key] for key in row if key != "ended_on"})
    with pytest.raises(ValueError, match="warna"):
        columns_of(model_of("groups.Product"), {**row, "warna": "hijau"})


@pytest.mark.skipif(connection.vendor != "postgresql", reason="indexes are taken off on PostgreSQL only")
@pytest.mark.django_db(transaction=True)
def test_what_was_taken_off_for_loading_is_put_back(country):
    """Indexes, foreign keys and exclusions are the same after as before, also after a killed run."""
    before = definitions()
    with bare_tables(["members.Membership", "members.Person"]):
        assert definitions() != before
        write("groups.GroupSerial", [{"village_id": VILLAGES[0], "last": 3}])
    assert definitions() == before
    with pytest.raises(RuntimeError), bare_tables(["members.Membership"]):
        raise RuntimeError
    put_back()
    assert definitions() == before


def definitions() -> set:
    """Every index and constraint of the tables of people, as the database words them but for the casts it adds anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'members_%'")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid::regclass::text LIKE 'members_%'"
        )
        return {(name, re.sub(r"::[a-z ]+|[()\[\]]", "", wording)) for name, wording in [*indexes, *cursor.fetchall()]}


@pytest.fixture
def small_demo(references, monkeypatch):
    """`seed_demo` on the little country."""
    monkeypatch.setitem(SCALES, "small", Scale("small", groups=60, members=900, provinces=("76",)))
    call_command("seed_demo", "--scale", "small", "--day", "2026-10-01", verbosity=0)


def test_the_demo_shows_every_odd_state(small_demo, sign_in):
    """What the product must show stands in the villages of the demonstration officer."""
    officer = User.objects.get(username="petugas")
    groups = EnterpriseGroup.objects.visible_to(officer)
    records = CapitalRecord.objects.visible_to(officer)
    memberships = Membership.objects.visible_to(officer)
    assert groups.filter(status=GroupStatus.INACTIVE).exists()
    assert groups.filter(has_decree=True, decree_number="").exists()
    assert groups.filter(capital_on__isnull=True).exists()
    assert records.filter(is_void=True).exists()
    assert records.filter(replaces__isnull=False, is_void=False).exists()
    assert memberships.filter(ended_on__gt=DAY).exists()
    assert memberships.exclude(second_group_reason="").exists()
    assert Person.objects.visible_to(officer).exclude(nik_missing_reason="").exists()
    assert AnnualCard.objects.visible_to(officer).filter(status="approved").exclude(content={}).exists()
    names = Counter(groups.values_list("village_id", "name_key"))
    assert max(names.values()) > 1


def test_each_demo_account_can_sign_in_and_the_one_without_territory_sees_nothing(small_demo):
    for account in ACCOUNTS:
        user = User.objects.get(username=account.username, role=account.role, is_demo=True)
        assert user.check_password(PASSWORD)
        assert bool(user.territory_codes) is (account.depth is not None)
    lost = User.objects.get(username="tanpawilayah")
    assert not EnterpriseGroup.objects.visible_to(lost).exists()


def test_a_second_run_changes_nothing(small_demo, capsys):
    before = EnterpriseGroup.objects.count()
    call_command("seed_demo", "--scale", "small")
    assert EnterpriseGroup.objects.count() == before
    assert "sudah ada" in capsys.readouterr().out


def test_demo_data_is_never_mixed_with_real_groups(references):
    factories.make_group("7604032004")
    with pytest.raises(CommandError, match="tidak dicampur"):
        call_command("seed_demo", "--scale", "small")
    assert not User.objects.filter(is_demo=True).exists()


def test_closed_demo_accounts_can_no_longer_sign_in(small_demo):
    colleagues = User.objects.filter(username__startswith="petugas", is_demo=True).count() - 1
    assert remove_accounts() == len(ACCOUNTS) + colleagues
    assert not User.objects.filter(is_demo=True, is_active=True).exists()
    assert not User.objects.get(username="admin").check_password(PASSWORD)


def test_a_broken_load_leaves_nothing(references, monkeypatch):
    """On SQLite and for small registers a load is one transaction."""
    plans = make_plan(SMALL, 7, DAY, VILLAGES)
    parts = load(SMALL, plans)
    with pytest.raises(RuntimeError), transaction.atomic():
        next(parts)
        raise RuntimeError
    parts.close()
    assert not EnterpriseGroup.objects.exists()
