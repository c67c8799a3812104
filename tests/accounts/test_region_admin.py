"""Regions at /kelola/: looked up among tens of thousands, begun and ended by rule, never removed (DM08)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from regions.actions import add_region, retire_region
from regions.loading import load_rows
from regions.models import Region, RegionSuccession
from regions.region_list import rows_of
from tests import factories
from tests.factories import BUMIAYU, SUGIHWARAS

LIST = "/kelola/regions/region/"
ADD = f"{LIST}add/"
PAGE = f"{LIST}{BUMIAYU}/change/"
ON = "2026-03-01"


def inlines() -> dict:
    return {f"{name}-{form}": 0 for name in ("successions", "origins") for form in ("TOTAL_FORMS", "INITIAL_FORMS")}


def retiring(*successors, on=ON, reason="Kepmendagri 1/2026", **more) -> dict:
    return {"retired_on": on, "successors": successors, "reason": reason} | inlines() | more


def adding(**more) -> dict:
    asked = {"code": "76.04.03.2009", "name": "Bumiayu Baru", "origins": [BUMIAYU], "on": ON, "reason": "Perda 2/2026"}
    return asked | more


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.admin)


def errors_of(answer) -> dict:
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


def test_a_region_is_retired_with_a_date_and_its_successors(office, cast):
    """DM08"""
    answer = office.post(PAGE, retiring(SUGIHWARAS))
    assert answer.status_code == 302, answer.context["errors"]
    region = Region.objects.get(pk=BUMIAYU)
    assert region.retired_on == date(2026, 3, 1) and region.name == "Bumiayu"
    assert list(region.successions.values_list("successor_id", "on")) == [(SUGIHWARAS, date(2026, 3, 1))]


def test_retiring_is_kept_in_the_trail_with_its_reason(office, cast):
    """AU01"""
    office.post(PAGE, retiring(SUGIHWARAS))
    entry = AuditEntry.objects.get_for_object(Region.objects.get(pk=BUMIAYU)).latest("id")
    assert entry.changes == {"retired_on": [None, "2026-03-01"]}
    assert (entry.actor, entry.reason, entry.region_code) == (cast.admin, "Kepmendagri 1/2026", BUMIAYU)
    assert AuditEntry.objects.get_for_object(RegionSuccession.objects.get()).count() == 1


@pytest.mark.parametrize(
    ("successors", "more", "field"),
    [
        ([], {}, "successors"),
        ([BUMIAYU], {}, "successors"),
        (["760403"], {}, "successors"),
        (["7604032999"], {}, "successors"),
        (["kode"], {}, "successors"),
        ([SUGIHWARAS], {"on": "2999-01-01"}, "retired_on"),
        ([SUGIHWARAS], {"on": "kemarin"}, "retired_on"),
        ([SUGIHWARAS], {"reason": ""}, "reason"),
    ],
    ids=["none", "itself", "another level", "unknown", "no code", "tomorrow", "no date", "no reason"],
)
def test_a_faulty_end_is_refused_beside_its_field(office, successors, more, field):
    assert field in errors_of(office.post(PAGE, retiring(*successors, **more)))
    assert Region.objects.get(pk=BUMIAYU).retired_on is None
    assert not RegionSuccession.objects.exists()


def test_a_retired_region_succeeds_nothing(office):
    Region.objects.filter(pk=SUGIHWARAS).update(retired_on=date(2025, 1, 1))
    assert "successors" in errors_of(office.post(PAGE, retiring(SUGIHWARAS)))


def test_a_region_with_current_ones_below_it_goes_on(office):
    answer = office.post(f"{LIST}760403/change/", retiring("760404"))
    assert "__all__" in errors_of(answer)
    assert Region.objects.get(pk="760403").retired_on is None


def test_a_retired_region_keeps_its_day_and_can_be_given_more_successors(office, cast):
    office.post(PAGE, retiring(SUGIHWARAS))
    assert "retired_on" in errors_of(office.post(PAGE, retiring(SUGIHWARAS, on="2026-02-01")))
    assert office.post(PAGE, retiring(SUGIHWARAS, factories.DARMA)).status_code == 302
    assert set(RegionSuccession.objects.values_list("successor_id", flat=True)) == {SUGIHWARAS, factories.DARMA}


def test_what_stays_behind_is_named_and_not_moved(office, cast):
    """DM08: each record is moved by choice."""
    group = factories.make_group(BUMIAYU)
    page = office.post(PAGE, retiring(SUGIHWARAS), follow=True).content.decode()
    assert "1 kelompok aktif" in page and "1 pengguna" in page
    group.refresh_from_db()
    assert group.village_id == BUMIAYU


def test_a_new_region_takes_everything_else_from_its_code(office):
    assert office.post(ADD, adding()).status_code == 302
    region = Region.objects.get(pk="7604032009")
    expected = rows_of(
        {"76": "Sulawesi Barat", "7604": "Kabupaten Polewali Mandar", "760403": "Wonomulyo"}
        | {"7604032009": "Bumiayu Baru"}
    )[-1]
    for column, value in vars(expected).items():
        assert getattr(region, column) == value, column
    assert list(region.origins.values_list("predecessor_id", flat=True)) == [BUMIAYU]
    assert Region.objects.get(pk=BUMIAYU).retired_on is None
    assert AuditEntry.objects.get_for_object(region).get().reason == "Perda 2/2026"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"code": BUMIAYU}, "code"),
        ({"code": "76040"}, "code"),
        ({"code": "7699012001"}, "code"),
        ({"code": "0"}, "code"),
        ({"code": "\x00"}, "code"),
        ({"name": "–"}, "name"),
        ({"origins": []}, "origins"),
        ({"origins": ["7604"]}, "origins"),
        ({"on": "2999-01-01"}, "on"),
    ],
)
def test_a_faulty_new_region_is_refused_beside_its_field(office, more, field):
    before = Region.objects.count()
    assert field in errors_of(office.post(ADD, adding(**more)))
    assert Region.objects.count() == before


def test_code_name_and_level_of_a_region_on_record_stay(office):
    office.post(PAGE, retiring(SUGIHWARAS, code="7604032999", name="Lain", level="1", path_name="Lain"))
    region = Region.objects.get(pk=BUMIAYU)
    assert (region.name, region.level, region.path_name.split(",")[0]) == ("Bumiayu", 4, "Bumiayu")
    assert not Region.objects.filter(pk="7604032999").exists()


def test_the_nation_and_every_region_are_out_of_reach_of_removal(office):
    assert office.post(f"{LIST}0/change/", retiring("76")).status_code == 403
    assert office.post(f"{LIST}{BUMIAYU}/delete/", {"post": "yes"}).status_code == 403
    assert office.get(f"{LIST}0/change/").status_code == 200


def test_the_actions_keep_the_rules_without_a_form(cast):
    region, other = Region.objects.get(pk=BUMIAYU), Region.objects.get(pk="760403")
    with pytest.raises(ValidationError):
        retire_region(by=cast.admin, region=region, on=date(2026, 3, 1), successors=[other])
    with pytest.raises(ValidationError):
        retire_region(by=cast.outside["officer"], region=region, on=date(2026, 3, 1), successors=[])
    with pytest.raises(ValidationError):
        add_region(by=cast.admin, code="7604032009", name="Baru", origins=[], on=date(2026, 3, 1))


def test_a_list_loaded_again_does_not_undo_what_was_decided(cast):
    """The product loads its list at every start; a decision newer than the list must outlive it."""
    names = {code: name for code, name in factories.COUNTRY.items() if code != "0"}
    load_rows(rows_of(names), on=date(2026, 1, 1))
    old, new = Region.objects.get(pk=BUMIAYU), Region.objects.get(pk=SUGIHWARAS)
    retire_region(by=cast.admin, region=old, on=date(2026, 3, 1), successors=[new])
    add_region(by=cast.admin, code="7604032009", name="Baru", origins=[new], on=date(2026, 3, 1))
    result = load_rows(rows_of(names), on=date(2026, 4, 1))
    assert (result.new, result.changed, result.retired) == (0, 0, 0)
    assert Region.objects.get(pk=BUMIAYU).retired_on == date(2026, 3, 1)
    assert Region.objects.get(pk="7604032009").retired_on is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [("7604", True), ("bumiayu wonomulyo", True), ("BUMI", True), ("mamasa", False), ("b", False), ("%", False)],
)
def test_regions_are_found_by_the_beginning_of_the_code_or_any_part_of_the_name(office, typed, found):
    page = office.get(LIST, {"q": typed}).content.decode()
    assert (f"{LIST}{BUMIAYU}/change/" in page) is found


def test_the_searched_select_offers_what_holds_by_its_full_name(office):
    Region.objects.filter(pk=SUGIHWARAS).update(retired_on=date(2025, 1, 1))
    asked = {"app_label": "accounts", "model_name": "territory", "field_name": "region", "term": "wonomulyo"}
    answer = office.get("/kelola/autocomplete/", asked).json()
    named = {row["id"]: row["text"] for row in answer["results"]}
    assert named[BUMIAYU] == "Bumiayu, Wonomulyo, Kabupaten Polewali Mandar, Sulawesi Barat (7604032004)"
    assert SUGIHWARAS not in named


def test_a_region_can_be_chosen_without_javascript(office, cast):
    """OF06: the select is empty without its script; the code is typed into an input of the same name."""
    page = office.get(PAGE).content.decode()
    assert '<noscript><div class="without-script">' in page
    assert office.post(PAGE, retiring("", "", f" {SUGIHWARAS} ", "")).status_code == 302
    assert RegionSuccession.objects.get().successor_id == SUGIHWARAS
