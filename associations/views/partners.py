"""Partners: the directory, one of them with its agreements and products, and keeping its entry (BD06)."""

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions.partners import add_partner, amend_partner, retire_partner
from associations.forms import take_errors
from associations.forms.partners import STANDINGS, EndForm, PartnerFilterForm, PartnerForm
from associations.models import Agreement, Partner, PartnerProduct
from associations.partner_page import partner_page, partner_rows
from associations.partnering import NEVER, keeps, partners_seen_by, serves, standing_in, touches
from associations.queries import board_places, kept_places
from regions.clock import local_today
from regions.keyset import keyset_page
from regions.models import Level

_PAGE_SIZE = 50


@require(Permission.BOARD_VIEW)
@require_safe
def partner_list(request):
    """Partners that work in, above or for the territory, with how their agreements stand."""
    provinces = board_places(request.user).current().filter(level=Level.PROVINCE).order_by("code")
    form = PartnerFilterForm(request.GET, provinces=provinces.values_list("code", "name"))
    filters, today = form.in_use, local_today(request.user)
    found = _narrowed(partners_seen_by(request.user).select_related("region"), filters, today)
    page = keyset_page(found, request, order=("name", "id"), size=_PAGE_SIZE, noun=_("mitra"))
    context = {
        "form": form,
        "page": page,
        "rows": partner_rows(request.user, page.rows, today),
        "chips": _chips(request, form, filters),
        "clear_url": request.path,
        "may_edit": _may_keep(request),
    }
    return render(request, "associations/partner_list.html", context)


@require(Permission.BOARD_VIEW)
@require_safe
def partner_detail(request, pk):
    """One partner: who it is, what is agreed with whom and for how long, what it offers to which groups."""
    partner = get_object_or_404(partners_seen_by(request.user).select_related("region"), pk=pk)
    return render(request, "associations/partner_detail.html", partner_page(request.user, partner))


@require(Permission.REFERRAL_EDIT)
@answers_once
def partner_add(request):
    """A new partner, kept by a region of the user's own territory."""
    form = PartnerForm(request.POST or None, regions=_regions(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "partner_add") as save:
                save.record = add_partner(by=request.user, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "token": token_for(request), "partner": None}
    return render(request, "associations/partner_add.html", context)


@require(Permission.REFERRAL_EDIT)
@answers_once
def partner_edit(request, pk):
    """Corrections to a partner's entry."""
    partner = kept_partner(request, pk)
    form = PartnerForm(typed_data(request, PartnerForm, partner), instance=partner, regions=_regions(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "partner_edit") as save:
                save.record = amend_partner(by=request.user, partner=partner, **form.cleaned_data)
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current)
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "token": token_for(request), "partner": partner}
    return render(request, "associations/partner_edit.html", context)


@require(Permission.REFERRAL_EDIT)
@answers_once
def partner_retire(request, pk):
    """Somebody is no partner any more."""
    partner = kept_partner(request, pk)
    form = EndForm(request.POST or None, today=local_today(partner.region))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "partner_retire") as save:
                save.record = retire_partner(by=request.user, partner=partner, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "token": token_for(request), "partner": partner}
    return render(request, "associations/partner_retire.html", context)


def kept_partner(request, pk) -> Partner:
    """A partner the user sees and may keep; not found otherwise."""
    partner = get_object_or_404(partners_seen_by(request.user).select_related("region"), pk=pk)
    if not keeps(request.user, partner.region_id):
        raise Http404
    return partner


def _may_keep(request) -> bool:
    return request.user.allows(Permission.REFERRAL_EDIT) and bool(request.user.territory_codes)


def _regions(user):
    return kept_places(user).current().order_by("code")


def _narrowed(partners, filters, today):
    if "q" in filters:
        partners = partners.filter(name__icontains=filters["q"])
    if "jenis" in filters:
        partners = partners.filter(kind=filters["jenis"])
    if "pinjaman" in filters:
        partners = partners.filter(is_lender=True)
    if "wilayah" in filters:
        partners = _serving(partners, filters["wilayah"])
    if "kerjasama" in filters:
        own = Agreement.objects.filter(partner=OuterRef("pk"))
        if filters["kerjasama"] == NEVER:
            return partners.filter(~Exists(own))
        partners = partners.filter(Exists(standing_in(own, filters["kerjasama"], today)))
    return partners


def _serving(partners, code):
    """Partners that work in the province, above it, or that offer a product there."""
    offering = PartnerProduct.objects.filter(serves([code])).order_by().values("agreement__partner")
    return partners.filter(touches("region_id", [code]) | Q(pk__in=offering))


def _chips(request, form, filters):
    words = {
        "q": filters.get("q"),
        "jenis": filters.get("jenis") and dict(form.fields["jenis"].choices)[filters["jenis"]],
        "wilayah": filters.get("wilayah") and dict(form.fields["wilayah"].choices)[filters["wilayah"]],
        "kerjasama": filters.get("kerjasama") and STANDINGS[filters["kerjasama"]],
        "pinjaman": filters.get("pinjaman") and _("Memberi pinjaman"),
    }
    return [
        {
            "label": label,
            "remove_url": f"{request.path}?{urlencode({k: v for k, v in filters.items() if k != name})}",
        }
        for name, label in words.items()
        if label
    ]
