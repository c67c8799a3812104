"""The dossier of a group's graduation: rules, two dates, decision, print and list (NX05)."""

import random
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.actions.graduation import decide_graduation
from associations.dossiers import dossier_of, dossiers_of, eligible, undecided
from associations.graduation_rules import Facts, Limits, Observed, Rule, judge
from associations.models import GraduationDecision, GraduationOutcome
from groups.models import CapitalRecord, EnterpriseGroup
from regions.codes import Level
from reports.catalogue.decisions import GRADUATION_DECISIONS
from reports.catalogue.report import Asked
from reports.paper.decision import decision_form
from tests import factories

TODAY = date(2026, 8, 17)
LIMITS = Limits(observations=2, apart_days=90, fresh_days=365)
TOP = 100_000_000
GRADUATED, NOT_YET = GraduationOutcome.GRADUATED, GraduationOutcome.NOT_YET


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False):
        yield


def seen(pk: int, on: date, total: int = TOP, *, proven: bool = True) -> Observed:
    return Observed(pk, on, total, TOP, proven)


def facts(*observed: Observed, **more) -> Facts:
    told = {"active_since": date(2020, 1, 1), "chair_since": date(2021, 5, 1), "decree_on": date(2020, 2, 3)}
    return Facts(observed=observed, **told | {"is_chair_shown": True} | more)


def missing(found: Facts) -> set[Rule]:
    return {finding.rule for finding in judge(found, TODAY, LIMITS).missing}


def ready(name: str = "", village: str = factories.BUMIAYU) -> EnterpriseGroup:
    """A group that has met every rule since 1 June 2026: the worked example of docs/figures.md."""
    factories.make_tiers()
    group = factories.make_group(
        village,
        name,
        has_decree=True,
        decree_number="SK 12",
        decree_on=date(2021, 3, 1),
        decree_issuer="village",
    )
    chair = factories.make_membership(group, role="chair", started_on=date(2022, 4, 1))
    factories.make_kb_record(chair.person, on=date(2022, 3, 1))
    factories.make_capital(group, 60_000_000, date(2025, 6, 1), evidence="Buku kas")
    factories.make_capital(group, 110_000_000, date(2026, 2, 1), evidence="Buku kas")
    factories.make_capital(group, 115_000_000, date(2026, 6, 1), evidence="Buku kas")
    return group


# --- The rules --------------------------------------------------------------------------------------------------------
def test_two_records_in_a_row_far_enough_apart():
    """NX05: consecutive, at the lower bound, ninety days apart to the day; the last of the chain says since when."""
    first, last = seen(1, date(2026, 2, 1)), seen(2, date(2026, 5, 2))
    verdict = judge(facts(first, last), TODAY, LIMITS)
    assert verdict.eligible_on == date(2026, 5, 2) and verdict.findings[1].records == (1, 2)
    assert missing(facts(first, seen(2, date(2026, 5, 1)))) == {Rule.OBSERVATIONS, Rule.EVIDENCE}
    assert missing(facts(first, seen(2, date(2026, 3, 1), TOP - 1), last)) == {Rule.OBSERVATIONS, Rule.EVIDENCE}
    assert Rule.OBSERVATIONS in missing(facts(first, last, seen(3, date(2026, 7, 1), TOP - 1)))
    between = facts(first, seen(2, date(2026, 3, 1)), seen(3, date(2026, 6, 1)))
    assert judge(between, TODAY, LIMITS).findings[1].records == (1, 3)


def test_evidence_stands_on_the_records_that_count():
    """NX05: a later proven record takes the place of one without evidence, and moves the day."""
    first, second = seen(1, date(2025, 9, 1), proven=False), seen(2, date(2025, 12, 15))
    assert missing(facts(first, second, seen(3, date(2026, 2, 1)))) == {Rule.EVIDENCE}
    verdict = judge(facts(first, second, seen(3, date(2026, 4, 1))), TODAY, LIMITS)
    assert verdict.findings[1].since == date(2025, 12, 15) and verdict.eligible_on == date(2026, 4, 1)


def test_every_other_rule_can_be_missing_alone():
    """NX05: freshness to the day, chair, decree, activity."""
    old = (seen(1, date(2025, 1, 1)), seen(2, TODAY - timedelta(days=365)))
    assert missing(facts(*old)) == set()
    assert missing(facts(old[0], seen(2, TODAY - timedelta(days=366)))) == {Rule.FRESH}
    fresh = (seen(1, date(2026, 1, 1)), seen(2, date(2026, 6, 1)))
    assert missing(facts(*fresh, is_chair_shown=False)) == missing(facts(*fresh, chair_since=None)) == {Rule.CHAIR}
    assert missing(facts(*fresh, decree_on=None)) == {Rule.DECREE}
    assert missing(facts(*fresh, active_since=None)) == {Rule.ACTIVE}
    assert missing(Facts()) == set(Rule)


