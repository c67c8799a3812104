"""The pages of the yearly card K/0: shown, handed in once, taken back, listed (UP01, FE04, FE10, DM07)."""

import threading
import uuid
from datetime import date

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Receipt
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from activities.actions import approve, open_card, send_back, submit_card
from activities.models import AnnualCard, PeriodKind, ReportingPeriod, ReviewStep, StepKind
from groups.models import EnterpriseGroup
from tests import factories

NOON = "2027-01-02T03:00:00Z"
LIST = "/kegiatan/kartu/"


@pytest.fixture(autouse=True)
def second_of_january():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def group(cast):
    group = factories.make_group(name="Melati Indah")
    factories.make_capital(group, on=date(2026, 12, 1))
    return group


@pytest.fixture
def chair(group):
    chair = factories.make_membership(group, factories.make_person(name="Nurhayati Daeng"), "chair")
    factories.make_kb_record(chair.person)
    return chair


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def url_of(group, year=2027, step="") -> str:
    return f"/kegiatan/{group.number}/kartu/{year}/{step}"


def typed(**words) -> dict:
    return {"token": str(uuid.uuid4()), "version": 1, "visited_on": "30/12/2026", "note": ""} | words


def handed_in(cast, group) -> AnnualCard:
    card = open_card(by=cast.officer, group=group, year=2027)
    return submit_card(by=cast.officer, card=card, version=card.version, visited_on=date(2026, 12, 30))


# --- The card ---------------------------------------------------------------------------------------------------------


def test_the_card_stands_in_the_official_order_with_the_way_to_mend_each_part(officer, group, chair):
    """UP01"""
    page = officer.get(url_of(group)).content.decode()
    parts = "identitas sk pengurus anggota usaha modal tahapan pembina".split()
    places = [page.index(f'id="kartu-{part}"') for part in parts]
    assert places == sorted(places)
    for step in ("group_edit", "group_decree", "roster", "group_business", "capital_add", "group_stage"):
        assert f'href="{reverse(step, args=[group.number])}"' in page
    assert "Nurhayati Daeng" in page and "Sisa 1 hari" in page
    assert f'href="{url_of(group, step="serahkan/")}"' in page
    assert not AnnualCard.objects.exists()


def test_names_stand_in_no_title_and_no_address(officer, group, chair):
    page = officer.get(url_of(group)).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Nurhayati" not in title and "Melati" not in title


def test_what_was_handed_in_stays_and_what_differs_now_is_listed(cast, officer, group, chair):
    """Nothing is silently changed."""
    handed_in(cast, group)
    assert "Berubah sejak diserahkan" not in officer.get(url_of(group)).content.decode()
    EnterpriseGroup.objects.filter(pk=group.pk).update(address="Dusun Baru")
    factories.make_membership(group)
    answer = officer.get(url_of(group))
    page = answer.content.decode()
    assert [one.label for one in answer.context["differences"]] == [
        "Alamat",
        "Jumlah anggota",
        "Menurut jenis kelamin: Perempuan",
        "Menurut kesertaan KB: Belum tercatat",
        "Menurut tahapan KS: Belum tercatat",
    ]
    assert answer.context["values"]["identity"]["address"] == ""
    assert "Berubah sejak diserahkan: 5 isian" in page and "Dusun Baru" in page
    assert reverse("group_decree", args=[group.number]) not in page


def test_a_returned_card_has_its_note_on_top_and_can_be_mended(cast, officer, group, chair):
    card = handed_in(cast, group)
    send_back(by=cast.coordinator, submission=card, version=card.version, note="Bendahara belum ada")
    factories.make_membership(group, role="treasurer")
    page = officer.get(url_of(group)).content.decode()
    assert page.index("Bendahara belum ada") < page.index('id="kartu-identitas"') < page.index("Riwayat kartu")
    assert "Serahkan lagi" in page and "Bendahara" in page
    assert "Berubah sejak diserahkan" in page
    assert reverse("group_decree", args=[group.number]) in page


def test_steps_are_told_newest_first_with_who_and_the_note(cast, officer, group):
    card = handed_in(cast, group)
    back = send_back(by=cast.coordinator, submission=card, version=card.version, note="Periksa modal")
    again = submit_card(by=cast.officer, card=back, version=back.version, visited_on=date(2027, 1, 1))
    approve(by=cast.regency, submission=again, version=again.version)
    events = officer.get(url_of(group)).context["events"]
    assert [(one["what"], one["by"], one["why"]) for one in events] == [
        ("Disetujui", cast.regency, ""),
        ("Dikirim", cast.officer, ""),
        ("Dikembalikan", cast.coordinator, "Periksa modal"),
        ("Dikirim", cast.officer, ""),
    ]
    assert {one["on"].tzname() for one in events} == {"WITA"}


