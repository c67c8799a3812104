"""Every screen at /kelola/: bounded queries over tables of any size (OP05), and no way around any rule."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from accounts.roles import Role
from groups.models import LicenceKind, Sector
from members.models import WelfareRecord, WelfareStage
from tests import factories
from uppks.admin_site import CARDS

pytestmark = pytest.mark.django_db

SCREENS = sorted(admin.site._registry, key=lambda model: model._meta.label)
# Where the national administrator may change rows; all others can only be looked at.
EDITABLE = {
    "accounts.User",
    "activities.ReportingPeriod",
    "associations.BoardPosition",
    "associations.LoanScheme",
    "groups.Country",
    "groups.GroupStage",
    "groups.LicenceKind",
    "groups.Sector",
    "groups.TierSchedule",
    "regions.Region",
    "reports.ReferenceFigure",
    "reports.Target",
}
SEEN_ONLY = [model for model in SCREENS if model._meta.label not in EDITABLE]
# A band left out of a draft was never in force; nothing else is ever removed.
REMOVABLE = {"groups.CapitalTier"}
# Never registered: what keeps watch must not be kept by those it watches (AU03).
LOGS = {
    "accounts.AuditEntry",
    "accounts.AccessEntry",
    "accounts.Receipt",
    "admin.LogEntry",
    "auditlog.LogEntry",
    "auth.Group",
    "axes.AccessAttempt",
    "axes.AccessLog",
    "mfa.Authenticator",
    "sessions.Session",
}
MOST_QUERIES = 12
HOSTILE = [
    "'",
    '"',
    "%",
    "_",
    "\\",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "9" * 40,
    "x" * 3000,
    "a " * 300,
    "<b>",
    "٣",
    "𝟘",
    "{}",
]
each_screen = pytest.mark.parametrize("model", SCREENS, ids=lambda model: model._meta.label)


def list_of(model) -> str:
    return f"/kelola/{model._meta.app_label}/{model._meta.model_name}/"


def make_rows(count: int) -> None:
    """That many groups, each with capital and a member with records; users, sectors, kinds of licences, regions."""
    for _ in range(count):
        group = factories.make_group()
        factories.make_capital(group)
        person = factories.make_membership(group).person
        factories.make_kb_record(person)
        WelfareRecord.objects.create(person=person, on=date(2026, 1, 1), stage=WelfareStage.I)
        factories.make_user("", Role.OFFICER, factories.BUMIAYU)
        serial = Sector.objects.count()
        factories.make_sector(f"jenis-{serial}", f"Jenis {serial}")
        LicenceKind.objects.create(code=f"izin-{serial}", name=f"Izin {serial}")
        factories.make_region(f"76020130{serial:02d}", f"Desa {serial}")


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.admin)


def queries_of(office, path, **asked) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert office.get(path, asked).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def test_lists_cost_the_same_for_more_rows_and_count_within_bounds(office):
    """OP05"""
    make_rows(10)
    few = {model: queries_of(office, list_of(model)) for model in SCREENS}
    make_rows(50)
    for model in SCREENS:
        many = queries_of(office, list_of(model))
        assert len(many) == len(few[model]) <= MOST_QUERIES, model
        is_long = model._base_manager.count() > admin.site._registry[model].list_per_page
        for sql in many:
            assert "COUNT(" not in sql.upper() or "LIMIT 10000" in sql.upper(), sql
            reads_the_table = f'FROM "{model._meta.db_table}"' in sql
            assert "LIMIT" in sql or not (is_long and reads_the_table), sql


def test_records_cost_the_same_for_more_rows(office):
    """OP05: no select of every region, group or person."""
    make_rows(3)
    found = {model: model._base_manager.order_by("pk").first() for model in SCREENS}
    paths = [f"{list_of(model)}{row.pk}/change/" for model, row in found.items() if row is not None]
    few = {path: len(queries_of(office, path)) for path in paths}
    make_rows(20)
    assert len(paths) > len(SCREENS) / 2
    for path in paths:
        assert len(queries_of(office, path)) <= few[path], path


def test_an_empty_list_says_so(office):
    assert "Belum ada baris" in office.get("/kelola/members/person/").content.decode()


def test_a_select_never_holds_a_big_table(office, cast):
    """OP05: what has many rows is searched for."""
    make_rows(12)
    for path in ("accounts/user/add/", f"accounts/user/{cast.officer.pk}/change/", "regions/region/add/"):
        page = office.get(f"/kelola/{path}").content.decode()
        selects = re.findall(r"<select.*?</select>", page, re.DOTALL)
        searched = [select for select in selects if "admin-autocomplete" in select]
        assert searched
        assert all(select.count("<option") <= 3 for select in searched)


@each_screen
def test_only_what_is_listed_can_be_changed_and_nothing_removed(office, cast, model, rf):
    screen = admin.site._registry[model]
    request = rf.get("/")
    request.user = cast.admin
    label = model._meta.label
    assert screen.has_change_permission(request) is (label in EDITABLE)
    assert screen.has_add_permission(request) is (label in EDITABLE)
    assert not screen.has_delete_permission(request)
    assert not screen.get_actions(request)
    for inline in screen.get_inline_instances(request):
        assert inline.has_delete_permission(request) is (inline.model._meta.label in REMOVABLE)


@pytest.mark.parametrize("model", SEEN_ONLY, ids=lambda model: model._meta.label)
def test_a_post_to_what_can_only_be_seen_changes_nothing(office, model):
    make_rows(1)
    row = model._base_manager.first()
    before = list(model._base_manager.values())
    forged = {field.name: "1" for field in model._meta.fields} | {"_save": "1"}
    if row is not None:
        assert office.post(f"{list_of(model)}{row.pk}/change/", forged).status_code == 403
        assert office.post(f"{list_of(model)}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert office.post(f"{list_of(model)}add/", forged).status_code == 403
    office.post(list_of(model), {"action": "delete_selected", "_selected_action": "1", "post": "yes"})
    assert list(model._base_manager.values()) == before


def test_the_tables_that_keep_watch_have_no_screen():
    """AU03"""
    assert not LOGS & {model._meta.label for model in SCREENS}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_no_other_role_sees_a_screen(cast, sign_in, role):
    """AC01: the role table alone decides."""
    client = sign_in(cast.inside[role])
    for model in SCREENS:
        assert client.get(list_of(model)).status_code == 403, model


def test_a_stranger_is_led_to_the_one_sign_in_page(sign_in, country):
    answer = sign_in().get("/kelola/groups/sector/")
    assert answer.status_code == 302 and answer.url.startswith("/masuk/")


def test_is_staff_alone_opens_nothing(cast, sign_in):
    """AC01: Django's own flags and permissions are not asked."""
    cast.officer.is_staff = True
    cast.officer.save()
    assert sign_in(cast.officer).get("/kelola/").status_code == 403


