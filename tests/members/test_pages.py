"""The pages about people, as each kind of user meets them."""

import re
import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import AccessEntry, AccessKind, Receipt
from accounts.roles import Role
from members.models import KbRecord, Membership, MembershipRole, Person
from members.names import name_key
from members.nik_vault import open_sealed, seal
from tests.factories import (
    BUMIAYU,
    DARMA,
    SENTANI,
    make_group,
    make_kb_record,
    make_membership,
    make_nik,
    make_person,
)

BORN = date(1990, 5, 17)


@pytest.fixture
def group(country):
    return make_group(BUMIAYU, "Melati Jaya")


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def typed(**changes) -> dict:
    """A whole, right form of a new member."""
    return {
        "token": str(uuid4()),
        "nik": make_nik(born=BORN),
        "name": "Nurhayati Daeng",
        "sex": "P",
        "birth_on": "17/05/1990",
        "role": "member",
        "started_on": "2026-05-01",
        **changes,
    }


def add_url(group) -> str:
    return reverse("member_add", args=[group.number])


def test_a_member_is_added_on_one_page_and_gets_a_receipt(officer, group):
    """UP01, NX12: one post makes person, membership, KB status and welfare stage; the receipt finds the person."""
    form = typed(kb_status="active", kb_method="pill", welfare_stage="ii", phone="0812 3456 7890")
    answer = officer.post(add_url(group), form, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("roster", args=[group.number])
    person = Person.objects.get(name="Nurhayati Daeng")
    assert open_sealed(person.nik_sealed) == form["nik"]
    assert (person.kb_status, person.kb_method, person.welfare_stage) == ("active", "pill", "ii")
    assert Membership.objects.get(person=person).group == group
    receipt = Receipt.objects.get()
    assert receipt.url == reverse("person_detail", args=[person.pk])
    assert receipt.display in answer.content.decode()


def test_another_can_be_added_at_once(officer, group):
    """FE06: an empty form follows the save."""
    answer = officer.post(add_url(group), typed(again="1"), follow=True)
    assert answer.redirect_chain[-1][0] == add_url(group)
    assert "Nurhayati" not in answer.content.decode()


def test_the_same_form_sent_again_gets_the_first_answer(officer, group):
    """FE04."""
    form = typed()
    for _turn in range(3):
        answer = officer.post(add_url(group), form)
    assert Membership.objects.count() == Person.objects.count() == Receipt.objects.count() == 1
    assert answer.url == Receipt.objects.get().url


@pytest.mark.django_db(transaction=True)
def test_five_taps_at_once_make_one_member(cast, group):
    """FE04: the same form posted five times in parallel."""
    form, start, answers = typed(), threading.Barrier(5), []

    def post():
        client = Client()
        client.force_login(cast.officer)
        start.wait()
        try:
            answers.append(client.post(add_url(group), form).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _turn in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 5
    assert Membership.objects.count() == Person.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nik": "123"}, "nik"),
        ({"nik": "3.27301E+15"}, "nik"),
        ({"nik": "7604994912890000"}, "nik"),
        ({"nik": "1111111111111111"}, "nik"),
        ({"nik": ""}, "nik"),
        ({"nik_missing_reason": "damaged"}, "nik_missing_reason"),
        ({"name": "12345"}, "name"),
        ({"name": ""}, "name"),
        ({"birth_on": "05/13/1990"}, "birth_on"),
        ({"birth_on": "17/05/2126"}, "birth_on"),
        ({"started_on": "2126-01-01"}, "started_on"),
        ({"started_on": ""}, "started_on"),
        ({"role": "raja"}, "role"),
        ({"phone": "rumah"}, "phone"),
        ({"family_card": "12"}, "family_card"),
        ({"kb_method": "pill"}, "kb_status"),
        ({"birth_on": "01/01/1991"}, "nik_warning_reason"),
        ({"sex": "L"}, "nik_warning_reason"),
        ({"name": "\x00"}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(officer, group, changes, field):
    """FE09, DM10, NX03."""
    form = typed(address="Dusun Tiga", **changes)
    answer = officer.post(add_url(group), form)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    page = answer.content.decode()
    assert f'href="#id_{field}' in page and "Dusun Tiga" in page
    assert not Person.objects.exists() and not Receipt.objects.exists()


def test_a_mismatch_needs_a_tick_and_a_reason(officer, group):
    """NX03: a warning, answered with a reason that is kept; nobody edits the number."""
    form = typed(birth_on="18/05/1990")
    for answer in ({"nik_warning_ok": "on"}, {"nik_warning_reason": "KTP salah cetak"}):
        page = officer.post(add_url(group), form | answer)
        assert page.context["form"].errors and not Person.objects.exists()
    both = {"nik_warning_ok": "on", "nik_warning_reason": "KTP salah cetak"}
    assert officer.post(add_url(group), form | both).status_code == 302
    person = Person.objects.get()
    assert person.nik_warning_reason == "KTP salah cetak"
    assert person.birth_on == date(1990, 5, 18)


def test_no_nik_yet_is_a_state_with_a_reason(officer, group):
    """DM10."""
    form = typed(nik="", nik_missing_reason="not_brought")
    assert officer.post(add_url(group), form).status_code == 302
    assert Person.objects.get().nik_missing_reason == "not_brought"


def test_two_without_nik_are_not_called_the_same_for_that(officer, group):
    """DM10, FE03."""
    make_person(BUMIAYU, "Sumarni")
    form = typed(nik="", nik_missing_reason="not_brought")
    assert officer.post(add_url(group), form).status_code == 302


def test_the_same_nik_offers_the_person_on_record_and_cannot_be_waved_away(officer, group):
    """FE03: nothing is saved; the person on record is used with one button."""
    known = make_person(DARMA, "Rahmatia", nik=make_nik(born=BORN))
    make_membership(make_group(BUMIAYU, "Kenanga"), known, ended_on=date(2025, 1, 1))
    form = typed(nik=open_sealed(known.nik_sealed), not_duplicate="on")
    page = officer.post(add_url(group), form)
    assert [candidate.person for candidate in page.context["candidates"]] == [known]
    assert Person.objects.count() == 1
    step = officer.post(add_url(group), form | {"use_person": known.pk})
    assert step.status_code == 200 and step.context["person"] == known
    assert step.context["form"]["started_on"].value() == "2026-05-01"
    done = officer.post(
        add_url(group),
        {"token": form["token"], "use_person": known.pk, "joining": "1", "role": "cadre", "started_on": "2026-05-01"},
    )
    assert done.status_code == 302
    assert known.memberships.get(group=group).role == "cadre"


@pytest.mark.parametrize(
    ("name", "born", "village", "is_shown"),
    [
        ("Nur Hayati Daeng", BORN, BUMIAYU, True),
        ("Hj. Nurhayati Daeng, S.Pd", date(1990, 1, 1), BUMIAYU, True),
        ("Daeng Nurhayati", None, BUMIAYU, True),
        ("Nurhayati Daeng", date(1991, 5, 17), BUMIAYU, False),
        ("Nurhayati Daeng", BORN, DARMA, False),
        ("Suhartini", BORN, BUMIAYU, False),
    ],
)
def test_a_like_name_of_one_village_and_year_is_shown_before_saving(officer, group, name, born, village, is_shown):
    """FE03: similar name, same year of birth (or none on record), same village."""
    known = make_person(village, name, birth_on=born)
    Person.objects.filter(pk=known.pk).update(name_key=name_key(name))
    answer = officer.post(add_url(group), typed())
    assert (answer.status_code == 200) is is_shown
    assert Person.objects.count() == (1 if is_shown else 2)
    if is_shown:
        assert officer.post(add_url(group), typed(not_duplicate="on")).status_code == 302


def test_a_nik_from_another_territory_says_only_that_it_is_registered(officer, cast, group):
    """NX11: neither name nor place; noted."""
    far = make_person(SENTANI, "Yohana Suebu", nik=make_nik(born=BORN))
    page = officer.post(add_url(group), typed(nik=open_sealed(far.nik_sealed)))
    told = page.content.decode()
    assert "sudah terdaftar di wilayah lain" in told
    assert "Yohana" not in told and "Sentani" not in told
    assert AccessEntry.objects.get(user=cast.officer).detail == "nik di wilayah lain: 1"


def test_an_officer_cannot_use_a_person_outside_the_territory(officer, group):
    far = make_person(SENTANI)
    for data in ({"use_person": far.pk}, {"use_person": "x"}, {"use_person": "9" * 40}):
        assert officer.post(add_url(group), data).status_code == 404
    assert officer.get(add_url(group), {"orang": far.pk}).status_code == 404


def test_a_new_chair_is_agreed_to_with_the_present_one_named(officer, group):
    """DM02 on the form: without the tick nothing is saved."""
    chair = make_membership(group, make_person(name="Rabiatul"), role=MembershipRole.CHAIR)
    page = officer.post(add_url(group), typed(role="chair"))
    assert "Rabiatul" in page.content.decode() and page.context["holder"]["pk"] == chair.pk
    assert Person.objects.count() == 1
    assert officer.post(add_url(group), typed(role="chair", replaces=chair.pk)).status_code == 302
    chair.refresh_from_db()
    assert chair.ended_on == date(2026, 5, 1)


# --- One person's page ------------------------------------------------------------------------------------------------
def test_opening_a_person_is_logged_and_searching_without_the_words(officer, cast, group):
    """AU02."""
    member = make_membership(group, make_person(name="Rabiatul Adawiyah"))
    officer.get(reverse("person_detail", args=[member.person_id]))
    officer.post(reverse("person_search"), {"q": "rabiatul"})
    opened, searched = AccessEntry.objects.order_by("id")
    assert (opened.kind, opened.person_id, opened.region_code) == (AccessKind.PERSON_OPENED, member.person_id, BUMIAYU)
    assert (searched.kind, searched.detail, searched.person_id) == (AccessKind.PERSON_SEARCHED, "nama: 1", None)


def pages_of(group, member) -> list[str]:
    """Every page on which this person can stand."""
    one = [group.number, member.pk]
    return [
        reverse("membership_list"),
        reverse("roster", args=[group.number]),
        reverse("member_add", args=[group.number]) + f"?orang={member.person_id}",
        *[reverse(f"membership_{name}", args=one) for name in ("end", "role", "transfer")],
        *[
            reverse(name, args=[member.person_id])
            for name in ("person_detail", "person_edit", "person_nik_show", "kb_record_add", "welfare_record_add")
        ],
    ]


@pytest.mark.parametrize("role", list(Role))
def test_a_nik_is_masked_on_every_page(cast, sign_in, group, role):
    """AU04: sixteen digits of a person stand on no page; the masked number does."""
    nik, card = make_nik(), "7604991122330007"
    person = make_person(nik=nik, family_card_sealed=seal(card))
    member = make_membership(group, person)
    client = sign_in(cast.inside[role])
    for url in pages_of(group, member):
        page = client.get(url).content.decode()
        bare = re.sub(r"[ .\-]", "", page)
        assert nik not in bare and card not in bare, url
    found = client.post(reverse("person_search"), {"q": person.name}).content.decode()
    assert nik not in found
    if role in (Role.OFFICER, Role.ADMIN):
        assert f"{nik[:4]}••••••••{nik[-4:]}" in found


def test_a_nik_is_shown_once_with_a_reason_and_logged(officer, cast, group):
    """AU04: permission, reason, log; never stored by the browser, gone on the next look."""
    nik = make_nik()
    member = make_membership(group, make_person(nik=nik))
    url = reverse("person_nik_show", args=[member.person_id])
    for reason in ("", "perlu", "         x"):
        page = officer.post(url, {"reason": reason})
        assert nik not in page.content.decode().replace(" ", "")
    assert not AccessEntry.objects.exists()
    page = officer.post(url, {"reason": "Mencocokkan dengan KTP untuk KUR"})
    assert nik in page.content.decode().replace(" ", "")
    assert "no-store" in page["Cache-Control"]
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.user, entry.person_id) == (AccessKind.NIK_SHOWN, cast.officer, member.person_id)
    assert entry.reason == "Mencocokkan dengan KTP untuk KUR"
    assert nik not in officer.get(url).content.decode().replace(" ", "")


@pytest.mark.parametrize("role", list(Role))
def test_a_method_is_seen_by_those_with_its_permission_only(cast, sign_in, group, role):
    """AU07: on no page, in no choice, for the others; status has its own permission."""
    member = make_membership(group)
    make_kb_record(member.person, method="implant")
    client = sign_in(cast.inside[role])
    texts = {url: client.get(url).content.decode() for url in pages_of(group, member)}
    everything = " ".join(texts.values()).lower()
    sees_method = role in (Role.OFFICER, Role.REGENCY, Role.ADMIN)
    sees_people = sees_method or role in (Role.COORDINATOR, Role.PROVINCE)
    assert ("implan" in everything) is sees_method
    assert ("peserta kb aktif" in everything) is sees_people
    assert "implan" not in texts[reverse("membership_list")].lower()


def test_a_stale_edit_shows_what_the_other_has_saved(officer, group):
    """FE05: nothing is overwritten, the phone number of neither is shown."""
    member = make_membership(group, make_person(name="Rabiatul", nik=make_nik(born=BORN), birth_on=BORN))
    url = reverse("person_edit", args=[member.person_id])
    form = {"version": 1, "name": "Rabiatul Adawiyah", "sex": "P", "birth_on": "17/05/1990", "address": "Dusun Satu"}
    assert officer.post(url, form | {"token": uuid4()}).status_code == 302
    stale = officer.post(url, form | {"token": uuid4(), "address": "Dusun Dua", "name": "Rabiatul A"})
    assert stale.status_code == 409
    assert "Dusun Satu" in stale.content.decode() and "Dusun Dua" in stale.content.decode()
    assert Person.objects.get(pk=member.person_id).address == "Dusun Satu"


def test_an_empty_nik_box_leaves_the_stored_number(officer, group):
    nik = make_nik(born=BORN)
    person = make_membership(group, make_person(nik=nik, birth_on=BORN)).person
    form = {"version": 1, "token": uuid4(), "name": "Rabiatul", "sex": "P", "birth_on": "17/05/1990"}
    assert officer.post(reverse("person_edit", args=[person.pk]), form).status_code == 302
    person.refresh_from_db()
    assert open_sealed(person.nik_sealed) == nik and person.name == "Rabiatul" and person.version == 2


def test_a_spouse_is_found_by_nik_and_recorded_on_both_sides(officer, group):
    """UP02: the chair check looks at the spouse."""
    wife = make_membership(group, role=MembershipRole.CHAIR).person
    nik = make_nik(born=BORN, sex="L")
    husband = make_person(DARMA, "Arsyad", nik=nik, sex="L")
    make_membership(make_group(BUMIAYU), husband)
    make_kb_record(husband, "former", on=date(2015, 1, 1))
    page = reverse("person_detail", args=[wife.pk])
    assert "belum ditunjukkan" in officer.get(page).content.decode()
    form = {"version": 1, "token": uuid4(), "name": wife.name, "sex": "P", "birth_on": "17/05/1990"}
    form |= {"nik_missing_reason": "not_brought", "spouse_nik": nik}
    assert officer.post(reverse("person_edit", args=[wife.pk]), form).status_code == 302
    husband.refresh_from_db()
    assert husband.spouse == wife
    told = officer.get(page).content.decode()
    assert "Terpenuhi" in told and "Pernah ber-KB" not in told


def test_a_kb_record_is_added_and_the_newest_kept(officer, group):
    """UP02: a record of an earlier day does not replace the newest."""
    person = make_membership(group).person
    url = reverse("kb_record_add", args=[person.pk])
    for on, status in (("2026-03-01", "active"), ("2025-03-01", "new")):
        assert officer.post(url, {"token": uuid4(), "on": on, "status": status}).status_code == 302
    person.refresh_from_db()
    assert (person.kb_status, person.kb_on) == ("active", date(2026, 3, 1))
    assert KbRecord.objects.filter(person=person).count() == 2
    refused = officer.post(url, {"token": uuid4(), "on": "2026-03-02", "status": "never", "method": "pill"})
    assert refused.status_code == 200 and "Metode hanya diisi" in refused.content.decode()
    refused = officer.post(url, {"token": uuid4(), "on": "2126-03-02", "status": "never"})
    assert "on" in refused.context["form"].errors


def test_a_welfare_stage_is_added(officer, group):
    person = make_membership(group).person
    answer = officer.post(
        reverse("welfare_record_add", args=[person.pk]), {"token": uuid4(), "on": "2026-03-01", "stage": "iii_plus"}
    )
    person.refresh_from_db()
    assert answer.status_code == 302 and person.welfare_stage == "iii_plus"


# --- What happens to one membership -----------------------------------------------------------------------------------
def test_a_member_is_moved_to_a_group_found_by_typing(cast, sign_in, group):
    """DM01 on the form, without JavaScript: search, choose, save."""
    client = sign_in(cast.regency)
    other = make_group(DARMA, "Mawar Merah")
    make_group(SENTANI, "Mawar Jauh")
    member = make_membership(group)
    url = reverse("membership_transfer", args=[group.number, member.pk])
    form = {"version": 1, "token": uuid4(), "on": "2026-05-01", "reason": "Pindah rumah"}
    found = client.post(url, form | {"cari_kelompok": "mawar", "cari_kelompok_go": "1"})
    assert found.status_code == 200
    assert [row["value"] for row in found.context["picker"]["results"]] == [other.number]
    assert "Pindah rumah" in found.content.decode()
    assert client.post(url, form).context["form"].errors["to_group"]
    assert client.post(url, form | {"to_group": other.number}).status_code == 302
    assert member.person.memberships.get(group=other).started_on == date(2026, 5, 1)


def test_the_roster_puts_officers_first_and_names_what_is_vacant(officer, group):
    make_membership(group, make_person(name="Asni"))
    make_membership(group, make_person(name="Wati"), role=MembershipRole.CHAIR)
    make_membership(group, make_person(name="Bekas"), ended_on=date(2025, 1, 1))
    page = officer.get(reverse("roster", args=[group.number]))
    assert [row.person.name for row in page.context["present"]] == ["Wati", "Asni"]
    assert [row.person.name for row in page.context["past"]] == ["Bekas"]
    assert "Belum ada sekretaris" in page.content.decode()


def test_leave_and_office_by_form(officer, group):
    chair = make_membership(group, make_person(name="Rabiatul"), role=MembershipRole.CHAIR)
    heir = make_membership(group)
    url = reverse("membership_role", args=[group.number, heir.pk])
    form = {"version": 1, "token": uuid4(), "role": "chair", "on": "2026-05-01", "reason": "Musyawarah"}
    assert officer.post(url, form).context["holder"]["pk"] == chair.pk
    assert officer.post(url, form | {"replaces": chair.pk}).status_code == 302
    member = Membership.objects.get(person=chair.person, ended_on=None)
    end = reverse("membership_end", args=[group.number, member.pk])
    assert (
        officer.post(end, {"version": 1, "token": uuid4(), "on": "2026-06-01", "reason": "Pindah"}).status_code == 302
    )
    assert officer.get(end).status_code == 302
    stale = officer.post(
        reverse("membership_end", args=[group.number, Membership.objects.get(role="chair", ended_on=None).pk]),
        {"version": 7, "token": uuid4(), "on": "2026-06-01", "reason": "Pindah"},
    )
    assert stale.status_code == 409


# --- Lists and search -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Aktif", "Istirahat", "Belum"}),
        ("kelompok=semua", {"Aktif", "Istirahat", "Belum", "Bubar"}),
        ("kb=ikut", {"Aktif"}),
        ("kb=tidak", {"Istirahat"}),
        ("kb=belum", {"Belum"}),
        ("kb=paused", {"Istirahat"}),
        ("jabatan=chair", {"Aktif"}),
        ("jk=L", {"Belum"}),
        (f"wilayah={DARMA}", {"Istirahat"}),
        ("wilayah=7604", {"Aktif", "Istirahat", "Belum"}),
        ("ks=ii", {"Aktif"}),
        ("ks=belum&kb=belum", {"Belum"}),
        ("wilayah=9999", set()),
        ("kb=raja", set()),
    ],
)
def test_the_list_holds_todays_members_of_active_groups(cast, sign_in, group, query, names):
    """DB02: what the dashboard counts; memberships that ended or have not begun are left out."""
    active = make_membership(group, make_person(name="Aktif", welfare_stage="ii"), role=MembershipRole.CHAIR).person
    make_kb_record(active)
    make_kb_record(make_membership(make_group(DARMA), make_person(name="Istirahat")).person, "paused")
    make_membership(group, make_person(name="Belum", sex="L"))
    make_membership(make_group(BUMIAYU, status="dissolved"), make_person(name="Bubar"))
    make_membership(group, make_person(name="Lama"), ended_on=date(2025, 1, 1))
    make_membership(make_group(SENTANI), make_person(name="Jauh"))
    page = sign_in(cast.province).get(reverse("membership_list") + f"?{query}")
    assert page.status_code == 200
    assert {row.person.name for row in page.context["page"].rows} == names
    assert page.context["page"].total == len(names)


