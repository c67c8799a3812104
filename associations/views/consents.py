"""What AKU's bridge shows of one group: products it meets, referrals, consents; and the partner's own page (BD08)."""

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import public, require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions.consents import give_consent, note_visit, renew_link, withdraw_consent
from associations.consenting import field_words, link_of, opened_by, shown, state_of
from associations.forms import take_errors
from associations.forms.referrals import ConsentForm, WithdrawForm
from associations.matching import check, facts_of, offered_to, terms_of
from associations.models import Consent, Referral
from associations.partnering import partners_seen_by
from associations.referral_list import referral_rows, with_row_columns
from associations.referring import lapsed_boards
from groups.models import EnterpriseGroup
from groups.tiers import bands_as_at
from regions.clock import local_now, local_today

_SHOWN_REFERRALS = 50


@require(Permission.BOARD_VIEW)
@require_safe
def group_bridge(request, number):
    """Which products a group meets today and what it misses of the others; its referrals."""
    group = _group_of(request, number)
    today = local_today(group)
    bands = bands_as_at(today)
    met, missed, facts = [], [], None
    for product in offered_to(group, today):
        terms = terms_of(product, today, today, bands)
        facts = facts or facts_of(group, terms)
        outcomes = check(terms, facts)
        failing = [outcome for outcome in outcomes if not outcome.is_met]
        (missed if failing else met).append({"product": product, "outcomes": outcomes, "failing": failing})
    rows = with_row_columns(Referral.objects.visible_to(request.user).filter(group=group)).order_by("-id")
    context = {
        "group": group,
        "met": met,
        "missed": missed,
        "referrals": referral_rows(list(rows[:_SHOWN_REFERRALS]), today, lapsed_boards(today)),
        "may_refer": request.user.allows(Permission.REFERRAL_EDIT),
        "may_consent": request.user.allows(Permission.CONSENT_RECORD),
    }
    return render(request, "associations/group_bridge.html", context)


@require(Permission.CONSENT_RECORD)
@require_safe
def consent_list(request, number):
    """Which partners may see the group, what, until when, and how often they looked."""
    group = _group_of(request, number)
    rows = Consent.objects.visible_to(request.user).filter(group=group).select_related("partner", "group", "created_by")
    rows = rows.annotate(visit_count=Count("visits")).order_by("-given_on", "-id")
    now = local_now(group)
    found = [(consent, field_words(consent), state_of(consent, now)) for consent in rows]
    context = {"group": group, "found": found, "token": token_for(request)}
    return render(request, "associations/consent_list.html", context)


@require(Permission.CONSENT_RECORD)
@answers_once
def consent_add(request, number):
    """The group agrees. The answer shows the link, this once and never again: only its fingerprint is kept."""
    group = _group_of(request, number)
    partners = partners_seen_by(request.user).filter(retired_on__isnull=True)
    form = ConsentForm(request.POST or None, partners=partners, today=local_today(group))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "consent_add") as save:
                consent, secret = give_consent(by=request.user, group=group, **form.cleaned_data)
                _saved(save, group, consent)
            return _show_link(request, group, consent, secret, save.receipt)
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "group": group, "token": token_for(request)}
    return render(request, "associations/consent_add.html", context)


@require(Permission.CONSENT_RECORD)
@require_POST
@answers_once
def consent_renew(request, number, pk):
    """Another link for the same consent; the old one is dead at once."""
    group, consent = _consent_of(request, number, pk)
    try:
        with saving(request, "consent_renew") as save:
            renewed, secret = renew_link(by=request.user, consent=consent, version=consent.version)
            _saved(save, group, renewed)
    except ValidationError as error:
        form = WithdrawForm()
        form.full_clean()
        context = {"group": group, "consent": consent, "form": form, "refused": error.messages}
        return render(request, "associations/consent_withdraw.html", context, status=409)
    return _show_link(request, group, renewed, secret, save.receipt)


@require(Permission.CONSENT_RECORD)
@answers_once
def consent_withdraw(request, number, pk):
    """The group takes its word back; the link is dead from that second."""
    group, consent = _consent_of(request, number, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "consent_withdraw") as save:
                _saved(save, group, withdraw_consent(by=request.user, consent=consent, **form.cleaned_data))
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"group": group, "consent": consent, "form": form, "token": token_for(request)}
    return render(request, "associations/consent_withdraw.html", context)


@public
@require_safe
def consent_open(request, secret):
    """What a partner sees by its link: the agreed fields and nothing else. A link that does not hold is not found.

    Needs no sign-in, no cookie and no script, and leaves nothing behind in the browser.
    """
    if _is_too_often(request):
        return _sealed(render_to_string("associations/consent_slow.html"), 429)
    consent = opened_by(secret)
    if consent is None:
        return _sealed(render_to_string("associations/consent_gone.html"), 404)
    note_visit(consent)
    context = {"fields": shown(consent), "consent": consent, "at": local_now(consent.group)}
    return _sealed(render_to_string("associations/consent_open.html", context), 200)


def _sealed(page: str, status: int) -> HttpResponse:
    """A page that no cache keeps, no search engine lists, and whose address no other site is told."""
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _is_too_often(request) -> bool:
    """True if this address has opened more links in the running minute than anybody needs."""
    at = local_now(_Server)
    key = f"consent-open:{request.META.get('REMOTE_ADDR', '')}:{at:%H%M}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, 120)
    return count > settings.CONSENT_OPENINGS_A_MINUTE


class _Server:
    """Where the minutes of the limit are counted; any place will do."""

    time_zone = settings.TIME_ZONE


def _group_of(request, number) -> EnterpriseGroup:
    return get_object_or_404(EnterpriseGroup.objects.visible_to(request.user).select_related("village"), number=number)


def _consent_of(request, number, pk) -> tuple[EnterpriseGroup, Consent]:
    group = _group_of(request, number)
    rows = Consent.objects.visible_to(request.user).filter(group=group).select_related("partner")
    return group, get_object_or_404(rows, pk=pk)


def _saved(save, group: EnterpriseGroup, consent: Consent) -> None:
    save.url, save.region_code = reverse("consent_list", args=[group.number]), consent.region_code


def _show_link(request, group, consent, secret, receipt):
    context = {"group": group, "consent": consent, "link": link_of(secret), "receipt": receipt}
    return render(request, "associations/consent_link.html", context)
