"""The pages of a hand-over: choose, look, confirm; list, detail, cancel (NX14, AC05, FE04)."""

import re
import threading
import uuid
from datetime import date

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Receipt, Territory
from accounts.roles import Role
from activities.models import HandOver, HandOverState
from tests import factories
from tests.factories import BUMIAYU, DARMA, SENTANI, SUGIHWARAS, make_group, make_user
from tests.test_hostile import POSTED

DECEMBER = date(2026, 12, 1)
ADD, LIST = "/kegiatan/serah-terima/baru/", "/kegiatan/serah-terima/"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-21T05:00:00Z", tick=False):
        yield


@pytest.fixture
def heir(country):
    return make_user("penerus", Role.OFFICER, DARMA, full_name="Burhan Latif")


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.regency)


def typed(heir, *codes, **more) -> dict:
    entries = {"regions": codes or [BUMIAYU], "successor": heir.pk, "on": "1/12/2026", "reason": "SK mutasi"}
    return entries | {"token": str(uuid.uuid4())} | more


def of(officer) -> str:
    return f"{ADD}?petugas={officer.pk}"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_the_officer_to_the_receipt(cast, heir, client):
    """NX14: choose, tick, look at what passes, confirm; the receipt stands on the page of the hand-over."""
    group = make_group(mentor=cast.officer)
    factories.make_report(group, date(2026, 10, 1), "returned")
    first = client.get(ADD)
    assert f"?petugas={cast.officer.pk}" in first.content.decode()
    second = client.get(of(cast.officer))
    assert second.context["form"]["regions"].value() == [BUMIAYU]
    assert "Bumiayu, Wonomulyo · 1 kelompok" in text_of(second)
    entries = typed(heir)
    third = client.post(of(cast.officer), entries)
    assert not HandOver.objects.exists()
    shown = text_of(third)
    assert "Register Oktober 2026 1 kelompok · batasnya 3 November 2026 sudah lewat" in shown
    assert "Pembina 1 kelompok menjadi Burhan Latif" in shown
    answer = client.post(of(cast.officer), entries | {"langkah": "simpan"}, follow=True)
    row = HandOver.objects.get()
    assert answer.redirect_chain == [(f"{LIST}{row.pk}/", 302)]
    assert (row.on, row.reason, Receipt.objects.get().region_code) == (DECEMBER, "SK mutasi", BUMIAYU)
    assert Receipt.objects.get().display in text_of(answer)
    assert "Akan berlaku" in text_of(answer)


def test_the_page_that_confirms_posts_what_was_typed_and_leads_back_to_it(cast, heir, client):
    Territory.objects.create(user=cast.officer, region_id=SUGIHWARAS, started_on=factories.LONG_AGO)
    entries = typed(heir, BUMIAYU, SUGIHWARAS)
    page = client.post(of(cast.officer), entries)
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode())
    again = {name: [value for one, value in kept if one == name] for name, _value in kept}
    assert again["regions"] == [BUMIAYU, SUGIHWARAS]
    assert (again["on"], again["token"], again["successor"]) == (["1/12/2026"], [entries["token"]], [str(heir.pk)])
    back = client.post(of(cast.officer), again | {"langkah": "ubah"})
    assert back.context["form"]["regions"].value() == [BUMIAYU, SUGIHWARAS]
    assert not back.context["form"].errors
    assert not HandOver.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"on": "20/11/2026"}, "on", "tidak berlaku surut"),
        ({"on": "1/12/2027"}, "on", "Paling jauh satu tahun"),
        ({"regions": []}, "regions", "Centang paling sedikit satu desa"),
        ({"regions": [SUGIHWARAS]}, "regions", "bukan salah satu"),
        ({"successor": ""}, "successor", "Pilih petugas yang menerima"),
        ({"reason": ""}, "reason", "Tulis dasar"),
    ],
)
@pytest.mark.parametrize("step", ["", "simpan"])
def test_what_is_wrong_stands_beside_its_field(cast, heir, client, wrong, field, said, step):
    page = client.post(of(cast.officer), typed(heir, langkah=step) | wrong)
    assert page.status_code == 200
    assert said in " ".join(page.context["form"].errors[field])
    assert not HandOver.objects.exists()


def test_a_regency_sees_officers_of_its_own_alone(cast, heir, client):
    foreign = cast.outside["officer"]
    assert f"?petugas={foreign.pk}" not in client.get(ADD).content.decode()
    for officer in (foreign, cast.coordinator, cast.lost["officer"]):
        assert client.get(of(officer)).status_code == 404
    choices = client.get(of(cast.officer)).context["form"].fields["successor"].queryset
    assert list(choices) == [heir]
    for query in ("?petugas=x", "?petugas=99999999999999999999", "?desa=7604", f"?desa={SENTANI}"):
        assert client.get(ADD + query).status_code == 404


def test_officers_are_found_by_part_of_the_name(cast, heir, client):
    assert [one.pk for one in client.get(ADD, {"q": "burh"}).context["officers"]] == [heir.pk]
    assert "Tidak ada petugas yang cocok" in text_of(client.get(ADD, {"q": "zzz"}))


