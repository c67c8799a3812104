"""Savings and credit by region as at any day: books, savers, balances, loans and how they stand (UP08).

Defined in words in `docs/figures.md`, "Simpanan dan pinjaman". Nothing is kept: every number is added up from entries.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, Q, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from associations.books import with_principal
from associations.ledger import LoanStanding, LoanStatus, standing
from associations.models import Loan, SavingsEntry, SavingsKind
from regions.codes import is_inside, level_of
from regions.scoping import in_any_region
from reports.as_at import is_heavy_region, place_of
from reports.catalogue.by_region import is_heavy, programme_of, region_table
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.few_people import without_small
from reports.table import HIDDEN, Column, Kind, Table

# How a loan can stand on a day on which it was disbursed; the first three are running.
RUNNING = (LoanStatus.CURRENT, LoanStatus.OVERDUE, LoanStatus.BAD)
STATUSES = (*RUNNING, LoanStatus.SETTLED)
ROWS_AT_ONCE = 2_000
SAVINGS_MONEY = ("balance", "deposits", "withdrawals")
LOAN_MONEY = ("outstanding", *(f"owed:{status}" for status in RUNNING), "bad_share")


@dataclass
class Money:
    """What the books and loans of one region come to on a day."""

    books: int = 0
    owners: set = field(default_factory=set)
    savers: set = field(default_factory=set)
    balance: int = 0
    deposits: int = 0
    withdrawals: int = 0
    loans: dict = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    owed: dict = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))

    def take_book(self, group: int, person: int | None, balance: int, deposits: int, withdrawals: int) -> None:
        """One more book with an entry by the day. A member is a saver once in a group, however many books she has."""
        self.books += 1
        self.balance += balance
        self.deposits += deposits
        self.withdrawals += withdrawals
        if person is not None:
            self.owners.add((group, person))
            if balance > 0:
                self.savers.add((group, person))

    def take_loan(self, found: LoanStanding) -> None:
        """One more loan; one whose disbursement was undone, or is still to come, is none."""
        if found.status in self.loans:
            self.loans[found.status] += 1
            self.owed[found.status] += found.outstanding


def money_as_at(codes: Iterable[str], level: int, day: date) -> dict[str, Money]:
    """The money of everything inside the regions, per region of the level, in the evening of the day. Two queries."""
    codes, found = list(codes), dict[str, Money]()
    for village, *book in _books(codes, day):
        found.setdefault(place_of(village, level), Money()).take_book(*book)
    for village, stands in _loans(codes, day):
        found.setdefault(place_of(village, level), Money()).take_loan(stands)
    return found


def together(parts: Iterable[Money]) -> Money:
    """The money of several regions."""
    whole = Money()
    for part in parts:
        whole.books += part.books
        whole.owners |= part.owners
        whole.savers |= part.savers
        whole.balance += part.balance
        whole.deposits += part.deposits
        whole.withdrawals += part.withdrawals
        for status in STATUSES:
            whole.loans[status] += part.loans[status]
            whole.owed[status] += part.owed[status]
    return whole


def _books(codes: list[str], day: date):
    """Village, group, person, balance, and what went in and out in the year so far, of each book with an entry."""
    entries = SavingsEntry.objects.filter(in_any_region("account__village_id", codes), on__lte=day).order_by()
    year = Q(on__gte=day.replace(month=1, day=1))
    goes_in, plain = Q(kind=SavingsKind.DEPOSIT), Q(reverses__isnull=True)
    # What undoes an entry takes off what it undid, and is itself no movement of the other kind.
    moved = Case(When(plain, then=F("amount")), default=-F("amount"))
    sums = entries.values("account_id").annotate(
        balance=_sum(Case(When(goes_in, then=F("amount")), default=-F("amount"))),
        deposits=_sum(moved, year & (goes_in & plain | ~goes_in & ~plain)),
        withdrawals=_sum(moved, year & (~goes_in & plain | goes_in & ~plain)),
    )
    columns = ("account__village_id", "account__group_id", "account__person_id", "balance", "deposits", "withdrawals")
    return sums.values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE)


def _sum(value, counted: Q | None = None):
    return Coalesce(Sum(value, filter=counted), 0, output_field=BigIntegerField())


def _loans(codes: list[str], day: date):
    """The village of each loan taken by the day, and how it stands."""
    loans = Loan.objects.filter(in_any_region("village_id", codes), on__lte=day).order_by()
    rows = with_principal(loans, day).values_list("village_id", "on", "term_months", "disbursed", "repaid")
    for village, start, term, disbursed, repaid in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield (
            village,
            standing(
                start=start,
                term_months=term,
                disbursed=int(disbursed),
                repaid=int(repaid),
                day=day,
                bad_after=settings.LOAN_BAD_DAYS,
            ),
        )


def _make(asked: Asked) -> Table:
    found = money_as_at([asked.region.pk], asked.level, asked.on)
    rows = {code: _values(money) for code, money in found.items()}
    whole, nothing = _values(together(found.values())), _values(Money())
    if not asked.user.allows(Permission.MONEY_VIEW):
        rows, whole = _without_few(rows, whole, asked.region.level, _hidden_above(asked))
    title = _("Simpanan dan pinjaman kelompok %(programme)s") % programme_of(asked.on)
    return region_table(asked, title, _columns(asked), rows, whole, nothing)


def _values(money: Money) -> dict:
    running = sum(money.loans[status] for status in RUNNING)
    outstanding = sum(money.owed[status] for status in RUNNING)
    return {
        "books": money.books,
        "owners": len(money.owners),
        "savers": len(money.savers),
        "balance": money.balance,
        "deposits": money.deposits,
        "withdrawals": money.withdrawals,
        "loans": running + money.loans[LoanStatus.SETTLED],
        "running": running,
        "outstanding": outstanding,
        **{f"loans:{status}": money.loans[status] for status in STATUSES},
        **{f"owed:{status}": money.owed[status] for status in RUNNING},
        "bad_share": Decimal(money.owed[LoanStatus.BAD]) / outstanding if outstanding else None,
    }


def _hidden_above(asked: Asked) -> set[str]:
    """What the tables around a region hide of it, from the outermost of this user's territories in."""
    outer = _outermost(asked)
    if outer == asked.region.pk:
        return set()
    beside = money_as_at([outer], asked.region.level, asked.on)
    rows = {code: _values(money) for code, money in beside.items()}
    hidden, _whole = _without_few(rows, _values(together(beside.values())), level_of(outer))
    return {key for key, value in hidden.get(asked.region.pk, {}).items() if value is HIDDEN}


