"""Books and loans while people are at them together, are merged, or their group moves (UP08)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from associations.actions.money import (
    open_loan,
    open_savings,
    record_loan_entry,
    record_savings,
    reverse_loan_entry,
    reverse_savings,
)
from associations.actions.referrals import propose
from associations.books import running_kur, with_balance
from associations.models import Loan, LoanScheme, Referral, SavingsAccount, SavingsEntry
from groups.actions import move_group
from members.actions.merging import merge_people
from members.actions.unmerging import undo_merge
from regions.models import Region
from tests import factories
from tests.associations.partner_rows import make_product
from tests.at_once import at_once

DAY = date(2026, 3, 2)


def book_of(by, group, person=None, amount=50_000):
    book = open_savings(by=by, group=group, person=person)
    record_savings(by=by, account=book, on=DAY, kind="deposit", amount=amount)
    return book


def kur():
    return LoanScheme.objects.get_or_create(code="kur", defaults={"name": "KUR", "is_kur": True})[0]


def lend(by, group, person, on=DAY, **more):
    return open_loan(
        by=by, group=group, person=person, scheme=kur(), on=on, principal=1_200_000, term_months=12, **more
    )


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, ValidationError)]


def merge(by, pair, kept):
    versions = {person.pk: person.version for person in (pair.first, pair.second)}
    return merge_people(by=by, pair=pair, kept_id=kept.pk, versions=versions, choices={}, reason="Terdaftar dua kali")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_one_book_at_once_take_out_no_more_than_is_in_it(cast):
    book = book_of(cast.officer, factories.make_group())

    def take():
        return record_savings(by=cast.officer, account=book, on=DAY, kind="withdrawal", amount=30_000)

    answers = at_once(take, take, take)
    assert len(refusals(answers)) == 2
    assert with_balance(SavingsAccount.objects.all(), DAY).get().balance == 20_000


@pytest.mark.django_db(transaction=True)
def test_one_entry_is_undone_once_and_one_book_opened_once_whoever_asks_at_once(cast):
    group = factories.make_group()
    entry = book_of(cast.officer, group).entries.get()
    person = factories.make_membership(group).person

    def undo():
        return reverse_savings(by=cast.officer, entry=entry, reason="Salah buku")

    def open_it():
        return open_savings(by=cast.officer, group=group, person=person)

    answers = at_once(undo, undo, open_it, open_it)
    assert len(refusals(answers)) == 1
    assert SavingsEntry.objects.filter(reverses=entry).count() == 1
    assert SavingsAccount.objects.filter(person=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_kur_of_one_person_in_two_groups_at_once_see_each_other(cast):
    first, second = factories.make_group(), factories.make_group(factories.SUGIHWARAS, "Kenanga")
    person = factories.make_membership(first).person
    factories.make_membership(second, person)
    kur()
    answers = at_once(*[lambda group=group: lend(cast.regency, group, person) for group in (first, second)])
    assert len(refusals(answers)) == 1 and Loan.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_kur_referrals_of_one_person_in_two_groups_at_once_see_each_other(cast):
    first, second = factories.make_group(), factories.make_group(factories.SUGIHWARAS, "Kenanga")
    person = factories.make_membership(first).person
    factories.make_membership(second, person)
    product = make_product(is_kur=True)
    told = {"by": cast.aku, "product": product, "board": product.agreement.board, "amount_asked": 1_000_000}
    told |= {"person": person, "proposed_on": DAY}
    answers = at_once(*[lambda group=group: propose(group=group, **told) for group in (first, second)])
    assert len(refusals(answers)) == 1 and Referral.objects.count() == 1


@pytest.mark.django_db
def test_a_kur_put_on_record_late_is_asked_about_the_one_taken_after_it(cast):
    group = factories.make_group()
    person = factories.make_membership(group).person
    lend(cast.officer, group, person, on=date(2026, 6, 1))
    with pytest.raises(ValidationError, match="KUR berjalan"):
        lend(cast.officer, group, person, on=DAY)


@pytest.mark.django_db
def test_a_merge_and_its_undo_keep_books_entries_and_running_kur(cast):
    """SD04: after the merge the limit is asked of one person; undone, each has her own again."""
    group, other = factories.make_group(), factories.make_group(factories.SUGIHWARAS, "Kenanga")
    first = factories.make_membership(group).person
    second = factories.make_membership(other).person
    books = {
        book_of(cast.regency, group, first).pk: first.pk,
        book_of(cast.regency, other, second, 70_000).pk: second.pk,
    }
    lend(cast.regency, other, second)
    pair = factories.make_pair(first, second)
    merge(cast.regency, pair, first)
    pair.refresh_from_db()
    assert set(SavingsAccount.objects.values_list("person_id", flat=True)) == {first.pk}
    assert [loan.person_id for loan in running_kur(first, DAY)] == [first.pk]
    with pytest.raises(ValidationError, match="KUR berjalan"):
        lend(cast.regency, group, first)
    for closed in (open_savings, lend):
        with pytest.raises(ValidationError, match="bukan anggota"):
            closed(by=cast.regency, group=other, person=second)
    undo_merge(by=cast.regency, pair=pair)
    assert dict(SavingsAccount.objects.values_list("pk", "person_id")) == books
    assert running_kur(first, DAY) == [] and len(running_kur(second, DAY)) == 1
    balances = with_balance(SavingsAccount.objects.order_by("pk"), DAY).values_list("balance", flat=True)
    assert list(balances) == [50_000, 70_000]


@pytest.mark.django_db
def test_a_group_that_moves_carries_its_books_and_loans(cast, sign_in):
    """DM08: who loses the group loses its books; who gets it sees them."""
    group = factories.make_group()
    person = factories.make_membership(group).person
    book, loan = book_of(cast.officer, group, person), lend(cast.officer, group, person)
    move_group(by=cast.regency, group=group, village=Region.objects.get(pk=factories.SUGIHWARAS), reason="Desa dipecah")
    for rows in (SavingsAccount.objects.all(), Loan.objects.all()):
        assert rows.get().village_id == factories.SUGIHWARAS
        assert not rows.visible_to(cast.officer).exists() and rows.visible_to(cast.regency).exists()
    with pytest.raises(ValidationError, match="luar wilayah"):
        record_savings(by=cast.officer, account=book, on=DAY, kind="deposit", amount=1)
    record_loan_entry(by=cast.regency, loan=loan, on=DAY, kind="repayment", amount=1)


@pytest.mark.django_db
def test_a_loan_is_disbursed_once(cast):
    group = factories.make_group()
    loan = lend(cast.officer, group, factories.make_membership(group).person)
    with pytest.raises(ValidationError, match="sudah cair"):
        record_loan_entry(by=cast.officer, loan=loan, on=DAY, kind="disbursement", amount=1)


@pytest.mark.django_db
def test_a_kur_disbursed_anew_is_asked_about_the_one_taken_meanwhile(cast):
    group = factories.make_group()
    person = factories.make_membership(group).person
    undone = lend(cast.officer, group, person)
    reverse_loan_entry(by=cast.officer, entry=undone.entries.get(), reason="Salah anggota")
    other = lend(cast.officer, group, person)
    with pytest.raises(ValidationError, match=other.number):
        record_loan_entry(by=cast.officer, loan=undone, on=DAY, kind="disbursement", amount=1_200_000)


@pytest.mark.django_db
def test_two_people_with_the_same_open_referral_are_not_merged_into_one(cast):
    """SD04: it is said what to settle first, and nothing is changed."""
    group = factories.make_group()
    people = [factories.make_membership(group).person for _each in range(2)]
    product = make_product(is_kur=True)
    told = {"by": cast.aku, "group": group, "product": product, "board": product.agreement.board}
    for person in people:
        propose(**told, person=person, amount_asked=1_000_000, proposed_on=DAY)
    with pytest.raises(ValidationError, match="usulan permodalan yang sama"):
        merge(cast.regency, factories.make_pair(*people), people[0])
    assert Referral.objects.filter(person=people[1]).exists()
