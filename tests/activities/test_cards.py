"""The yearly card K/0: what it says as at a day, who owes it, how it is handed in (UP01, DM07, FE10)."""

import json
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.actions import approve, open_card, send_back, submit_card, withdraw
from activities.actions.cards import owes_year
from activities.card import card_content, without_family_facts
from activities.card_lines import differences, sections_of
from activities.card_people import people_of
from activities.models import AnnualCard, StepKind, SubmissionStatus
from groups.actions import set_status
from groups.models import (
    CapitalTier,
    EnterpriseGroup,
    GroupLicence,
    GroupStatus,
    LicenceKind,
    OnlineChannel,
    Product,
    StageAssessment,
    StatusChange,
    TierSchedule,
)
from members.models import Sex, WelfareRecord
from tests import factories

DAY = date(2027, 1, 2)


@pytest.fixture(autouse=True)
def second_of_january():
    with time_machine.travel("2027-01-02T03:00:00Z", tick=False):
        yield


@pytest.fixture
def group(cast):
    return factories.make_group(
        name="Melati Indah",
        address="Dusun Mekar",
        rt="004",
        rw="012",
        founded_on=date(2019, 8, 17),
        has_decree=True,
        decree_number="470/12/2021",
        decree_on=date(2021, 5, 2),
        decree_issuer="village",
        market_reach="export",
        mentor=cast.officer,
    )


def join(group, *, role="member", sex=Sex.FEMALE, kb=(), welfare=(), **columns):
    """One member with her KB statuses and welfare stages, each as (day, code)."""
    person = factories.make_person(group.village_id, sex=sex)
    for on, status in kb:
        factories.make_kb_record(person, status, on)
    for on, stage in welfare:
        WelfareRecord.objects.create(person=person, stage=stage, on=on)
    return factories.make_membership(group, person, role, **columns)


def code_of(error) -> set[str]:
    wrong = error.value
    listed = hasattr(wrong, "error_list")
    errors = wrong.error_list if listed else [one for many in wrong.error_dict.values() for one in many]
    return {one.code for one in errors}


# --- What it says -----------------------------------------------------------------------------------------------------


def test_a_small_group_counted_by_hand(group):
    """UP01. Six on the second of January, counted on fingers:

    | who       | sex | KB then     | KS then |
    |-----------|-----|-------------|---------|
    | chair     | P   | active      | ii      |
    | secretary | P   | paused      | none    |
    | cadre     | L   | none        | pre     |
    | member 1  | P   | active      | ii      |
    | member 2  | P   | never       | none    |
    | member 3  | L   | none        | none    |

    Left out: who left on the day itself, and who joins the day after.
    """
    before, after = date(2026, 6, 1), date(2027, 1, 3)
    chair = join(
        group,
        role="chair",
        kb=[(factories.LONG_AGO, "new"), (before, "active"), (after, "former")],
        welfare=[(before, "ii"), (after, "iii")],
    )
    secretary = join(group, role="secretary", kb=[(before, "active"), (DAY, "paused")], welfare=[(after, "ii")])
    cadre = join(group, role="cadre", sex=Sex.MALE, welfare=[(before, "pre")])
    join(group, kb=[(before, "active")], welfare=[(before, "ii")])
    join(group, kb=[(before, "never")])
    join(group, sex=Sex.MALE, kb=[(after, "active")])
    join(group, ended_on=DAY, leave_reason="Pindah")
    join(group, started_on=after)

    card = card_content(group, DAY)
    assert card["members"] == {
        "total": 6,
        "by_sex": {"P": 4, "L": 2},
        "by_kb": {
            "new": 0,
            "active": 2,
            "long_term": 0,
            "paused": 1,
            "prospective": 0,
            "former": 0,
            "never": 1,
            "none": 2,
        },
        "by_welfare": {"pre": 1, "i": 0, "ii": 2, "iii": 0, "iii_plus": 0, "none": 3},
    }
    assert card["management"] == {
        "chair": chair.pk,
        "chair_kb_met": True,
        "secretary": secretary.pk,
        "treasurer": None,
        "cadres": [cadre.pk],
    }


