"""Reading savings books and loans as at a date, in a fixed number of queries however many entries there are."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from associations.ledger import LoanStanding, Movement, standing
from associations.models import Loan, LoanEntry, LoanEntryKind, SavingsAccount, SavingsEntry, SavingsKind

_GIVEN, _PAID = LoanEntryKind.DISBURSEMENT, LoanEntryKind.REPAYMENT


@dataclass(frozen=True)
class BookLine:
    """One entry of a book with the balance after it."""

    entry: SavingsEntry | LoanEntry
    balance: int


def movement_of(entry: SavingsEntry) -> Movement:
    """What an entry does to the balance of its book."""
    return Movement(entry.on, entry.amount if entry.kind == SavingsKind.DEPOSIT else -entry.amount)


def principal_of(entry: LoanEntry) -> Movement:
    """What an entry does to the principal owed; interest does nothing to it, a reversal the opposite."""
    sign = {_GIVEN: 1, _PAID: -1}.get(LoanEntryKind(entry.kind), 0)
    return Movement(entry.on, -sign * entry.amount if entry.reverses_id else sign * entry.amount)


def savings_lines(account: SavingsAccount) -> list[BookLine]:
    """The entries of a book, oldest first, each with the balance after it."""
    lines, running = [], 0
    for entry in account.entries.select_related("recorded_by", "reverses", "reversed_by").order_by("on", "id"):
        running += movement_of(entry).amount
        lines.append(BookLine(entry, running))
    return lines


def loan_lines(loan: Loan) -> list[BookLine]:
    """The entries of a loan, oldest first, each with the principal owed after it."""
    lines, running = [], 0
    for entry in loan.entries.select_related("recorded_by", "reverses", "reversed_by").order_by("on", "id"):
        running += principal_of(entry).amount
        lines.append(BookLine(entry, running))
    return lines


def with_balance(accounts: QuerySet[SavingsAccount], day: date) -> QuerySet[SavingsAccount]:
    """Books with their `balance` in the evening of the day, in whole rupiah."""
    moved = Case(When(entries__kind=SavingsKind.DEPOSIT, then=F("entries__amount")), default=-F("entries__amount"))
    return accounts.annotate(
        balance=Coalesce(Sum(moved, filter=Q(entries__on__lte=day)), 0, output_field=BigIntegerField())
    )


def with_principal(loans: QuerySet[Loan], day: date) -> QuerySet[Loan]:
    """Loans with `disbursed` and `repaid` in the evening of the day, in whole rupiah, reversals taken off."""
    return loans.annotate(disbursed=_total(_GIVEN, day), repaid=_total(_PAID, day))


def standing_of(loan: Loan, day: date) -> LoanStanding:
    """How a loan from `with_principal` of the same day stands."""
    return standing(
        start=loan.on,
        term_months=loan.term_months,
        disbursed=int(loan.disbursed),
        repaid=int(loan.repaid),
        day=day,
        bad_after=settings.LOAN_BAD_DAYS,
    )


def running_kur(person, day: date, *, besides: Loan | None = None, later: bool = False) -> list[Loan]:
    """The KUR loans of a person that are not settled on the day, whatever group they were taken in.

    KUR limits are per NIK: everyone merged into this person counts as the person. `later`: also those taken after the
    day, which a loan that is put on record late runs into.
    """
    people = type(person).objects.same_as(person.pk).order_by().values("pk")
    loans = Loan.objects.filter(person__in=people, scheme__is_kur=True).select_related("scheme", "group")
    others = loans.exclude(pk=besides.pk) if besides else loans
    found = [loan for loan in with_principal(others.filter(on__lte=day), day) if loan.disbursed > loan.repaid]
    return found + (list(others.filter(on__gt=day)) if later else [])


def _total(kind: str, day: date):
    counted = Q(entries__kind=kind, entries__on__lte=day)
    signed = Case(When(entries__reverses__isnull=True, then=F("entries__amount")), default=-F("entries__amount"))
    return Coalesce(Sum(signed, filter=counted), 0, output_field=BigIntegerField())
