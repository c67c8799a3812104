"""What the pages show of boards: rows with their state, counts by state, provinces with their regencies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import ngettext

from associations.models import BoardLevel, BoardName, BoardSeat, BoardTerm
from associations.models.board import default_board_name
from associations.positions import CHAIR
from associations.terms import BoardState, Standing, standing_on
from associations.tiles import COLUMNS, ROWS, TILES
from regions.models import Region

# A sign for each state, so that none is told by colour alone; and the kind of badge that carries it.
STATE_SIGNS = {
    BoardState.NONE: "–",
    BoardState.EXPIRED: "!",
    BoardState.ENDING: "◐",
    BoardState.AWAITING: "○",
    BoardState.RUNNING: "✓",
}
STATE_BADGES = {
    BoardState.NONE: "none",
    BoardState.EXPIRED: "error",
    BoardState.ENDING: "warning",
    BoardState.AWAITING: "awaiting",
    BoardState.RUNNING: "ok",
}
TILE_WIDTH, TILE_HEIGHT, TILE_GAP = 76, 56, 4


@dataclass(frozen=True)
class ShownState:
    """A state ready for a page: its word, its sign, its badge, and the days that go with it."""

    code: str
    label: str
    sign: str
    badge: str
    days: int | None = None
    alert: int | None = None
    ends_on: date | None = None

    @property
    def days_text(self) -> str:
        """`12 hari`, `sudah 12 hari` or `12 hari lagi`: past the end, waiting, or left; nothing without days.

        Said here and not in the template: a page of every board has hundreds of them.
        """
        if self.days is None:
            return ""
        return _days_text(self.code, self.days) % {"shown": number_format(self.days, force_grouping=True)}


def _days_text(state: str, days: int) -> str:
    if state == BoardState.EXPIRED:
        return ngettext("%(shown)s hari", "%(shown)s hari", days)
    if state == BoardState.AWAITING:
        return ngettext("sudah %(shown)s hari", "sudah %(shown)s hari", days)
    return ngettext("%(shown)s hari lagi", "%(shown)s hari lagi", days)


@dataclass(frozen=True)
class BoardRow:
    """One region in a list of boards, whether it has a board or not."""

    region: Region
    name: str
    level_label: str
    url: str
    state: ShownState
    term: BoardTerm | None
    chair: str


@dataclass(frozen=True)
class StateCount:
    """How many boards are in a state, with the list behind the number."""

    state: ShownState
    count: int
    url: str


@dataclass(frozen=True)
class ProvinceRow:
    """One province: its own board's row, and its regencies' boards counted by state."""

    row: BoardRow
    regencies: list[StateCount]
    regency_count: int
    url: str


@dataclass(frozen=True)
class Tile:
    """One province on the map of tiles, in the units of the picture."""

    row: BoardRow
    short: str
    x: int
    y: int
    middle: int
    sign_y: int
    name_y: int
    url: str


def shown_state(state: str, standing: Standing | None = None) -> ShownState:
    """The words and signs of a state; with a standing also its days and planned end."""
    state = BoardState(state)
    term = standing.term if standing else None
    return ShownState(
        code=state.value,
        label=str(state.label),
        sign=STATE_SIGNS[state],
        badge=STATE_BADGES[state],
        days=standing.days if standing else None,
        alert=standing.alert if standing else None,
        ends_on=term.ends_on if term else None,
    )


def board_rows(places: Iterable[Region]) -> list[BoardRow]:
    """Rows for regions annotated by `with_board_state`: three queries for all of them together."""
    places = list(places)
    terms = BoardTerm.objects.in_bulk([place.term_id for place in places if place.term_id])
    names = _names_on(places)
    chairs = _chairs_on(places)
    return [_row(place, terms.get(place.term_id), names, chairs) for place in places]


def _row(place, term, names, chairs) -> BoardRow:
    standing = standing_on([term] if term else [], place.local_day)
    return BoardRow(
        region=place,
        name=names.get(place.pk) or default_board_name(place.level, place.name),
        level_label=BoardLevel(place.level).label,
        url=reverse("board_detail", args=[place.pk]),
        state=shown_state(place.board_state, standing),
        term=term,
        chair=chairs.get(place.term_id, "") if place.term_id else "",
    )


def _names_on(places) -> dict[str, str]:
    """The name each board bears on its local day, by region code; boards without one are left out."""
    days = {place.pk: place.local_day for place in places}
    rows = BoardName.objects.filter(board__region_id__in=list(days)).order_by("from_on")
    return {
        code: name
        for code, name, from_on in rows.values_list("board__region_id", "name", "from_on")
        if from_on <= days[code]
    }


def _chairs_on(places) -> dict[int, str]:
    """The name of the chair by term, on each region's local day; of a term to come, its first chair."""
    days = {place.term_id: place.local_day for place in places if place.term_id}
    seats = BoardSeat.objects.filter(term_id__in=list(days), position__code=CHAIR).order_by("-starts_on")
    return {
        seat.term_id: seat.holder_name
        for seat in seats.only("term_id", "holder_name", "starts_on", "ends_on")
        if seat.holds_on(days[seat.term_id]) or seat.starts_on > days[seat.term_id]
    }


