"""Savings of a group: all books, one book, its entries, and a whole round on one screen (UP08)."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.receipts import answers_once
from accounts.roles import Permission
from associations.actions.money import open_savings, record_savings, reverse_savings
from associations.actions.rounds import record_round
from associations.forms.money import ReversalForm, RoundForm, SavingsEntryForm, SavingsOpenForm
from associations.group_book import savings_lines_until, savings_of
from associations.models import SavingsAccount, SavingsKind
from associations.views.money import asked_day, form_page, note_book_opened, page_of, saved
from groups.money import figures
from groups.views.found import group_or_404
from regions.clock import local_today

GROUP_ITSELF = "kelompok"


@dataclass(frozen=True)
class RoundRow:
    """One box of a round: the name of its field, whose it is, and what is in the book."""

    name: str
    person: object
    label: str
    about: str


@require(Permission.MONEY_VIEW)
@never_cache
@require_safe
def savings_list(request, number):
    """All savings books of a group with their balances as at a day."""
    group = group_or_404(request.user, number)
    asked = asked_day(request, group)
    savings = savings_of(group, asked.day)
    return render(request, "associations/savings_list.html", page_of(request, group, asked=asked, savings=savings))


@require(Permission.MONEY_VIEW)
@never_cache
@require_safe
def savings_detail(request, number, book):
    """One book: every entry with the balance after it."""
    account = _book_or_404(request, number, book)
    asked = asked_day(request, account.group)
    lines = savings_lines_until(account, asked.day)
    note_book_opened(request.user, account.group, account.person, account.number)
    context = page_of(request, account.group, account=account, asked=asked, lines=lines)
    context["balance"] = lines[-1].balance if lines else 0
    return render(request, "associations/savings_detail.html", context)


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def savings_open(request, number):
    """A book for a member who has none, or for the group itself."""
    group = group_or_404(request.user, number)
    owners = _without_book(group)
    form = SavingsOpenForm(request.POST or None, owners=[(key, label) for key, (_person, label) in owners.items()])

    def store():
        return open_savings(by=request.user, group=group, person=owners[form.cleaned_data["owner"]][0])

    answer = saved(request, form, "savings_open", store, group)
    return answer or render(request, "associations/savings_open.html", form_page(request, group, form, owners=owners))


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def savings_entry_add(request, number, book):
    """A deposit into a book, or a withdrawal from it."""
    account = _book_or_404(request, number, book)
    group = account.group
    kind = SavingsKind.WITHDRAWAL if request.GET.get("jenis") == "tarik" else SavingsKind.DEPOSIT
    form = SavingsEntryForm(request.POST or None, group=group, initial={"on": local_today(group), "kind": kind})

    def store():
        return record_savings(by=request.user, account=account, **form.cleaned_data)

    answer = saved(request, form, "savings_entry_add", store, group)
    lines = savings_lines_until(account, local_today(group))
    context = form_page(request, group, form, account=account, balance=lines[-1].balance if lines else 0)
    return answer or render(request, "associations/savings_entry_add.html", context)


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def savings_reverse(request, number, book, pk):
    """An entry that was wrong is undone by one that names it."""
    account = _book_or_404(request, number, book)
    entry = get_object_or_404(account.entries.filter(reverses=None), pk=pk)
    form = ReversalForm(request.POST or None)

    def store():
        return reverse_savings(by=request.user, entry=entry, **form.cleaned_data)

    answer = saved(request, form, "savings_reverse", store, account.group)
    context = form_page(request, account.group, form, account=account, entry=entry)
    return answer or render(request, "associations/savings_reverse.html", context)


@require(Permission.MONEY_EDIT)
@never_cache
@answers_once
def savings_round(request, number):
    """A whole round on one screen: a day, and what each put in (FE06)."""
    group = group_or_404(request.user, number)
    rows = _round_rows(group)
    if not rows:
        return redirect("savings_list", number=number)
    form = RoundForm(
        request.POST or None, group=group, rows=rows, initial={"on": local_today(group), "kind": SavingsKind.DEPOSIT}
    )
    answer = saved(request, form, "savings_round", lambda: _stored_round(request.user, group, form, rows), group)
    return answer or render(request, "associations/savings_round.html", form_page(request, group, form))


def _stored_round(user, group, form: RoundForm, rows: list[RoundRow]) -> SimpleNamespace:
    """Store the round; what comes back leads to the list of all books."""
    people = {row.name: row.person for row in rows}
    typed = form.cleaned_data
    record_round(
        by=user,
        group=group,
        on=typed["on"],
        kind=typed["kind"],
        evidence=typed["evidence"],
        amounts={name: (people[name], amount) for name, amount in form.amounts().items()},
    )
    address = reverse("savings_list", args=[group.number])
    return SimpleNamespace(get_absolute_url=lambda: address)


def _book_or_404(request, number: str, book: str) -> SavingsAccount:
    books = SavingsAccount.objects.visible_to(request.user).select_related("group__village", "person")
    return get_object_or_404(books, number=book, group__number=number)


def _members(group) -> list:
    """Today's members, officers first, in the order of the attendance screen."""
    return list(group.memberships.current(local_today(group)).select_related("person").order_by("person__name_key"))


def _without_book(group) -> dict[str, tuple]:
    """Who can be given a book: the key in the form, the person (None for the group), and the words."""
    having = set(group.savings_accounts.values_list("person_id", flat=True))
    owners = {} if None in having else {GROUP_ITSELF: (None, _("Kelompok (kas bersama)"))}
    return owners | {
        str(row.pk): (row.person, row.person.name) for row in _members(group) if row.person_id not in having
    }


def _round_rows(group) -> list[RoundRow]:
    """A row for each of today's members, and one for the group itself where it has a book."""
    books: dict = {}
    for account in savings_of(group, local_today(group)).accounts:
        books.setdefault(account.person_id, account)
    rows = [
        RoundRow(f"amount_{row.pk}", row.person, row.person.name, _about(books.get(row.person_id)))
        for row in _members(group)
    ]
    if None in books:
        rows.append(RoundRow("amount_group", None, _("Kelompok (kas bersama)"), _about(books[None])))
    return rows


def _about(account) -> str:
    """What is in a book, and when it was last written in."""
    if account is None:
        return _("Belum punya buku; dibuka otomatis.")
    balance = figures(account.balance)
    if account.last_on is None:
        return _("Saldo Rp %(balance)s.") % {"balance": balance}
    return _("Saldo Rp %(balance)s, terakhir %(day)s.") % {"balance": balance, "day": f"{account.last_on:%d/%m/%Y}"}
