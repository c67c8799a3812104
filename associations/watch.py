"""What the watch shows: alerts of the start page, thresholds, boards past their end, and where there is no board."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.coverage import active_groups_by_regency
from associations.listing import filtered
from associations.models import AlertNotice, BoardAlert, BoardLevel
from associations.overview import BoardRow, board_rows
from associations.paging import WHOLE, numbered_page, page_url
from associations.queries import board_places, with_board_state
from associations.terms import ALERT_DAYS, BoardState, alert_for
from regions.clock import local_today
from regions.models import Region

_WATCHED = (BoardState.EXPIRED, BoardState.ENDING)
PAST, FOLLOWED = "lewat", "terganti"
# How many boards of each part stand on the first page, most of those past or nearly over; the rest is one link away.
FIRST = {PAST: 25, **{str(days): 25 if days == min(ALERT_DAYS) else 10 for days in reversed(ALERT_DAYS)}, FOLLOWED: 10}
PART_SIZE = 50
# What stands over the rows of a part, and what is said where it has none.
_LONGEST = (
    gettext_lazy("Terlama lebih dahulu"),
    gettext_lazy("Tidak ada. Semua badan pengurus masih dalam masa baktinya, atau sudah ada penggantinya."),
)
_NEAREST = (gettext_lazy("Terdekat lebih dahulu"), gettext_lazy("Tidak ada."))
_SUCCEEDED = (
    gettext_lazy("Masa bakti yang segera atau sudah lewat, dengan hari mulai penggantinya"),
    gettext_lazy("Tidak ada."),
)


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


@dataclass(frozen=True)
class Part:
    """One part of the watch: how many boards it has, the rows shown of it, and where all of them stand.

    `url` is empty where nothing is left out.
    """

    word: str
    heading: str
    caption: str
    nothing: str
    count: int
    rows: list[BoardRow]
    url: str

    @property
    def has_successor(self) -> bool:
        """True for the boards whose next term is on record."""
        return self.word == FOLLOWED


def watch_page(user, asked: dict) -> dict:
    """The context of the watch page: each part with its most urgent boards, and where there is none.

    `asked` are the filters in use (`tingkat`, `wilayah`).
    """
    every = _watched(user, asked)
    parts = _parts(every)
    shown = {word: places[: FIRST[word]] for word, places in parts.items()}
    rows = iter(board_rows([place for places in shown.values() for place in places]))
    missing = _missing(user, every)
    return {
        "parts": [
            _part(word, len(parts[word]), [next(rows) for _place in shown[word]], asked)
            for word in parts
            if parts[word] or word != FOLLOWED
        ],
        "missing": missing,
        "missing_total": sum(row.missing for row in missing),
        "missing_groups": sum(row.groups for row in missing),
        "without_province": [row.province for row in missing if not row.has_board],
    }


def part_page(user, asked: dict, request) -> dict:
    """The context of the page of one part (`bagian`), fifty boards at a time."""
    word = asked["bagian"]
    found = _parts(_watched(user, asked))[word]
    page = numbered_page(found, request, PART_SIZE, _("badan pengurus"))
    is_divided = page.has_next or page.has_previous
    return {
        "parts": [replace(_part(word, len(found), board_rows(page.rows), asked), url="")],
        "open_part": word,
        "page": page,
        "whole_url": page_url(request, WHOLE) if is_divided else "",
    }


def part_choices() -> list[tuple[str, str]]:
    """The parts by the word that stands for each in an address."""
    return [(word, _heading(word)) for word in FIRST]


def _watched(user, asked: dict) -> list[Region]:
    places = with_board_state(board_places(user).current()).annotate(held_closed_on=F("held__closed_on"))
    return list(filtered(places, asked).order_by("code"))


def _parts(every: list[Region]) -> dict[str, list[Region]]:
    """Boards by the part they belong to: those past their end longest first, the others nearest first."""
    parts: dict[str, list[Region]] = {word: [] for word in FIRST}
    for place in every:
        if place.board_state in _WATCHED:
            parts[_part_of(place)].append(place)
    for word, places in parts.items():
        places.sort(key=(lambda each: each.held_closed_on) if word == FOLLOWED else _days_left)
    return parts


def _part_of(place: Region) -> str:
    if place.held_closed_on is not None:
        return FOLLOWED
    return PAST if place.board_state == BoardState.EXPIRED else str(alert_for(_days_left(place)))


def _days_left(place: Region) -> int:
    return (place.held_until - place.local_day).days


def _part(word: str, count: int, rows: list[BoardRow], asked: dict) -> Part:
    url = f"{reverse('board_watch')}?{urlencode({**asked, 'bagian': word})}" if count > len(rows) else ""
    caption, nothing = _NEAREST
    if word == PAST:
        caption, nothing = _LONGEST
    elif word == FOLLOWED:
        caption, nothing = _SUCCEEDED
    return Part(word, _heading(word), str(caption), str(nothing), count, rows, url)


def _heading(word: str) -> str:
    if word == PAST:
        return _("Lewat masa bakti tanpa pengganti")
    if word == FOLLOWED:
        return _("Pengganti sudah tercatat")
    return _("Berakhir dalam %(days)s hari") % {"days": word}


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