HOSTILE = [
    "'",
    '"><script>alert(1)</script>',
    "%",
    "_" * 5,
    "\\",
    "a" * 5000,
    "😀😀😀",
    "\u202e",
    "0",
    "-1",
    "1e309",
    "null",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_break_no_list_and_no_search(officer, group, value):
    make_membership(group)
    for name in ("wilayah", "jabatan", "kb", "ks", "jk", "kelompok", "setelah", "sebelum", "hitung"):
        page = officer.get(reverse("membership_list"), {name: value})
        assert page.status_code == 200 and "<script>alert" not in page.content.decode()
    for data in ({"q": value}, {"q": "siti", "halaman": value}):
        page = officer.post(reverse("person_search"), data)
        assert page.status_code == 200 and "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("name", ["roster", "member_add"])
@pytest.mark.parametrize("number", ["00000000000000", "x", "9" * 60])
def test_a_group_number_that_is_none_is_not_found(officer, name, number):
    assert officer.get(reverse(name, args=[number])).status_code == 404


def test_huge_numbers_in_addresses_are_not_found(officer, group):
    assert officer.get(f"/anggota/{10**30}/").status_code == 404
    assert officer.get(f"/kelompok/{group.number}/anggota/{10**30}/akhiri/").status_code == 404


def test_lists_cost_the_same_whatever_their_length(cast, sign_in, group, django_assert_max_num_queries):
    """OP05: query counts that do not grow with rows."""
    client = sign_in(cast.province)
    for url in (reverse("membership_list"), reverse("roster", args=[group.number])):
        counts = []
        for _turn in range(2):
            for _member in range(6):
                make_membership(group, make_person(nik=make_nik()))
            with django_assert_max_num_queries(30) as queries:
                client.get(url)
            counts.append(len(queries))
        assert counts[0] == counts[1], url


def test_a_search_needs_three_letters_and_stays_in_the_territory(officer, group):
    """SD02."""
    make_membership(group, make_person(name="Nurlina Wati"))
    make_person(SENTANI, "Nurlina Jauh")
    short = officer.post(reverse("person_search"), {"q": "nu"})
    assert "3 huruf" in short.content.decode()
    found = officer.post(reverse("person_search"), {"q": "nurlina"})
    assert [row["person"].name for row in found.context["rows"]] == ["Nurlina Wati"]
    assert officer.get(reverse("person_search")).status_code == 302


def test_a_nik_lands_on_the_person_in_one_step(officer, group):
    """SD01: also typed with dots; outside the territory only that it exists (SD02)."""
    nik, far = make_nik(), make_nik("910399")
    member = make_membership(group, make_person(nik=nik))
    make_person(SENTANI, "Yohana", nik=far)
    spaced = f"{nik[:6]}.{nik[6:12]}.{nik[12:]}"
    assert officer.post(reverse("person_search"), {"q": spaced}).url == member.person.get_absolute_url()
    page = officer.post(reverse("person_search"), {"q": far}).content.decode()
    assert "sudah terdaftar di wilayah lain" in page and "Yohana" not in page
    unknown = officer.post(reverse("person_search"), {"q": make_nik()}).content.decode()
    assert "wilayah lain" not in unknown
    assert officer.post(reverse("person_search"), {"q": group.number}).url == reverse("roster", args=[group.number])


def test_unseen_numbers_cannot_be_tried_without_end(officer, group, monkeypatch):
    """NX11: rate-limited; misses and matches elsewhere count alike."""
    monkeypatch.setattr("members.access.UNSEEN_PER_HOUR", 2)
    far = make_nik("910399")
    make_person(SENTANI, nik=far)
    url = reverse("person_search")
    for nik in (far, make_nik()):
        assert "Terlalu banyak" not in officer.post(url, {"q": nik}).content.decode()
    assert "Terlalu banyak" in officer.post(url, {"q": far}).content.decode()
    assert "Terlalu banyak" in officer.post(add_url(group), typed()).content.decode()


def test_a_refused_save_counts_as_a_question_about_its_number(officer, group, monkeypatch):
    """NX11: a wrong birth date would otherwise make the form an endless oracle of who is registered elsewhere."""
    monkeypatch.setattr("members.access.UNSEEN_PER_HOUR", 2)
    for _again in range(2):
        answer = officer.post(add_url(group), typed(nik=make_nik(born=BORN), birth_on="18/05/1990")).content.decode()
        assert "Terlalu banyak" not in answer
    assert "Terlalu banyak" in officer.post(add_url(group), typed()).content.decode()
    assert not Person.objects.exists()


def test_a_number_is_not_tried_by_changing_a_persons_own_again_and_again(officer, group, monkeypatch):
    """NX11: each save that replaces a NIK tells that nobody holds the new one."""
    monkeypatch.setattr("members.access.UNSEEN_PER_HOUR", 1)
    person = make_membership(group, make_person(nik=make_nik(), birth_on=None)).person
    url = reverse("person_edit", args=[person.pk])
    answers = []
    for _again in range(2):
        person.refresh_from_db()
        data = {"token": str(uuid4()), "version": person.version, "name": person.name, "sex": person.sex}
        data |= {"nik": make_nik(), "nik_warning_ok": "on", "nik_warning_reason": "Salah cetak pada KTP lama"}
        answers.append(officer.post(url, data))
    assert answers[0].status_code == 302
    assert "Terlalu banyak" in answers[1].content.decode()


@pytest.mark.parametrize("reason", ["..........", "aaaaaaaaaaaa", "\u200b" * 12, " " * 20, "1234567890"])
def test_a_nik_is_not_opened_for_a_reason_without_words(officer, group, reason):
    """AU04: the reason is what the auditor reads."""
    person = make_membership(group, make_person(nik=make_nik())).person
    page = officer.post(reverse("person_nik_show", args=[person.pk]), {"reason": reason})
    assert "shown" not in page.context
    assert not AccessEntry.objects.filter(kind=AccessKind.NIK_SHOWN).exists()


def test_no_page_title_and_no_address_names_a_person(officer, group):
    """SD02, AU02: titles stand in the history of a browser."""
    member = make_membership(group, make_person(name="Rabiatul Adawiyah"))
    for url in pages_of(group, member):
        page = officer.get(url).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)
        assert "Rabiatul" not in title
        assert not re.search(r'(?:href|action)="[^"]*[Rr]abiatul', page)


def test_misspelt_names_are_found(officer, group):
    """SD01: Sutarmi and Sutarni."""
    member = make_membership(group, make_person(name="Sutarmi Handayani"))
    page = officer.post(reverse("person_search"), {"q": "sutarni"})
    assert [row["person"] for row in page.context["rows"]] == [member.person]