def test_the_rest_of_the_card_and_its_order(cast, group):
    """UP01: identity, decree, management, members, business, capital, stage, mentor."""
    factories.make_tiers()
    factories.make_capital(group, 15_000_000, date(2026, 12, 30), loan=4_000_000, grant=2_000_000)
    factories.make_capital(group, 90_000_000, date(2027, 1, 3))
    group.sectors.add(factories.make_sector())
    group.export_countries.add("MY")
    Product.objects.create(group=group, name="Keripik")
    Product.objects.create(group=group, name="Dodol", ended_on=DAY)
    kind = LicenceKind.objects.get(code="pirt")
    GroupLicence.objects.create(group=group, kind=kind, number="206", expires_on=date(2028, 3, 1))
    GroupLicence.objects.create(group=group, kind=kind, number="999", issued_on=date(2027, 1, 3))
    OnlineChannel.objects.create(group=group, kind="shopee", address="melati")
    OnlineChannel.objects.create(group=group, kind="whatsapp", address="0812 0000 0000")

    card = card_content(EnterpriseGroup.objects.get(pk=group.pk), DAY)
    assert list(card) == [
        "layout",
        "as_at",
        "identity",
        "decree",
        "management",
        "members",
        "business",
        "capital",
        "standing",
        "mentor",
    ]
    assert card["as_at"] == "2027-01-02"
    assert card["identity"] == {
        "number": group.number,
        "name": "Melati Indah",
        "village": "Bumiayu, Wonomulyo, Kabupaten Polewali Mandar, Sulawesi Barat",
        "village_code": "7604032004",
        "address": "Dusun Mekar",
        "rt": "004",
        "rw": "012",
        "founded_on": "2019-08-17",
        "programme": "UPPKA",
    }
    assert card["decree"] == {"has_decree": True, "number": "470/12/2021", "on": "2021-05-02", "issuer": "village"}
    assert card["business"] == {
        "sectors": ["Makanan olahan"],
        "products": ["Keripik"],
        "licences": [{"kind": kind.name, "number": "206", "expires_on": "2028-03-01"}],
        "market_reach": "export",
        "countries": ["Malaysia"],
        "channels": [{"kind": "shopee", "address": "melati"}, {"kind": "whatsapp", "address": ""}],
    }
    assert card["capital"] == {
        "own": 15_000_000,
        "loan": 4_000_000,
        "grant": 2_000_000,
        "total": 21_000_000,
        "on": "2026-12-30",
        "tier": "Tumbuh",
    }
    assert card["mentor"] == {"user": cast.officer.pk}
    assert [section.numeral for section in sections_of(card, {})] == "I II III IV V VI VII VIII".split()


def test_of_people_only_row_numbers_are_kept(cast, group):
    """AU04: names are joined when the card is shown."""
    chair = join(group, role="chair", kb=[(factories.LONG_AGO, "active")])
    card = card_content(group, DAY)
    stored = json.dumps(card)
    assert chair.person.name not in stored and str(cast.officer) not in stored
    chair.person.name = "Nurhayati Baru"
    chair.person.save()
    assert people_of(cast.officer, card) == {
        f"user:{cast.officer.pk}": str(cast.officer),
        f"membership:{chair.pk}": "Nurhayati Baru",
    }
    assert f"membership:{chair.pk}" not in people_of(cast.aku, card)
    assert f"membership:{chair.pk}" not in people_of(cast.outside["officer"], card)


def test_tier_stage_and_status_are_those_of_the_day(cast, group):
    """DM04, DM09: bands, stage and status that came later change no card."""
    factories.make_tiers()
    later = TierSchedule.objects.create(valid_from=date(2027, 1, 3), is_published=True)
    for code, lower in (("kecil", 0), ("besar", 1_000_000)):
        CapitalTier.objects.create(schedule=later, code=code, name=code, lower=lower)
    factories.make_capital(group, 5_000_000)
    basic, grown = factories.make_stage(), factories.make_stage("mandiri", "Mandiri", 3)
    for stage, on in ((basic, date(2025, 1, 1)), (grown, date(2027, 1, 3))):
        StageAssessment.objects.create(group=group, stage=stage, on=on, reason="Dinilai")
    for status, on in ((GroupStatus.ACTIVE, factories.LONG_AGO), (GroupStatus.INACTIVE, date(2027, 1, 3))):
        StatusChange.objects.create(group=group, status=status, on=on, reason="Panen")
    group.stage, group.stage_on, group.status, group.status_on = grown, date(2027, 1, 3), "inactive", date(2027, 1, 3)
    group.save()

    then, now = card_content(group, DAY), card_content(group, date(2027, 1, 3))
    assert (then["capital"]["tier"], now["capital"]["tier"]) == ("Rintisan", "besar")
    assert then["standing"] == {"stage": "Dasar", "stage_on": "2025-01-01", "status": "active"}
    assert now["standing"] == {"stage": "Mandiri", "stage_on": "2027-01-03", "status": "inactive"}


