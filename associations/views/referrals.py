"""Referrals of groups to lenders: the list with its queue, one of them, and each of its steps (BD07, UP06)."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions.referrals import LoanTerms, approve, cancel, disburse, propose, refuse, send
from associations.forms import take_errors
from associations.forms.referrals import CancelForm, DecideForm, DisburseForm, ReferralForm, StepForm
from associations.matching import check, facts_of, offered_to, terms_of
from associations.models import Board, PartnerProduct, Referral, ReferralState
from associations.pipeline import following
from associations.referral_list import (
    list_url,
    referral_rows,
    referrals_asked,
    row_of,
    state_totals,
    with_row_columns,
)
from associations.referring import boards_for, lapsed_boards
from groups.forms.filters import typed_number
from groups.models import EnterpriseGroup
from groups.tiers import bands_as_at
from members.models import Person
from regions.clock import local_today
from regions.keyset import CAP, keyset_page

# Whether a board was past its term asks about its term for each referral, so the total is counted less far.
LAPSED_CAP = 250


@require(Permission.BOARD_VIEW)
@require_safe
def referral_list(request):
    """Referrals of the territory's groups, those that wait too long first to be seen."""
    asked = referrals_asked(request.user, request.GET)
    cap = LAPSED_CAP if "pengurus" in asked.filters else CAP
    page = keyset_page(with_row_columns(asked.rows), request, order=asked.order, noun=_("usulan"), cap=cap)
    context = {
        "form": asked.form,
        "page": page,
        "rows": referral_rows(page.rows, asked.today, asked.lapsed),
        "totals": state_totals(request.user, asked.today),
        "chips": _chips(asked.form, asked.filters),
        "clear_url": list_url(),
        "may_edit": request.user.allows(Permission.REFERRAL_EDIT) and bool(request.user.territory_codes),
    }
    return render(request, "associations/referral_list.html", context)


@require(Permission.BOARD_VIEW)
@require_safe
def referral_detail(request, number):
    """One referral: what was asked, where it stands, every step with who recorded it."""
    referral = _referral_of(request, number)
    today = local_today(referral.group)
    context = {
        "referral": referral,
        "row": row_of(referral, today, lapsed_boards(today)),
        "steps": referral.steps.select_related("recorded_by").order_by("id"),
        "next": set(following(referral.state)) if request.user.allows(Permission.REFERRAL_EDIT) else set(),
        "sees_people": request.user.allows(Permission.MEMBER_VIEW),
        "loan": getattr(referral, "loan", None) if request.user.allows(Permission.MONEY_VIEW) else None,
    }
    return render(request, "associations/referral_detail.html", context)


@require(Permission.REFERRAL_EDIT)
@answers_once
def referral_add(request):
    """A group is referred to a product: the group is named in the address, else asked for first."""
    group = _group_asked(request)
    if group is None:
        asked = request.GET.get("kelompok", "")
        return render(request, "associations/referral_add.html", {"asked": asked, "group": None})
    today = local_today(group)
    form = _referral_form(request, group, today)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "referral_add") as save:
                save.record = propose(by=request.user, group=group, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {
        "form": form,
        "group": group,
        "token": token_for(request),
        "missed": _missed(request, group, today),
    }
    return render(request, "associations/referral_add.html", context)


@require(Permission.REFERRAL_EDIT)
@answers_once
def referral_send(request, number):
    """The papers went to the partner."""
    return _step(request, number, ReferralState.SENT, StepForm, send)


@require(Permission.REFERRAL_EDIT)
@answers_once
def referral_decide(request, number):
    """The partner has decided."""
    return _step(request, number, ReferralState.APPROVED, DecideForm, _decide)


@require(Permission.REFERRAL_EDIT)
@answers_once
def referral_disburse(request, number):
    """The money came."""
    return _step(request, number, ReferralState.DISBURSED, DisburseForm, _disburse)


@require(Permission.REFERRAL_EDIT)
@answers_once
def referral_cancel(request, number):
    """The referral is taken back."""
    return _step(request, number, ReferralState.CANCELLED, CancelForm, cancel)


_STEP_PAGES = {
    ReferralState.SENT: "associations/referral_send.html",
    ReferralState.APPROVED: "associations/referral_decide.html",
    ReferralState.DISBURSED: "associations/referral_disburse.html",
    ReferralState.CANCELLED: "associations/referral_cancel.html",
}


def _step(request, number, target, form_class, act):
    """One step with its form; a step that cannot follow any more is told on the referral's own page (409)."""
    referral = _referral_of(request, number)
    form = form_class(request.POST or None, today=local_today(referral.group), referral=referral)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, f"referral_{target}") as save:
                save.record = act(by=request.user, referral=referral, **form.cleaned_data)
            return save.redirect()
        except StaleEdit:
            return render(request, "associations/referral_moved.html", {"referral": referral}, status=409)
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "referral": referral, "token": token_for(request)}
    return render(request, _STEP_PAGES[target], context)


