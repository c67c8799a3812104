"""Naik kelas in the last year as a picture of flows, from the matrices that are kept (NX01)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.roles import Permission
from regions.codes import Level
from regions.models import Region
from reports.graduation.links import graduation_groups_url, graduation_url
from reports.graduation.moves import OUTSIDE_TIERS, Graduation, Move, Span
from reports.graduation.stored import LANDING, a_year_before, graduation_of
from reports.pictures.flows import FlowPicture, State, flow_picture
from reports.totals import Freshness

OUTSIDE = "outside"


@dataclass(frozen=True)
class MoveCount:
    """Groups that went up or down between tiers, with their list."""

    move: Move
    groups: int
    url: str


@dataclass(frozen=True)
class Moves:
    """The flows of a year, how many groups went up and down, and the page of the whole matrix."""

    from_on: date
    to_on: date
    picture: FlowPicture
    counts: list[MoveCount]
    url: str


def moves_of(user, region: Region, today: date, freshness: Freshness) -> Moves | None:
    """The moves of the last twelve months; None below regencies, and where they would have to be counted first."""
    if region.level > Level.REGENCY:
        return None
    level = Level.REGENCY if region.level == Level.REGENCY else None
    found = graduation_of(region, a_year_before(today), today, level=level, freshness=freshness, most=LANDING)
    picture = _picture(found.whole) if found else None
    if found is None or picture is None:
        return None
    span = found.whole.span
    return Moves(
        span.from_on,
        span.to_on,
        picture,
        [
            MoveCount(move, found.whole.moved(move).groups, _list_url(user, region, span, move))
            for move in (Move.UP, Move.DOWN)
        ],
        graduation_url(region.pk, span.from_on, span.to_on),
    )


def _picture(whole: Graduation) -> FlowPicture | None:
    """Tiers as they are, everything outside them in one state; what is in no tier on both days is left out."""
    tiers = {state.code: state for state in (*whole.rows, *whole.columns) if state.band}
    order = sorted(tiers.values(), key=lambda state: state.band.lower)
    states = [State(OUTSIDE, _("Di luar jenjang"))]
    states += [State(state.code, str(state.name), place) for place, state in enumerate(order, start=1)]
    outside = {state.code for state in OUTSIDE_TIERS}
    flows: Counter[tuple[str, str]] = Counter()
    for (before, after), share in whole.cells.items():
        pair = (OUTSIDE if before in outside else before, OUTSIDE if after in outside else after)
        flows[pair] += share.groups
    flows.pop((OUTSIDE, OUTSIDE), None)
    title = _("Perpindahan jenjang modal dalam satu tahun")
    return flow_picture("arus", title, states, [(*pair, groups) for pair, groups in flows.items()])


def _list_url(user, region: Region, span: Span, move: Move) -> str:
    if not user.allows(Permission.GROUP_VIEW):
        return ""
    return graduation_groups_url(region.pk, span.from_on, span.to_on, gerak=move.value)
