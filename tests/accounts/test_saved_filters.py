"""Kept filters: private or shared, on the page as in JSON, and never a way out of one's territory (SD07)."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import uppks.urls  # noqa: F401  (the views of the lists say what can be kept)
from accounts.models import SavedFilter
from accounts.roles import Role
from accounts.saved_filters import LISTINGS, MOST_KEPT, keep_filter
from tests.factories import BUMIAYU, SENTANI, make_group, make_user

KEEP = "/saringan/simpan/"


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def keep(client, name="Bubar", asked="status=bubar", daftar="kelompok", **more):
    return client.post(KEEP, {"name": name, "saringan": asked, "daftar": daftar, **more})


def kept_by(user, name: str, *, shared: bool, asked: str = "status=bubar") -> SavedFilter:
    return keep_filter(by=user, listing=LISTINGS["kelompok"], name=name, asked=QueryDict(asked), is_shared=shared)


def on_page(client) -> set[str]:
    return {one.kept.name for one in client.get("/kelompok/").context["saved"].filters}


def in_json(client, daftar: str = "kelompok"):
    answer = client.get("/saringan/", {"daftar": daftar}, headers={"Accept": "application/json"})
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_a_filter_is_kept_and_leads_back_to_the_same_list(officer):
    """SD07: only the list's own parameters, never its place in the pages or a foreign word."""
    answer = keep(officer, asked="status=bubar&setelah=9&hitung=semua&tempat=x&next=//jahat.example&q=melati")
    assert answer.url == "/kelompok/?q=melati&status=bubar"
    saved = officer.get(answer.url).context["saved"]
    assert [(one.kept.name, one.url, one.is_current) for one in saved.filters] == [("Bubar", answer.url, True)]
    assert saved.asked == "q=melati&status=bubar"


@pytest.mark.parametrize("page", ["group_list", "membership_list", "report_list", "board_list"])
def test_the_lists_offer_to_keep_what_narrows_them_now(cast, sign_in, page):
    """SD07."""
    client = sign_in(cast.admin)
    listing = next(one for one in LISTINGS.values() if one.view_name == page)
    name = next(name for name in listing.fields if name in ("wilayah", "keadaan"))
    asked = {"wilayah": "76"} if name == "wilayah" else {"keadaan": "running"}
    assert 'action="/saringan/simpan/"' in client.get(reverse(page), asked).content.decode()
    assert 'action="/saringan/simpan/"' not in client.get(reverse(page)).content.decode()


def test_what_is_private_stays_so_and_what_is_shared_is_seen_around_its_territory(cast, sign_in, country):
    """SD07: inside, around and beside; and the same choice in JSON."""
    kept_by(cast.regency, "Pribadi", shared=False)
    kept_by(cast.regency, "Bersama", shared=True)
    for user, seen in (
        (cast.regency, {"Pribadi", "Bersama"}),
        (cast.officer, {"Bersama"}),
        (cast.province, {"Bersama"}),
        (cast.admin, {"Bersama"}),
        (make_user("tetangga", Role.REGENCY, "7602"), set()),
        (make_user("jauh", Role.OFFICER, SENTANI), set()),
        (make_user("tanpa", Role.OFFICER), set()),
    ):
        client = sign_in(user)
        assert on_page(client) == seen, user
        assert {one["nama"] for one in in_json(client)["saringan"]} == seen, user


def test_a_private_name_cannot_be_sounded_out_by_paging_from_it(cast, sign_in, country):
    """SD07: as a place to go on from, another's private filter is as good as none, on the page and in JSON."""
    other = kept_by(cast.regency, "M rahasia", shared=False)
    for name in ("A", "Z"):
        kept_by(cast.officer, name, shared=False)
    asked = {"daftar": "kelompok", "setelah": str(other.pk)}
    client = sign_in(cast.officer)
    assert [one.kept.name for one in client.get("/saringan/", asked).context["filters"]] == ["A", "Z"]
    found = client.get("/saringan/", asked, headers={"Accept": "application/json"}).json()["saringan"]
    assert [one["nama"] for one in found] == ["A", "Z"]


def test_who_may_not_open_the_list_gets_none_of_its_filters(cast, sign_in):
    """SD07, AC01: neither page nor JSON, nor can she keep any."""
    client = sign_in(cast.aku)
    assert in_json(client, "anggota") == 403
    assert client.get("/saringan/?daftar=anggota").status_code == 403
    assert keep(client, daftar="anggota").status_code == 403
    assert in_json(client, "tidak-ada") == 404
    assert "anggota" not in client.get("/saringan/", headers={"Accept": "application/json"}).json()["daftar"]


def test_a_shared_filter_never_widens_a_territory(cast, sign_in):
    """SD07, AC02: the list reads it as any address."""
    make_group(BUMIAYU, "Melati", status="dissolved")
    make_group(SENTANI, "Jauh", status="dissolved")
    everywhere = kept_by(cast.admin, "Semua bubar", shared=True)
    papua = kept_by(cast.admin, "Bubar di Papua", shared=True, asked="status=bubar&wilayah=91")
    client = sign_in(cast.officer)
    shown = {one.kept.pk: one.url for one in client.get("/kelompok/").context["saved"].filters}
    assert [row.group.name for row in client.get(shown[everywhere.pk]).context["rows"]] == ["Melati"]
    assert client.get(shown[papua.pk]).status_code == 404


def test_a_name_is_taken_once_and_a_second_tap_changes_nothing(officer):
    """SD07, FE04: what was typed is not lost."""
    keep(officer)
    keep(officer)
    assert SavedFilter.objects.count() == 1
    answer = keep(officer, asked="status=semua")
    assert "Anda sudah menyimpan saringan dengan nama ini" in answer.content.decode()
    assert answer.context["asked"] == "status=semua"
    assert keep(officer, name="  ").context["form"].errors


def test_an_empty_list_of_filters_is_not_kept(officer):
    """SD07."""
    assert "belum disaring" in keep(officer, asked="setelah=4").content.decode()
    assert not SavedFilter.objects.exists()


def test_one_user_keeps_no_more_than_the_most(cast, officer):
    """SD07."""
    SavedFilter.objects.bulk_create(
        SavedFilter(owner=cast.officer, listing="kelompok", name=str(number), asked="status=bubar")
        for number in range(MOST_KEPT)
    )
    assert f"sudah menyimpan {MOST_KEPT}" in keep(officer).content.decode()


def test_ones_own_is_renamed_shared_and_removed_another_s_is_not(cast, officer, sign_in):
    """SD07."""
    kept = kept_by(cast.officer, "Lama", shared=False)
    address = reverse("saved_filter_edit", args=[kept.pk])
    answer = officer.post(address, {"name": "Baru", "is_shared": "on"})
    assert answer.url == "/saringan/?daftar=kelompok"
    kept.refresh_from_db()
    assert (kept.name, kept.is_shared) == ("Baru", True)
    other = sign_in(cast.regency)
    assert other.get(address).status_code == other.post(f"{address}hapus/").status_code == 404
    officer.post(f"{address}hapus/")
    assert not SavedFilter.objects.exists()


def test_filters_cost_a_list_one_query(cast, officer):
    """OP07: however many there are."""
    officer.get("/kelompok/")
    with CaptureQueriesContext(connection) as none:
        officer.get("/kelompok/")
    for number in range(5):
        kept_by(cast.regency, f"Saringan {number}", shared=True)
    with CaptureQueriesContext(connection) as five:
        assert len(officer.get("/kelompok/").context["saved"].filters) == 5
    assert len(five) == len(none)
