"""Loans of a group: all of them with how they stand, one loan, and the forms that keep it (UP08)."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.receipts import answers_once
from accounts.roles import Permission
from associations.actions.money import (
    SECOND_KUR,
    open_loan,
    record_loan_entry,
    reverse_loan_entry,
    settle_loan,
)
from associations.books import loan_lines, principal_of, running_kur, standing_of, with_principal
from associations.forms.money import LoanEntryForm, LoanForm, ReversalForm, SettleForm
from associations.group_book import loans_of
from associations.ledger import schedule
from associations.models import Loan, LoanEntryKind
from associations.views.money import asked_day, form_page, note_book_opened, page_of, saved
from groups.forms.errors import has_code
from groups.views.found import group_or_404
from regions.clock import local_today

GROUP_ITSELF = "kelompok"


@require(Permission.MONEY_VIEW)
@never_cache
@require_safe
def loan_list(request, number):
    """All loans of a group with what is owed and how they stand as at a day."""
    group = group_or_404(request.user, number)
    asked = asked_day(request, group)
    loans = loans_of(group, asked.day)
    return render(request, "associations/loan_list.html", page_of(request, group, asked=asked, loans=loans))


@require(Permission.MONEY_VIEW)
@never_cache
@require_safe
def loan_detail(request, number, loan):
    """One loan: terms, how it stands, its schedule and its entries."""
    found = _loan_or_404(request, number, loan)
    asked = asked_day(request, found.group)
    stands = standing_of(with_principal(Loan.objects.filter(pk=found.pk), asked.day).get(), asked.day)
    note_book_opened(request.user, found.group, found.person, found.number)
    context = page_of(request, found.group, loan=found, asked=asked, standing=stands)
    context["lines"] = [line for line in loan_lines(found) if line.entry.on <= asked.day]
    context["schedule"] = _schedule(found, stands, asked.day)
    context["other_kur"] = _other_kur(found, stands, asked.day)
    return render(request, "associations/loan_detail.html", context)


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def loan_add(request, number):
    """A loan to a member, or to the group, with its disbursement."""
    group = group_or_404(request.user, number)
    owners = _borrowers(group)
    choices = [(key, label) for key, (_person, label) in owners.items()]
    form = LoanForm(request.POST or None, group=group, owners=choices, initial={"on": local_today(group)})

    def store():
        return open_loan(by=request.user, group=group, person=owners[form.cleaned_data["owner"]][0], **form.entries())

    answer = saved(request, form, "loan_add", store, group)
    context = form_page(request, group, form, asks=_asks_about_kur(form))
    return answer or render(request, "associations/loan_add.html", context)


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def loan_entry_add(request, number, loan):
    """A repayment, interest, or a disbursement put on record anew."""
    found = _loan_or_404(request, number, loan)
    kinds = _kinds(found)
    initial = {"on": local_today(found.group), "kind": kinds[0]}
    form = LoanEntryForm(request.POST or None, group=found.group, kinds=kinds, initial=initial)

    def store():
        return record_loan_entry(by=request.user, loan=found, **form.cleaned_data)

    answer = saved(request, form, "loan_entry_add", store, found.group)
    context = form_page(request, found.group, form, loan=found, owed=_owed(found))
    return answer or render(request, "associations/loan_entry_add.html", context)


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def loan_settle(request, number, loan):
    """Everything still owed was paid back."""
    found = _loan_or_404(request, number, loan)
    owed = _owed(found)
    if owed <= 0 and request.method != "POST":
        return redirect(found)
    form = SettleForm(request.POST or None, group=found.group, initial={"on": local_today(found.group)})

    def store():
        return settle_loan(by=request.user, loan=found, **form.cleaned_data)

    answer = saved(request, form, "loan_settle", store, found.group)
    context = form_page(request, found.group, form, loan=found, owed=owed)
    return answer or render(request, "associations/loan_settle.html", context)


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def loan_reverse(request, number, loan, pk):
    """An entry that was wrong is undone by one that names it."""
    found = _loan_or_404(request, number, loan)
    entry = get_object_or_404(found.entries.filter(reverses=None), pk=pk)
    form = ReversalForm(request.POST or None)

    def store():
        return reverse_loan_entry(by=request.user, entry=entry, **form.cleaned_data)

    answer = saved(request, form, "loan_reverse", store, found.group)
    context = form_page(request, found.group, form, loan=found, entry=entry)
    return answer or render(request, "associations/loan_reverse.html", context)


def _loan_or_404(request, number: str, loan: str) -> Loan:
    loans = Loan.objects.visible_to(request.user).select_related("group__village", "person", "scheme", "lender")
    return get_object_or_404(loans, number=loan, group__number=number)


def _borrowers(group) -> dict[str, tuple]:
    """Who can borrow: the key in the form, the person (None for the group), and the words."""
    members = group.memberships.current(local_today(group)).select_related("person").order_by("person__name_key")
    owners = {GROUP_ITSELF: (None, _("Kelompok sebagai satu peminjam"))}
    return owners | {str(row.pk): (row.person, row.person.name) for row in members}


def _owed(loan: Loan) -> int:
    """The principal owed after all entries, whatever their day."""
    return sum(principal_of(entry).amount for entry in loan.entries.all())


def _kinds(loan: Loan) -> list[str]:
    """What can be put on record: a disbursement only where the first one was undone."""
    given = sum(principal_of(entry).amount for entry in loan.entries.filter(kind=LoanEntryKind.DISBURSEMENT))
    paid = [LoanEntryKind.REPAYMENT, LoanEntryKind.INTEREST]
    return paid if given else [LoanEntryKind.DISBURSEMENT, LoanEntryKind.INTEREST]


def _schedule(loan: Loan, stands, day) -> list:
    if stands.disbursed <= 0:
        return []
    return schedule(
        start=loan.on, term_months=loan.term_months, disbursed=stands.disbursed, repaid=stands.repaid, day=day
    )


def _other_kur(loan: Loan, stands, day) -> list[str]:
    """The numbers of other running KUR of the same person; in whatever group, so only the numbers are shown."""
    if loan.person is None or not loan.scheme.is_kur or stands.outstanding <= 0:
        return []
    return [other.number for other in running_kur(loan.person, day, besides=loan)]


def _asks_about_kur(form: LoanForm) -> bool:
    """True once the loan has raised the question whether a second KUR is right."""
    if not form.is_bound:
        return False
    return has_code(form, SECOND_KUR) or bool(form.data.get("sure") or form.data.get("second_kur_reason"))
