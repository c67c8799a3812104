"""The report of savings and credit: the worked example by hand, few people hidden, and a storm of writes (UP08, DB06).

The example stands in docs/figures.md, "Worked example of savings and loans".
"""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.actions.money import (
    open_loan,
    open_savings,
    record_loan_entry,
    record_savings,
    reverse_loan_entry,
    reverse_savings,
    settle_loan,
)
from associations.actions.rounds import record_round
from associations.group_book import loans_of, savings_of
from associations.ledger import LoanStatus
from associations.models import Loan, LoanEntry, LoanScheme, SavingsAccount, SavingsEntry
from groups.models import EnterpriseGroup
from regions.codes import Level
from regions.models import Region
from reports.catalogue.money import SAVINGS_AND_CREDIT, money_as_at, together
from reports.catalogue.report import Asked
from reports.table import HIDDEN
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 15)
KEYS = ("books", "savers", "balance", "deposits", "withdrawals", "loans", "running", "outstanding")
LOANS = ("loans:current", "loans:overdue", "loans:bad", "loans:settled", "owed:overdue", "owed:bad", "bad_share")


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-08-15 03:00Z")


@pytest.fixture
def example(cast):
    """Melati in Bumiayu (Wonomulyo) and Dahlia in Darma (Polewali), as in the worked example."""
    by, melati, dahlia = cast.regency, factories.make_group(), factories.make_group(factories.DARMA, "Dahlia")
    ani, budi, cici = (factories.make_membership(melati).person for _place in range(3))
    put = [(ani, date(2025, 12, 1), 100_000), (ani, date(2026, 2, 1), 50_000), (budi, date(2026, 2, 1), 40_000)]
    for person, on, amount in [*put, (None, date(2026, 3, 1), 500_000)]:
        record_savings(
            by=by, account=open_savings(by=by, group=melati, person=person), on=on, kind="deposit", amount=amount
        )
    book = open_savings(by=by, group=melati, person=budi)
    record_savings(by=by, account=book, on=date(2026, 5, 1), kind="withdrawal", amount=40_000)
    wrong = record_savings(by=by, account=book, on=date(2026, 5, 1), kind="deposit", amount=99_000)
    reverse_savings(by=by, entry=wrong, reason="Salah buku")
    open_savings(by=by, group=melati, person=cici)
    lend(by, melati, ani, date(2026, 7, 31))
    overdue = lend(by, melati, budi, date(2026, 1, 31))
    record_loan_entry(by=by, loan=overdue, on=date(2026, 6, 1), kind="repayment", amount=500_000)
    record_loan_entry(by=by, loan=overdue, on=date(2026, 6, 1), kind="interest", amount=60_000)
    settled = lend(by, melati, cici, date(2025, 1, 1))
    settle_loan(by=by, loan=settled, on=date(2026, 1, 1))
    lend(by, dahlia, None, date(2025, 6, 30), principal=2_400_000)
    return cast


def lend(by, group, person, on, principal=1_200_000):
    scheme = LoanScheme.objects.get_or_create(code="lain", defaults={"name": "Lainnya"})[0]
    return open_loan(by=by, group=group, person=person, scheme=scheme, on=on, principal=principal, term_months=12)


def table_of(user, on=DAY, code="7604", level=Level.DISTRICT):
    return SAVINGS_AND_CREDIT.make(Asked(user, Region.objects.get(pk=code), level, on))


def lines(table, keys) -> dict:
    found = {row.code: tuple(row.values.get(key) for key in keys) for row in table.rows}
    return found | {"sum": tuple(table.total.values.get(key) for key in keys)}


def test_the_worked_example_by_hand(example):
    table = table_of(example.regency)
    assert lines(table, KEYS) == {
        "760403": (3, 1, 650_000, 590_000, 40_000, 3, 2, 1_900_000),
        "760404": (0, 0, 0, 0, 0, 1, 1, 2_400_000),
        "sum": (3, 1, 650_000, 590_000, 40_000, 4, 3, 4_300_000),
    }
    assert lines(table, LOANS) == {
        "760403": (1, 1, 0, 1, 700_000, 0, Decimal(0)),
        "760404": (0, 0, 1, 0, 0, 2_400_000, Decimal(1)),
        "sum": (1, 1, 1, 1, 700_000, 2_400_000, Decimal(2_400_000) / 4_300_000),
    }


def test_the_worked_example_at_the_end_of_the_year_before(example):
    table = table_of(example.regency, date(2025, 12, 31))
    assert lines(table, KEYS)["760403"] == (1, 1, 100_000, 100_000, 0, 1, 1, 1_200_000)
    assert lines(table, LOANS)["760404"] == (0, 1, 0, 0, 2_400_000, 0, Decimal(0))


def test_few_people_are_hidden_from_those_who_may_not_see_money(example):
    """DB06: a province sees neither how many nor how much where it is one or two people."""
    table = table_of(example.province)
    assert lines(table, ("savers", "balance", "outstanding"))["760403"] == (HIDDEN, HIDDEN, HIDDEN)
    shown = [value for row in [*table.rows, table.total] for value in row.values.values()]
    assert 650_000 not in shown and 700_000 not in shown and 2_400_000 not in shown


