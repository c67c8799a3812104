"""Persons and their facts: NIK with its states, audit without digits, KB history, keys that change."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.audit import MASK
from accounts.editing import StaleEdit
from accounts.models import AuditEntry
from accounts.roles import Role
from members.actions import NikElsewhere, change_person, record_kb_status, record_welfare, register_person
from members.dossier import chair_check_of
from members.identity import masked
from members.models import KbRecord, Membership, MembershipRole, Person
from members.nik_vault import index_of, open_sealed
from regions.models import Region, TouchedRegion
from tests.factories import BUMIAYU, DARMA, SENTANI, make_group, make_kb_record, make_membership, make_nik, make_person

BORN = date(1990, 5, 17)


def register(cast, **changes):
    details = {"name": "Nurhayati", "sex": "P", "birth_on": BORN, "nik": make_nik(born=BORN), **changes}
    return register_person(by=cast.officer, village=Region.objects.get(code=BUMIAYU), **details)


def test_a_nik_is_stored_sealed_and_indexed(cast):
    """AU04: no column holds the digits."""
    nik = make_nik(born=BORN)
    person = register(cast, nik=f"{nik[:6]} {nik[6:12]} {nik[12:]}", family_card="7604 9911 2233 0007")
    assert open_sealed(person.nik_sealed) == nik
    assert person.nik_index == index_of(nik)
    assert open_sealed(person.family_card_sealed) == "7604991122330007"
    row = " ".join(str(value) for value in Person.objects.filter(pk=person.pk).values_list()[0])
    assert nik not in row and "7604991122330007" not in row
    assert masked(person.nik_sealed) == f"{nik[:4]}••••••••{nik[-4:]}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nik": "", "nik_missing_reason": ""}, "nik"),
        ({"nik": "123"}, "nik"),
        ({"nik": "0000000000000000"}, "nik"),
        ({"birth_on": date(1990, 5, 18)}, "nik_warning_reason"),
        ({"sex": "L"}, "nik_warning_reason"),
        ({"birth_on": date(2126, 1, 1)}, "birth_on"),
        ({"birth_on": date(1890, 1, 1)}, "birth_on"),
        ({"name": "…"}, "name"),
        ({"family_card": "1"}, "family_card"),
        ({"sex": "X", "nik": "", "nik_missing_reason": "damaged"}, "sex"),
    ],
)
def test_a_person_breaking_a_rule_is_refused_by_the_action_too(cast, changes, field):
    """AC07: the rules hold for whoever calls, form or import."""
    with pytest.raises(ValidationError) as refused:
        register(cast, **changes)
    assert field in refused.value.message_dict
    assert not Person.objects.exists()


def test_an_unknown_district_in_a_nik_is_only_a_hint(cast):
    """NX03: the place is that of first issue, long ago."""
    person = register(cast, nik="760477" + make_nik(born=BORN)[6:])
    assert person.nik_warning_reason == ""


def test_one_nik_one_person_here_and_elsewhere(cast):
    """NX11, SD06."""
    mine, far = make_nik(born=BORN), make_nik(born=BORN)
    make_person(DARMA, nik=mine)
    make_person(SENTANI, nik=far)
    # Darma is in the regency, not in this officer's village.
    with pytest.raises(NikElsewhere):
        register(cast, nik=mine)
    with pytest.raises(NikElsewhere):
        register(cast, nik=far)
    make_membership(make_group(BUMIAYU), Person.objects.get(nik_index=index_of(mine)))
    with pytest.raises(ValidationError, match="di wilayah Anda"):
        register(cast, nik=mine)


def test_a_nik_taken_meanwhile_is_a_sentence_not_a_crash(cast, monkeypatch):
    nik = make_nik(born=BORN)
    make_person(nik=nik)
    monkeypatch.setattr("members.actions.persons.owner_of", lambda typed: None)
    with pytest.raises(ValidationError) as refused:
        register(cast, nik=nik)
    assert "sudah" in str(refused.value).lower()


def test_the_trail_of_a_changed_nik_holds_no_digits(cast):
    """AU01, AU04: that it changed is kept, with who and why."""
    old, new = make_nik(born=BORN), make_nik(born=BORN)
    person = register(cast, nik=old)
    changed = change_person(by=cast.officer, person=person, version=1, nik=new, reason="KTP baru")
    assert open_sealed(changed.nik_sealed) == new
    entries = AuditEntry.objects.get_for_object(person)
    text = " ".join(f"{entry.changes} {entry.object_repr}" for entry in entries)
    for secret in (old, new, changed.nik_sealed, str(changed.nik_index)):
        assert secret not in text
    assert entries.first().changes["nik_sealed"] == [MASK, MASK]
    assert entries.first().reason == "KTP baru"


def test_a_changed_birth_date_is_compared_with_the_stored_nik(cast):
    person = register(cast)
    with pytest.raises(ValidationError) as asked:
        change_person(by=cast.officer, person=person, version=1, birth_on=date(1991, 1, 1))
    assert "nik_warning_reason" in asked.value.message_dict


def test_a_stale_change_is_refused(cast):
    person = register(cast)
    change_person(by=cast.officer, person=person, version=1, phone="0812345678")
    with pytest.raises(StaleEdit):
        change_person(by=cast.officer, person=person, version=1, phone="0899999999")


def test_kb_facts_append_keep_the_newest_and_touch_the_regency(cast):
    """UP02, DM03: the newest by date, and of one date the later entry."""
    person = make_membership(make_group(BUMIAYU)).person
    for on, status in ((date(2026, 3, 1), "active"), (date(2025, 1, 1), "new"), (date(2026, 3, 1), "paused")):
        record_kb_status(by=cast.officer, person=person, on=on, status=status)
    person.refresh_from_db()
    assert (person.kb_status, person.kb_on) == ("paused", date(2026, 3, 1))
    record_welfare(by=cast.officer, person=person, on=date(2026, 3, 1), stage="ii")
    person.refresh_from_db()
    assert person.welfare_stage == "ii"
    assert set(TouchedRegion.objects.values_list("regency_code", flat=True)) == {"7604"}


def test_the_trail_of_kb_facts_names_no_status(cast):
    """AU07: those who read the trail have no permission for it."""
    person = make_person()
    record = record_kb_status(by=cast.officer, person=person, on=date(2026, 3, 1), status="long_term", method="implant")
    entries = AuditEntry.objects.filter(object_pk__in=[str(record.pk), str(person.pk)])
    assert "implant" not in str([entry.changes for entry in entries])
    assert "long_term" not in str([entry.changes for entry in entries])


def test_a_method_needs_its_permission_in_the_action_too(cast):
    """AU07."""
    with pytest.raises(ValidationError) as refused:
        record_kb_status(
            by=cast.coordinator, person=make_person(), on=date(2026, 3, 1), status="active", method="implant"
        )
    assert "method" in refused.value.message_dict


@pytest.mark.parametrize(
    ("status", "on", "is_met"),
    [("former", date(2025, 12, 31), True), ("former", date(2026, 1, 2), False), ("never", date(2025, 12, 31), False)],
)
def test_the_chair_check_looks_at_the_date_of_appointment(country, status, on, is_met):
    """UP02."""
    chair = make_membership(make_group(BUMIAYU), role=MembershipRole.CHAIR, started_on=date(2026, 1, 1))
    make_kb_record(chair.person, status, on=on)
    assert chair_check_of(chair).is_met is is_met
    assert Membership.objects.with_chair_shown().get(pk=chair.pk).chair_shown is is_met


# --- What the database itself refuses ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "columns",
    [
        {"sex": "X"},
        {"nik_missing_reason": ""},
        {"nik_sealed": "x"},
        {"nik_index": index_of("1"), "nik_sealed": "x"},
    ],
)
def test_the_database_refuses_an_impossible_person(country, columns):
    """DM10: past the actions too."""
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(**{"nik_missing_reason": "damaged", **columns})


def test_the_database_refuses_two_of_what_can_be_once(country):
    """DM02: straight on the tables, on every date."""
    group = make_group(BUMIAYU)
    for role in ("chair", "secretary", "treasurer"):
        make_membership(group, role=role, started_on=date(2024, 1, 1), ended_on=date(2025, 1, 1))
        make_membership(group, role=role, started_on=date(2025, 1, 1))
        for start, end in ((date(2024, 6, 1), date(2024, 7, 1)), (date(2026, 1, 1), None), (date(2020, 1, 1), None)):
            with pytest.raises(IntegrityError, match="membership_single_role_once"), transaction.atomic():
                make_membership(group, role=role, started_on=start, ended_on=end)
    member = make_membership(group)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(group, member.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(role="chair", started_on=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(group, started_on=date(2026, 1, 2), ended_on=date(2026, 1, 1))


def test_facts_cannot_be_changed_or_removed(country):
    record = make_kb_record(make_person())
    for change in (lambda rows: rows.update(status="never"), lambda rows: rows._raw_delete(rows.db)):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            change(KbRecord.objects.filter(pk=record.pk))


# --- Keys that change -------------------------------------------------------------------------------------------------
NEW_KEY = "dXBwa3MtdGVzdC1lbmNyeXB0aW9uLWtleS0wMDAwMDI="
NEW_INDEX = "dXBwa3MtdGVzdC1sb29rLXVwLWluZGV4LWtleS0wMDI="


def rotate(*options) -> str:
    out = StringIO()
    call_command("rotate_nik_keys", *options, stdout=out)
    return out.getvalue()


def test_numbers_are_sealed_anew_in_batches_and_once(country, settings):
    """AU04: with the old key gone every number still opens; a second run writes nothing."""
    niks = [make_nik() for _person in range(5)]
    people = [make_person(nik=nik) for nik in niks]
    make_person()
    old = settings.NIK_ENCRYPTION_KEYS
    settings.NIK_ENCRYPTION_KEYS = f"{old},2:{NEW_KEY}"
    assert "5 dibaca, 5 disegel ulang" in rotate("--batch", "2")
    assert "5 dibaca, 0 disegel ulang" in rotate("--batch", "2")
    settings.NIK_ENCRYPTION_KEYS = f"2:{NEW_KEY}"
    for person, nik in zip(people, niks, strict=True):
        person.refresh_from_db()
        assert open_sealed(person.nik_sealed) == nik and person.nik_index == index_of(nik)


def test_a_new_index_key_needs_a_new_index(country, settings):
    nik = make_nik()
    person = make_person(nik=nik)
    settings.NIK_INDEX_KEY = NEW_INDEX
    assert not Person.objects.of_nik(nik).exists()
    rotate("--reindex")
    assert Person.objects.of_nik(nik).get() == person


def test_numbers_that_cannot_be_opened_are_named_and_the_rest_goes_on(country, settings):
    lost, kept = make_person(nik=make_nik()), None
    old = settings.NIK_ENCRYPTION_KEYS
    settings.NIK_ENCRYPTION_KEYS = f"3:{NEW_KEY}"
    kept = make_person(nik=make_nik())
    settings.NIK_ENCRYPTION_KEYS = f"3:{NEW_KEY},4:{old.partition(':')[2]}"
    with pytest.raises(CommandError, match=f"1 orang .*{lost.pk}"):
        rotate()
    kept.refresh_from_db()
    settings.NIK_ENCRYPTION_KEYS = f"4:{old.partition(':')[2]}"
    assert len(open_sealed(kept.nik_sealed)) == 16
    assert masked(make_person(nik_sealed="zzzz", nik_index=index_of("9"), nik_missing_reason="").nik_sealed) == "•" * 16


# --- The admin --------------------------------------------------------------------------------------------------------
ADMIN_PAGES = ["person", "membership", "kbrecord", "welfarerecord"]


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_the_admin_shows_people_masked_and_changes_nothing(cast, sign_in, name):
    """AU02, AU04, OP05: look only; opening is logged; the search takes numbers, not names."""
    nik = make_nik()
    member = make_membership(make_group(BUMIAYU), make_person(nik=nik))
    make_kb_record(member.person, method="implant")
    record_welfare(by=cast.officer, person=member.person, on=date(2026, 3, 1), stage="ii")
    client = sign_in(cast.admin)
    url = f"/kelola/members/{name}/"
    for query in ("", "?q=1", "?q=siti", f"?q={'9' * 40}"):
        page = client.get(url + query)
        assert page.status_code == 200 and nik not in page.content.decode()
    assert client.get(url, {"q": member.person_id}).context["cl"].result_count == 1
    assert client.get(url, {"q": member.person_id + 1}).context["cl"].result_count == 0
    assert client.get(url + "add/").status_code == 403
    model = {"person": Person, "membership": Membership, "kbrecord": KbRecord}.get(name)
    pk = model.objects.get().pk if model else member.person.welfare_records.get().pk
    page = client.get(f"{url}{pk}/change/").content.decode()
    assert nik not in page and ("implan" in page.lower()) is (name in ("person", "kbrecord"))
    assert client.post(f"{url}{pk}/change/", {"name": "Lain"}).status_code == 403
    assert client.post(f"{url}{pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_the_admin_of_people_is_closed_to_other_roles(cast, sign_in, role):
    page = sign_in(cast.inside[role]).get("/kelola/members/person/")
    assert page.status_code in (302, 403)


def test_the_admin_stays_in_the_territory(cast, sign_in):
    """AC01: an administrator of one province sees no one else's facts."""
    person = make_person(BUMIAYU)
    record = make_kb_record(person)
    client = sign_in(cast.outside[Role.ADMIN])
    assert client.get(f"/kelola/members/kbrecord/{record.pk}/change/").status_code == 302
    assert str(person) not in client.get("/kelola/members/kbrecord/").content.decode()
