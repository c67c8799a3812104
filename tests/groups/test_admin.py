"""The admin screens of the groups are no way around any rule (DM04, OP05)."""

from datetime import date

import pytest

from groups.models import CapitalTier, EnterpriseGroup, Sector, TierSchedule
from tests import factories

pytestmark = pytest.mark.django_db
SCHEDULES = "/kelola/groups/tierschedule/"


def posted(valid_from, *bands, **more):
    """What the browser posts for a set with these bands (code, typed lower bound)."""
    form = {
        "valid_from": valid_from,
        "note": "",
        "tiers-TOTAL_FORMS": str(len(bands)),
        "tiers-INITIAL_FORMS": "0",
        "tiers-MIN_NUM_FORMS": "0",
        "tiers-MAX_NUM_FORMS": "1000",
    }
    for place, (code, lower) in enumerate(bands):
        form |= {f"tiers-{place}-code": code, f"tiers-{place}-name": code.title(), f"tiers-{place}-lower": lower}
    return form | more


def test_bands_are_drafted_and_published_ahead_of_their_day(cast, sign_in):
    """DM04: an edge moves without a change of code."""
    client = sign_in(cast.admin)
    answer = client.post(f"{SCHEDULES}add/", posted("2100-01-01", ("kecil", "0"), ("besar", "30 juta")))
    assert answer.status_code == 302, answer.context["errors"]
    draft = TierSchedule.objects.get(valid_from=date(2100, 1, 1))
    assert not draft.is_published and [tier.lower for tier in draft.tiers.all()] == [0, 30_000_000]
    again = posted("2100-01-01", ("kecil", "0"), ("besar", "40 juta"), _publish="1") | {"tiers-INITIAL_FORMS": "2"}
    for place, tier in enumerate(draft.tiers.all()):
        again |= {f"tiers-{place}-id": str(tier.pk), f"tiers-{place}-schedule": str(draft.pk)}
    assert client.post(f"{SCHEDULES}{draft.pk}/change/", again).status_code == 302
    draft.refresh_from_db()
    assert draft.is_published and [tier.lower for tier in draft.tiers.all()] == [0, 40_000_000]
    answer = client.post(f"{SCHEDULES}add/", posted("2101-01-01", ("a", "0"), ("b", "5 juta"), _publish="1"))
    assert answer.status_code == 302
    assert TierSchedule.objects.get(valid_from=date(2101, 1, 1)).is_published


@pytest.mark.parametrize(
    ("valid_from", "bands"),
    [
        ("2020-01-01", [("a", "0"), ("b", "5 juta")]),
        ("2100-01-01", [("a", "1 juta"), ("b", "5 juta")]),
        ("2100-01-01", [("a", "0")]),
        ("2100-01-01", [("a", "0"), ("b", "0")]),
        ("2100-01-01", [("a", "0"), ("b", "1.500")]),
        ("2100-01-01", []),
    ],
    ids=["its day has come", "a gap below", "one band", "twice the same", "ambiguous", "none"],
)
def test_a_faulty_set_of_bands_is_refused(cast, sign_in, valid_from, bands):
    answer = sign_in(cast.admin).post(f"{SCHEDULES}add/", posted(valid_from, *bands))
    assert answer.status_code == 200 and answer.context["errors"]
    assert TierSchedule.objects.count() == 1


def test_a_published_set_can_only_be_read(cast, sign_in):
    first = TierSchedule.objects.get()
    tier = first.tiers.first()
    page = f"{SCHEDULES}{first.pk}/change/"
    client = sign_in(cast.admin)
    assert client.get(page).status_code == 200
    form = posted("2100-01-01", (tier.code, "1 juta")) | {"tiers-INITIAL_FORMS": "1", "tiers-0-id": str(tier.pk)}
    assert client.post(page, form).status_code == 403
    assert client.post(f"{SCHEDULES}{first.pk}/delete/", {"post": "yes"}).status_code == 403
    assert CapitalTier.objects.get(pk=tier.pk).lower == tier.lower


def test_a_code_on_record_stays_and_a_row_is_retired(cast, sign_in):
    sector = Sector.objects.first()
    client = sign_in(cast.admin)
    page = f"/kelola/groups/sector/{sector.pk}/change/"
    answer = client.post(page, {"code": "lain", "name": "Nama baru", "retired_on": "2026-01-01"})
    assert answer.status_code == 302
    changed = Sector.objects.get(pk=sector.pk)
    assert (changed.code, changed.name, changed.retired_on) == (sector.code, "Nama baru", date(2026, 1, 1))
    assert client.post(f"/kelola/groups/sector/{sector.pk}/delete/", {"post": "yes"}).status_code == 403


def test_groups_and_capital_can_only_be_read(cast, sign_in):
    group = factories.make_group(name="Melati")
    record = factories.make_capital(group)
    client = sign_in(cast.admin)
    for path in ("enterprisegroup", "capitalrecord"):
        assert client.get(f"/kelola/groups/{path}/add/").status_code == 403
    page = f"/kelola/groups/enterprisegroup/{group.pk}/change/"
    assert group.get_absolute_url() in client.get("/kelola/groups/enterprisegroup/").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "Mawar"}).status_code == 403
    assert client.get(f"/kelola/groups/capitalrecord/{record.pk}/change/").status_code == 200
    assert client.post(f"/kelola/groups/capitalrecord/{record.pk}/change/", {"own": "1"}).status_code == 403
    assert EnterpriseGroup.objects.get().name == "Melati"


@pytest.mark.parametrize("path", ["enterprisegroup", "capitalrecord", "sector", "tierschedule", "country"])
def test_an_admin_list_costs_the_same_for_more_rows(cast, sign_in, django_assert_max_num_queries, path):
    """OP05."""
    for _ in range(12):
        factories.make_capital(factories.make_group())
    client = sign_in(cast.admin)
    with django_assert_max_num_queries(10):
        assert client.get(f"/kelola/groups/{path}/").status_code == 200


@pytest.mark.parametrize("term", ["Melati-1", "7604", "76.04.03.2004-0001", "%", "'", "\\", "x" * 300])
def test_any_search_in_the_admin_is_answered(cast, sign_in, term):
    factories.make_group()
    answer = sign_in(cast.admin).get("/kelola/groups/enterprisegroup/", {"q": term})
    assert answer.status_code == 200


@pytest.mark.parametrize("role", ["officer", "coordinator", "regency", "province", "aku", "auditor"])
def test_only_those_who_keep_reference_tables_come_in(cast, sign_in, role):
    """AC01."""
    answer = sign_in(getattr(cast, role)).get("/kelola/groups/sector/")
    assert answer.status_code in (302, 403)