def test_what_the_table_around_hides_is_hidden_in_the_last_line_of_the_next(example):
    """DB06: 3 savers of Mamuju cannot be had as those of the province less those of Polewali Mandar."""
    for village, savers in ((factories.BINANGA, 3), (factories.SUGIHWARAS, 6), (factories.DARMA, 7)):
        group = factories.make_group(village, f"Penabung {village}")
        for _saver in range(savers):
            factories.make_savings(group, factories.make_membership(group).person)
    around = lines(table_of(example.province, code="76", level=Level.REGENCY), ("savers",))
    assert around == {"7602": (HIDDEN,), "7604": (HIDDEN,), "sum": (17,)}
    assert lines(table_of(example.province), ("savers", "balance"))["sum"] == (HIDDEN, HIDDEN)
    own = factories.make_user("koor-lain", "coordinator", "7604")
    assert lines(table_of(own), ("savers",)) == {"760403": (7,), "760404": (7,), "sum": (14,)}


def test_the_report_costs_the_same_for_more_books(example):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            table_of(example.regency)
        return len(queries)

    asked()
    before = asked()
    for _place in range(4):
        group = factories.make_group(factories.SUGIHWARAS, "Mawar")
        factories.make_savings(group, factories.make_membership(group).person)
        factories.make_loan(group)
    assert asked() == before


@pytest.mark.parametrize("seed", [3, 8])
def test_after_a_storm_report_books_and_entries_say_the_same_on_every_day(cast, seed):
    """The sum of the books of all groups, the report, and every entry added up by hand, as at random days."""
    rng = random.Random(seed)
    by = cast.regency
    places = (factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA)
    groups = {group: [factories.make_membership(group).person for _one in range(2)] for group in map(_group, places)}
    for _write in range(50):
        group = rng.choice(list(groups))
        try:
            _write_something(rng, by, group, rng.choice([*groups[group], None]))
        except ValidationError:
            pass  # An overdraft, a settled loan: refused, and nothing of it may remain.
    assert SavingsEntry.objects.count() > 10 and LoanEntry.objects.count() > 5
    for _day in range(6):
        day = DAY - timedelta(days=rng.randrange(600))
        _hold_together(day)


def _group(code: str) -> EnterpriseGroup:
    return factories.make_group(code, f"Kelompok {code}")


def _write_something(rng, by, group, person) -> None:
    on, amount = DAY - timedelta(days=rng.randrange(600)), rng.randrange(1, 20) * 5_000
    books, loans = SavingsAccount.objects.filter(group=group), Loan.objects.filter(group=group)
    deed = rng.choice(("round", "round", "in", "out", "undo", "lend", "pay", "pay", "undo_loan", "settle"))
    if deed == "round":
        record_round(by=by, group=group, on=on, kind="deposit", amounts={"a": (person, amount), "b": (None, 5_000)})
    elif deed in ("in", "out"):
        account = open_savings(by=by, group=group, person=person)
        record_savings(by=by, account=account, on=on, kind="deposit" if deed == "in" else "withdrawal", amount=amount)
    elif deed == "lend":
        lend(by, group, person, on, principal=amount * 10)
    elif deed == "undo" and books:
        entries = list(SavingsEntry.objects.filter(account__in=books))
        if entries:
            reverse_savings(by=by, entry=rng.choice(entries), reason="Salah")
    elif loans:
        _write_on_loan(rng, by, deed, rng.choice(list(loans)), on, amount)


def _write_on_loan(rng, by, deed, loan, on, amount) -> None:
    if deed == "settle":
        settle_loan(by=by, loan=loan, on=max(on, loan.on))
    elif deed == "undo_loan":
        reverse_loan_entry(by=by, entry=rng.choice(list(loan.entries.all())), reason="Salah")
    else:
        kind = rng.choice(("repayment", "interest"))
        record_loan_entry(by=by, loan=loan, on=max(on, loan.on), kind=kind, amount=amount)


def _hold_together(day: date) -> None:
    for level in (Level.VILLAGE, Level.REGENCY, Level.NATION):
        whole = together(money_as_at(["0"], level, day).values())
        savings = [savings_of(group, day) for group in EnterpriseGroup.objects.all()]
        loans = [loans_of(group, day) for group in EnterpriseGroup.objects.all()]
        assert whole.balance == sum(one.total for one in savings) == _savings_by_hand(day)
        assert len(whole.savers) == sum(one.savers for one in savings)
        assert sum(whole.owed.values()) == sum(one.outstanding for one in loans) == _owed_by_hand(day)
        for status in (LoanStatus.CURRENT, LoanStatus.OVERDUE, LoanStatus.BAD, LoanStatus.SETTLED):
            assert whole.loans[status] == sum(dict(one.counts).get(status, 0) for one in loans)
    assert whole.deposits - whole.withdrawals == _savings_by_hand(day) - _savings_by_hand(date(day.year - 1, 12, 31))


def _savings_by_hand(day: date) -> int:
    return sum(
        entry.amount if entry.kind == "deposit" else -entry.amount
        for entry in SavingsEntry.objects.all()
        if entry.on <= day
    )


def _owed_by_hand(day: date) -> int:
    owed = 0
    for entry in LoanEntry.objects.all():
        sign = {"disbursement": 1, "repayment": -1, "interest": 0}[entry.kind] * (-1 if entry.reverses_id else 1)
        owed += sign * entry.amount if entry.on <= day else 0
    return owed