def _decide(*, by, referral, outcome, on, version, amount, reason, note):
    if outcome == "approved":
        return approve(by=by, referral=referral, version=version, on=on, amount=amount, note=note)
    return refuse(by=by, referral=referral, version=version, on=on, reason=reason, note=note)


def _disburse(*, by, referral, scheme=None, term_months=None, **columns):
    loan = LoanTerms(scheme, term_months) if scheme else None
    return disburse(by=by, referral=referral, loan=loan, **columns)


def _referral_of(request, number) -> Referral:
    rows = with_row_columns(Referral.objects.visible_to(request.user))
    rows = rows.select_related("board__region", "person", "created_by", "loan")
    return get_object_or_404(rows, number=number)


def _group_asked(request) -> EnterpriseGroup | None:
    """The group named in the address; None where none is named, not found outside the territory."""
    number = typed_number(request.GET.get("kelompok", ""))
    if not number:
        return None
    group = EnterpriseGroup.objects.visible_to(request.user).select_related("village").filter(number=number).first()
    if group is None:
        raise Http404
    return group


def _referral_form(request, group, today) -> ReferralForm:
    boards = boards_for(request.user, group, today)
    products = offered_to(group, today)
    people = None
    if request.user.allows(Permission.MEMBER_VIEW):
        current = group.memberships.current(today).values("person")
        people = Person.objects.visible_to(request.user).filter(pk__in=current).order_by("name_key", "id")
    first = {"product": request.GET.get("produk"), "board": boards[0].pk if boards else None}
    return ReferralForm(
        request.POST or None,
        initial=first,
        products=products,
        boards=Board.objects.filter(pk__in=[board.pk for board in boards]).select_related("region"),
        people=people,
        today=today,
    )


def _missed(request, group, today) -> list:
    """What the group misses of the product named in the address."""
    asked = request.GET.get("produk", "")
    offered: list[PartnerProduct] = [one for one in offered_to(group, today) if str(one.pk) == asked]
    if not offered:
        return []
    terms = terms_of(offered[0], today, today, bands_as_at(today))
    return [outcome for outcome in check(terms, facts_of(group, terms)) if not outcome.is_met]


def _chips(form, filters):
    words = {
        "q": filters.get("q"),
        "wilayah": filters.get("wilayah") and _("Wilayah %(code)s") % {"code": filters["wilayah"]},
        "mitra": filters.get("mitra") and str(filters["mitra"]),
        "dari": filters.get("dari") and _("Sejak %(day)s") % {"day": date_format(filters["dari"], "j F Y")},
        "sampai": filters.get("sampai") and _("Sampai %(day)s") % {"day": date_format(filters["sampai"], "j F Y")},
    }
    for name in ("keadaan", "umur", "lambat", "pengurus"):
        words[name] = filters.get(name) and dict(form.fields[name].choices)[filters[name]]
    asked = {**filters, **({"mitra": str(filters["mitra"].pk)} if "mitra" in filters else {})}
    return [
        {"label": label, "remove_url": list_url(**{key: value for key, value in asked.items() if key != name})}
        for name, label in words.items()
        if label
    ]
