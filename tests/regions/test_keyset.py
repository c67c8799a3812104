"""Paging by key (SD08)."""

import pytest
from django.test import RequestFactory

from regions.keyset import keyset_page
from regions.models import Region
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NUMBER = 24  # the regency and 23 districts


@pytest.fixture
def officer(country):
    """A user of a regency that holds 23 districts of the tests."""
    Region.objects.create(code="7605", name="Kabupaten Uji", level=2, path_name="", search_key="", parent_id="76")
    for number in range(1, NUMBER):
        Region.objects.create(
            code=f"7605{number:02d}",
            name=f"Kecamatan {number % 3}",
            level=3,
            path_name="",
            search_key="",
            parent_id="7605",
        )
    return make_user("petugas-7605", "officer", "7605")


def page(user, address="/daftar/", order=("name", "code"), size=5, **more):
    request = RequestFactory().get(address)
    request.user = user
    return keyset_page(Region.objects.visible_to(user), request, order=order, size=size, noun="kecamatan", **more)


@pytest.mark.parametrize("order", [("name", "code"), ("-name", "code"), ("-name", "-code"), ("-code",)])
def test_walking_forth_and_back_shows_every_row_once_and_in_order(officer, order):
    wanted = [region.pk for region in Region.objects.visible_to(officer).order_by(*order)]
    shown, pages = [], []
    here = page(officer, order=order)
    assert not here.has_previous
    while True:
        pages.append([row.pk for row in here.rows])
        shown += pages[-1]
        if not here.has_next:
            break
        here = page(officer, here.next_url, order)
    assert shown == wanted
    for before in reversed(pages[:-1]):
        here = page(officer, here.previous_url, order)
        assert [row.pk for row in here.rows] == before
        assert here.has_next
    assert not here.has_previous


def test_the_other_parameters_stay_in_the_address(officer):
    first = page(officer, "/daftar/?q=a%26b&status=aktif")
    assert "q=a%26b" in first.next_url and "status=aktif" in first.next_url
    second = page(officer, first.next_url)
    assert "setelah" not in second.previous_url and "sebelum=" in second.previous_url


@pytest.mark.parametrize("typed", ["x" * 500, "\x00", "-1", "99999999999999999999999", "' OR 1=1", "[]", "7602", "Ω"])
@pytest.mark.parametrize("name", ["setelah", "sebelum"])
def test_a_cursor_that_means_nothing_or_lies_outside_gives_the_first_page(officer, name, typed):
    request = RequestFactory().get("/daftar/", {name: typed})
    request.user = officer
    found = keyset_page(Region.objects.visible_to(officer), request, order=("name", "code"), size=5)
    assert [row.pk for row in found.rows] == [row.pk for row in page(officer).rows]
    assert not found.has_previous


def test_a_total_is_counted_up_to_the_cap_and_exactly_on_request(officer):
    assert page(officer).total_text == f"{NUMBER} kecamatan"
    capped = page(officer, cap=10)
    assert (capped.total, capped.is_capped, capped.total_text) == (10, True, "Lebih dari 10 kecamatan")
    exact = page(officer, capped.exact_url, cap=10)
    assert (exact.total, exact.is_capped) == (NUMBER, False)


def test_the_cost_does_not_grow_with_the_page(officer, django_assert_num_queries):
    assert officer.territory_codes
    with django_assert_num_queries(2):
        first = page(officer)
    with django_assert_num_queries(3):
        page(officer, first.next_url)


def test_a_list_of_one_page_is_not_counted_again(officer, django_assert_num_queries):
    assert officer.territory_codes
    with django_assert_num_queries(1):
        whole = page(officer, size=NUMBER, cap=10)
    assert (whole.total, whole.is_capped, whole.has_next) == (NUMBER, False, False)


def test_an_empty_list_has_no_pages():
    nobody = make_user("tanpa-wilayah-keyset", "officer")
    found = page(nobody)
    assert (found.rows, found.next_url, found.previous_url, found.total) == ([], "", "", 0)
