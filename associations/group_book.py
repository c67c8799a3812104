"""The book of a group on a day: its savings books and its loans with their sums, for pages and paper (UP08)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q

from associations.books import savings_lines, standing_of, with_balance, with_principal
from associations.ledger import LoanStanding, LoanStatus, worst
from associations.models import Loan, SavingsAccount
from groups.models import EnterpriseGroup


@dataclass(frozen=True)
class LoanRow:
    """One loan with how it stands on the day."""

    loan: Loan
    standing: LoanStanding


@dataclass(frozen=True)
class GroupSavings:
    """The savings books of a group, each with `balance` and `last_on`, as at the day."""

    day: date
    accounts: list[SavingsAccount]

    @property
    def total(self) -> int:
        """The sum of all balances."""
        return sum(account.balance for account in self.accounts)

    @property
    def savers(self) -> int:
        """Members, each counted once, whose books hold something."""
        return len({account.person_id for account in self.accounts if account.person_id and account.balance})


@dataclass(frozen=True)
class GroupLoans:
    """The loans of a group as at the day; those that were taken later are left out."""

    day: date
    rows: list[LoanRow] = field(default_factory=list)

    @property
    def running(self) -> list[LoanRow]:
        """Those of which something is still owed."""
        return [row for row in self.rows if row.standing.outstanding > 0]

    @property
    def outstanding(self) -> int:
        """The principal still owed on all of them."""
        return sum(row.standing.outstanding for row in self.rows)

    @property
    def arrears(self) -> int:
        """What is overdue on all of them."""
        return sum(row.standing.arrears for row in self.rows)

    @property
    def disbursed(self) -> int:
        """What was given with all of them."""
        return sum(row.standing.disbursed for row in self.rows)

    @property
    def counts(self) -> list[tuple[LoanStatus, int]]:
        """How many stand how, in the order of the statuses."""
        found = Counter(row.standing.status for row in self.rows)
        return [(status, found[status]) for status in LoanStatus if found[status]]

    @property
    def worst(self) -> LoanStatus | None:
        """The worst of the running ones."""
        return worst([row.standing.status for row in self.running])


def savings_of(group: EnterpriseGroup, day: date) -> GroupSavings:
    """The savings books of the group as at the day, those of members by name, the group's own first. One query."""
    accounts = with_balance(group.savings_accounts.select_related("person"), day)
    accounts = accounts.annotate(last_on=Max("entries__on", filter=Q(entries__on__lte=day)))
    found = sorted(accounts, key=lambda one: (one.person_id is not None, one.person.name_key if one.person else ""))
    for account in found:
        account.group = group
    return GroupSavings(day, found)


def loans_of(group: EnterpriseGroup, day: date) -> GroupLoans:
    """The loans of the group as at the day, newest first. One query."""
    loans = with_principal(group.loans.filter(on__lte=day).select_related("person", "scheme", "lender"), day)
    rows = []
    for loan in loans:
        loan.group = group
        rows.append(LoanRow(loan, standing_of(loan, day)))
    return GroupLoans(day, rows)


def savings_lines_until(account: SavingsAccount, day: date) -> list:
    """The entries of a book up to the evening of the day, oldest first, each with the balance after it."""
    return [line for line in savings_lines(account) if line.entry.on <= day]