def test_a_changed_reference_row_is_in_the_trail_with_before_and_after(office, cast):
    """AU01"""
    sector = factories.make_sector("anyaman", "Anyaman")
    office.post(f"/kelola/groups/sector/{sector.pk}/change/", {"name": "Anyaman bambu"})
    entry = AuditEntry.objects.get_for_object(sector).latest("id")
    assert entry.changes == {"name": ["Anyaman", "Anyaman bambu"]} and entry.actor == cast.admin


def test_the_history_of_a_record_is_the_audit_trail(office):
    """AU01: never Django's own log, which keeps no values."""
    for model in SCREENS:
        answer = office.get(f"{list_of(model)}1/history/")
        assert answer.url == f"/jejak/?jenis={model._meta.label_lower}&nomor=1"


@pytest.mark.parametrize("name", ["q", "o", "p"])
def test_hostile_lists_are_answered(office, name):
    make_rows(1)
    for model in SCREENS:
        for value in HOSTILE:
            assert office.get(list_of(model), {name: value}).status_code in (200, 302), (model, value)


@pytest.mark.parametrize("name", ["e", "all", "_facets", "_to_field", "_popup", "level__exact", "berakhir", "jenis"])
def test_hostile_filters_are_answered(office, name):
    for value in HOSTILE:
        assert office.get("/kelola/regions/region/", {name: value}).status_code in (200, 302, 400), value


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_searches_of_a_select_are_answered(office, value):
    asked = {"app_label": "accounts", "model_name": "territory", "field_name": "region"}
    assert office.get("/kelola/autocomplete/", asked | {"term": value}).status_code == 200
    for name in asked:
        assert office.get("/kelola/autocomplete/", asked | {name: value}).status_code == 403