def state_counts(states: Iterable[str], url_of) -> list[StateCount]:
    """How many of these states there are, every state in its order; `url_of(state)` is the list behind the number.

    Nothing leads nowhere: behind a nought there is no list.
    """
    return _state_counts(states, url_of, [shown_state(state) for state in BoardState])


def _state_counts(states: Iterable[str], url_of, shown: list[ShownState]) -> list[StateCount]:
    counted = Counter(states)
    counts = [(state, counted[state.code]) for state in shown]
    return [StateCount(state, count, url_of(state.code) if count else "") for state, count in counts]


def province_rows(rows: list[BoardRow], regencies: Iterable[Region], list_url) -> list[ProvinceRow]:
    """The provinces among the rows with their regencies' boards counted by state.

    `regencies` are annotated by `with_board_state`; `list_url(**filters)` makes the address of a filtered list.
    """
    below: dict[str, list[str]] = {}
    for place in regencies:
        below.setdefault(place.pk[:2], []).append(place.board_state)
    shown = [shown_state(state) for state in BoardState]
    return [
        ProvinceRow(
            row=row,
            regencies=_state_counts(below.get(code, []), _regency_url(list_url, code), shown),
            regency_count=len(below.get(code, [])),
            url=list_url(wilayah=code),
        )
        for row in rows
        if row.region.level == BoardLevel.PROVINCE and (code := row.region.pk)
    ]


def _regency_url(list_url, code):
    """Said once for the province; the word of a state needs no quoting."""
    start = list_url(wilayah=code, tingkat=BoardLevel.REGENCY.value)
    return lambda state: f"{start}&keadaan={state}"


def province_tiles(provinces: list[ProvinceRow]) -> dict:
    """The picture of the provinces as tiles: its size and its tiles. A province without a place on it is left out."""
    tiles = [_tile(province) for province in provinces if province.row.region.pk in TILES]
    return {
        "width": COLUMNS * TILE_WIDTH,
        "height": ROWS * TILE_HEIGHT,
        "tile_width": TILE_WIDTH - TILE_GAP,
        "tile_height": TILE_HEIGHT - TILE_GAP,
        "tiles": tiles,
    }


def _tile(province: ProvinceRow) -> Tile:
    column, row, short = TILES[province.row.region.pk]
    x, y = column * TILE_WIDTH + TILE_GAP // 2, row * TILE_HEIGHT + TILE_GAP // 2
    return Tile(
        row=province.row,
        short=short,
        x=x,
        y=y,
        middle=x + (TILE_WIDTH - TILE_GAP) // 2,
        sign_y=y + 22,
        name_y=y + 42,
        url=province.url,
    )
