"""Where groups stood on a day, as expressions on their rows, and the counting of a matrix in one statement.

A group carries its newest status and its newest capital. Where those are not later than the day, they answer, and the
history is asked only for the others: with two subqueries of a few microseconds, on either database.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, Case, CharField, Count, DateField, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Left, NullIf

from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus, StatusChange
from groups.tiers import BandHistory, Bands, published_bands
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level
from regions.scoping import in_any_region
from reports.counting import verified_from
from reports.graduation.moves import ABSENT, NO_BAND, NO_CAPITAL, STALE, Cells, Share, Span, tier_state

# A group in one of these is not active, and what capital it has is in no sum.
NOT_ACTIVE = (ABSENT, GroupStatus.INACTIVE.value, GroupStatus.DISSOLVED.value)


def span_of(from_on: date, to_on: date, history: BandHistory | None = None) -> Span:
    """Two days with the bands that hold on each."""
    found = history or published_bands()
    return Span(from_on, to_on, found.at(from_on), found.at(to_on))


def state_on(day: date, bands: Bands) -> Coalesce:
    """An expression on groups: the code of the state on the day."""
    changes = StatusChange.objects.filter(group=OuterRef("pk"), on__lte=day).order_by("-on", "-id")
    status = Case(
        When(status_on__lte=day, then=F("status")),
        default=Subquery(changes.values("status")[:1]),
        output_field=CharField(),
    )
    outside = NullIf(Coalesce(status, Value(ABSENT)), Value(GroupStatus.ACTIVE.value))
    return Coalesce(outside, _tier_on(day, bands), output_field=CharField())


def capital_on(day: date) -> Case:
    """An expression on groups: the amount of the newest valid capital record on or before the day, however old."""
    return _record_on(day, "total", "capital_total", BigIntegerField())


def recorded_on(day: date) -> Case:
    """An expression on groups: the day of that record."""
    return _record_on(day, "on", "capital_on", DateField())


def counted_graduation(codes: Iterable[str], level: int, span: Span) -> dict[str, Cells]:
    """The cells of everything inside the regions `codes`, per region of `level`, counted from the rows."""
    place = Value(NATION_CODE) if level == Level.NATION else Left("village_id", LENGTH_BY_LEVEL[Level(level)])
    groups = EnterpriseGroup.objects.filter(in_any_region("village_id", codes))
    rows = (
        groups.values(
            place=place,
            before=state_on(span.from_on, span.bands_from),
            after=state_on(span.to_on, span.bands_to),
        )
        .order_by()
        .annotate(
            groups=Count("pk"),
            capital_from=Sum(capital_on(span.from_on)),
            capital_to=Sum(capital_on(span.to_on)),
        )
    )
    found: dict[str, dict] = {}
    for row in rows:
        share = Share(
            row["groups"],
            _counted_capital(row["before"], row["capital_from"]),
            _counted_capital(row["after"], row["capital_to"]),
        )
        found.setdefault(row["place"], {})[row["before"], row["after"]] = share
    return found


def _counted_capital(state: str, capital) -> int:
    """Whole rupiah of the active; PostgreSQL adds up bigints to numeric."""
    return 0 if state in NOT_ACTIVE else int(capital or 0)


def _tier_on(day: date, bands: Bands) -> Case:
    """The state of a group that is active on the day."""
    oldest = verified_from(day)
    then = Case(When(on__lt=oldest, then=Value(STALE)), default=band_case("total", bands), output_field=CharField())
    records = CapitalRecord.objects.as_at(day).filter(group=OuterRef("pk")).values(state=then)
    return Case(
        When(capital_on__isnull=True, then=Value(NO_CAPITAL)),
        When(capital_on__lt=oldest, then=Value(STALE)),
        When(capital_on__lte=day, then=band_case("capital_total", bands)),
        default=Coalesce(Subquery(records[:1]), Value(NO_CAPITAL)),
        output_field=CharField(),
    )


def band_case(column: str, bands: Bands) -> Case:
    """An expression: the state of a group with the amount in this column under these bands."""
    cases = [When(**{f"{column}__gte": band.lower}, then=Value(tier_state(band.code))) for band in reversed(bands)]
    return Case(*cases, default=Value(NO_BAND), output_field=CharField())


def _record_on(day: date, column: str, newest: str, output_field) -> Case:
    records = CapitalRecord.objects.as_at(day).filter(group=OuterRef("pk"))
    return Case(
        When(capital_on__isnull=True, then=None),
        When(capital_on__lte=day, then=F(newest)),
        default=Subquery(records.values(column)[:1]),
        output_field=output_field,
    )
