"""The pages of people who may be registered twice, as a regency sees them (SD03, SD04)."""

import re
import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AccessEntry, AccessKind
from accounts.receipts import form_token
from jobs.models import Job
from members.models import DuplicatePair, Membership, PairState, Person
from tests import factories
from tests.factories import BUMIAYU, SENTANI, SUGIHWARAS
from tests.reading import text_in

BORN = date(1990, 5, 17)
LIST = "/anggota/ganda/"


@pytest.fixture
def pair(cast):
    """Sutarmi, with a NIK and a group, and the same woman with a telephone, in another village."""
    first = factories.make_person(BUMIAYU, "Sutarmi", nik=factories.make_nik(born=BORN), birth_on=BORN)
    second = factories.make_person(SUGIHWARAS, "Sutarmi Sari", birth_on=BORN, phone="081234567890")
    factories.make_membership(factories.make_group(BUMIAYU, "Mawar"), first)
    factories.make_membership(factories.make_group(SUGIHWARAS, "Kenanga"), second, role="chair")
    return factories.make_pair(first, second, likeness=93)


def page_of(pair: DuplicatePair) -> str:
    return reverse("duplicate_detail", args=[pair.pk])


def merging(pair: DuplicatePair, **more) -> dict:
    """What the page posts: the second one's phone, all else of the first."""
    first, second = pair.first, pair.second
    return {
        "token": str(form_token()),
        "kept": first.pk,
        "name": first.pk,
        "phone": second.pk,
        f"version_{first.pk}": first.version,
        f"version_{second.pk}": second.version,
        "reason": "Terdaftar dua kali",
    } | more


def test_the_list_shows_both_with_masked_numbers_and_groups(cast, pair, sign_in, django_assert_max_num_queries):
    """SD03, AU04"""
    client = sign_in(cast.regency)
    client.get(LIST)
    for _more in range(5):
        factories.make_pair(*(factories.make_person(BUMIAYU, "Siti Aminah") for _side in range(2)))
    with django_assert_max_num_queries(14):
        page = text_in(client.get(LIST))
    for shown in ("Sutarmi", "Sutarmi Sari", "93%", "Mawar", "Kenanga", "7604••••••••", "belum ada NIK"):
        assert shown in page
    assert not re.search(r"\d{16}", page)


def test_an_empty_list_says_what_to_do(cast, sign_in):
    """SD03"""
    client = sign_in(cast.regency)
    assert "Belum pernah dicari" in text_in(client.get(LIST))
    for state in ("merged", "not_duplicate"):
        assert "Belum ada" in text_in(client.get(LIST, {"keadaan": state}))
    assert client.get(LIST, {"keadaan": "entah"}).status_code == 200


def test_the_button_queues_one_search_of_the_regency(cast, sign_in):
    """SD05"""
    client = sign_in(cast.regency)
    answers = {client.post(reverse("duplicate_scan")).url for _twice in range(2)}
    job = Job.objects.get(kind="find_duplicates")
    assert answers == {job.get_absolute_url()} and job.params == {"codes": ["7604"]}


def test_both_stand_side_by_side_and_opening_is_logged(cast, pair, sign_in):
    """SD04, AU02: what differs can be chosen; an empty value is not what is offered."""
    answer = sign_in(cast.regency).get(page_of(pair))
    html = answer.content.decode()
    checked = set(re.findall(r'name="(\w+)" value="(\d+)" checked', html))
    first, second = str(pair.first_id), str(pair.second_id)
    assert checked == {("kept", first), ("nik", first), ("name", first), ("village", first), ("phone", second)}
    assert "Keduanya anggota kelompok yang berbeda" in text_in(answer)
    opened = AccessEntry.objects.filter(kind=AccessKind.PERSON_OPENED).values_list("person_id", flat=True)
    assert set(opened) == {pair.first_id, pair.second_id}


def test_two_numbers_are_pointed_out(cast, pair, sign_in):
    """SD04"""
    third = factories.make_person(BUMIAYU, "Sutarmi", nik=factories.make_nik(born=BORN))
    page = sign_in(cast.regency).get(page_of(factories.make_pair(pair.first, third)))
    assert "NIK yang berbeda" in text_in(page)


