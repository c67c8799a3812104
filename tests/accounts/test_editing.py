"""A stale edit is refused with the other person's changes shown field by field, and nothing typed is lost (FE05)."""

import re

import pytest
from auditlog.registry import auditlog
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory

from accounts.audit import audited
from accounts.authorship import acting
from accounts.editing import StaleEdit, VersionedForm, check_version, sign, stale_edit_response, typed_data
from groups.models import EnterpriseGroup
from tests import factories


class CardForm(VersionedForm):
    sure = forms.BooleanField(label="Ya, ini memang benar", required=False)

    class Meta:
        model = EnterpriseGroup
        fields = ["name", "address", "rt", "founded_on", "has_decree", "market_reach"]


@pytest.fixture
def group(country):
    if not auditlog.contains(EnterpriseGroup):
        audited(EnterpriseGroup)
    return factories.make_group(name="Melati", address="Jalan Lama", rt="1")


def card(group, **typed):
    form = CardForm(instance=group)
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | typed).items() if value not in (None, False)}


def save(user, group_pk, typed):
    """What a view and its action do."""
    request = RequestFactory().post(f"/kelompok/{group_pk}/ubah/", typed)
    request.user = AnonymousUser()
    group = EnterpriseGroup.objects.get(pk=group_pk)
    form = CardForm(typed_data(request, CardForm, group), instance=group)
    assert form.is_valid(), form.errors
    try:
        with transaction.atomic(), acting(user):
            locked = EnterpriseGroup.objects.select_for_update().get(pk=group_pk)
            check_version(locked, form.cleaned_data["version"])
            sign(form.instance, user)
            form.save()
    except StaleEdit as stale:
        return stale_edit_response(request, form, stale.current)
    return None


def posted_again(page) -> dict:
    """The hidden fields and the chosen radios of the comparison page."""
    html = page.content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    chosen = re.findall(r'<input type="radio" name="(\w+)" value="(\w+)" checked', html)
    return dict([*hidden, *chosen])


def test_an_edit_of_the_version_that_stands_is_saved_and_signed(cast, group):
    assert save(cast.officer, group.pk, card(group, name="Melati Baru")) is None
    group.refresh_from_db()
    assert (group.name, group.version, group.changed_by) == ("Melati Baru", 2, cast.officer)


def test_a_stale_edit_changes_nothing_and_names_who_and_what(cast, group):
    opened = card(group)
    save(cast.regency, group.pk, opened | {"address": "Jalan Baru", "has_decree": "on"})
    page = save(cast.officer, group.pk, opened | {"address": "Jalan Saya", "rt": "7"})
    html = page.content.decode()
    assert page.status_code == 409
    for words in ("Jalan Lama", "Jalan Baru", "Jalan Saya", str(cast.regency), "Tidak", "Ya"):
        assert words in html
    group.refresh_from_db()
    assert (group.address, group.rt) == ("Jalan Baru", "1")


def test_only_a_field_both_changed_has_to_be_chosen_and_the_rest_is_merged(cast, group):
    opened = card(group)
    save(cast.regency, group.pk, opened | {"address": "Jalan Baru", "has_decree": "on", "market_reach": "regency"})
    page = save(cast.officer, group.pk, opened | {"address": "Jalan Saya", "rt": "7"})
    again = posted_again(page)
    assert [name for name in again if name.startswith("keep_")] == ["keep_address"]
    assert save(cast.officer, group.pk, again | {"keep_address": "yours"}) is None
    group.refresh_from_db()
    assert (group.address, group.rt, group.has_decree, group.market_reach) == ("Jalan Saya", "7", True, "regency")
    assert group.version == 3


def test_the_other_persons_value_can_be_kept(cast, group):
    opened = card(group)
    save(cast.regency, group.pk, opened | {"address": "Jalan Baru"})
    again = posted_again(save(cast.officer, group.pk, opened | {"address": "Jalan Saya", "rt": "7"}))
    save(cast.officer, group.pk, again | {"keep_address": "theirs"})
    group.refresh_from_db()
    assert (group.address, group.rt) == ("Jalan Baru", "7")


def test_a_third_save_while_choosing_is_not_overwritten(cast, group):
    opened = card(group)
    save(cast.regency, group.pk, opened | {"address": "Jalan Baru"})
    again = posted_again(save(cast.officer, group.pk, opened | {"address": "Jalan Saya"}))
    group.refresh_from_db()
    save(cast.admin, group.pk, card(group, rt="9"))
    assert save(cast.officer, group.pk, again).status_code == 409


def test_a_tick_that_only_confirms_is_not_compared_but_posted_again(cast, group):
    """FE05: it is no value of the record."""
    opened = card(group)
    save(cast.regency, group.pk, opened | {"address": "Jalan Baru"})
    page = save(cast.officer, group.pk, opened | {"address": "Jalan Saya", "sure": "on"})
    assert "Ya, ini memang benar" not in page.content.decode()
    assert posted_again(page)["sure"] == "on"


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40])
def test_a_hostile_version_never_saves(cast, group, version):
    request = RequestFactory().post("/", card(group) | {"version": version})
    form = CardForm(typed_data(request, CardForm, group), instance=group)
    if form.is_valid():
        with pytest.raises(StaleEdit):
            check_version(group, form.cleaned_data["version"])
