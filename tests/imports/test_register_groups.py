"""Groups of a register file: found, new, changed, the same or refused, by the rules of the actions (IE01, IE04)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry, User
from accounts.roles import Role
from groups.actions import add_product, assess_stage, change_business, change_group, register_group, set_status
from groups.actions.many import check_new_group, draft_group, register_groups
from groups.models import EnterpriseGroup, GroupStatus, Sector
from imports.register.issues import Issue, error
from imports.register.rows import CapitalDraft
from members.drafts import GroupPlace
from regions.clock import local_today
from regions.models import TouchedMonth, TouchedRegion
from tests import factories
from tests.factories import BUMIAYU, DARMA, SENTANI, SUGIHWARAS
from tests.imports.register_rows import SOURCE, Planners, group_row, told, written

pytestmark = pytest.mark.django_db
FULL = {
    "address": "Dusun Mekar",
    "rt": "004",
    "rw": "012",
    "founded_on": date(2015, 3, 1),
    "decree_number": "470/12",
    "decree_on": date(2016, 1, 5),
    "decree_issuer": "village",
    "stage_code": "mandiri",
    "status": "inactive",
    "sectors": ("Makanan Olahan", "kerajinan"),
    "products": ("Keripik", "keripik ", "Anyaman bambu"),
    "capital": CapitalDraft(date(2026, 6, 30), 5_000_000, 1_000_000, 0),
}


@pytest.fixture
def officer(cast):
    return cast.officer


@pytest.fixture
def regency(cast):
    return cast.regency


def test_a_new_group_comes_on_record_with_all_that_is_told(officer):
    planned, observed = Planners(officer).commit(group_row(written("UPPKA Melati", BUMIAYU, "S-1"), **FULL))
    assert told(planned) == told(observed) == [("new",)]
    group = EnterpriseGroup.objects.get()
    assert (group.number, group.version, group.created_by) == (f"{BUMIAYU}0001", 1, officer)
    assert (group.source_system, group.source_id, group.has_decree) == ("impor", "S-1", True)
    assert (group.status, group.stage.code, group.capital_total) == ("inactive", "mandiri", 6_000_000)
    assert [change.on for change in group.status_changes.all()] == [local_today(group), date(2015, 3, 1)]
    assert {sector.code for sector in group.sectors.all()} == {"makanan-olahan", "kerajinan"}
    assert [product.name for product in group.products.all()] == ["Anyaman bambu", "Keripik"]
    assert planned[0].place.pk == group.pk


def test_the_same_rows_again_change_nothing(officer):
    row = group_row(written("UPPKA Melati", BUMIAYU, "S-1"), **FULL)
    Planners(officer).commit(row)
    version = EnterpriseGroup.objects.get().version
    number = EnterpriseGroup.objects.get().number
    for ref in (row.group, written("melati", BUMIAYU), written("", "", "S-1"), written(number=number)):
        planned, observed = Planners(officer).commit(group_row(ref, **FULL))
        assert told(planned) == told(observed) == [("same",)]
    assert EnterpriseGroup.objects.get().version == version


def test_what_is_not_told_is_neither_compared_nor_erased(officer):
    Planners(officer).commit(group_row(written("Melati", BUMIAYU), **FULL))
    assert told(Planners(officer).commit(group_row(written("Melati", BUMIAYU)))[0]) == [("same",)]


def test_a_row_changes_what_it_tells_through_the_actions(officer):
    group = factories.make_group(BUMIAYU, "Melati", rt="4", source_id="")
    factories.make_stage()
    row = group_row(
        written("Melati Indah", "", "S-9", group.number),
        rt="004",
        address="Jalan Poros",
        status="dissolved",
        stage_code="dasar",
        sectors=("anyaman", "tambang emas"),
        products=("Tikar",),
    )
    planners = Planners(officer)
    assert told(planners.commit(row)[0]) == [("changed", "sector")]
    group.refresh_from_db()
    assert (group.name, group.name_key, group.rt, group.address) == ("Melati Indah", "melati indah", "4", "Jalan Poros")
    assert (group.status, group.stage.code, group.source_id) == ("dissolved", "dasar", "S-9")
    assert [sector.code for sector in group.sectors.all()] == ["anyaman"]
    assert group.status_changes.get().reason == f"Tercantum dalam {SOURCE}"
    label, pk, before, version = planners.written.changes[0]
    assert (label, pk, version) == ("groups.EnterpriseGroup", group.pk, group.version)
    assert (before["name"], before["status"], before["stage_id"], before["sectors"]) == ("Melati", "active", None, [])
    assert {name: len(ids) for name, ids in planners.written.added.items()} == {
        "groups.StatusChange": 1,
        "groups.StageAssessment": 1,
        "groups.Product": 1,
    }
    assert AuditEntry.objects.get_for_object(group).exists()


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        (written("Melati", BUMIAYU, number="76040320049999"), "group"),
        (written("", "", "S-404"), "group"),
        (written("Melati"), "group_missing"),
        (written("", BUMIAYU), "group_missing"),
        (written("Melati", SENTANI), "village_outside"),
        (written("Melati", "7604039999"), "village"),
        (written("!!!", BUMIAYU), "name"),
        (written("M" * 121, BUMIAYU), "too_long"),
    ],
)
def test_a_row_that_names_no_group_is_refused(officer, ref, code):
    """IE04"""
    assert told(Planners(officer).commit(group_row(ref))[0]) == [("refused", code)]
    assert not EnterpriseGroup.objects.exists()


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"founded_on": date(2999, 1, 1)}, ["future"]),
        ({"founded_on": date(2020, 1, 1), "decree_on": date(2019, 1, 1)}, ["date"]),
        ({"rt": "12a"}, ["rt"]),
        ({"address": "a" * 201, "decree_number": "1" * 61}, ["too_long", "too_long"]),
        ({"products": ("a" * 121,)}, ["too_long"]),
    ],
)
def test_a_breach_of_a_rule_refuses_new_and_changed_rows_alike(officer, columns, codes):
    group = factories.make_group(BUMIAYU, "Mawar", founded_on=None)
    rows = [group_row(ref, **columns) for ref in (written("Melati", BUMIAYU), written("Mawar", BUMIAYU))]
    planned, _observed = Planners(officer).commit(*rows)
    assert [plan.outcome for plan in planned] == ["refused", "refused"]
    assert [sorted(issue.code for issue in plan.issues) for plan in planned] == [codes, codes]
    assert EnterpriseGroup.objects.get() == group


def test_a_number_of_another_village_and_a_name_of_another_group_are_refused(officer):
    one = factories.make_group(BUMIAYU, "Melati")
    factories.make_group(BUMIAYU, "Mawar")
    rows = [group_row(written("Melati", DARMA, number=one.number)), group_row(written("Mawar", number=one.number))]
    assert told(Planners(officer).commit(*rows)[0]) == [("refused", "village_differs"), ("refused", "same_name")]


def test_two_groups_of_one_name_are_told_apart_by_their_number_only(officer):
    one, _other = (factories.make_group(BUMIAYU, "Melati", source_id=source) for source in ("A", "B"))
    refs = [written("Melati", BUMIAYU), written("Melati", BUMIAYU, number=one.number), written("", BUMIAYU, "B")]
    assert told(Planners(officer).plan_rows(refs)) == [("refused", "group_ambiguous"), ("same",), ("same",)]


def test_a_second_row_of_one_group_is_refused_and_names_the_first(officer):
    rows = [group_row(written(name, BUMIAYU)) for name in ("Melati", "UPPKA MELATI")]
    planned, _observed = Planners(officer).commit(*rows)
    assert told(planned) == [("new",), ("refused", "group_twice")]
    assert str(rows[0].row) in planned[1].issues[0].message


def test_a_row_with_an_error_of_its_own_is_refused_and_so_are_those_who_need_it(officer):
    row = group_row(written("Melati", BUMIAYU, "S-1"))
    row.issues.append(error("date", "tanggal_berdiri", "31/02/2020", ""))
    planners = Planners(officer)
    assert told(planners.commit(row)[0]) == [("refused",)]
    found = planners.groups.place_of([written("Melati", BUMIAYU), written("", "", "S-1")])
    assert [issue.code for issue in found] == ["group", "group"]


def test_an_error_in_its_capital_refuses_the_whole_row(officer):
    factories.make_group(BUMIAYU, "Mawar")
    capital = CapitalDraft(date(2014, 1, 1), 5_000_000)
    told_twice = {"founded_on": date(2015, 3, 1), "capital": capital, "address": "Jalan Poros"}
    planners = Planners(officer)
    rows = [group_row(written(name, BUMIAYU), **told_twice) for name in ("Melati", "Mawar")]
    planned, observed = planners.commit(*rows)
    assert [plan.outcome for plan in planned] == ["refused", "refused"]
    assert told(observed) == [("refused", "before_founding")] * 2
    assert EnterpriseGroup.objects.get().address == ""


def test_members_find_the_groups_of_the_file_and_of_the_register(regency):
    """IE01"""
    group = factories.make_group(BUMIAYU, "Mawar", source_system="SIGA", source_id="SG-1")
    planners = Planners(regency)
    planners.groups.plan([group_row(written("Melati", BUMIAYU, "S-1")), group_row(written("Anggrek", DARMA, "S-1"))])
    refs = [
        written("", "", "S-1"),
        written("Anggrek", "", "S-1"),
        written("uppks melati", BUMIAYU),
        written(number=group.number),
        written("", "", "SG-1"),
    ]
    found = planners.groups.place_of(refs)
    assert [place.code if isinstance(place, Issue) else place.name for place in found] == [
        "group_ambiguous",
        "Anggrek",
        "Melati",
        "Mawar",
        "Mawar",
    ]
    assert [place.pk for place in found[1:]] == [None, None, group.pk, group.pk]


def test_a_name_that_is_nowhere_is_a_new_group_once_a_row_needs_it(officer):
    planners = Planners(officer)
    harapan, again, other = planners.groups.place_of(
        [written("Harapan 1", BUMIAYU), written("UPPKA HARAPAN-1", BUMIAYU), written("Harapan 2", BUMIAYU)]
    )
    assert (harapan is again, harapan.pk, other is harapan) == (True, None, False)
    needed = planners.groups.need([harapan, again])
    assert told(needed) == [("new",)]
    assert planners.groups.need([harapan]) == []
    planners.groups.write(needed)
    assert EnterpriseGroup.objects.get().pk == harapan.pk
    assert isinstance(planners.groups.place_of([written("harapan 1", BUMIAYU)])[0], GroupPlace)


def test_an_import_does_nothing_its_user_may_not_do(cast):
    """AC07, IE04: a role that keeps no register, and groups outside the territory."""
    factories.make_group(SENTANI, "Mawar", source_id="S-1", number=f"{SENTANI}0001")
    refs = [written(number=f"{SENTANI}0001"), written("", "", "S-1"), written("Mawar", SENTANI)]
    assert told(Planners(cast.officer).plan_rows(refs)) == [
        ("refused", "group"),
        ("refused", "group"),
        ("refused", "village_outside"),
    ]
    group = factories.make_group(BUMIAYU, "Melati")
    coordinator = factories.make_user("", Role.COORDINATOR, "76")
    planners = Planners(coordinator)
    rows = [group_row(written("Baru", BUMIAYU)), group_row(written(number=group.number), rt="9")]
    rows += [group_row(written("Melati", BUMIAYU))]
    assert told(planners.groups.plan(rows)) == [("refused", "forbidden")] * 2 + [("same",)]
    assert [issue.code for issue in planners.groups.place_of([written("Lain", BUMIAYU)])] == ["forbidden"]


def test_a_check_writes_nothing_and_says_what_the_commit_does(officer):
    rows = [group_row(written(f"Melati {number}", BUMIAYU), **FULL) for number in range(3)]
    planned, observed = Planners(officer).groups.plan_with_capital(rows, Planners(officer).capital)
    assert not EnterpriseGroup.objects.exists()
    committed = Planners(officer).commit(*rows)
    assert (told(planned), told(observed)) == tuple(map(told, committed))


def test_two_files_at_once_register_no_group_twice(officer):
    """IE04: what the second file was checked against is no longer true."""
    first, second = Planners(officer), Planners(officer)
    plans = [one.groups.plan([group_row(written("Melati", BUMIAYU))]) for one in (first, second)]
    first.groups.write(plans[0])
    with pytest.raises(ValidationError) as caught:
        second.groups.write(plans[1])
    assert [error.code for error in caught.value.error_dict["name"]] == ["same_name"]
    assert EnterpriseGroup.objects.count() == 1


def test_a_row_that_somebody_changes_meanwhile_is_refused_with_its_capital(officer):
    group = factories.make_group(BUMIAYU, "Melati")
    planners = Planners(officer)
    row = group_row(written("Melati", BUMIAYU), address="Jalan Poros", capital=CapitalDraft(date(2026, 6, 30), 10**6))
    planned, observed = planners.groups.plan_with_capital([row], planners.capital)
    change_group(by=officer, group=group, version=group.version, address="Dusun Mekar")
    planners.groups.write(planned)
    assert told(planned) == [("refused", "stale")]
    assert told(observed) == [("refused",)]


def test_a_bulk_write_marks_its_regencies_and_leaves_one_entry_in_the_trail(regency):
    Planners(regency).commit(*(group_row(written("Melati", village)) for village in (BUMIAYU, DARMA, SUGIHWARAS)))
    entry = AuditEntry.objects.get(reason=SOURCE)
    assert (entry.region_code, entry.object_repr) == ("7604", "3 kelompok baru")
    assert [mark.regency_code for mark in TouchedRegion.objects.all()] == ["7604"]
    assert [mark.regency_code for mark in TouchedMonth.objects.all()] == ["7604"]


def test_queries_do_not_grow_with_the_rows(regency):
    def queries(rows) -> tuple[int, int]:
        planners = Planners(regency)
        with CaptureQueriesContext(connection) as planning:
            planned, observed = planners.groups.plan_with_capital(rows, planners.capital)
        with CaptureQueriesContext(connection) as writing:
            planners.groups.write(planned)
            planners.capital.write(observed)
        return len(planning), len(writing)

    def rows(name: str, number: int):
        places = (BUMIAYU, "Sulawesi Barat,Polewali Mandar,Wonomulyo,Sugihwaras", DARMA)
        return [group_row(written(f"{name} {n}", places[n % 3], f"{name}{n}"), **FULL) for n in range(number)]

    few, many = queries(rows("Melati", 3)), queries(rows("Mawar", 24))
    assert few[0] >= many[0]
    # Two villages are as many as one; a new village costs no query of its own.
    assert few[1] >= many[1]
    assert few[0] < 15


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)
HOSTILE = st.one_of(TEXTS, st.sampled_from(["", "a" * 61, "a" * 201, "12", "1234", "٣", "<b>", "'; --", "=1+1"]))
TWIN = {"same_name"}
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2027, 12, 31)))


# One database for all examples: each group only adds itself.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(HOSTILE, st.just("Melati"), st.just("M" * 121)),
    entries=st.fixed_dictionaries(
        {},
        optional={
            "address": HOSTILE,
            "rt": HOSTILE,
            "rw": HOSTILE,
            "founded_on": DAYS,
            "has_decree": st.booleans(),
            "decree_number": HOSTILE,
            "decree_on": DAYS,
            "decree_issuer": st.sampled_from(["", "village", "raja"]),
        },
    ),
    source=HOSTILE,
    status=st.sampled_from(GroupStatus.values),
    staged=st.booleans(),
    products=st.lists(st.sampled_from(["Keripik", "Tikar", "p" * 121]), unique=True, max_size=2),
)
def test_many_and_one_write_equal_rows_and_refuse_the_same(country, name, entries, source, status, staged, products):
    """DM05: the bulk form of the rules is held against the one-row form."""
    user = User.objects.filter(role=Role.REGENCY).first() or factories.make_user("", Role.REGENCY, "7604")
    village, stage = country[BUMIAYU], factories.make_stage()
    sectors = list(Sector.objects.order_by("pk")[:2])

    def one():
        group = register_group(by=user, village=village, name=name, source=("impor", source), confirmed=TWIN, **entries)
        if status != "active":
            group = set_status(by=user, group=group, status=status, on=local_today(village), reason=SOURCE)
        if staged:
            group = assess_stage(by=user, group=group, stage=stage, on=local_today(village), reason=SOURCE)
        group = change_business(
            by=user, group=group, version=group.version, sectors=sectors, market_reach="", export_countries=[]
        )
        for product in products:
            add_product(by=user, group=group, name=product)
        return group

    def many():
        drafted = draft_group(
            by=user,
            village=village,
            name=name,
            source=("impor", source),
            today=local_today(village),
            reason=SOURCE,
            **entries,
        )
        drafted.status, drafted.stage = status, stage if staged else None
        drafted.sectors, drafted.products = sectors, products
        check_new_group(drafted)
        register_groups(by=user, groups=[drafted], reason=SOURCE, confirmed=TWIN)
        return drafted.group

    assert _result(many) == _result(one)


def _result(register):
    """What was stored, without what tells any two rows apart; or the fields that were refused."""
    try:
        group = EnterpriseGroup.objects.get(pk=register().pk)
    except ValidationError as problem:
        return sorted(problem.error_dict)
    apart = {"id", "number", "version", "created_at", "changed_at"}
    columns = {field.attname: getattr(group, field.attname) for field in group._meta.concrete_fields}
    histories = [
        list(group.status_changes.values_list("status", "on", "reason", "recorded_by")),
        list(group.stage_assessments.values_list("stage", "on", "reason", "recorded_by")),
        list(group.products.values_list("name", "sector", "ended_on")),
        sorted(group.sectors.values_list("pk", flat=True)),
    ]
    return {name: value for name, value in columns.items() if name not in apart}, histories
