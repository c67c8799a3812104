"""Sensitive changes go propose, review, apply where a setting says so (DM12)."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.editing import StaleEdit
from accounts.models import AuditEntry, ChangeProposal, ProposalState, Receipt
from accounts.proposals import KINDS as REGISTERED
from accounts.proposals import NeedsReview, approve, propose, refuse, withdraw
from accounts.roles import Role
from groups.actions import record_capital, set_status, void_capital
from groups.actions.standing import DISSOLVE
from groups.models import CapitalRecord, GroupStatus, StatusChange
from members.actions import add_member, appoint, end_membership, merge_people, transfer
from members.models import Membership, MembershipRole, Person
from regions.clock import local_today
from tests import factories
from tests.at_once import at_once
from tests.imports.whole_files import sent
from tests.imports.workbooks import workbook

KINDS = ["group_dissolve", "capital_cut", "chair_change", "person_merge"]
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
PERSON = ["kode_kelompok", "nik", "nama", "jenis_kelamin", "tanggal_lahir", "jabatan"]
CHAIR, MEMBER = MembershipRole.CHAIR, MembershipRole.MEMBER


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def reviewed(settings):
    settings.REVIEWED_CHANGES = KINDS


@pytest.fixture
def group(country):
    return factories.make_group(name="Melati")


@pytest.fixture
def second(cast):
    return factories.make_user("kabupaten-kedua", Role.REGENCY, "7604")


def asked(act) -> NeedsReview:
    """What the act asks to be reviewed; nothing of it is written."""
    with pytest.raises(NeedsReview) as raised:
        act()
    return raised.value


def proposed(by, act) -> ChangeProposal:
    return propose(by=by, **asked(act).proposal)


def dissolve(by, group, on=JUNE):
    return set_status(by=by, group=group, status=GroupStatus.DISSOLVED, on=on, reason="Anggota pindah")


def cut(by, group, own=4_000_000, **more):
    return record_capital(by=by, group=group, on=JUNE, own=own, **more)


# --- Each kind, with the setting on and off ---------------------------------------------------------------------------
def test_a_dissolution_waits_for_a_second_person(cast, group, second, reviewed):
    """DM12: nothing changes before; then it does, and the trail names both beside the reason."""
    proposal = proposed(cast.regency, lambda: dissolve(cast.regency, group))
    group.refresh_from_db()
    assert group.status == GroupStatus.ACTIVE and not StatusChange.objects.filter(status="dissolved").exists()
    assert proposal.before == {"status": "active", "status_on": "2020-01-01"}
    assert proposal.region_code == group.village_id
    approve(by=second, proposal=proposal)
    group.refresh_from_db()
    assert (group.status, group.status_on) == (GroupStatus.DISSOLVED, JUNE)
    entry = AuditEntry.objects.get_for_object(group).latest("id")
    names = f"Usulan #{proposal.pk}: diusulkan {cast.regency}, disetujui {second}"
    assert entry.reason == f"Anggota pindah ({names})"
    assert ChangeProposal.objects.get().decided_by == second
    set_status(by=cast.regency, group=group, status=GroupStatus.ACTIVE, on=local_today(group), reason="Aktif lagi")


def test_capital_that_falls_by_more_than_half(cast, group, second, reviewed):
    """DM12: half is let through, less is proposed; a correction and a cancellation are no way round."""
    first = record_capital(by=cast.officer, group=group, on=MAY, own=10_000_000)
    proposal = proposed(cast.officer, lambda: cut(cast.officer, group, 4_999_999, loan=0, evidence="Buku kas"))
    asked(lambda: cut(cast.officer, group, 4_000_000, replaces=first, correction_reason="Salah ketik"))
    asked(lambda: void_capital(by=cast.officer, record=first, reason="Milik kelompok lain"))
    approve(by=second, proposal=proposal)
    stored = CapitalRecord.objects.get(own=4_999_999)
    assert (stored.on, stored.evidence, stored.recorded_by) == (JUNE, "Buku kas", second)
    entry = AuditEntry.objects.get_for_object(stored).get()
    assert str(cast.officer) in entry.reason and str(second) in entry.reason
    record_capital(by=cast.officer, group=group, on=date(2026, 7, 1), own=2_500_000)


def test_a_cancellation_and_a_correction_are_applied_as_proposed(cast, group, second, reviewed):
    """DM12: with their reasons, on the record they name."""
    record_capital(by=cast.officer, group=group, on=MAY, own=1_000_000)
    wrong = record_capital(by=cast.officer, group=group, on=JUNE, own=4_000_000)
    again = {"replaces": wrong, "correction_reason": "Kelebihan nol"}
    approve(by=second, proposal=proposed(cast.officer, lambda: cut(cast.officer, group, 1_500_000, **again)))
    right = CapitalRecord.objects.valid().get(on=JUNE)
    assert (right.own, right.correction_reason) == (1_500_000, "Kelebihan nol")
    high = record_capital(by=cast.officer, group=group, on=date(2026, 7, 1), own=4_500_000)
    approve(
        by=second, proposal=proposed(cast.officer, lambda: void_capital(by=cast.officer, record=high, reason="Salah"))
    )
    group.refresh_from_db()
    assert group.capital_total == 1_500_000


def test_a_correction_that_moves_capital_back_in_time_is_a_fall_too(cast, group, second, reviewed):
    """DM12: the amount stays, but the group is left with what it had before."""
    record_capital(by=cast.officer, group=group, on=date(2025, 1, 1), own=4_000_000)
    record = record_capital(by=cast.officer, group=group, on=MAY, own=10_000_000)
    told = {"on": date(2024, 5, 1), "own": 10_000_000, "replaces": record, "correction_reason": "Salah tanggal"}
    proposal = proposed(cast.officer, lambda: record_capital(by=cast.officer, group=group, **told))
    approve(by=second, proposal=proposal)
    group.refresh_from_db()
    assert (group.capital_total, group.capital_on) == (4_000_000, date(2025, 1, 1))


def test_another_chair(cast, group, second, reviewed):
    """DM12: whoever takes or gives up the chair; the first chair of a group needs nobody."""
    old, heir = factories.make_membership(group), factories.make_membership(group)
    said = {"on": MAY, "reason": "Musyawarah", "version": 1}
    old = appoint(by=cast.officer, membership=old, role=CHAIR, **said)
    change = {"membership": heir, "role": CHAIR, "on": JUNE, "reason": "Musyawarah", "version": 1, "replaces": old.pk}
    proposal = proposed(cast.officer, lambda: appoint(by=cast.officer, **change))
    leave = {"by": cast.officer, "membership": old, "on": JUNE, "reason": "Pindah", "version": old.version}
    asked(lambda: end_membership(**leave))
    asked(lambda: transfer(**leave, to_group=factories.make_group()))
    asked(lambda: appoint(**leave, role=MEMBER))
    with pytest.raises(ValidationError, match="orang kedua"):
        add_member(by=cast.officer, group=group, person=factories.make_person(), role=CHAIR, started_on=JUNE)
    approve(by=second, proposal=proposal)
    now = Membership.objects.of_group(group).current(JUNE).get(role=CHAIR)
    assert now.person_id == heir.person_id
    gone = {"by": cast.officer, "membership": now, "on": date(2026, 7, 1), "reason": "Pindah", "version": now.version}
    approve(by=second, proposal=proposed(cast.officer, lambda: end_membership(**gone)))
    now.refresh_from_db()
    assert now.ended_on == date(2026, 7, 1)


def test_two_people_are_merged_by_two_people(cast, second, reviewed):
    """DM12: with the values that were chosen; the proposal holds numbers of rows, no name and no NIK."""
    one, other = (
        factories.make_person(name="Sutarmi"),
        factories.make_person(name="Sutarmi Sulastri", address="Dusun I"),
    )
    pair = factories.make_pair(one, other)
    said = {"kept_id": one.pk, "versions": {one.pk: 1, other.pk: 1}, "choices": {"address": other.pk}}
    proposal = proposed(
        cast.regency, lambda: merge_people(by=cast.regency, pair=pair, reason="Terdaftar dua kali", **said)
    )
    assert Person.objects.on_record().count() == 2
    assert "Sutarmi" not in str([proposal.arguments, proposal.before, proposal.subject])
    approve(by=second, proposal=proposal)
    other.refresh_from_db()
    one.refresh_from_db()
    assert other.merged_into_id == one.pk and one.address == "Dusun I"


def test_without_the_setting_everything_applies_at_once(cast, group):
    """DM12: the default."""
    record_capital(by=cast.officer, group=group, on=MAY, own=10_000_000)
    cut(cast.officer, group)
    old = factories.make_membership(group, role=CHAIR)
    end_membership(by=cast.officer, membership=old, on=JUNE, reason="Pindah", version=1)
    pair = factories.make_pair(factories.make_person(), factories.make_person())
    versions = {pair.first_id: 1, pair.second_id: 1}
    merge_people(by=cast.regency, pair=pair, kept_id=pair.first_id, versions=versions, choices={}, reason="Satu orang")
    dissolve(cast.officer, group)
    assert not ChangeProposal.objects.exists()


# --- Who, and when ----------------------------------------------------------------------------------------------------
def test_who_may_decide(cast, group, second, reviewed):
    """DM12: a second person who could make the change, inside the territory; only the proposer takes it back."""
    proposal = proposed(cast.regency, lambda: dissolve(cast.regency, group))
    for who in (cast.regency, cast.officer, cast.province, cast.outside["regency"]):
        with pytest.raises(ValidationError):
            approve(by=who, proposal=proposal)
        with pytest.raises(ValidationError):
            refuse(by=who, proposal=proposal, note="Tidak")
    with pytest.raises(ValidationError):
        withdraw(by=second, proposal=proposal)
    with pytest.raises(ValidationError, match="alasan penolakan"):
        refuse(by=second, proposal=proposal, note=" ")
    with pytest.raises(ValidationError, match="masih menunggu"):
        proposed(cast.officer, lambda: dissolve(cast.officer, group))
    withdraw(by=cast.regency, proposal=proposal)
    again = proposed(cast.regency, lambda: dissolve(cast.regency, group))
    refuse(by=second, proposal=again, note="Belum ada berita acara")
    group.refresh_from_db()
    assert group.status == GroupStatus.ACTIVE
    assert set(ChangeProposal.objects.values_list("state", flat=True)) == {"withdrawn", "refused"}


def test_what_it_starts_from_must_still_hold(cast, group, second, reviewed):
    """DM12: says what was so when it was proposed, and applies nothing."""
    record_capital(by=cast.officer, group=group, on=MAY, own=10_000_000)
    proposal = proposed(cast.officer, lambda: cut(cast.officer, group))
    record_capital(by=cast.officer, group=group, on=date(2026, 5, 20), own=9_000_000)
    with pytest.raises(ValidationError, match=r"Rp 10\.000\.000 per 1 Mei 2026"):
        approve(by=second, proposal=proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN and not CapitalRecord.objects.filter(own=4_000_000).exists()


def test_what_changes_while_it_is_applied_is_told_too(cast, group, second, reviewed, monkeypatch):
    """DM12: between the comparison and the lock somebody saved; the reviewer reads it, and nothing is applied."""
    proposal = proposed(cast.officer, lambda: dissolve(cast.officer, group))

    def overtaken(_by, _proposal):
        raise StaleEdit(group)

    monkeypatch.setitem(REGISTERED, DISSOLVE, replace(REGISTERED[DISSOLVE], apply=overtaken))
    with pytest.raises(ValidationError, match="Data sudah berubah"):
        approve(by=second, proposal=proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once(settings):
    """DM12: it is applied once; the second is told who was first."""
    settings.REVIEWED_CHANGES = KINDS
    factories.make_country()
    people = [factories.make_user(f"orang-{number}", Role.REGENCY, "7604") for number in range(3)]
    group = factories.make_group()
    proposal = proposed(people[0], lambda: dissolve(people[0], group))
    answers = at_once(*(lambda by=by: approve(by=by, proposal=proposal) for by in people[1:]))
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == 1 and "sudah diputus" in refused[0].messages[0]
    assert StatusChange.objects.filter(group=group, status="dissolved").count() == 1


# --- Pages and files --------------------------------------------------------------------------------------------------
def test_a_form_proposes_with_one_receipt(cast, group, second, reviewed, sign_in):
    """DM12, FE04: five taps, one proposal; it stands on the group's page and waits on the reviewer's start page."""
    client, url = sign_in(cast.officer), reverse("group_status", args=[group.number])
    typed = {"status": "dissolved", "on": "1/6/2026", "reason": "Anggota pindah"}
    typed["token"] = client.get(url).context["token"]
    answers = [client.post(url, typed) for _tap in range(5)]
    proposal = ChangeProposal.objects.get()
    assert {answer["Location"] for answer in answers} == {proposal.get_absolute_url()}
    assert Receipt.objects.get().url == proposal.get_absolute_url()
    assert "Lihat usulan" in client.get(group.get_absolute_url()).content.decode()
    assert "Tarik usulan ini" in client.get(proposal.get_absolute_url()).content.decode()
    reviewer = sign_in(second)
    assert "menunggu tinjauan Anda" in reviewer.get("/").content.decode()
    page = reviewer.get(proposal.get_absolute_url())
    text = page.content.decode()
    assert "Aktif sejak 1 Januari 2020" in text and "Bubar sejak 1 Juni 2026" in text
    agreed = {"tindakan": "setujui", "token": page.context["token"]}
    assert {reviewer.post(proposal.get_absolute_url(), agreed).status_code for _tap in range(5)} == {302}
    group.refresh_from_db()
    assert group.status == GroupStatus.DISSOLVED
    assert f"#{proposal.pk}" in reviewer.get("/usulan-perubahan/?keadaan=applied").content.decode()


def test_who_may_read_a_proposal(cast, group, reviewed, sign_in):
    """DM12, AC02: the proposer and the reviewers of the territory; anybody else finds nothing."""
    proposal = proposed(cast.officer, lambda: dissolve(cast.officer, group))
    address = proposal.get_absolute_url()
    for who in (cast.officer, cast.regency, cast.admin):
        assert sign_in(who).get(address).status_code == 200
        assert f"#{proposal.pk}" in sign_in(who).get("/usulan-perubahan/").content.decode()
    for who in (cast.outside["regency"], cast.coordinator, cast.province, cast.lost["regency"]):
        assert sign_in(who).get(address).status_code == 404
        assert f"#{proposal.pk}" not in sign_in(who).get("/usulan-perubahan/").content.decode()
    assert sign_in(cast.officer).post(address, {"tindakan": "setujui"}).status_code == 403
    told = sign_in(cast.regency).post(address, {"tindakan": "tolak", "note": ""})
    assert told.status_code == 200 and told.context["form"].errors


def test_names_are_read_not_kept(cast, group, reviewed, sign_in):
    """DM12, AC04: the page of a new chair names both to those who may see them."""
    old = factories.make_membership(group, factories.make_person(name="Halimah"), role=CHAIR)
    heir = factories.make_membership(group, factories.make_person(name="Rosmini"))
    change = {"membership": heir, "role": CHAIR, "on": JUNE, "reason": "Musyawarah", "version": 1, "replaces": old.pk}
    proposal = proposed(cast.officer, lambda: appoint(by=cast.officer, **change))
    page = sign_in(cast.regency).get(proposal.get_absolute_url()).content.decode()
    assert "Halimah" in page and "Rosmini" in page


def codes_in(user, header: list[str], row: list) -> set[str]:
    batch = sent(user, workbook([header, row]))
    return set(batch.issues.filter(level="error").values_list("code", flat=True))


def test_a_file_is_no_way_round(cast, group, reviewed):
    """DM12, DM05: each row that needs a second person is refused by name of the rule; others are taken."""
    record_capital(by=cast.officer, group=group, on=MAY, own=10_000_000)
    factories.make_membership(group, factories.make_person(name="Halimah"), role=CHAIR)
    factories.make_membership(group, factories.make_person(name="Rosmini"))
    number = group.number
    rows = [
        (["kode_kelompok", "nama_kelompok", "status"], [number, "Melati", "bubar"]),
        (["kode_kelompok", "per_tanggal", "modal_sendiri"], [number, "01/06/2026", "4000000"]),
        (PERSON, [number, "", "Halimah", "P", "17/05/1990", "anggota"]),
    ]
    for header, row in rows:
        assert codes_in(cast.officer, header, row) == {"needs_review"}, header
    half = (["kode_kelompok", "per_tanggal", "modal_sendiri"], [number, "01/06/2026", "5000000"])
    assert codes_in(cast.officer, *half) == set()
