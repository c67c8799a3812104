"""What the watch shows: alerts of the start page, thresholds, boards past their end, and where there is no board."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from associations.coverage import active_groups_by_regency
from associations.listing import filtered
from associations.models import AlertNotice, BoardAlert, BoardLevel
from associations.overview import BoardRow, board_rows
from associations.queries import board_places, with_board_state
from associations.terms import ALERT_DAYS, BoardState
from regions.clock import local_today
from regions.models import Region

_WATCHED = (BoardState.EXPIRED, BoardState.ENDING)


@dataclass(frozen=True)
class ShownAlert:
    """One alert for one reader: its board, the days left (or past the end), and where to go."""

    alert: BoardAlert
    name: str
    url: str
    ends_on: date
    left: int

    @property
    def is_past(self) -> bool:
        """True once the planned end has come."""
        return self.left <= 0

    @property
    def days(self) -> int:
        """Days left, or days past the end."""
        return abs(self.left)


def alerts_for(user) -> list[ShownAlert]:
    """The alerts of the user's territory that stand and that the user has not put away; what is past stands first."""
    alerts = BoardAlert.objects.visible_to(user).standing().select_related("term__board__region")
    shown = alerts.exclude(pk__in=_put_away_by(user)).order_by("threshold", "ends_on", "pk")
    return [_shown(alert) for alert in shown]


def _put_away_by(user):
    return AlertNotice.objects.filter(user=user, dismissed_at__isnull=False).values("alert")


def _shown(alert: BoardAlert) -> ShownAlert:
    board = alert.term.board
    left = (alert.ends_on - local_today(board.region)).days
    return ShownAlert(alert, str(board), board.get_absolute_url(), alert.ends_on, left)


@dataclass(frozen=True)
class MissingRow:
    """One province with regencies that have no board: how many of how many, and the active groups there."""

    province: Region
    has_board: bool
    missing: int
    regencies: int
    groups: int
    url: str


def watch_page(user, asked: dict) -> dict:
    """The context of the watch page: `asked` are the filters in use (`tingkat`, `wilayah`)."""
    every = list(filtered(with_board_state(board_places(user).current()), asked).order_by("code"))
    rows = board_rows([place for place in every if place.board_state in _WATCHED])
    followed = [row for row in rows if row.term.closed_on is not None]
    open_ended = [row for row in rows if row.term.closed_on is None]
    missing = _missing(user, every)
    return {
        "expired": _by_days(open_ended, BoardState.EXPIRED, reverse=True),
        "ending": _by_threshold(open_ended),
        "followed": sorted(followed, key=lambda row: row.term.closed_on),
        "missing": missing,
        "missing_total": sum(row.missing for row in missing),
        "missing_groups": sum(row.groups for row in missing),
        "without_province": [row.province for row in missing if not row.has_board],
    }


def _by_days(rows: list[BoardRow], state: BoardState, reverse: bool = False) -> list[BoardRow]:
    return sorted((row for row in rows if row.state.code == state), key=lambda row: row.state.days, reverse=reverse)


def _by_threshold(rows: list[BoardRow]) -> list[tuple[int, list[BoardRow]]]:
    """Boards about to end under the threshold they have reached, the nearest first; a threshold nobody reached too."""
    ending = _by_days(rows, BoardState.ENDING)
    return [(days, [row for row in ending if row.state.alert == days]) for days in reversed(ALERT_DAYS)]


def _missing(user, every: list[Region]) -> list[MissingRow]:
    """Provinces without a board of their own or with regencies without one; those with the most groups first."""
    none = [place for place in every if place.board_state == BoardState.NONE]
    codes = [place.pk for place in none if place.level == BoardLevel.REGENCY]
    groups = active_groups_by_regency(user, codes)
    lacking = {place.pk for place in none if place.level == BoardLevel.PROVINCE}
    provinces = Region.objects.filter(pk__in=lacking | {code[:2] for code in codes})
    regencies = Counter(place.pk[:2] for place in every if place.level == BoardLevel.REGENCY)
    rows = [_missing_row(province, regencies, codes, groups, province.pk not in lacking) for province in provinces]
    return sorted(rows, key=lambda row: (-row.groups, -row.missing, row.province.pk))


def _missing_row(province: Region, regencies, codes, groups: dict[str, int], has_board: bool) -> MissingRow:
    inside = [code for code in codes if code[:2] == province.pk]
    query = {"tingkat": BoardLevel.REGENCY.value, "keadaan": BoardState.NONE.value, "wilayah": province.pk}
    return MissingRow(
        province=province,
        has_board=has_board,
        missing=len(inside),
        regencies=regencies[province.pk],
        groups=sum(groups.get(code, 0) for code in inside),
        url=f"{reverse('board_list')}?{urlencode(query)}",
    )