def test_a_group_with_nothing_on_record_has_a_card_too(cast):
    bare = factories.make_group(founded_on=None)
    card = card_content(bare, DAY)
    assert card["capital"] == dict.fromkeys(("own", "loan", "grant", "total", "on", "tier"))
    assert (card["management"]["chair"], card["management"]["chair_kb_met"]) == (None, None)
    assert card["standing"]["stage"] == "" and card["members"]["total"] == 0
    json.dumps(card)
    assert len(sections_of(card, {})) == 8
    assert sections_of({}, {}) == []


def test_the_chair_is_met_by_a_record_up_to_the_appointment_or_the_spouse(group):
    """UP02: only met or not shown yet."""
    chair = join(group, role="chair", kb=[(date(2026, 1, 1), "active")])
    assert card_content(group, DAY)["management"]["chair_kb_met"] is False
    spouse = factories.make_person()
    factories.make_kb_record(spouse, "former", factories.LONG_AGO)
    chair.person.spouse = spouse
    chair.person.save()
    assert card_content(group, DAY)["management"]["chair_kb_met"] is True


def test_the_number_of_queries_does_not_grow_with_the_group(group):
    """SD08"""

    def asked() -> int:
        fresh = EnterpriseGroup.objects.select_related("village", "stage").get(pk=group.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            card_content(fresh, DAY)
        return len(queries)

    factories.make_capital(group)
    join(group, role="chair")
    few = asked()
    for place in range(30):
        join(group, kb=[(factories.LONG_AGO, "active")], role="cadre" if place < 5 else "member")
        Product.objects.create(group=group, name=f"Keripik {place}")
    assert asked() == few <= 9


def test_without_family_facts_nothing_tells_of_kb_and_welfare(group):
    """AU07"""
    join(group, role="chair", kb=[(factories.LONG_AGO, "active")])
    card = without_family_facts(card_content(group, DAY))
    assert "chair_kb_met" not in card["management"]
    assert card["members"] == {"total": 1, "by_sex": {"P": 1, "L": 0}}
    titles = [tally.title for section in sections_of(card, {}) for tally in section.tallies]
    assert titles == ["Menurut jenis kelamin"]
    assert without_family_facts({}) == {}


# --- What differs -----------------------------------------------------------------------------------------------------


def test_what_differs_is_told_entry_by_entry(cast, group):
    chair = join(group, role="chair")
    before = card_content(group, DAY)
    assert differences(before, before, {}) == []
    chair.ended_on = DAY
    chair.save()
    successor = join(group, role="chair", started_on=DAY)
    join(group, kb=[(factories.LONG_AGO, "active")])
    group.address = "Dusun Baru"
    group.has_decree, group.decree_number, group.decree_on, group.decree_issuer = False, "", None, ""
    after = card_content(group, DAY)
    people = people_of(cast.officer, before, after)
    found = {
        one.label: (one.was and one.was.value, one.now and one.now.value) for one in differences(before, after, people)
    }
    assert found == {
        "Alamat": ("Dusun Mekar", "Dusun Baru"),
        "SK pengukuhan": ("Ada", "Belum ada"),
        "Nomor SK": ("470/12/2021", None),
        "Tanggal SK": (date(2021, 5, 2), None),
        "Penerbit SK": ("Kepala Desa/Lurah", None),
        "Ketua": (chair.person.name, successor.person.name),
        "Jumlah anggota": (1, 2),
        "Menurut jenis kelamin: Perempuan": (1, 2),
        "Menurut kesertaan KB: Peserta KB aktif": (0, 1),
        "Menurut tahapan KS: Belum tercatat": (1, 2),
    }


def test_two_chairs_of_one_name_are_two_people(group):
    chair = join(group, role="chair")
    before = card_content(group, DAY)
    chair.ended_on = DAY
    chair.save()
    join(group, role="chair", started_on=DAY)
    labels = [one.label for one in differences(before, card_content(group, DAY), {})]
    assert labels == ["Ketua"]


# --- Who owes one, and how it is handed in ----------------------------------------------------------------------------


def test_a_group_active_on_the_first_of_january_owes_a_card(cast, group):
    """Active then and gone the day after still owes it; active only since then does not."""
    StatusChange.objects.create(group=group, status="active", on=factories.LONG_AGO, reason="Berdiri")
    set_status(by=cast.officer, group=group, status=GroupStatus.INACTIVE, on=DAY, reason="Panen")
    assert owes_year(group, 2027)
    young = factories.make_group(status_on=DAY)
    StatusChange.objects.create(group=young, status="active", on=DAY, reason="Berdiri")
    assert not owes_year(young, 2027)
    with pytest.raises(ValidationError) as error:
        open_card(by=cast.officer, group=young, year=2027)
    assert code_of(error) == {"owes_nothing"}


@pytest.mark.parametrize(("year", "code"), [(2026, "locked"), (2028, "ahead")])
def test_only_an_open_year_can_be_opened(cast, group, year, code):
    with pytest.raises(ValidationError) as error:
        open_card(by=cast.officer, group=group, year=year)
    assert code_of(error) == {code}


def handed_in(cast, group, **words) -> AnnualCard:
    card = open_card(by=cast.officer, group=group, year=2027)
    words = {"visited_on": date(2026, 12, 30), "version": card.version} | words
    return submit_card(by=cast.officer, card=card, **words)


def test_a_card_keeps_what_it_said_when_it_was_handed_in(cast, group):
    """FE10: visit and entry apart; nothing changes silently later."""
    join(group)
    card = handed_in(cast, group, note="  Kartu kertas ada ")
    assert (card.visited_on, card.submitted_on, card.is_late, card.note) == (
        date(2026, 12, 30),
        DAY,
        False,
        "Kartu kertas ada",
    )
    join(group)
    card.refresh_from_db()
    assert card.content["members"]["total"] == 1
    assert card_content(group, DAY)["members"]["total"] == 2


def test_gaps_keep_no_card_back_but_a_group_without_a_name_does(cast, group):
    bare = factories.make_group(founded_on=None)
    assert handed_in(cast, bare).is_handed_in
    EnterpriseGroup.objects.filter(pk=group.pk).update(name=" ")
    with pytest.raises(ValidationError) as error:
        handed_in(cast, group)
    assert code_of(error) == {"no_name"}


@pytest.mark.parametrize(("visited_on", "code"), [(date(2027, 1, 3), "future"), (date(2026, 11, 30), "before_period")])
def test_a_visit_lies_between_the_opening_and_today(cast, group, visited_on, code):
    with pytest.raises(ValidationError) as error:
        handed_in(cast, group, visited_on=visited_on)
    assert code_of(error) == {code}


@pytest.mark.parametrize(
    ("instant", "is_late"),
    [
        ("2027-01-03T15:59:00Z", False),  # 23:59 WITA on the 3rd
        ("2027-01-03T16:01:00Z", True),  # 00:01 WITA on the 4th
    ],
)
def test_late_is_decided_by_the_groups_own_midnight(cast, group, instant, is_late):
    """DM07"""
    with time_machine.travel(instant, tick=False):
        assert handed_in(cast, group).is_late is is_late


def test_at_half_past_midnight_in_jayapura_the_year_is_open_and_the_visit_of_that_day_accepted(cast):
    """DM07: 30 November, 15:30 in London, is already 1 December there."""
    group = factories.make_group(factories.SENTANI)
    officer = cast.outside["officer"]
    with time_machine.travel("2026-11-30T14:30:00Z", tick=False), pytest.raises(ValidationError) as error:
        open_card(by=officer, group=group, year=2027)
    assert code_of(error) == {"ahead"}
    with time_machine.travel("2026-11-30T15:30:00Z", tick=False):
        card = open_card(by=officer, group=group, year=2027)
        done = submit_card(by=officer, card=card, version=card.version, visited_on=date(2026, 12, 1))
    assert (done.submitted_on, done.content["as_at"]) == (date(2026, 12, 1), "2026-12-01")


def test_a_returned_card_tells_what_was_mended_when_it_is_handed_in_again(cast, group):
    card = handed_in(cast, group)
    back = send_back(by=cast.coordinator, submission=card, version=card.version, note="Anggota belum lengkap")
    join(group)
    with time_machine.travel("2027-02-05T03:00:00Z", tick=False):
        again = submit_card(by=cast.officer, card=back, version=back.version, visited_on=date(2027, 2, 4))
        done = approve(by=cast.regency, submission=again, version=again.version)
    assert (done.status, done.is_late, done.content["members"]["total"]) == (SubmissionStatus.APPROVED, False, 1)
    assert [step.kind for step in done.steps.all()] == [
        StepKind.SUBMITTED,
        StepKind.RETURNED,
        StepKind.SUBMITTED,
        StepKind.APPROVED,
    ]


def test_a_locked_card_can_neither_be_taken_back_nor_handed_in(cast, group):
    card = handed_in(cast, group)
    with time_machine.travel("2027-04-01T03:00:00Z", tick=False):
        for write in (
            lambda: withdraw(by=cast.officer, submission=card, version=card.version),
            lambda: handed_in(cast, factories.make_group()),
        ):
            with pytest.raises(ValidationError) as error:
                write()
            assert code_of(error) == {"locked"}
