"""The referrals that the address of the list asks for, and how many stand where (BD07).

Every count stops at a cap and walks an index, so that the page costs the same with 2,000 referrals and 200,000.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from associations.forms.referrals import AGES, OPEN, STATE_WORDS, ReferralFilterForm
from associations.models import OPEN_STATES, PartnerProduct, Referral, ReferralState
from associations.partnering import partners_seen_by
from associations.pipeline import STATE_SIGNS, Waiting, is_slow_on, slow_parts, waiting
from associations.referring import is_of_lapsed_board, lapsed_boards, of_lapsed_boards
from groups.forms.filters import typed_number
from regions.clock import local_today
from regions.codes import NATION_CODE
from regions.scoping import in_region

# Seven numbers stand above the list; each is counted up to here. The list that one leads to is counted further.
TOTAL_CAP = 1_000
SLOW = "slow"
NEWEST, LONGEST = ("-id",), ("state_on", "id")


@dataclass(frozen=True)
class ReferralsAsked:
    """Rows of the territory, narrowed by the list's own form, in the order the question calls for."""

    form: ReferralFilterForm
    filters: dict
    rows: Any
    order: tuple[str, ...]
    today: date
    lapsed: set[int]


@dataclass(frozen=True)
class ReferralRow:
    """One referral of a list, with what is derived for it."""

    referral: Referral
    state: tuple[str, str]
    waiting: Waiting | None
    is_lapsed: bool


@dataclass(frozen=True)
class StateTotal:
    """How many referrals stand in a state; `is_capped` where there are more than are counted."""

    label: str
    badge: str
    sign: str
    count: int
    is_capped: bool
    url: str


def referrals_asked(user, asked) -> ReferralsAsked:
    """What the address asks for. Rows without a state asked for come newest first, waiting ones longest first."""
    today = local_today(user)
    form = ReferralFilterForm(asked, partners=partners_seen_by(user).filter(is_lender=True))
    filters, lapsed = form.in_use, lapsed_boards(today)
    rows = _narrowed(Referral.objects.visible_to(user), filters, today, lapsed)
    waits = any(filters.get(name) for name in ("keadaan", "umur", "lambat"))
    return ReferralsAsked(form, filters, rows, LONGEST if waits else NEWEST, today, lapsed)


def referral_rows(found: list[Referral], today: date, lapsed: set[int]) -> list[ReferralRow]:
    """Rows ready to be shown."""
    return [row_of(referral, today, lapsed) for referral in found]


def row_of(referral: Referral, today: date, lapsed: set[int]) -> ReferralRow:
    """One referral with its age and its marks."""
    state = ReferralState(referral.state)
    return ReferralRow(
        referral,
        STATE_SIGNS[state],
        waiting(referral.state, referral.state_on, today),
        is_of_lapsed_board(referral, lapsed),
    )


def with_row_columns(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Referrals with all that a row shows, in two queries.

    One join of nine tables took the database ten times longer to plan than to answer.
    """
    products = PartnerProduct.objects.select_related("agreement__partner")
    return rows.select_related("group__village", "term").prefetch_related(Prefetch("product", products))


def state_totals(user, today: date) -> list[StateTotal]:
    """How many of the territory's referrals stand where, and how many have waited too long.

    Part of the nation lies together in one index: one pass. Of the whole nation each number is counted up to a cap.
    """
    rows = Referral.objects.visible_to(user).order_by()
    is_nation = NATION_CODE in user.territory_codes
    counts = _counted_apart(rows, today) if is_nation else _counted_together(rows, today)
    cap = TOTAL_CAP if is_nation else sum(counts.values())
    slow = _total(_("Menunggu terlalu lama"), "warning", "!", counts[SLOW], cap, {"lambat": "ya"})
    return [slow] + [
        _total(str(state.label), *STATE_SIGNS[state], counts[state], cap, {"keadaan": word})
        for word, state in STATE_WORDS.items()
    ]


def list_url(**filters: str) -> str:
    """The list narrowed like this."""
    query = urlencode([(name, value) for name, value in filters.items() if value not in ("", None)])
    return reverse("referral_list") + (f"?{query}" if query else "")


def _counted_together(rows, today: date) -> Counter[str]:
    slow = Count("pk", filter=is_slow_on(today))
    counts: Counter[str] = Counter()
    for state, count, late in (
        rows.values("state").annotate(count=Count("pk"), late=slow).values_list("state", "count", "late")
    ):
        counts[state], counts[SLOW] = count, counts[SLOW] + late
    return counts


def _counted_apart(rows, today: date) -> Counter[str]:
    """What is in one state lies together in an index, and is read no further than needed to know that it is many."""
    counts = Counter({state: _count(rows.filter(state=state)) for state in ReferralState.values})
    counts[SLOW] = sum(_count(rows.filter(part)) for part in slow_parts(today))
    return counts


def _count(rows) -> int:
    return rows.values("pk")[: TOTAL_CAP + 1].count()


def _total(label: str, badge: str, sign: str, count: int, cap: int, filters: dict[str, str]) -> StateTotal:
    return StateTotal(label, badge, sign, min(count, cap), count > cap, list_url(**filters))


def _narrowed(rows, filters: dict, today: date, lapsed: set[int]):
    word = filters.get("keadaan", "")
    if word == OPEN:
        rows = rows.filter(state__in=OPEN_STATES)
    elif word:
        rows = rows.filter(state=STATE_WORDS[word])
    if filters.get("wilayah"):
        rows = rows.filter(in_region("village_id", filters["wilayah"]))
    if filters.get("mitra"):
        # Asked for beforehand: with the keys the database reads along the order of the list and stops at the cap, with
        # a join it sorted every referral of the partner, ten times as long.
        products = PartnerProduct.objects.filter(agreement__partner=filters["mitra"])
        rows = rows.filter(product__in=list(products.values_list("pk", flat=True)))
    if filters.get("umur"):
        since = today - timedelta(days=AGES[filters["umur"]])
        rows = rows.filter(state__in=OPEN_STATES, state_on__lte=since)
    if filters.get("lambat"):
        rows = rows.filter(is_slow_on(today))
    if filters.get("dari"):
        rows = rows.filter(proposed_on__gte=filters["dari"])
    if filters.get("sampai"):
        rows = rows.filter(proposed_on__lte=filters["sampai"])
    if filters.get("pengurus"):
        rows = of_lapsed_boards(rows, lapsed)
    return _searched(rows, filters.get("q", ""))


def _searched(rows, text: str):
    """A referral's own number, or the groups whose number begins with the digits typed."""
    if not text:
        return rows
    number = typed_number(text)
    by_group = Q(group__number__startswith=number) if number else Q(pk__in=[])
    return rows.filter(Q(number=text.upper()) | by_group)
