"""What new bands would do, and that they do exactly that (NX10, DM04)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from groups.actions import publish_schedule
from groups.models import CapitalTier, TierSchedule
from regions.codes import Level
from reports.figures import NO_CAPITAL
from reports.graduation.moves import Move
from reports.graduation.what_if import changes_of, span_of_draft, what_if
from reports.totals import refresh_due, stored
from tests import factories
from tests.reports.example import NOON, make_example
from tests.reports.test_graduation import at

MILLION = 1_000_000
START = date(2026, 9, 15)
# Noon of the first day in Sulawesi Barat (WITA).
THEN = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)
BANDS = (("rintisan", "Rintisan", 0), ("tumbuh", "Bertumbuh", 30), ("maju", "Maju", 60))


@pytest.fixture
def draft(cast):
    """Six active groups, one with an old record, one inactive group, and a draft of three bands for 15 September."""
    with time_machine.travel(NOON, tick=False):
        make_example()
        factories.make_capital(factories.make_group(factories.BINANGA, "Cempaka"), 55 * MILLION, date(2024, 1, 1))
        factories.make_capital(factories.make_group(factories.SENTANI, "Teratai"), 70 * MILLION)
        schedule = TierSchedule.objects.create(valid_from=START)
        for code, name, lower in BANDS:
            CapitalTier.objects.create(schedule=schedule, code=code, name=name, lower=lower * MILLION)
        yield schedule


def tiers_of(trial) -> dict[str, tuple[int, int]]:
    """Groups and capital by the tier they would be in, as the stored totals name it."""
    found = {}
    for state in trial.columns:
        share = trial.column_total(state)
        if share.groups:
            found[state.band.code if state.band else NO_CAPITAL] = (share.groups, share.capital_to)
    return found


@pytest.mark.parametrize("level", [Level.PROVINCE, Level.REGENCY, Level.DISTRICT])
def test_the_preview_equals_the_result(cast, draft, level):
    """NX10: published, and on its first day, the stored totals of every region are those of the preview."""
    preview = what_if(at("0"), level, span_of_draft(draft))
    publish_schedule(by=cast.admin, schedule=draft)
    with time_machine.travel(THEN, tick=False):
        refresh_due(["0"])
        totals = stored(["0"], level)
    result = {
        code: {tier: (share.groups, share.capital) for tier, share in figures.tiers.items() if share.groups}
        for code, figures in totals.items()
    }
    assert {code: tiers_of(trial) for code, trial in preview.parts.items()} == {
        code: tiers for code, tiers in result.items() if tiers
    }
    assert sum(groups for groups, _capital in tiers_of(preview.whole).values()) == 6


def test_who_moves_by_hand(draft):
    """Melati (25) and Cempaka (55) fall, and Kenanga (120): its tier would begin at 60, not 100. Teratai (70) rises."""
    trial = what_if(at("0"), Level.PROVINCE, span_of_draft(draft)).whole
    assert {pair: share.groups for pair, share in trial.cells.items()} == {
        ("tier.tumbuh", "tier.rintisan"): 1,
        ("tier.rintisan", "tier.rintisan"): 1,
        ("no_capital", "no_capital"): 1,
        ("tier.naik-kelas", "tier.maju"): 1,
        ("tier.berkembang", "tier.tumbuh"): 1,
        ("tier.berkembang", "tier.maju"): 1,
    }
    assert (trial.moved(Move.UP).groups, trial.moved(Move.DOWN).groups, trial.comparable) == (1, 3, 5)
    told = " ".join(changes_of(trial))
    assert "berkembang" in told and "naik-kelas" in told and "Jenjang Maju baru" in told
    assert "Jenjang Tumbuh berganti nama menjadi Bertumbuh" in told


def test_the_administrator_sees_how_many_where_and_which(cast, draft, sign_in, django_assert_max_num_queries):
    """NX10: the page of the draft, reached from the draft itself."""
    client, address = sign_in(cast.admin), reverse("tier_preview", args=[draft.pk])
    assert address in client.get(reverse("admin:groups_tierschedule_change", args=[draft.pk])).content.decode()
    with django_assert_max_num_queries(20):
        answer = client.get(address, {"tingkat": "kabupaten"})
    assert answer.context["found"].whole.moving == 4
    values = {row.code: row.values["moving"] for row in answer.context["table"].rows}
    assert values == {"7602": 1, "7604": 2, "9103": 1}
    groups = reverse("tier_preview_groups", args=[draft.pk])
    for asked, names in [
        ({"gerak": "turun"}, ["Cempaka", "Kenanga", "Melati"]),
        ({"gerak": "naik"}, ["Teratai"]),
        ({"awal": "tier.berkembang", "wilayah": "91"}, ["Teratai"]),
        ({"akhir": "no_capital"}, ["Anggrek"]),
    ]:
        found = client.get(groups, asked).context["lines"]
        assert sorted(group.name for group, _before, _after in found) == names, asked
    # The list is of the nation's administrator alone, so the sweep of hostile addresses cannot hide a group from it.
    assert client.get(groups, {"awal": "tier.maju"}).status_code == 404
    for value in ("'; DROP TABLE x; --", "\x00", "9" * 20, "٣"):
        answers = {client.get(groups, {name: value}).status_code for name in ("awal", "akhir", "gerak", "wilayah")}
        assert answers <= {400, 404}, value
    assert client.get(address, {"format": "csv"}).status_code == 200


def test_a_draft_that_could_not_be_published_is_not_tried(cast, draft, sign_in):
    CapitalTier.objects.filter(code__in=["rintisan", "maju"]).delete()
    answer = sign_in(cast.admin).get(reverse("tier_preview", args=[draft.pk]))
    assert answer.status_code == 200 and "paling sedikit dua jenjang" in answer.content.decode()


def test_only_who_keeps_the_reference_tables_may_try(cast, draft, sign_in):
    """AC01"""
    for view in ("tier_preview", "tier_preview_groups"):
        assert sign_in(cast.province).get(reverse(view, args=[draft.pk])).status_code == 403
