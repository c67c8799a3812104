"""Agreements with partners, their products, and the groups each product is for (BD06, UP06)."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions.partners import (
    add_agreement,
    add_product,
    amend_agreement,
    amend_product,
    end_agreement,
    retire_product,
)
from associations.forms import take_errors
from associations.forms.partners import AgreementForm, EndForm, MatchForm, ProductForm
from associations.matching import criteria_of, matching, terms_of
from associations.models import Agreement, PartnerProduct
from associations.partner_page import is_offered
from associations.partnering import agreements_seen_by, keeps, kept_boards, partners_seen_by, products_seen_by
from groups.models import EnterpriseGroup
from groups.tiers import bands_as_at, tier_of
from groups.warnings import member_count
from regions.clock import local_today
from regions.keyset import keyset_page

# Whether a group belongs asks about its members, so the total is counted less far.
MATCH_CAP = 1_000


@require(Permission.REFERRAL_EDIT)
@answers_once
def agreement_add(request, pk):
    """What one of the user's boards and a partner have agreed."""
    partner = get_object_or_404(partners_seen_by(request.user), pk=pk)
    form = AgreementForm(request.POST or None, today=local_today(request.user), boards=kept_boards(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "agreement_add") as save:
                agreement = add_agreement(by=request.user, partner=partner, **form.cleaned_data)
                _saved(save, agreement)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    return render(request, "associations/agreement_add.html", _context(request, form, partner))


@require(Permission.REFERRAL_EDIT)
@answers_once
def agreement_edit(request, pk):
    """Corrections to an agreement."""
    agreement = _kept_agreement(request, pk)
    form = AgreementForm(typed_data(request, AgreementForm, agreement), instance=agreement)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "agreement_edit") as save:
                _saved(save, amend_agreement(by=request.user, agreement=agreement, **form.cleaned_data))
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current, agreement.partner.get_absolute_url())
        except ValidationError as error:
            take_errors(form, error)
    return render(request, "associations/agreement_edit.html", _context(request, form, agreement.partner, agreement))


@require(Permission.REFERRAL_EDIT)
@answers_once
def agreement_end(request, pk):
    """An agreement ends before its planned end."""
    agreement = _kept_agreement(request, pk)
    form = EndForm(request.POST or None, today=local_today(agreement.board))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "agreement_end") as save:
                _saved(save, end_agreement(by=request.user, agreement=agreement, **form.cleaned_data))
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    return render(request, "associations/agreement_end.html", _context(request, form, agreement.partner, agreement))


@require(Permission.REFERRAL_EDIT)
@answers_once
def partner_product_add(request, pk):
    """A product under an agreement, with its criteria."""
    agreement = _kept_agreement(request, pk)
    form = ProductForm(request.POST or None, instance=PartnerProduct(agreement=agreement))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "partner_product_add") as save:
                product = add_product(by=request.user, agreement=agreement, **form.cleaned_data)
                _saved(save, product.agreement)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = _context(request, form, agreement.partner, agreement)
    return render(request, "associations/partner_product_add.html", context)


@require(Permission.REFERRAL_EDIT)
@answers_once
def partner_product_edit(request, pk):
    """Corrections to a product and its criteria."""
    product = _kept_product(request, pk)
    form = ProductForm(typed_data(request, ProductForm, product), instance=product)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "partner_product_edit") as save:
                amended = amend_product(by=request.user, product=product, **form.cleaned_data)
                _saved(save, amended.agreement)
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current, product.agreement.partner.get_absolute_url())
        except ValidationError as error:
            take_errors(form, error)
    context = _context(request, form, product.agreement.partner, product.agreement) | {"product": product}
    return render(request, "associations/partner_product_edit.html", context)


@require(Permission.REFERRAL_EDIT)
@answers_once
def partner_product_retire(request, pk):
    """A product is not offered any more."""
    product = _kept_product(request, pk)
    form = EndForm(request.POST or None, today=local_today(product.agreement.board))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "partner_product_retire") as save:
                _saved(save, retire_product(by=request.user, product=product, **form.cleaned_data).agreement)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = _context(request, form, product.agreement.partner, product.agreement) | {"product": product}
    return render(request, "associations/partner_product_retire.html", context)


@require(Permission.BOARD_VIEW)
@require_safe
def partner_product_match(request, pk):
    """The groups of the territory that meet the product's criteria today, or met them on an earlier day."""
    product = get_object_or_404(products_seen_by(request.user), pk=pk)
    today = local_today(request.user)
    form = MatchForm(request.GET, today=today)
    day = (form.is_valid() and form.cleaned_data["per"]) or today
    bands = bands_as_at(day)
    terms = terms_of(product, day, today, bands)
    groups = matching(EnterpriseGroup.objects.visible_to(request.user), terms).select_related("village")
    groups = groups.annotate(members_then=member_count(day))
    page = keyset_page(groups, request, noun=_("kelompok"), cap=MATCH_CAP)
    context = {
        "product": product,
        "partner": product.agreement.partner,
        "form": form,
        "day": day,
        "is_now": terms.is_now,
        "criteria": criteria_of(terms),
        "is_offered": is_offered(product, day),
        "page": page,
        "rows": [_matched(group, bands, terms.is_now) for group in page.rows],
        "may_refer": request.user.allows(Permission.REFERRAL_EDIT) and terms.is_now and is_offered(product, today),
    }
    return render(request, "associations/partner_product_match.html", context)


def _matched(group, bands, is_now: bool) -> dict:
    """One group of the list with its capital as it was on the day."""
    then = ("capital_total", "capital_on") if is_now else ("total_then", "on_then")
    total, on = (getattr(group, name) for name in then)
    return {"group": group, "total": total, "on": on, "tier": tier_of(total, bands)}


def _kept_agreement(request, pk) -> Agreement:
    agreement = get_object_or_404(agreements_seen_by(request.user), pk=pk)
    if not keeps(request.user, agreement.board.region_id):
        raise Http404
    return agreement


def _kept_product(request, pk) -> PartnerProduct:
    product = get_object_or_404(products_seen_by(request.user), pk=pk)
    if not keeps(request.user, product.agreement.board.region_id):
        raise Http404
    return product


def _saved(save, agreement: Agreement) -> None:
    """An agreement and its products stand on the partner's page."""
    save.url, save.region_code = agreement.partner.get_absolute_url(), agreement.board.region_id


def _context(request, form, partner, agreement=None) -> dict:
    return {"form": form, "partner": partner, "agreement": agreement, "token": token_for(request)}