def _outermost(asked: Asked) -> str:
    """The largest territory of the user around the region asked for."""
    around = (code for code in asked.user.territory_codes if is_inside(asked.region.pk, code))
    return min(around, key=level_of, default=asked.region.pk)


def _is_heavy(asked: Asked) -> bool:
    """For those who may not see money, what stands around the region is counted too."""
    sees_money = asked.user.allows(Permission.MONEY_VIEW)
    return is_heavy(asked) or (not sees_money and is_heavy_region(_outermost(asked)))


def _without_few(
    rows: Mapping[str, dict], whole: dict, level: int, hidden_above: Collection[str] = ()
) -> tuple[dict[str, dict], dict]:
    """The same for those who may not see money: few savers or loans are hidden, and with them what they are worth."""
    for people in ("owners", "savers"):
        rows, whole = without_small(rows, whole, [people], people, level, hidden_above)
    statuses = [f"loans:{status}" for status in STATUSES]
    rows, whole = without_small(rows, whole, statuses, "loans", level, hidden_above)
    return {code: _worth_hidden(row) for code, row in rows.items()}, _worth_hidden(whole)


def _worth_hidden(row: dict) -> dict:
    hidden: dict = {}
    if HIDDEN in (row["owners"], row["savers"]):
        hidden |= dict.fromkeys(("books", "savers", *SAVINGS_MONEY), HIDDEN)
    if row["loans"] is HIDDEN or HIDDEN in [row[f"loans:{status}"] for status in STATUSES]:
        hidden |= dict.fromkeys(("running", *LOAN_MONEY), HIDDEN)
    return row | hidden


def _columns(asked: Asked) -> list[Column]:
    year = {"year": asked.on.year}
    counts = [Column(f"loans:{status}", str(status.label)) for status in STATUSES]
    owed = [
        Column(f"owed:{status}", _("Sisa pokok %(status)s") % {"status": str(status.label).lower()}, Kind.RUPIAH)
        for status in RUNNING
    ]
    return [
        Column("books", _("Buku simpanan")),
        Column("savers", _("Penabung")),
        Column("balance", _("Saldo simpanan"), Kind.RUPIAH),
        Column("deposits", _("Setoran %(year)d") % year, Kind.RUPIAH),
        Column("withdrawals", _("Penarikan %(year)d") % year, Kind.RUPIAH),
        Column("loans", _("Pinjaman")),
        Column("running", _("Pinjaman berjalan")),
        Column("outstanding", _("Sisa pokok"), Kind.RUPIAH),
        *counts,
        *owed,
        Column("bad_share", _("% macet"), Kind.PERCENT),
    ]


SAVINGS_AND_CREDIT = Report(
    slug="simpan-pinjam",
    name=gettext_lazy("Simpanan dan pinjaman"),
    about=gettext_lazy("Buku dan saldo simpanan, pinjaman berjalan, sisa pokok, dan berapa yang menunggak atau macet."),
    section=Section.BOARDS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.DAY,
    make=_make,
    is_heavy=_is_heavy,
)