@pytest.mark.parametrize("key", ["0", "-1", "9" * 40, "abc", "_00", "%00", "a%00b", "%F0%9F%98%80"])
def test_hostile_keys_are_answered(office, key):
    for model in SCREENS:
        assert office.get(f"{list_of(model)}{key}/change/").status_code in (200, 302, 404), model


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("members/person", {"name__icontains": "siti"}),
        ("members/person", {"nik_index": "1"}),
        ("members/person", {"village__name__contains": "a"}),
        ("members/membership", {"person__kb_method": "pill"}),
        ("accounts/user", {"password__startswith": "argon2"}),
        ("groups/enterprisegroup", {"status__regex": "(a+)+$"}),
    ],
)
def test_an_address_cannot_ask_for_more_than_the_filters_offer(office, path, asked):
    """Not any column by any means: neither slow, nor a way to guess what is not shown."""
    assert office.get(f"/kelola/{path}/", asked).status_code == 400


@pytest.mark.parametrize("path", ["person", "membership", "kbrecord", "welfarerecord"])
def test_a_list_of_people_is_ordered_only_by_what_has_an_index(office, path):
    make_rows(2)
    plain = queries_of(office, f"/kelola/members/{path}/")
    for order in ("1", "-3", "2.-1.3"):
        assert [sql.partition("ORDER BY")[2] for sql in queries_of(office, f"/kelola/members/{path}/", o=order)] == [
            sql.partition("ORDER BY")[2] for sql in plain
        ]


def test_people_are_found_by_number_without_turning_numbers_into_text(office):
    """OP05: Django's own search compares id::text, which no index answers."""
    make_rows(3)
    person = factories.make_person()
    page = office.get("/kelola/members/person/", {"q": str(person.pk)})
    assert [row.pk for row in page.context["cl"].result_list] == [person.pk]
    for sql in queries_of(office, "/kelola/members/person/", q=str(person.pk)):
        assert "::text" not in sql and "CAST(" not in sql.upper()


def test_memberships_are_found_by_person_or_group(office):
    membership = factories.make_membership(factories.make_group())
    factories.make_membership(factories.make_group())
    for typed in (str(membership.person_id), membership.group.number):
        found = office.get("/kelola/members/membership/", {"q": typed}).context["cl"].result_list
        assert [row.pk for row in found] == [membership.pk]


def test_a_page_title_never_carries_a_name(office):
    """SEC: titles stand in histories and on shared screens."""
    person = factories.make_person(name="Siti Rahayu Pertiwi")
    page = office.get(f"/kelola/members/person/{person.pk}/change/").content.decode()
    assert "Siti Rahayu Pertiwi" in page
    assert "Siti" not in page.partition("</title>")[0]


def test_every_screen_has_its_card_on_the_first_page(office):
    placed = [label for card in CARDS for label in card.models]
    assert sorted(placed) == [model._meta.label for model in SCREENS]
    page = office.get("/kelola/").content.decode()
    for model in SCREENS:
        assert f'href="{list_of(model)}"' in page
    assert office.get("/kelola/groups/").url == "/kelola/"


def test_a_refused_form_says_what_to_mend_and_keeps_what_was_typed(office):
    """FE09"""
    page = office.post("/kelola/groups/sector/add/", {"code": "Kode Salah!", "name": ""}).content.decode()
    assert 'class="error-summary"' in page and 'href="#id_name"' in page and "Kode Salah!" in page
