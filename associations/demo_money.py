"""Made-up savings and loans of a few groups, written by the registry's own actions, in every state a loan can have.

Called by `manage.py seed_demo`; deterministic by the random generator it is given.
"""

import random
from datetime import date, timedelta

from associations.actions.money import open_loan, open_savings, record_loan_entry, record_savings, settle_loan
from associations.actions.rounds import record_round
from associations.ledger import due_on
from associations.models import Loan, LoanScheme, SavingsAccount
from groups.models import EnterpriseGroup
from regions.months import shift

GROUPS, ROUNDS, MEMBERS = 4, 4, 8
# Scheme, months since it was taken, instalments paid (None: all of it), of a term of ten months.
_LOANS = (("kukesra", 4, 4), ("mekaar", 6, 3), ("kur-mikro", 14, 2), ("kukesra", 12, None))
_TERM = 10


def seed_money(rng: random.Random, day: date, by) -> dict[str, int]:
    """Give the first groups of `by` rounds of savings, a withdrawal, and loans of every standing.

    Groups that have books are left out. Returns how many books and loans were made.
    """
    groups = EnterpriseGroup.objects.visible_to(by).active().filter(savings_accounts=None)
    before = (SavingsAccount.objects.count(), Loan.objects.count())
    for group in groups.order_by("pk")[:GROUPS]:
        people = [row.person for row in group.memberships.current(day).select_related("person").order_by("pk")]
        if len(people) < len(_LOANS):
            continue
        _save(rng, group, people[:MEMBERS], day, by)
        _lend(rng, group, people, day, by)
    return {"books": SavingsAccount.objects.count() - before[0], "loans": Loan.objects.count() - before[1]}


def _save(rng, group, people: list, day: date, by) -> None:
    """A round a month before last year's loans began, then one in each of the last months; one takes some out."""
    first = shift(day.replace(day=1), -15) + timedelta(days=9)
    days = [first] + [shift(day.replace(day=1), -step) + timedelta(days=9) for step in range(ROUNDS, 0, -1)]
    for on in days:
        amounts = {str(person.pk): (person, rng.choice((5, 10, 20, 25)) * 1_000) for person in people}
        record_round(by=by, group=group, on=on, kind="deposit", amounts=amounts, evidence="Buku kas contoh")
    own = open_savings(by=by, group=group)
    record_savings(by=by, account=own, on=days[-1], kind="deposit", amount=rng.randrange(2, 9) * 100_000)
    out = open_savings(by=by, group=group, person=people[0])
    record_savings(by=by, account=out, on=days[-1], kind="withdrawal", amount=10_000)


def _lend(rng, group, people: list, day: date, by) -> None:
    schemes = {scheme.code: scheme for scheme in LoanScheme.objects.all()}
    for person, (code, months, paid) in zip(people, _LOANS, strict=False):
        on = shift(day.replace(day=1), -months) + timedelta(days=14)
        principal = rng.randrange(2, 10) * 500_000
        loan = open_loan(
            by=by, group=group, person=person, scheme=schemes[code], on=on, principal=principal, term_months=_TERM
        )
        for number in range(1, (paid or 0) + 1):
            paid_on = due_on(on, number)
            if paid_on <= day:
                record_loan_entry(
                    by=by,
                    loan=loan,
                    on=paid_on,
                    kind="repayment",
                    amount=principal // _TERM,
                    evidence="Kuitansi contoh",
                )
        if paid is None:
            settle_loan(by=by, loan=loan, on=due_on(on, _TERM))
