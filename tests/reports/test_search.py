"""One box for everything: a number lands on its record, words find what bears them, and territory holds."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessEntry, AccessKind
from accounts.receipts import form_token, spend
from accounts.roles import Role
from groups.models import GroupStatus, Product
from groups.search import groups_named
from members.access import UNSEEN_PER_HOUR
from tests.associations.rows import make_seat, make_term
from tests.factories import (
    BUMIAYU,
    DARMA,
    LONG_AGO,
    SENTANI,
    make_group,
    make_nik,
    make_person,
    make_user,
)

SEARCH = "/cari/"


@pytest.fixture
def officer(cast, sign_in):
    cache.clear()
    return sign_in(cast.officer)


def ask(client, typed: str):
    """What the box answers to this."""
    return client.post(SEARCH, {"q": typed})


def part(answer, slug: str):
    """One part of the page of results, or None."""
    return next((part for part in answer.context["parts"] if part.slug == slug), None)


def names(answer, slug: str, of: str = "hits") -> list[str]:
    found = part(answer, slug)
    return [hit.name for hit in getattr(found, of)] if found else []


@pytest.fixture
def group(country):
    return make_group(BUMIAYU, "Melati Jaya", source_system="SIGA", source_id="UP-77/3")


def dotted(number: str) -> str:
    return f"{number[:2]}.{number[2:4]}.{number[4:6]}.{number[6:10]}-{number[10:]}"


@pytest.mark.parametrize("write", [str, dotted, lambda number: f" {number[:10]} {number[10:]} "])
def test_a_group_number_lands_on_the_group_in_one_step(officer, group, write):
    """SD01."""
    assert ask(officer, write(group.number)).url == group.get_absolute_url()


def test_a_nik_lands_on_the_person_and_one_elsewhere_is_only_said_to_exist(officer, cast):
    """SD01, SD02, NX11: the same sentence, note and limit as in the search for people."""
    here, there = make_nik(), make_nik()
    person = make_person(BUMIAYU, "Siti Aminah", nik=here)
    make_person(SENTANI, "Yohana Rahasia", nik=there)
    spaced = " ".join(here[start : start + 4] for start in range(0, 16, 4))
    assert ask(officer, spaced).url == person.get_absolute_url()
    answer = ask(officer, there)
    assert "sudah terdaftar di wilayah lain" in answer.content.decode()
    assert "Yohana" not in answer.content.decode()
    unknown = ask(officer, make_nik())
    assert "Nomor ini tidak ada di wilayah Anda" in unknown.content.decode()
    details = AccessEntry.objects.order_by("id").values_list("detail", flat=True)
    assert list(details) == ["nik: 1", "nik di wilayah lain: 1", "nik: 0"]


@pytest.mark.parametrize("path", [SEARCH, "/anggota/cari/"])
def test_a_nik_elsewhere_and_an_unknown_one_ask_the_database_the_same(officer, cast, path):
    """NX11: with equal statements in equal order the time taken tells nothing."""
    there, asked = make_nik(), []
    make_person(SENTANI, "Yohana Rahasia", nik=there)
    officer.post(path, {"q": make_nik()})
    for nik in (make_nik(), there):
        with CaptureQueriesContext(connection) as queries:
            answer = officer.post(path, {"q": nik})
        asked.append([re.sub(r"'[^']*'|x'\w*'|\d+", "?", query["sql"]) for query in queries])
        assert ("wilayah lain" in answer.content.decode()) is (nik == there)
    assert asked[0] == asked[1]


def test_numbers_cannot_be_tried_without_end(officer, cast):
    """NX11: the limit is one, wherever a NIK is typed."""
    cache.set(f"nik-unseen:{cast.officer.pk}", UNSEEN_PER_HOUR)
    answer = ask(officer, make_nik())
    assert "Terlalu banyak NIK" in answer.content.decode()


@pytest.mark.parametrize(("typed", "lands"), [(BUMIAYU, True), ("76.04.03.2004", True), ("9103", False), ("76", False)])
def test_a_region_code_lands_on_the_region(officer, typed, lands):
    """SD01: inside the territory alone."""
    answer = ask(officer, typed)
    assert answer.status_code == (302 if lands else 200)
    if lands:
        assert answer.url == reverse("dashboard_region", args=[BUMIAYU])


def test_a_receipt_and_a_number_from_another_system_land_too(officer, cast, group):
    """SD01, NX12, AP03."""
    receipt = spend(token=form_token(), user=cast.officer, action="uji", url="/kelompok/", region_code=BUMIAYU)
    assert ask(officer, receipt.display.lower()).url == "/kelompok/"
    assert ask(officer, "UP-77/3").url == group.get_absolute_url()
    make_group(SENTANI, "Jauh", source_system="SIGA", source_id="UP-9")
    assert ask(officer, "UP-9").context["searched"]


def test_a_number_that_several_records_bear_shows_them(officer, group):
    """SD01: nobody is led to the wrong one."""
    person = make_person(BUMIAYU, "Siti Aminah", source_system="KADER", source_id="UP-77/3")
    answer = ask(officer, "UP-77/3")
    assert {target.url for target in answer.context["targets"]} == {group.get_absolute_url(), person.get_absolute_url()}


def test_a_name_finds_every_kind_inside_the_territory(cast, sign_in, group):
    """SD01: groups, people, boards with their holders and regions, each by name; what lies outside is not there."""
    make_person(BUMIAYU, "Melati Rahma")
    make_person(SENTANI, "Melati Jauh")
    make_group(SENTANI, "Melati Sentani")
    make_seat(make_term("76"), name="Hj. Melati Daeng")
    answer = ask(sign_in(cast.regency), "melati")
    assert names(answer, "kelompok") == ["Melati Jaya"]
    assert names(answer, "orang") == ["Melati Rahma"]
    assert names(answer, "pengurus") == ["Hj. Melati Daeng"]
    assert names(ask(sign_in(cast.regency), "bumiayu"), "wilayah") == ["Bumiayu"]


def test_words_stay_out_of_addresses_and_logs(officer, cast, caplog):
    """SD02, AU02: posted, and kept as a number of hits."""
    make_person(BUMIAYU, "Siti Rahasia")
    answer = ask(officer, "siti rahasia")
    assert answer.request["QUERY_STRING"] == ""
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.detail) == (AccessKind.PERSON_SEARCHED, "nama: 1")
    assert "rahasia" not in caplog.text.lower()
    title = answer.content.decode().split("</title>")[0]
    assert "rahasia" not in title.lower()
    assert officer.get(SEARCH, {"q": "siti rahasia"}).context["parts"] == []


@pytest.mark.parametrize(("typed", "missing"), [("a", 2), ("ab", 1), ("a'b", 1), ("abc", 0)])
def test_three_letters_are_needed_and_the_missing_ones_are_counted(officer, typed, missing):
    """SD02: nothing is searched before."""
    answer = ask(officer, typed)
    assert answer.context["searched"] == (missing == 0)
    assert (f"Ketik {missing} huruf lagi" in answer.content.decode()) == (missing > 0)


@pytest.mark.parametrize("typed", ["mlati", "melatti", "melaty jaia"])
@pytest.mark.parametrize("territory", [BUMIAYU, "0"])
def test_misspelt_groups_are_found(group, typed, territory):
    """SD01: beside the exact ones, and never from outside."""
    make_group(SENTANI, "Melati Jaya")
    make_group(BUMIAYU, "Usaha Bersama")
    found = groups_named(make_user("pencari", Role.REGENCY, territory), typed, 8)
    assert found.rows == []
    assert [row.name for row in found.alike] == ["Melati Jaya"] * (1 if territory == BUMIAYU else 2)


def test_who_may_not_see_people_finds_none(cast, sign_in, group):
    """AC01: neither by name nor by NIK, and nothing is noted."""
    nik = make_nik()
    make_person(BUMIAYU, "Melati Rahma", nik=nik)
    client = sign_in(cast.aku)
    assert part(ask(client, "melati"), "orang") is None
    assert "tidak mencakup data orang" in ask(client, nik).content.decode()
    assert not AccessEntry.objects.exists()


def test_a_broad_word_is_capped_and_costs_no_more_queries(cast, sign_in):
    """SD08: counted up to 100; all of them stand in the list, page by page."""
    client = sign_in(cast.regency)
    make_group(DARMA, "Melati Awal")
    ask(client, "melati")
    with CaptureQueriesContext(connection) as few:
        ask(client, "melati")
    for number in range(101):
        make_group(DARMA, f"Melati {number}")
    with CaptureQueriesContext(connection) as many:
        answer = ask(client, "melati")
    found = part(answer, "kelompok")
    assert (found.count, found.is_capped, len(found.hits)) == (100, True, 8)
    assert "lebih dari 100" in answer.content.decode()
    assert found.more_url == "/kelompok/?q=melati&status=semua"
    assert len(many) <= len(few) <= 24


def test_the_box_is_on_every_page_and_works_without_script(officer):
    """SD01: a form that posts, and on phones a link."""
    html = officer.get("/kelompok/").content.decode()
    assert 'action="/cari/"' in html and 'href="/cari/"' in html


def test_without_territory_nothing_is_found(cast, sign_in, group):
    """AC02."""
    make_person(BUMIAYU, "Melati Rahma")
    client = sign_in(make_user("tanpa", Role.OFFICER))
    answer = ask(client, "melati")
    assert answer.context["parts"] == []
    assert ask(client, group.number).status_code == 200


@pytest.mark.parametrize("typed", ["keripik pisang", "PISANG keripik", "keripik-pisang", "ripik  pis"])
def test_what_groups_make_is_found_by_its_name(officer, group, typed):
    """UP04: by every word, in any order and case; only what is made now, by active groups of the territory."""
    for maker, name, ended_on in (
        (group, "Keripik Pisang Manis", None),
        (group, "Keripik Pisang Asin", None),
        (group, "Keripik Singkong", None),
        (make_group(BUMIAYU, "Dulu"), "Keripik Pisang", LONG_AGO),
        (make_group(DARMA, "Tetangga"), "Keripik Pisang", None),
        (make_group(BUMIAYU, "Bubar", status=GroupStatus.DISSOLVED), "Keripik Pisang", None),
    ):
        maker.products.create(name=name, ended_on=ended_on)
    answer = ask(officer, typed)
    found = part(answer, "produk")
    assert [(hit.name, hit.url) for hit in found.hits] == [
        ("Keripik Pisang Asin, Keripik Pisang Manis", group.get_absolute_url())
    ]
    assert found.count == officer.get(found.more_url).context["page"].total == 1
    assert "Melati Jaya, Bumiayu" in answer.content.decode()


def test_a_product_that_many_make_is_capped_and_costs_no_more_queries(cast, sign_in):
    """UP04, SD08: counted up to 100, eight shown; all of them stand in the list."""
    client = sign_in(cast.regency)
    groups = [make_group(DARMA, f"Kelompok {number}") for number in range(101)]
    Product.objects.create(group=groups[0], name="Abon ikan tuna")
    ask(client, "abon")
    with CaptureQueriesContext(connection) as few:
        ask(client, "abon")
    Product.objects.bulk_create(Product(group=group, name=f"Abon {group.pk % 3}") for group in groups)
    with CaptureQueriesContext(connection) as many:
        found = part(ask(client, "abon"), "produk")
    assert (found.count, found.is_capped, len(found.hits)) == (100, True, 8)
    assert found.more_url == "/kelompok/?barang=abon"
    assert client.get(found.more_url).context["page"].total == 101
    assert len(many) <= len(few)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs the indexes of PostgreSQL")
@pytest.mark.parametrize("index", ["group_name_trigrams", "group_product_trigrams"])
def test_the_indexes_of_names_stand(db, index):
    """SD01, UP04: without them a misspelt name, or a product, reads every one of the nation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index])
        assert "gin_trgm_ops" in cursor.fetchone()[0]
