"""The local day, and two people acting at once (DM02, DM07)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from members.actions import add_member, appoint, end_membership
from members.models import Membership, MembershipRole
from regions.models import TouchedRegion
from tests.at_once import at_once
from tests.factories import BUMIAYU, SENTANI, make_group, make_membership, make_person, make_user

# Half past midnight of 1 August in Jayapura; still 31 July in Jakarta and in UTC.
EARLY_IN_JAYAPURA = "2026-07-31T15:30:00+00:00"
AUGUST = date(2026, 8, 1)


def test_the_day_that_has_begun_in_jayapura_counts_there_and_not_in_sulawesi(country):
    """DM07."""
    officer = make_user("petugas-papua", "officer", "91", "76")
    with time_machine.travel(EARLY_IN_JAYAPURA, tick=False):
        east, west = make_group(SENTANI), make_group(BUMIAYU)
        joined = add_member(by=officer, group=east, person=make_person(SENTANI), role="member", started_on=AUGUST)
        assert joined.started_on == AUGUST
        with pytest.raises(ValidationError, match="belum tiba"):
            add_member(by=officer, group=west, person=make_person(BUMIAYU), role="member", started_on=AUGUST)


def test_the_form_takes_the_day_that_has_begun_in_jayapura(country, sign_in):
    """DM07, with everything between the box and the table."""
    officer = make_user("petugas-papua", "officer", SENTANI)
    group = make_group(SENTANI)
    member = make_membership(group)
    url = reverse("membership_end", args=[group.number, member.pk])
    with time_machine.travel(EARLY_IN_JAYAPURA, tick=False):
        client = sign_in(officer)
        assert client.get(url).context["form"]["on"].value() == AUGUST
        answer = client.post(url, {"version": 1, "on": "1 Agustus 2026", "reason": "Pindah desa"})
    assert answer.status_code == 302
    member.refresh_from_db()
    assert member.ended_on == AUGUST


def test_a_leave_dated_ahead_takes_effect_that_day_with_no_edit(country, sign_in):
    """DM07: counted until its day, not from it on; the totals are marked for that day too."""
    officer = make_user("petugas-papua", "officer", SENTANI)
    group = make_group(SENTANI)
    member = make_membership(group)
    leaves = AUGUST + timedelta(days=10)
    with time_machine.travel(EARLY_IN_JAYAPURA, tick=False):
        end_membership(by=officer, membership=member, on=leaves, reason="Pindah desa", version=1)
        assert sorted(TouchedRegion.objects.values_list("due_on", flat=True)) == [AUGUST, leaves]
        page = sign_in(officer).get(reverse("roster", args=[group.number]))
        assert [row.pk for row in page.context["present"]] == [member.pk]
        again = AUGUST + timedelta(days=12)
        end_membership(by=officer, membership=member, on=again, reason="Pindah desa", version=2)
    for instant, is_there in (("2026-08-12T14:59:00+00:00", True), ("2026-08-12T15:01:00+00:00", False)):
        with time_machine.travel(instant, tick=False):
            page = sign_in(officer).get(reverse("roster", args=[group.number]))
            assert bool(page.context["present"]) is is_there


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_chair", [True, False])
def test_of_two_who_name_a_chair_at_once_one_stands(country, has_chair):
    """DM02: the second is told, and undoes nothing of the first."""
    officer = make_user("petugas-uji", "officer", BUMIAYU)
    group = make_group(BUMIAYU)
    chair = make_membership(group, role=MembershipRole.CHAIR) if has_chair else None
    heirs = [make_membership(group), make_membership(group)]

    def naming(heir):
        return lambda: appoint(
            by=officer,
            membership=heir,
            role="chair",
            on=date(2026, 5, 1),
            reason="Musyawarah",
            version=1,
            replaces=chair.pk if chair else None,
        )

    answers = at_once(*[naming(heir) for heir in heirs])
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    standing = [answer for answer in answers if isinstance(answer, Membership)]
    assert len(refused) == len(standing) == 1
    assert Membership.objects.filter(group=group, role="chair", ended_on=None).get() == standing[0]
    assert Membership.objects.filter(group=group, ended_on=None).count() == 2 + has_chair


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_person_at_once_one_stands(country):
    officer = make_user("petugas-uji", "officer", BUMIAYU)
    group, person = make_group(BUMIAYU), make_person(BUMIAYU)

    def adding():
        return add_member(by=officer, group=group, person=person, role="member", started_on=date(2026, 5, 1))

    answers = at_once(adding, adding, adding)
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_groups_that_take_the_same_person_at_once_one_is_asked(country):
    """SD06: the second sees the first, however close they are."""
    officer = make_user("petugas-uji", "officer", BUMIAYU)
    groups, person = [make_group(BUMIAYU), make_group(BUMIAYU)], make_person(BUMIAYU)

    def adding(group):
        return lambda: add_member(by=officer, group=group, person=person, role="member", started_on=date(2026, 5, 1))

    answers = at_once(*[adding(group) for group in groups])
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert sum("second_group_reason" in getattr(answer, "error_dict", {}) for answer in answers) == 1