def test_merging_gives_a_receipt_and_the_old_address_leads_to_the_kept_one(cast, pair, sign_in):
    """SD04, FE04"""
    client = sign_in(cast.regency)
    typed = merging(pair)
    answer = client.post(page_of(pair), typed, follow=True)
    page = text_in(answer)
    assert "Sudah digabung" in page and "Terdaftar dua kali" in page and "Batalkan penggabungan" in page
    assert Person.objects.get(pk=pair.first_id).phone == "081234567890"
    assert client.post(page_of(pair), typed, follow=True).status_code == 200
    old = client.get(reverse("person_detail", args=[pair.second_id]), follow=True)
    assert old.redirect_chain[0][0] == reverse("person_detail", args=[pair.first_id])
    page = text_in(old)
    assert "sudah digabung" in page and "Kenanga" in page and "Mawar" in page
    for gone in ("person_edit", "person_nik_show"):
        assert client.get(reverse(gone, args=[pair.second_id])).status_code == 404


def test_without_a_reason_nothing_is_merged_and_choices_stay(cast, pair, sign_in):
    """SD04"""
    html = sign_in(cast.regency).post(page_of(pair), merging(pair, reason="", name=pair.second_id)).content.decode()
    assert f'name="name" value="{pair.second_id}" checked' in html
    assert Person.objects.on_record().count() == 2


def test_a_stale_page_is_told_and_asks_again(cast, pair, sign_in):
    """FE05"""
    typed = merging(pair)
    Person.objects.filter(pk=pair.second_id).update(version=2, changed_by=cast.officer)
    client = sign_in(cast.regency)
    answer = client.post(page_of(pair), typed)
    html = answer.content.decode()
    assert answer.status_code == 409 and "baru saja diubah oleh" in text_in(answer)
    assert f'name="version_{pair.second_id}" value="2"' in html
    assert client.post(page_of(pair), typed | {f"version_{pair.second_id}": 2}).status_code == 302


def test_a_number_that_disagrees_asks_on_the_page(cast, pair, sign_in):
    """NX03"""
    Person.objects.filter(pk=pair.second_id).update(birth_on=date(1991, 1, 1))
    client = sign_in(cast.regency)
    typed = merging(pair, birth_on=pair.second_id)
    assert "nik_warning_reason" in client.post(page_of(pair), typed).content.decode()
    assert client.post(page_of(pair), typed | {"nik_warning_reason": "KTP salah cetak"}).status_code == 302


def test_undo_is_one_tap_and_says_why_not(cast, pair, sign_in):
    """SD04"""
    client = sign_in(cast.regency)
    undo = reverse("duplicate_undo", args=[pair.pk])
    client.post(page_of(pair), merging(pair))
    assert client.post(undo, {"token": str(form_token())}, follow=True).status_code == 200
    pair = DuplicatePair.objects.select_related("first", "second").get()
    assert pair.state == PairState.OPEN and Membership.objects.get(person=pair.second).role == "chair"
    client.post(page_of(pair), merging(pair))
    factories.make_membership(factories.make_group(BUMIAYU), pair.first)
    page = text_in(client.post(undo, {"token": str(form_token())}))
    assert "tidak dapat dibatalkan lagi" in page and "Batalkan penggabungan" not in page


def test_told_apart_is_listed_and_can_still_be_merged(cast, pair, sign_in):
    """SD03"""
    client = sign_in(cast.regency)
    dismiss = reverse("duplicate_dismiss", args=[pair.pk])
    assert "Bidang ini" in text_in(client.post(dismiss, {"reason": ""}))
    client.post(dismiss, {"reason": "Kakak beradik", "token": str(form_token())})
    assert "Sutarmi" not in text_in(client.get(LIST))
    assert "Kakak beradik" in text_in(client.get(LIST, {"keadaan": "not_duplicate"}))
    assert "Gabungkan menjadi satu orang" in client.get(page_of(pair)).content.decode()


def test_a_pair_beyond_the_territory_does_not_exist(cast, pair, sign_in):
    """AC03: seen by who sees both."""
    far = factories.make_pair(pair.first, factories.make_person(SENTANI, "Sutarmi"))
    client = sign_in(cast.regency)
    assert client.get(page_of(far)).status_code == 404
    for name in ("duplicate_dismiss", "duplicate_undo"):
        assert client.post(reverse(name, args=[far.pk]), {"reason": "x"}).status_code == 404
    assert sign_in(cast.admin).get(page_of(far)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_five_parallel_posts_merge_once(cast, pair, sign_in):
    """SD04, FE04"""
    typed, codes = merging(pair), []
    clients = [sign_in(cast.regency) for _turn in range(5)]

    def post(client):
        codes.append(client.post(page_of(pair), typed).status_code)
        connection.close()

    threads = [threading.Thread(target=post, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [302] * 5
    assert Person.objects.on_record().count() == 1
    assert Person.objects.get(pk=pair.first_id).version == pair.first.version + 1
