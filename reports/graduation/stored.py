"""Matrices kept per regency, and those of larger regions added up from them.

A matrix of a regency is good while the totals of the regency, the bands of both days and the limit of age are those it
was made under. The revision is read *before* the rows, so a write that arrives in between has the matrix made again.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from jobs.daily import every_day
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level
from regions.models import Region
from reports.graduation.counting import counted_graduation, span_of
from reports.graduation.moves import Cells, Graduation, Share, Span, added
from reports.models import RefreshState, RegionTotal, StoredMatrix
from reports.regional import level_below, made_true
from reports.totals import AT_ONCE, Freshness, near, now_fresh, regencies_near, rules_of

# More regencies than this are counted by one walk over the region they lie in.
_NAMED_AT_MOST = 40
KEPT = timedelta(days=3)


@dataclass(frozen=True)
class Most:
    """How much may be counted for an answer: regencies that are not kept, and groups in them; None is no end."""

    regencies: int | None = None
    groups: int | None = None


# A page waits two seconds at the most, a landing page for a few regencies, the worker for everything.
PAGE, LANDING, WORKER = Most(groups=250_000), Most(regencies=AT_ONCE, groups=10_000), Most()


@dataclass(frozen=True)
class GraduationFound:
    """The matrix of a region, those of its parts by code, and how fresh they are."""

    region: Region
    level: Level
    whole: Graduation
    parts: dict[str, Graduation] = field(default_factory=dict)
    freshness: Freshness = field(default_factory=now_fresh)


def matrix_of(region: Region, from_on: date, to_on: date) -> Graduation:
    """The graduation matrix of any region between two days, true at this moment, from the rows."""
    span = span_of(from_on, to_on)
    return Graduation(span, added(counted_graduation([region.pk], Level(region.level), span).values()))


def stored_matrix_of(
    region: Region, from_on: date, to_on: date, freshness: Freshness | None = None
) -> Graduation | None:
    """The same from what is kept; None where more than a few regencies would have to be counted first.

    A regency and what lies below is counted at once. Give `freshness` where the totals are made true already.
    """
    found = graduation_of(region, from_on, to_on, freshness=freshness, most=LANDING)
    return found.whole if found else None


def graduation_of(
    region: Region,
    from_on: date,
    to_on: date,
    *,
    level: Level | None = None,
    freshness: Freshness | None = None,
    most: Most | None = None,
) -> GraduationFound | None:
    """The matrix of a region with those of its parts of `level` (the one below, if not said).

    None where more would have to be counted than `most` allows (if not said: too much for a page).
    """
    most = most or PAGE
    level = level_below(region) if level is None else level
    span = span_of(from_on, to_on)
    if level > Level.REGENCY:
        if most.groups is not None and _groups_in([region.pk]) > most.groups:
            return None
        return _found(region, level, span, counted_graduation([region.pk], level, span), now_fresh())
    freshness = freshness or made_true([region.pk])
    kept = _kept_parts(region, level, span, most)
    return None if kept is None else _found(region, level, span, kept, freshness)


@every_day("graduation")
def keep_matrices_of_the_day(_day: date) -> None:
    """Remove what nobody asked for lately, and have the nation's matrix of the last year ready in the morning."""
    StoredMatrix.objects.filter(computed_at__lt=timezone.now() - KEPT).delete()
    nation = Region.objects.filter(pk=NATION_CODE).first()
    if nation:
        today = local_today(nation)
        graduation_of(nation, a_year_before(today), today, most=WORKER)


def a_year_before(day: date) -> date:
    """The same day of the last year; the last of February for a 29th."""
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def _found(region: Region, level: Level, span: Span, parts: dict[str, Cells], freshness: Freshness) -> GraduationFound:
    whole = Graduation(span, added(parts.values()))
    return GraduationFound(
        region, level, whole, {code: Graduation(span, cells) for code, cells in parts.items()}, freshness
    )


