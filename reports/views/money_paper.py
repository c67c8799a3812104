"""Books of savings and cards of loans as PDF (UP08). File names hold numbers only; each print is kept in the log."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.roles import Permission
from associations.models import Loan, SavingsAccount
from associations.views.money import asked_day
from groups.models import EnterpriseGroup
from reports.paper.money import group_form, loan_form, savings_form
from reports.paper.pdf import PressBusy, as_pdf, paper_of
from reports.paper.sheet import document


@require(Permission.MONEY_VIEW)
@never_cache
@require_safe
def paper_money(request, number):
    """The book of a group: its savings and its loans as at a day."""
    groups = EnterpriseGroup.objects.visible_to(request.user).select_related("village", "mentor")
    group = get_object_or_404(groups, number=number)
    form = group_form(group, asked_day(request, group).day)
    return _pdf(request, group, form, f"simpan-pinjam-{number}")


@require(Permission.MONEY_VIEW)
@never_cache
@require_safe
def paper_savings(request, number, book):
    """One savings book as at a day."""
    books = SavingsAccount.objects.visible_to(request.user).select_related("group__village", "group__mentor", "person")
    account = get_object_or_404(books, number=book, group__number=number)
    form = savings_form(account, asked_day(request, account.group).day)
    return _pdf(request, account.group, form, f"simpanan-{account.number}", account.person)


@require(Permission.MONEY_VIEW)
@never_cache
@require_safe
def paper_loan(request, number, loan):
    """The card of one loan as at a day."""
    loans = Loan.objects.visible_to(request.user).select_related(
        "group__village", "group__mentor", "person", "scheme", "lender"
    )
    found = get_object_or_404(loans, number=loan, group__number=number)
    form = loan_form(found, asked_day(request, found.group).day)
    return _pdf(request, found.group, form, f"pinjaman-{found.number}", found.person)


def _pdf(request, group: EnterpriseGroup, form: dict, name: str, person=None) -> HttpResponse:
    """The sheet as a file that opens in the browser, noted in the access log where it names somebody."""
    try:
        paper = paper_of(request.GET.get("kertas"))
        made = as_pdf("money", document(request.user, name, [form]), paper)
    except PressBusy:
        return render(request, "reports/paper_busy.html", status=503)
    if form["names"]:
        detail = f"{name}, {form['names']} nama"
        log_access(request.user, AccessKind.EXPORTED, person=person, region_code=group.village_id, detail=detail)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{paper.code}.pdf"'
    return response