def test_who_may_not_know_of_kb_sees_none_of_it_nor_that_it_differs(cast, sign_in, group, chair, monkeypatch):
    """AU07"""
    handed_in(cast, group)
    factories.make_kb_record(factories.make_membership(group).person, on=date(2027, 1, 1))
    few = ROLE_PERMISSIONS[Role.COORDINATOR] - {Permission.KB_STATUS_VIEW, Permission.MEMBER_VIEW}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.COORDINATOR, frozenset(few))
    answer = sign_in(cast.coordinator).get(url_of(group))
    page = answer.content.decode()
    assert "Riwayat KB" not in page and "kesertaan KB" not in page and "tahapan KS" not in page
    assert "Nurhayati" not in page and "Ada, nama tidak ditampilkan" in page
    assert "Jumlah anggota" in [one.label for one in answer.context["differences"]]


@pytest.mark.parametrize(
    ("instant", "year", "words"),
    [
        (NOON, 2028, "Kartu ini dapat diserahkan mulai 1 Desember 2027"),
        (NOON, 2026, "Kartu ini tidak diserahkan dan dikunci sejak 1 April 2026"),
        ("2027-01-05T03:00:00Z", 2027, "Terlambat 2 hari"),
        ("2027-01-03T03:00:00Z", 2027, "Batasnya hari ini"),
    ],
)
def test_each_phase_says_what_can_be_done(cast, sign_in, group, instant, year, words):
    with time_machine.travel(instant, tick=False):
        page = sign_in(cast.officer).get(url_of(group, year)).content.decode()
    assert words in page
    assert ("Serahkan kartu" in page) is (year == 2027)
    # What stands on a card can be mended before its year opens, and no longer once it is locked.
    assert (reverse("group_decree", args=[group.number]) in page) is (year != 2026)


def test_a_locked_year_tells_nothing_of_today(officer, group, chair):
    page = officer.get(url_of(group, 2026)).content.decode()
    assert "Nurhayati" not in page and "Kartu tahun ini tidak pernah diserahkan" in page


def test_a_card_without_a_copy_of_its_content_says_so(officer, group):
    factories.make_card(group, 2026)
    assert "tanpa salinan isinya" in officer.get(url_of(group, 2026)).content.decode()


def test_a_group_that_was_not_active_owes_nothing(officer):
    young = factories.make_group(status_on=date(2027, 1, 2))
    page = officer.get(url_of(young)).content.decode()
    assert "tidak perlu menyerahkan kartu" in page and "Serahkan kartu" not in page
    answer = officer.post(url_of(young, step="serahkan/"), typed())
    assert answer.status_code == 200 and not AnnualCard.objects.exists()


@pytest.mark.parametrize("year", [0, 1984, 2101, 99999999999999999999])
def test_a_year_that_cannot_be_is_not_found(officer, group, year):
    for step in ("", "serahkan/", "tarik/"):
        assert officer.get(url_of(group, year, step)).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_group(cast, officer, group, chair):
    """SD08"""

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            officer.get(url_of(group))
        return len(queries)

    handed_in(cast, group)
    EnterpriseGroup.objects.filter(pk=group.pk).update(address="Dusun Baru")
    officer.get(url_of(group))
    few = asked()
    for place in range(25):
        factories.make_membership(group, role="cadre" if place < 5 else "member")
    assert asked() == few <= 36


# --- Handing in -------------------------------------------------------------------------------------------------------


def test_handing_in_asks_the_visit_and_notes_the_entry(officer, group):
    """FE10, NX12: two days, and a receipt that leads back to the card."""
    page = officer.get(url_of(group, step="serahkan/")).content.decode()
    assert "Tanggal kunjungan" in page and "Tanggal entri" in page and "2 Januari 2027" in page
    answer = officer.post(url_of(group, step="serahkan/"), typed(note="Kartu kertas ada"), follow=True)
    assert answer.redirect_chain == [(url_of(group), 302)]
    card = AnnualCard.objects.get()
    assert (card.visited_on, card.submitted_on, card.note) == (date(2026, 12, 30), date(2027, 1, 2), "Kartu kertas ada")
    text = answer.content.decode()
    receipt = Receipt.objects.get()
    assert receipt.display in text and (receipt.url, receipt.region_code) == (url_of(group), group.village_id)
    assert "30 Desember 2026" in text and "2 Januari 2027" in text and "Tepat waktu" in text


