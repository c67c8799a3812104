"""The list of yearly cards: who owes one, and where it stands."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from activities.asked import CardsAsked, cards_asked
from activities.card_listing import owing_card, state_counts, with_cards
from activities.forms.card import STATE_WORDS
from activities.models import AnnualCard, SubmissionStatus
from activities.periods import period_of_year
from groups.listing import OutsideTerritory
from regions.clock import local_today
from regions.keyset import keyset_page

# The badge of each state, and its sign where the badge has another of its own.
KINDS = {
    "": ("none", "○"),
    "draft": ("none", "○"),
    "submitted": ("ok", "➤"),
    "returned": ("warning", ""),
    "approved": ("ok", ""),
}


@require(Permission.ACTIVITY_VIEW)
@require_safe
def card_list(request):
    """Groups of the territory that owe a card in a year, narrowed by region and state."""
    try:
        asked = cards_asked(request.user, request.GET)
    except OutsideTerritory as outside:
        raise Http404 from outside
    context = _shown(request, asked, local_today(request.user)) if asked.place else {}
    return render(request, "activities/card_list.html", {"form": asked.form, **context})


def _shown(request, asked: CardsAsked, today) -> dict:
    wanted, place = asked.form.cleaned_data, asked.place
    year = wanted["tahun"]
    counts = state_counts(owing_card(asked.visible, year, today))
    page = keyset_page(asked.rows.select_related("village"), request, asked.order, noun=_("kelompok"))
    return {
        "year": year,
        "period": (period := period_of_year(year)),
        "phase": period.phase(today),
        "days_left": (left := period.days_left(today)),
        "days_over": -left,
        "page": page,
        "rows": [{"group": group, "card": card, **_state_of(card)} for group, card in with_cards(page.rows, year)],
        "figures": _figures(request, wanted, counts),
        "place": place.region,
        "above": [(region, _url(request, wanted, wilayah=region.code)) for region in place.above],
        "below": [(region, _url(request, wanted, wilayah=region.code)) for region in place.below],
        "chips": _chips(request, wanted),
        "clear_url": _url(request, wanted, keadaan="") if wanted["keadaan"] else "",
    }


def _state_of(card: AnnualCard | None) -> dict:
    status = card.status if card else ""
    waits = status in ("", SubmissionStatus.DRAFT)
    label = _("Belum diserahkan") if waits else SubmissionStatus(status).label
    kind, sign = KINDS[status]
    lies_here = waits or status == SubmissionStatus.RETURNED
    return {"kind": kind, "sign": sign, "label": label, "lies_with_officer": lies_here}


def _chips(request, wanted: dict) -> list[dict]:
    """The state that narrows the list, with the address without it; year and region stand above."""
    label = STATE_WORDS[wanted["keadaan"]] if wanted["keadaan"] else ""
    return [{"label": label, "remove_url": _url(request, wanted, keadaan="")}] if label else []


def _figures(request, wanted: dict, counts: dict[str, int]) -> list[dict]:
    """How many stand where; each number leads to its list."""
    total = sum(counts.values())
    shown = [{"label": _("Wajib kartu"), "text": "", "value": total, "url": _url(request, wanted, keadaan="")}]
    for code, number in counts.items():
        url = _url(request, wanted, keadaan=code)
        shown.append({"label": STATE_WORDS[code], "text": "", "value": number, "url": url if number else ""})
    return shown


def _url(request, wanted: dict, **changes) -> str:
    """This list with some parameters changed, from its first page on."""
    query = {name: value for name, value in (wanted | changes).items() if value}
    return f"{request.path}?{urlencode(query)}"