def test_the_example_of_the_figures_by_hand(cast):
    """NX05: docs/figures.md, "Naik kelas: berkas keputusan"."""
    verdict = dossier_of(ready(), TODAY).verdict
    assert {finding.rule: finding.since for finding in verdict.findings} == {
        Rule.ACTIVE: date(2020, 1, 1),
        Rule.OBSERVATIONS: date(2026, 6, 1),
        Rule.EVIDENCE: date(2026, 6, 1),
        Rule.FRESH: date(2025, 6, 1),
        Rule.CHAIR: date(2022, 4, 1),
        Rule.DECREE: date(2021, 3, 1),
    }
    assert verdict.eligible_on == date(2026, 6, 1)


@pytest.mark.parametrize("observations", [2, 3])
def test_the_query_finds_the_groups_that_the_rules_find(cast, settings, observations):
    """NX05: the list and the report ask the database; each dossier is judged by the pure rules."""
    settings.GRADUATION_OBSERVATIONS = observations
    dice = random.Random(7)
    for _each in range(20):
        group = ready()
        factories.make_capital(group, TOP, date(2025, 10, 21), evidence="Foto")
        for _more in range(dice.randrange(4)):
            day = TODAY - timedelta(days=dice.choice([0, 30, 76, 77, 95, 197, 300, 400]))
            amount = dice.choice([TOP - 1, TOP, 2 * TOP])
            replaced = dice.choice([None, None, group.capital_records.valid().order_by("?").first()])
            told = {"replaces": replaced, "correction_reason": "Salah"} if replaced else {}
            factories.make_capital(group, amount, day, evidence=dice.choice(["", "Foto"]), **told)
        if dice.random() < 0.2:
            EnterpriseGroup.objects.filter(pk=group.pk).update(
                **dice.choice([{"decree_number": ""}, {"status": "inactive", "status_on": TODAY}])
            )
    groups = EnterpriseGroup.objects.select_related("village")
    found = set(eligible(groups, TODAY).values_list("pk", flat=True))
    judged = {one.group.pk for one in dossiers_of(groups, TODAY) if one.verdict.eligible_on}
    assert found == judged and 0 < len(found) < 20


# --- Deciding ---------------------------------------------------------------------------------------------------------
def test_eligible_and_graduated_are_two_dates(cast):
    """NX05: the decision keeps both, with the rules as they stood."""
    decision = decide_graduation(by=cast.regency, group=ready(), outcome=GRADUATED, reason="Sudah diperiksa")
    assert (decision.eligible_on, decision.on, decision.tier) == (date(2026, 6, 1), TODAY, "naik-kelas")
    assert decision.number.startswith("K-") and len(decision.findings["rules"]) == 6
    with pytest.raises(ValidationError) as refused:
        decide_graduation(by=cast.regency, group=decision.group, outcome=GRADUATED, reason="Lagi")
    assert "sudah dinyatakan" in refused.value.messages[0]


def test_graduated_is_refused_where_a_rule_is_missing(cast):
    """NX05: it says which; "not yet" can be decided at any time."""
    group = ready()
    EnterpriseGroup.objects.filter(pk=group.pk).update(decree_number="")
    with pytest.raises(ValidationError) as refused:
        decide_graduation(by=cast.regency, group=group, outcome=GRADUATED, reason="Baik")
    assert "SK pengukuhan lengkap" in refused.value.messages[0]
    assert decide_graduation(by=cast.regency, group=group, outcome=NOT_YET, reason="Lengkapi SK").eligible_on is None
    with pytest.raises(ValidationError):
        decide_graduation(by=cast.outside["regency"], group=group, outcome=NOT_YET, reason="Bukan wilayah saya")
    today = undecided(eligible(EnterpriseGroup.objects.all(), TODAY), TODAY)
    assert not today.exists()
    EnterpriseGroup.objects.filter(pk=group.pk).update(decree_number="SK 9")
    assert list(today.all()) == [group]
    decide_graduation(by=cast.regency, group=group, outcome=NOT_YET, reason="Tunggu satu tahun")
    assert not today.all().exists()