def test_a_village_without_an_officer_gets_one_from_the_list(cast, heir, client):
    """NX14"""
    make_group(SUGIHWARAS)
    make_group(BUMIAYU)
    page = client.get(LIST)
    assert [one.region.code for one in page.context["unowned"]] == [SUGIHWARAS]
    url = f"{ADD}?desa={SUGIHWARAS}"
    assert client.get(url).context["form"]["regions"].value() == [SUGIHWARAS]
    entries = typed(heir, SUGIHWARAS, on="21/11/2026")
    assert "tanpa petugas" in text_of(client.post(url, entries))
    answer = client.post(url, entries | {"langkah": "simpan"})
    assert answer.status_code == 302
    assert client.get(LIST).context["unowned"] == []
    assert "sekarang mempunyai petugas" in text_of(client.get(url, follow=True))


def test_no_form_breaks_on_what_is_typed(cast, heir, client):
    """Each hostile value in every field at once, and in what steers the form."""
    client.post(of(cast.officer), typed(heir, langkah="simpan"))
    urls = [of(cast.officer), reverse("handover_cancel", args=[HandOver.objects.get().pk])]
    for url in urls:
        for value in POSTED:
            names = ("regions", "successor", "on", "token", "langkah")
            assert client.post(url, dict.fromkeys(names, value)).status_code in (200, 302)
            assert client.post(url, typed(heir, token=value, langkah=value, reason="")).status_code == 200
            assert client.post(url, typed(heir, reason="\x00")).status_code == 200
    assert HandOver.objects.get().state == HandOverState.AHEAD


def test_an_officer_of_two_regencies_is_handed_over_one_regency_at_a_time(cast, heir, sign_in):
    """The national administrator is offered the officers of both."""
    factories.make_territory(cast.officer, factories.BINANGA)
    other = make_user("mamuju", Role.OFFICER, "7602011012", full_name="Other")
    client = sign_in(cast.admin)
    assert set(client.get(of(cast.officer)).context["form"].fields["successor"].queryset) >= {heir, other}
    both = client.post(of(cast.officer), typed(heir, factories.BINANGA, BUMIAYU))
    assert "satu kabupaten/kota" in " ".join(both.context["form"].errors["regions"])
    wrong = client.post(of(cast.officer), typed(heir, factories.BINANGA))
    assert "yang aktif di kabupaten/kota ini" in " ".join(wrong.context["form"].errors["successor"])
    answer = client.post(of(cast.officer), typed(other, factories.BINANGA, langkah="simpan"))
    assert (answer.status_code, HandOver.objects.get().region_id) == (302, factories.BINANGA)


def test_cancelled_with_its_reason_and_never_twice(cast, heir, client):
    before = list(Territory.objects.order_by("pk").values())
    client.post(of(cast.officer), typed(heir, langkah="simpan"))
    row = HandOver.objects.get()
    url = reverse("handover_cancel", args=[row.pk])
    assert "Batalkan" in text_of(client.get(row.get_absolute_url()))
    assert client.post(url, {"reason": ""}).context["form"].errors
    answer = client.post(url, {"reason": "SK ditunda", "token": str(uuid.uuid4())}, follow=True)
    assert "SK ditunda" in text_of(answer)
    assert list(Territory.objects.order_by("pk").values()) == before
    assert "sudah berlaku atau sudah dibatalkan" in text_of(client.get(url))
    refused = client.post(url, {"reason": "lagi"})
    assert "sudah berlaku atau sudah dibatalkan" in " ".join(refused.context["form"].non_field_errors())
    assert HandOver.objects.get().state == HandOverState.CANCELLED


def test_the_day_that_has_begun_in_jayapura_is_offered_there(cast, sign_in):
    """DM07: still 30 November in Jakarta."""
    make_user("papua", Role.OFFICER, "9103011002")
    with time_machine.travel("2026-11-30T15:30:00Z", tick=False):
        page = sign_in(cast.outside["regency"]).get(of(cast.outside["officer"]))
    assert page.context["form"]["on"].value() == DECEMBER


def test_the_list_costs_the_same_for_one_and_for_many(cast, heir, client):
    costs = []
    for number in (1, 6):
        for _place in range(number):
            row = HandOver.objects.create(
                officer=cast.officer, successor=heir, region_id=BUMIAYU, on=DECEMBER, recorded_by=cast.regency
            )
            row.regions.set([BUMIAYU, SUGIHWARAS])
            make_group(SUGIHWARAS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20


def test_opening_the_list_applies_what_the_worker_has_missed(cast, heir, client):
    group = make_group(mentor=cast.officer)
    client.post(of(cast.officer), typed(heir, langkah="simpan"))
    with time_machine.travel("2026-12-01T05:00:00Z", tick=False):
        client.force_login(cast.regency)
        assert client.get(LIST).status_code == 200
    group.refresh_from_db()
    assert group.mentor == heir


@pytest.mark.django_db(transaction=True)
def test_five_equal_posts_at_once_make_one_hand_over(cast, heir):
    """FE04"""
    make_group(mentor=cast.officer)
    entries = typed(heir, langkah="simpan")
    start, answers = threading.Barrier(5), []

    def post():
        client = Client()
        client.force_login(cast.regency)
        start.wait()
        answers.append(client.post(of(cast.officer), entries))
        connections.close_all()

    threads = [threading.Thread(target=post) for _place in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = HandOver.objects.get()
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, row.get_absolute_url())}
    assert (Receipt.objects.count(), Territory.objects.filter(user=heir, region_id=BUMIAYU).count()) == (1, 1)