def _kept_parts(region: Region, level: Level, span: Span, most: Most) -> dict[str, Cells] | None:
    """The cells of each province or regency inside a region; None where more is missing than may be counted.

    A province is kept as the sum of its regencies and is good as long as each of them is.
    """
    versions = _versions(region.pk, span)
    if level == Level.REGENCY:
        return _kept_or_counted(region, versions, span, most)
    by_province: dict[str, dict[str, str]] = {}
    for code, version in versions.items():
        by_province.setdefault(code[: LENGTH_BY_LEVEL[Level.PROVINCE]], {})[code] = version
    wanted = {province: _digest(*sorted(own.values())) for province, own in by_province.items()}
    found = _kept(wanted, span)
    missing = [province for province in wanted if province not in found]
    of_missing = {code: version for province in missing for code, version in by_province[province].items()}
    regencies = _kept_or_counted(region, of_missing, span, most)
    if regencies is None:
        return None
    sums = {province: added(regencies[code] for code in by_province[province]) for province in missing}
    _keep(span, sums, wanted)
    return found | sums


def _kept_or_counted(region: Region, versions: dict[str, str], span: Span, most: Most) -> dict[str, Cells] | None:
    """The cells of these regencies of a region, the missing ones counted now and kept."""
    found = _kept(versions, span)
    missing = [code for code in versions if code not in found]
    if not missing:
        return found
    if not _is_allowed(missing, most):
        return None
    where = missing if len(missing) <= _NAMED_AT_MOST else [region.pk]
    counted = counted_graduation(where, Level.REGENCY, span)
    fresh = {code: counted.get(code, {}) for code in missing}
    _keep(span, fresh, versions)
    return found | fresh


def _kept(versions: dict[str, str], span: Span) -> dict[str, Cells]:
    """What is kept of these regions under these versions."""
    if not versions:
        return {}
    rows = StoredMatrix.objects.filter(code__in=versions, from_on=span.from_on, to_on=span.to_on)
    return {
        code: _read(cells)
        for code, version, cells in rows.values_list("code", "version", "cells")
        if versions[code] == version
    }


def _is_allowed(missing: list[str], most: Most) -> bool:
    """True if these regencies may be counted for this answer."""
    if most.regencies is not None and len(missing) > most.regencies:
        return False
    return most.groups is None or _groups_in(missing) <= most.groups


def _versions(code: str, span: Span) -> dict[str, str]:
    """For each regency the state of everything its matrix depends on."""
    state = RefreshState.objects.filter(regency_code=OuterRef("code"))
    regencies = regencies_near([code]).values_list("code", Coalesce(Subquery(state.values("revision")), 0))
    rules = f"{rules_of(span.bands_from)} {rules_of(span.bands_to)}"
    return {regency: _digest(str(revision), rules) for regency, revision in regencies}


def _digest(*parts: str) -> str:
    return sha256(" ".join(parts).encode()).hexdigest()


def _keep(span: Span, fresh: dict[str, Cells], versions: dict[str, str]) -> None:
    """Store these, in the order of their codes, so that two who do it at once do not wait for each other in a ring."""
    StoredMatrix.objects.bulk_create(
        [
            StoredMatrix(
                code=code,
                from_on=span.from_on,
                to_on=span.to_on,
                version=versions[code],
                cells=[
                    [*pair, share.groups, share.capital_from, share.capital_to] for pair, share in fresh[code].items()
                ],
            )
            for code in sorted(fresh)
        ],
        update_conflicts=True,
        unique_fields=["code", "from_on", "to_on"],
        update_fields=["version", "cells", "computed_at"],
        batch_size=100,
    )


def _read(cells: list) -> Cells:
    return {(before, after): Share(*numbers) for before, after, *numbers in cells}


def _groups_in(codes: list[str]) -> int:
    """Groups on record in regencies, or in a larger or smaller region, by the totals as last stored."""
    rows = RegionTotal.objects.at_level(Level.REGENCY)
    rows = rows.filter(pk__in=codes) if len(codes) > 1 else rows.filter(near("code", codes))
    sums = rows.aggregate(active=Sum("groups_active"), inactive=Sum("groups_inactive"), over=Sum("groups_dissolved"))
    return sum(value or 0 for value in sums.values())
