"""The questions asked of boards, terms and seats, as querysets; and the regions that have, or lack, a board."""

from datetime import date, timedelta

from django.apps import apps
from django.db.models import Case, DateField, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from associations.terms import ALERT_DAYS, BoardState
from regions.clock import local_today
from regions.codes import NATION_CODE, WIB, WIT, WITA, Level, ancestors_of
from regions.models import Region
from regions.scoping import RegionScopedQuerySet, in_any_region


class BoardQuerySet(RegionScopedQuerySet):
    """Boards, scoped by their region."""

    region_field = "region_id"


class BoardOwnedQuerySet(RegionScopedQuerySet):
    """What belongs to a board, scoped by the board's region."""

    region_field = "board__region_id"


class EventOwnedQuerySet(RegionScopedQuerySet):
    """What belongs to an event, scoped by the region of the board that held it."""

    region_field = "event__board__region_id"


class AgreementOwnedQuerySet(RegionScopedQuerySet):
    """What belongs to an agreement, scoped by the board's region."""

    region_field = "agreement__board__region_id"


class PartnerQuerySet(RegionScopedQuerySet):
    """Partners, scoped by the region that keeps their entry."""

    region_field = "region_id"


class _HeldQuerySet(BoardOwnedQuerySet):
    """Rows that hold from `starts_on` up to, not including, an end that may still be open."""

    end_field = "ends_on"

    def current(self, day):
        """Rows that hold on the local day."""
        still = Q(**{f"{self.end_field}__isnull": True}) | Q(**{f"{self.end_field}__gt": day})
        return self.filter(still, starts_on__lte=day)


class TermQuerySet(_HeldQuerySet):
    """Terms; one that is past its planned end holds on until it is closed."""

    end_field = "closed_on"

    def coming(self, day):
        """Terms planned or elected that do not hold office yet on the local day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=F("starts_on")), starts_on__gt=day)


class SeatQuerySet(_HeldQuerySet):
    """Seats, by their own dates."""


class _Clock:
    """A time zone that `local_today` can read."""

    def __init__(self, time_zone: str):
        self.time_zone = time_zone


def today_by_zone() -> dict[str, date]:
    """The local day of each of the three time zones."""
    return {zone: local_today(_Clock(zone)) for zone in (WIB, WITA, WIT)}


def board_places(user) -> QuerySet[Region]:
    """The regions whose boards this user may see: those in the territory, and those above it.

    An officer's village has no board of its own; the boards that speak for her groups are her regency's, her province's
    and the nation's. Seeing them is not keeping them: see `kept_places`. Without territory: nothing.
    """
    codes = getattr(user, "territory_codes", ())
    if not codes:
        return Region.objects.none()
    places = Region.objects.filter(level__lte=Level.REGENCY)
    if NATION_CODE in codes:
        return places
    above = {outer for code in codes for outer in ancestors_of(code)}
    return places.filter(in_any_region("code", codes) | Q(code__in=sorted(above)))


def kept_places(user) -> QuerySet[Region]:
    """The regions whose boards this user may change if the role allows it: those inside the territory."""
    return Region.objects.visible_to(user).filter(level__lte=Level.REGENCY)


def with_board_state(places: QuerySet[Region], day: date | None = None) -> QuerySet[Region]:
    """Annotate regions with `board_state`, the `term_id` it speaks of, and the `local_day` it holds on.

    The same rule as `associations.terms.standing_on`, said to the database so that lists can be filtered and counted; a
    test compares the two. `local_day` is each region's own today unless a day is given.
    """
    days = dict.fromkeys((WIB, WITA, WIT), day) if day else today_by_zone()
    soon = {zone: each + timedelta(days=ALERT_DAYS[0]) for zone, each in days.items()}
    coming = apps.get_model("associations", "BoardTerm").objects.filter(board__region_id=OuterRef("code"))
    coming = coming.coming(OuterRef("local_day")).order_by("starts_on")
    return places.annotate(local_day=_by_zone(days), soon_until=_by_zone(soon), held=_held(days)).annotate(
        held_until=F("held__ends_on"),
        held_inaugurated_on=F("held__inaugurated_on"),
        term_id=Coalesce(F("held__pk"), Subquery(coming.values("pk")[:1])),
        board_state=_STATE,
    )


_STATE = Case(
    When(term_id__isnull=True, then=Value(BoardState.NONE.value)),
    When(held_until__isnull=True, then=Value(BoardState.AWAITING.value)),
    When(held_until__lte=F("local_day"), then=Value(BoardState.EXPIRED.value)),
    When(held_until__lte=F("soon_until"), then=Value(BoardState.ENDING.value)),
    When(
        Q(held_inaugurated_on__isnull=True) | Q(held_inaugurated_on__gt=F("local_day")),
        then=Value(BoardState.AWAITING.value),
    ),
    default=Value(BoardState.RUNNING.value),
)


def _held(days) -> FilteredRelation:
    """The term in office, joined once: the database refuses two that hold on one day. A subquery for each column of it,
    repeated in every case of the state, cost a page of all boards six times as much.
    """
    day = _by_zone(days)
    still = Q(board__terms__closed_on__isnull=True) | Q(board__terms__closed_on__gt=day)
    return FilteredRelation("board__terms", condition=Q(board__terms__starts_on__lte=day) & still)


def _by_zone(days):
    """The day by each region's clock; where all clocks show one day, as for 22 hours of 24, that day itself: the
    question is then said and planned in half the time.
    """
    if len(set(days.values())) == 1:
        return Value(days[WIB], DateField())
    whens = [When(time_zone=zone, then=Value(days[zone], DateField())) for zone in (WITA, WIT)]
    return Case(*whens, default=Value(days[WIB], DateField()))
