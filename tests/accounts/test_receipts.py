"""One form, one record, one receipt (FE04, NX12)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.models import Receipt, Territory
from accounts.receipts import ALPHABET, AlreadySaved, answers_once, clean_receipt_code, form_token, saving, spend
from tests import factories


@answers_once
def give_territory(request):
    """A small view of the kind the other rooms have."""
    with saving(request, "territory_add") as save:
        Territory.objects.create(user=request.user, region_id="7604", started_on=date(2026, 1, 1))
        if request.POST.get("fail"):
            raise ValidationError("gagal")
        save.url, save.region_code = "/wilayah/7604/", "7604"
    return save.redirect()


def post(user, token, **data):
    request = RequestFactory().post("/", {"token": str(token), **data})
    request.user = user
    request._messages = CookieStorage(request)
    return request, give_territory(request)


@pytest.fixture
def officer(country):
    return factories.make_user("petugas-uji")


def test_a_repeat_gets_the_first_answer_and_makes_nothing(officer):
    token = form_token()
    _, first = post(officer, token)
    request, again = post(officer, token)
    receipt = Receipt.objects.get()
    assert (first.status_code, first.url) == (302, "/wilayah/7604/")
    assert (again.status_code, again.url) == (302, "/wilayah/7604/")
    assert Territory.objects.filter(user=officer).count() == 1
    assert receipt.display in [str(message) for message in get_messages(request)]
    assert receipt.region_code == "7604"


def test_a_failed_save_leaves_no_receipt_and_its_form_can_be_sent_again(officer):
    """NX12: a failed save never shows a code."""
    token = form_token()
    with pytest.raises(ValidationError):
        post(officer, token, fail="1")
    assert not Receipt.objects.exists()
    assert not Territory.objects.filter(user=officer).exists()
    post(officer, token)
    assert Receipt.objects.count() == Territory.objects.filter(user=officer).count() == 1


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1", "0" * 500])
def test_a_form_without_a_proper_token_still_saves(officer, token):
    _, response = post(officer, token)
    assert response.status_code == 302
    assert Receipt.objects.count() == 1


def test_a_token_spent_by_someone_else_is_refused(officer):
    token = form_token()
    post(officer, token)
    with pytest.raises(SuspiciousOperation):
        post(factories.make_user("orang-lain"), token)


def test_spend_names_the_first_receipt(officer):
    token = form_token()
    first = spend(token=token, user=officer, action="x", url="/a/")
    with pytest.raises(AlreadySaved) as repeat:
        spend(token=token, user=officer, action="x", url="/b/")
    assert repeat.value.receipt == first


def test_codes_can_be_copied_by_hand(officer):
    codes = [spend(token=uuid.uuid4(), user=officer, action="x").display for _ in range(50)]
    assert all(len(code) == 8 and code[3] == "-" for code in codes)
    assert not set("".join(codes)) - set(ALPHABET) - {"-"}
    assert clean_receipt_code(f" {codes[0].lower()} ") == codes[0].replace("-", "")
    assert len(set(codes)) == 50


@pytest.mark.django_db(transaction=True)
def test_five_posts_at_once_make_one_record():
    """FE04."""
    factories.make_country()
    user = factories.make_user("dobel")
    token = form_token()

    def tap(_number) -> HttpResponse:
        try:
            return post(user, token)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=5) as threads:
        answers = list(threads.map(tap, range(5)))
    assert {answer.url for answer in answers} == {"/wilayah/7604/"}
    assert Receipt.objects.count() == 1
    assert Territory.objects.filter(user=user).count() == 1