def test_warnings_stand_by_and_hold_nothing_back(officer, group):
    page = officer.get(url_of(group, step="serahkan/")).content.decode()
    assert "Kelompok ini belum mempunyai ketua." in page
    assert f'href="{reverse("roster", args=[group.number])}"' in page
    assert officer.post(url_of(group, step="serahkan/"), typed()).status_code == 302


@pytest.mark.parametrize("day", ["", "03/01/2027", "30/11/2026", "12/30/2026", "31/02/2027"])
def test_a_wrong_visit_is_refused_and_everything_typed_is_still_there(officer, group, day):
    """FE09"""
    page = officer.post(url_of(group, step="serahkan/"), typed(visited_on=day, note="Kartu ada"))
    text = page.content.decode()
    assert page.status_code == 200 and 'href="#id_visited_on"' in text and "Kartu ada" in text
    assert f'value="{day}"' in text or not day
    assert not AnnualCard.objects.exists() and not Receipt.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_begun", [False, True])
def test_five_parallel_posts_hand_in_once(cast, group, is_begun):
    """FE04: one card, one step, one receipt; the repeats get the first answer."""
    if is_begun:
        open_card(by=cast.officer, group=group, year=2027)
    form, start, answers = typed(), threading.Barrier(5), []

    def post():
        client = Client()
        client.force_login(cast.officer)
        start.wait()
        try:
            answer = client.post(url_of(group, step="serahkan/"), form)
            answers.append((answer.status_code, answer.headers.get("Location")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _turn in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(302, url_of(group))] * 5
    assert AnnualCard.objects.count() == ReviewStep.objects.count() == Receipt.objects.count() == 1


def test_two_tabs_hand_in_once(officer, group):
    """The second is told, and nothing is written twice."""
    assert officer.post(url_of(group, step="serahkan/"), typed()).status_code == 302
    answer = officer.post(url_of(group, step="serahkan/"), typed(visited_on="01/01/2027"))
    assert answer.status_code == 200 and "sudah terkirim" in answer.content.decode()
    assert ReviewStep.objects.count() == 1 and AnnualCard.objects.get().visited_on == date(2026, 12, 30)


def test_a_stale_card_is_shown_beside_what_was_typed(cast, officer, group):
    """FE05"""
    card = handed_in(cast, group)
    send_back(by=cast.coordinator, submission=card, version=card.version, note="Periksa")
    answer = officer.post(url_of(group, step="serahkan/"), typed(version=1, note="Sudah diperiksa"))
    assert answer.status_code == 409 and "Sudah diperiksa" in answer.content.decode()
    assert AnnualCard.objects.get().status == "returned"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REGENCY, Role.PROVINCE])
def test_only_who_fills_in_cards_hands_them_in(cast, sign_in, group, role):
    client = sign_in(cast.inside[role])
    assert client.post(url_of(group, step="serahkan/"), typed()).status_code == 403
    page = client.get(url_of(group)).content.decode()
    assert "Serahkan kartu" not in page


def test_a_regency_mends_no_card_of_its_officers(cast, sign_in, group):
    """It may change the group, and what then differs is listed; the card itself is the officer's."""
    handed_in(cast, group)
    page = sign_in(cast.regency).get(url_of(group)).content.decode()
    assert "Tarik kembali" not in page and reverse("group_decree", args=[group.number]) not in page


# --- Taking back ------------------------------------------------------------------------------------------------------


def test_a_card_is_taken_back_once_and_handed_in_again(cast, officer, sign_in, group):
    card = handed_in(cast, group)
    assert url_of(group, step="tarik/") in officer.get(url_of(group)).content.decode()
    form = {"token": str(uuid.uuid4()), "version": card.version}
    for _turn in range(2):
        answer = officer.post(url_of(group, step="tarik/"), form)
        assert (answer.status_code, answer.url) == (302, url_of(group))
    card.refresh_from_db()
    assert card.status == "draft" and card.steps.filter(kind=StepKind.WITHDRAWN).count() == 1
    assert EnterpriseGroup.objects.get(pk=group.pk).reported_on is None
    with time_machine.travel("2027-01-10T03:00:00Z", tick=False):
        again = typed(version=card.version, visited_on="09/01/2027")
        assert sign_in(cast.officer).post(url_of(group, step="serahkan/"), again).status_code == 302
    card.refresh_from_db()
    assert (card.status, card.visited_on, card.is_late) == ("submitted", date(2027, 1, 9), False)