def test_the_print_never_changes(cast):
    """NX05: it is drawn from what was frozen, whatever becomes of the group."""
    group = ready("Melati Lama")
    decision = decide_graduation(by=cast.regency, group=group, outcome=GRADUATED, reason="Sudah diperiksa")
    before = decision_form(decision)
    EnterpriseGroup.objects.filter(pk=group.pk).update(name="Nama Baru", decree_number="", capital_total=1)
    CapitalRecord.objects.create(group=group, own=1, on=TODAY)
    assert decision_form(GraduationDecision.objects.get(pk=decision.pk)) == before
    assert before["head"][0] == ["Nama kelompok", "Melati Lama"]


# --- Pages ------------------------------------------------------------------------------------------------------------
def test_a_decision_is_saved_once_and_prints_on_one_page(cast, sign_in):
    """NX05: five taps, one decision; the press makes one page of it on both papers."""
    group, client = ready(), sign_in(cast.regency)
    address = f"/kelompok/{group.number}/naik-kelas/"
    page = client.get(address)
    assert "Semua syarat terpenuhi sejak 1 Juni 2026" in page.content.decode()
    typed = {"token": page.context["token"], "outcome": "graduated", "reason": "Sudah diperiksa"}
    assert {client.post(address, typed).status_code for _tap in range(5)} == {302}
    decision = GraduationDecision.objects.get()
    assert decision.number in client.get(address).content.decode()
    assert decision.number in client.get("/aku/naik-kelas/?keadaan=naik").content.decode()
    assert "Dinyatakan naik kelas" in client.get(group.get_absolute_url()).content.decode()
    for paper in ("a4", "f4"):
        printed = client.get(f"/cetak/naik-kelas/{group.number}/{decision.number}/?kertas={paper}")
        assert printed.status_code == 200 and printed.content.startswith(b"%PDF")


def test_nobody_undoes_a_decision_they_have_not_read(cast, sign_in):
    """FE05: who opened the page before somebody else decided is told, and nothing is recorded."""
    group, client = ready(), sign_in(cast.admin)
    address = f"/kelompok/{group.number}/naik-kelas/"
    typed = {"seen": client.get(address).context["form"]["seen"].value(), "outcome": "not_yet", "reason": "Belum"}
    decide_graduation(by=cast.regency, group=group, outcome=GRADUATED, reason="Sudah diperiksa")
    assert "baru saja diputus orang lain" in client.post(address, typed).content.decode()
    typed["seen"] = client.get(address).context["form"]["seen"].value()
    assert GraduationDecision.objects.count() == 1 and client.post(address, typed).status_code == 302


def test_only_those_who_may_decide_do(cast, sign_in):
    """NX05, AC03: an officer sees what is missing and where to mend it; deciding is refused."""
    group, client = ready(), sign_in(cast.officer)
    EnterpriseGroup.objects.filter(pk=group.pk).update(decree_number="")
    address = f"/kelompok/{group.number}/naik-kelas/"
    page = client.get(address).content.decode()
    assert f"/kelompok/{group.number}/sk/" in page and "Simpan keputusan" not in page
    assert client.post(address, {"outcome": "not_yet", "reason": "x"}).status_code == 403
    keeper = sign_in(cast.aku).get(address).content.decode()
    assert "Tidak ditampilkan untuk peran Anda" in keeper and "syarat kurang" not in keeper
    assert "Memenuhi syarat, belum diputus" not in sign_in(cast.aku).get("/aku/naik-kelas/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(cast, sign_in):
    """NX05, SD08: bounded, and only groups of the territory."""
    client, costs = sign_in(cast.regency), []
    ready(village=factories.SENTANI)
    for _step in range(2):
        for _each in range(3):
            ready()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get("/aku/naik-kelas/")
        costs.append(len(queries))
    assert len(page.context["dossiers"]) == 6 and costs[0] == costs[1] <= 25


def test_the_report_counts_what_the_list_shows(cast, country):
    """NX05, RP03: waiting, decided, graduated, mean days, by region and span."""
    ready()
    decide_graduation(by=cast.regency, group=ready(), outcome=GRADUATED, reason="Baik")
    decide_graduation(by=cast.regency, group=ready(), outcome=NOT_YET, reason="Tunggu")
    asked = Asked(cast.regency, country["7604"], Level.DISTRICT, TODAY, date(2026, 8, 1))
    table = GRADUATION_DECISIONS.make(asked)
    wonomulyo = next(row.values for row in table.rows if row.code == "760403")
    for values in (wonomulyo, table.total.values):
        assert [values[name] for name in ("waiting", "decided", "graduated", "days")] == [1, 2, 1, 77]
