"""Savings books and loans: entries that only grow, balances that are only derived (UP08)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.roles import Role
from associations.actions.money import (
    SECOND_KUR,
    open_loan,
    open_savings,
    record_loan_entry,
    record_savings,
    reverse_loan_entry,
    reverse_savings,
    settle_loan,
)
from associations.books import savings_lines, standing_of, with_balance, with_principal
from associations.ledger import LoanStatus
from associations.models import Loan, LoanEntry, LoanScheme, SavingsAccount, SavingsEntry
from groups.actions import set_status
from groups.models import EnterpriseGroup
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def group(cast):
    return factories.make_group()


@pytest.fixture
def member(group):
    return factories.make_membership(group).person


@pytest.fixture
def book(cast, group, member):
    return open_savings(by=cast.officer, group=group, person=member)


def scheme(code, **columns):
    return LoanScheme.objects.get_or_create(code=code, defaults={"name": code, **columns})[0]


def lend(cast, group, **columns):
    wanted = {"scheme": scheme("lain"), "on": date(2026, 1, 31), "principal": 1_200_000, "term_months": 12}
    return open_loan(by=cast.officer, group=group, **(wanted | columns))


def put(cast, book, on, kind, amount):
    return record_savings(by=cast.officer, account=book, on=on, kind=kind, amount=amount)


def balance_of(book, day):
    return with_balance(SavingsAccount.objects.filter(pk=book.pk), day).get().balance


def standing_at(loan, day):
    return standing_of(with_principal(Loan.objects.filter(pk=loan.pk), day).get(), day)


def test_a_book_holds_what_its_entries_say_on_every_date(cast, book, time_machine):
    time_machine.move_to("2026-06-01 03:00Z")
    put(cast, book, date(2026, 3, 2), "deposit", 50_000)
    put(cast, book, date(2026, 4, 2), "withdrawal", 20_000)
    put(cast, book, date(2026, 3, 20), "deposit", 10_000)
    assert [balance_of(book, date(2026, *day)) for day in ((3, 1), (3, 2), (3, 20), (4, 2))] == [
        0,
        50_000,
        60_000,
        40_000,
    ]
    assert [line.balance for line in savings_lines(book)] == [50_000, 60_000, 40_000]


def test_a_book_never_holds_less_than_nothing_on_any_evening(cast, book, time_machine):
    time_machine.move_to("2026-06-01 03:00Z")
    deposit = put(cast, book, date(2026, 3, 2), "deposit", 50_000)
    put(cast, book, date(2026, 4, 2), "withdrawal", 50_000)
    with pytest.raises(ValidationError, match="02/04/2026"):
        put(cast, book, date(2026, 3, 10), "withdrawal", 1)
    with pytest.raises(ValidationError, match="02/04/2026"):
        reverse_savings(by=cast.officer, entry=deposit, reason="Salah buku")
    assert SavingsEntry.objects.count() == 2


def test_a_mistake_is_undone_once_and_both_stay(cast, book, time_machine):
    time_machine.move_to("2026-06-01 03:00Z")
    entry = put(cast, book, DAY, "deposit", 50_000)
    undoing = reverse_savings(by=cast.officer, entry=entry, reason="Salah ketik")
    assert balance_of(book, DAY) == 0 and SavingsEntry.objects.count() == 2
    for again in (entry, undoing):
        with pytest.raises(ValidationError):
            reverse_savings(by=cast.officer, entry=again, reason="Lagi")


def test_entries_can_neither_be_changed_nor_removed(cast, book, group, time_machine):
    """Whoever asks: the database refuses (append-only)."""
    time_machine.move_to("2026-06-01 03:00Z")
    put(cast, book, DAY, "deposit", 50_000)
    lend(cast, group)
    for rows in (SavingsEntry.objects.all(), LoanEntry.objects.all()):
        for change in (lambda rows=rows: rows.update(amount=1), lambda rows=rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_a_day_to_come_no_money_and_a_stranger_are_refused(cast, book, group, time_machine):
    time_machine.move_to("2026-03-01 03:00Z")
    with pytest.raises(ValidationError):
        put(cast, book, DAY, "deposit", 50_000)
    with pytest.raises(ValidationError):
        put(cast, book, date(2026, 3, 1), "deposit", 0)
    with pytest.raises(ValidationError, match="bukan anggota"):
        open_savings(by=cast.officer, group=group, person=factories.make_person())


def test_no_money_moves_before_the_group_was_founded(cast, book, group, time_machine):
    time_machine.move_to("2026-08-17 03:00Z", tick=False)
    EnterpriseGroup.objects.filter(pk=group.pk).update(founded_on=DAY)
    for act in (lambda on: put(cast, book, on, "deposit", 50_000), lambda on: lend(cast, group, on=on)):
        with pytest.raises(ValidationError, match="sebelum kelompok berdiri"):
            act(date(2026, 3, 1))
        assert act(DAY).pk


def test_a_dissolved_group_borrows_no_more_but_settles_its_books(cast, book, group, time_machine):
    """DM09: what was before that day may still be put on record."""
    time_machine.move_to("2026-08-17 03:00Z", tick=False)
    put(cast, book, DAY, "deposit", 50_000)
    loan = lend(cast, group)
    set_status(by=cast.officer, group=group, status="dissolved", on=date(2026, 6, 1), reason="Anggota pindah")
    with pytest.raises(ValidationError, match="sudah bubar"):
        lend(cast, group, on=date(2026, 6, 1))
    assert lend(cast, group, on=date(2026, 5, 31)).pk
    put(cast, book, date(2026, 7, 1), "withdrawal", 50_000)
    assert settle_loan(by=cast.officer, loan=loan, on=date(2026, 7, 1)).amount == 1_200_000


def test_outside_the_territory_nothing_can_be_written(cast, group, time_machine):
    time_machine.move_to("2026-06-01 03:00Z")
    with pytest.raises(ValidationError, match="luar wilayah"):
        open_savings(by=cast.outside[Role.OFFICER], group=group)


def test_a_loan_stands_as_its_entries_say_on_every_date(cast, group, time_machine):
    time_machine.move_to("2026-09-01 03:00Z")
    loan = lend(cast, group)
    payment = record_loan_entry(by=cast.officer, loan=loan, on=date(2026, 2, 28), kind="repayment", amount=100_000)
    record_loan_entry(by=cast.officer, loan=loan, on=date(2026, 2, 28), kind="interest", amount=9_000)
    assert standing_at(loan, date(2026, 1, 30)).status is LoanStatus.EMPTY
    assert standing_at(loan, date(2026, 3, 1)).status is LoanStatus.CURRENT
    assert standing_at(loan, date(2026, 3, 1)).outstanding == 1_100_000
    reverse_loan_entry(by=cast.officer, entry=payment, reason="Uang tidak jadi masuk")
    assert standing_at(loan, date(2026, 3, 1)).status is LoanStatus.OVERDUE
    assert standing_at(loan, date(2026, 8, 28)).status is LoanStatus.BAD


def test_more_than_is_owed_is_never_paid_back(cast, group, time_machine):
    time_machine.move_to("2026-09-01 03:00Z")
    loan = lend(cast, group)
    with pytest.raises(ValidationError, match="melebihi sisa"):
        record_loan_entry(by=cast.officer, loan=loan, on=date(2026, 2, 1), kind="repayment", amount=1_200_001)
    record_loan_entry(by=cast.officer, loan=loan, on=date(2026, 5, 1), kind="repayment", amount=1_200_000)
    assert standing_at(loan, date(2026, 5, 1)).status is LoanStatus.SETTLED
    with pytest.raises(ValidationError, match="01/05/2026"):
        record_loan_entry(by=cast.officer, loan=loan, on=date(2026, 4, 1), kind="repayment", amount=1)


def test_a_second_running_kur_of_one_person_is_asked_about_in_any_group(cast, group, member, time_machine):
    """KUR limits are per NIK."""
    time_machine.move_to("2026-09-01 03:00Z")
    kur, other = scheme("kur", is_kur=True), factories.make_group(name="Kenanga")
    factories.make_membership(other, person=member)
    first = lend(cast, group, scheme=kur, person=member)
    with pytest.raises(ValidationError) as refused:
        lend(cast, other, scheme=kur, person=member, on=date(2026, 6, 1))
    assert refused.value.error_dict["second_kur_reason"][0].code == SECOND_KUR
    assert first.number in str(refused.value)
    lend(cast, other, scheme=kur, person=member, on=date(2026, 6, 1), second_kur_reason="Pelunasan sedang berjalan")


def test_a_kur_that_is_settled_stands_in_nobodys_way(cast, group, member, time_machine):
    time_machine.move_to("2026-09-01 03:00Z")
    kur = scheme("kur", is_kur=True)
    first = lend(cast, group, scheme=kur, person=member)
    record_loan_entry(by=cast.officer, loan=first, on=date(2026, 5, 1), kind="repayment", amount=1_200_000)
    lend(cast, group, scheme=kur, person=member, on=date(2026, 6, 1))


def test_kukesra_is_for_savers(cast, group, member, book, time_machine):
    time_machine.move_to("2026-09-01 03:00Z")
    kukesra = scheme("kukesra")
    with pytest.raises(ValidationError, match="penabung"):
        lend(cast, group, scheme=kukesra, person=member)
    put(cast, book, date(2026, 1, 1), "deposit", 5_000)
    assert lend(cast, group, scheme=kukesra, person=member).number.startswith("P-")


def test_reading_costs_the_same_for_more_entries(cast, group, book, time_machine, django_assert_num_queries):
    time_machine.move_to("2026-09-01 03:00Z")
    for day in range(1, 9):
        put(cast, book, date(2026, 3, day), "deposit", 1_000)
    with django_assert_num_queries(1):
        savings_lines(book)
    with django_assert_num_queries(1):
        list(with_balance(SavingsAccount.objects.all(), DAY))