def test_a_card_that_was_decided_on_meanwhile_is_not_taken_back(cast, officer, group):
    card = handed_in(cast, group)
    approve(by=cast.coordinator, submission=card, version=card.version)
    form = {"token": str(uuid.uuid4()), "version": card.version}
    answer = officer.post(url_of(group, step="tarik/"), form, follow=True)
    assert "berubah sejak Anda membukanya" in answer.content.decode()
    assert AnnualCard.objects.get().status == "approved"
    assert officer.get(url_of(group, 2030, "tarik/")).status_code == 404


# --- The list ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def cards(cast, group):
    """One group in each state; two more owe nothing."""
    returned, approved, begun = (factories.make_group(name=f"Kelompok {name}") for name in ("B", "C", "D"))
    card = handed_in(cast, returned)
    send_back(by=cast.coordinator, submission=card, version=card.version, note="Periksa")
    card = handed_in(cast, approved)
    approve(by=cast.coordinator, submission=card, version=card.version)
    sent = handed_in(cast, factories.make_group(name="Kelompok E"))
    open_card(by=cast.officer, group=begun, year=2027)
    factories.make_group(status="inactive")
    factories.make_group(status_on=date(2027, 1, 2))
    factories.make_card(begun, 2026)
    return {"belum": {group, begun}, "dikembalikan": {returned}, "terkirim": {sent.group}, "disetujui": {approved}}


def test_the_list_holds_who_owes_a_card_and_its_counts_are_its_lists(officer, cards):
    answer = officer.get(LIST)
    owing = set().union(*cards.values())
    assert {row["group"] for row in answer.context["rows"]} == owing
    counts = [figure["value"] for figure in answer.context["figures"]]
    assert counts == [5, 2, 1, 1, 1]
    for state, wanted in cards.items():
        narrowed = officer.get(LIST, {"keadaan": state, "tahun": 2027}).context
        assert {row["group"] for row in narrowed["rows"]} == wanted
        assert [figure["value"] for figure in narrowed["figures"]] == counts
    page = answer.content.decode()
    assert "Tepat waktu sampai 3 Januari 2027: sisa 1 hari." in page and "Sisa 1 hari" in page


def test_before_new_year_those_active_today_owe_the_next_card(officer, group):
    with time_machine.travel("2026-12-10T03:00:00Z", tick=False):
        answer = officer.get(LIST)
        assert answer.context["year"] == 2027
        assert [row["group"] for row in answer.context["rows"]] == [group]
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        assert officer.get(LIST).context["year"] == 2026


def test_a_prolonged_year_shows_its_own_days(officer, group):
    ReportingPeriod.objects.create(
        kind=PeriodKind.YEAR,
        start=date(2027, 1, 1),
        opens_on=date(2026, 12, 1),
        due_on=date(2027, 1, 20),
        locks_on=date(2027, 5, 1),
        note="Banjir",
    )
    assert "Tepat waktu sampai 20 Januari 2027: sisa 18 hari." in officer.get(LIST).content.decode()


def test_the_list_keeps_to_territory_and_region(cast, sign_in, group):
    """AC02"""
    there = factories.make_group(factories.SENTANI)
    near = factories.make_group(factories.SUGIHWARAS)
    province = sign_in(cast.province)
    assert {row["group"] for row in province.get(LIST).context["rows"]} == {group, near}
    narrowed = province.get(LIST, {"wilayah": factories.SUGIHWARAS})
    assert [row["group"] for row in narrowed.context["rows"]] == [near]
    assert there.number not in province.get(LIST).content.decode()
    assert province.get(LIST, {"wilayah": factories.SENTANI}).status_code == 404
    assert sign_in(cast.lost["officer"]).get(LIST).context["rows"] == []


def test_the_list_asks_a_fixed_number_of_queries_and_pages_by_key(officer, group):
    """SD08"""

    def asked(query: dict) -> int:
        with CaptureQueriesContext(connection) as queries:
            officer.get(LIST, query)
        return len(queries)

    officer.get(LIST)
    few = asked({})
    for number in range(30):
        factories.make_group(name=f"Mawar {number}")
    assert asked({}) <= few + 1  # of two pages the total is asked too
    first = officer.get(LIST).context["page"]
    second = officer.get(first.next_url).context["page"]
    assert (len(first.rows), len(second.rows), first.total) == (25, 6, 31)


@pytest.mark.parametrize("query", [{"tahun": "1999"}, {"tahun": "x"}, {"keadaan": "hilang"}, {"wilayah": "x"}])
def test_a_filter_that_means_nothing_says_so(officer, group, query):
    answer = officer.get(LIST, query)
    assert answer.status_code == 200 and "Saringan ini tidak dikenal" in answer.content.decode()
