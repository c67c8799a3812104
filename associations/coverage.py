"""Where groups have no board above them (BD05).

A regency is *without a board* while no term is in office or to come there; a board past its planned end goes on acting
and is counted apart. Groups are the active ones of the user's territory.
"""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from associations.models import BoardLevel
from associations.overview import BoardRow, board_rows
from associations.terms import BoardState
from groups.models import EnterpriseGroup
from regions.models import Region
from regions.scoping import in_any_region

FEW = 200


@dataclass(frozen=True)
class CoverageRow:
    """One regency whose groups lack a board in office, and how many active groups that are."""

    row: BoardRow
    province: str
    group_count: int


@dataclass(frozen=True)
class CoverageTotal:
    """Regencies and their active groups under one heading."""

    regencies: int
    groups: int


@dataclass(frozen=True)
class CoveragePart:
    """The rows of one province, with their total."""

    province: str
    rows: list[CoverageRow]
    total: CoverageTotal


def coverage_report(user, places: QuerySet[Region]) -> dict:
    """The context of the coverage page, from the regions the user may see, annotated by `with_board_state`."""
    every = list(places.order_by("code"))
    provinces = {place.pk: place.name for place in every if place.level == BoardLevel.PROVINCE}
    regencies = [place for place in every if place.level == BoardLevel.REGENCY]
    groups = active_groups_by_regency(user)
    missing = _rows(regencies, BoardState.NONE, provinces, groups)
    expired = _rows(regencies, BoardState.EXPIRED, provinces, groups)
    return {
        "missing": missing,
        "expired": expired,
        "missing_parts": by_province(missing),
        "expired_parts": by_province(expired),
        "provinces_missing": board_rows(
            place for place in every if place.level == BoardLevel.PROVINCE and place.board_state == BoardState.NONE
        ),
        "missing_total": _total(missing),
        "expired_total": _total(expired),
        "every_total": CoverageTotal(len(regencies), sum(groups.get(place.pk, 0) for place in regencies)),
    }


def active_groups_by_regency(user, codes: list[str] | None = None) -> dict[str, int]:
    """How many active groups the user's territory has, by regency code; of a few regencies only where they are given.

    Few are read by their places in the index, many in one pass over all groups.
    """
    groups = EnterpriseGroup.objects.visible_to(user).active().order_by()
    if codes is not None and len(codes) <= FEW:
        groups = groups.filter(in_any_region("village_id", codes))
    counted = groups.values(regency=Substr("village_id", 1, 4)).annotate(count=Count("pk"))
    return {row["regency"]: row["count"] for row in counted}


def by_province(rows: list[CoverageRow]) -> list[CoveragePart]:
    """The rows under their provinces, those with the most groups first; rows keep their order."""
    parts: dict[str, list[CoverageRow]] = {}
    for each in rows:
        parts.setdefault(each.province, []).append(each)
    found = [CoveragePart(province, part, _total(part)) for province, part in parts.items()]
    return sorted(found, key=lambda part: (-part.total.groups, -part.total.regencies, part.province))


def _rows(regencies, state, provinces, groups) -> list[CoverageRow]:
    """Those with the most groups first: there a board is missed most."""
    rows = board_rows(place for place in regencies if place.board_state == state)
    found = [CoverageRow(row, provinces.get(row.region.pk[:2], ""), groups.get(row.region.pk, 0)) for row in rows]
    return sorted(found, key=lambda each: (-each.group_count, each.row.region.pk))


def _total(rows: list[CoverageRow]) -> CoverageTotal:
    return CoverageTotal(len(rows), sum(row.group_count for row in rows))
