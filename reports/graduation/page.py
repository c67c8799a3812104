"""The graduation matrix as a page draws it: every cell with its sign, its words and the way to its groups."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.models import Region
from reports.graduation.links import graduation_groups_url
from reports.graduation.moves import MOVES, Graduation, Move, Share, State, move_of, states_of
from reports.pictures import flows


@dataclass(frozen=True)
class Mark:
    """How a cell looks; sign and words say what the colour says."""

    code: str
    sign: str
    label: str | Promise


MARKS = {
    Move.UP: Mark("up", "▲", MOVES[Move.UP]),
    Move.SAME: Mark("same", "=", MOVES[Move.SAME]),
    Move.DOWN: Mark("down", "▼", MOVES[Move.DOWN]),
}
# Beside the bands of the picture there is room for a word or two.
_SHORT = {
    "no_band": gettext_lazy("Tanpa susunan"),
    "stale": gettext_lazy("Terlalu lama"),
    "no_capital": gettext_lazy("Tanpa data"),
}
OTHER = Mark("other", "", gettext_lazy("Tidak dapat dibandingkan"))


@dataclass(frozen=True)
class MatrixCell:
    """One pair of states; `words` are for a screen reader."""

    share: Share
    mark: Mark
    words: str
    url: str


@dataclass(frozen=True)
class MatrixLine:
    """One state on the first day: its cells across, and their sum."""

    state: State
    cells: list[MatrixCell]
    total: Share
    url: str


@dataclass(frozen=True)
class MatrixFoot:
    """The sum of one column."""

    state: State
    total: Share
    url: str


@dataclass(frozen=True)
class MatrixDrawn:
    """The whole matrix, line by line."""

    columns: list[State]
    lines: list[MatrixLine]
    feet: list[MatrixFoot]
    total: Share
    marks: tuple[Mark, ...] = (*MARKS.values(), OTHER)


@dataclass(frozen=True)
class MoveFigure:
    """How many groups rose, stayed or fell, and their share of those that can be compared."""

    mark: Mark
    groups: int
    share: Decimal | None
    url: str


def drawn_matrix(matrix: Graduation, to_groups: Callable[..., str]) -> MatrixDrawn:
    """The matrix with addresses; `to_groups(awal=…, akhir=…)` gives that of a cell's groups."""
    columns = matrix.columns
    lines = [
        MatrixLine(
            before,
            [_cell(matrix, before, after, to_groups) for after in columns],
            matrix.row_total(before),
            to_groups(awal=before.code),
        )
        for before in matrix.rows
    ]
    feet = [MatrixFoot(after, matrix.column_total(after), to_groups(akhir=after.code)) for after in columns]
    return MatrixDrawn(columns, lines, feet, matrix.total)


def groups_linker(region: Region, matrix: Graduation, *, may_open: bool) -> Callable[..., str]:
    """Addresses of the groups behind the matrix of a region, for `drawn_matrix`."""
    span = matrix.span

    def to_groups(**filters: str) -> str:
        return graduation_groups_url(region.pk, span.from_on, span.to_on, **filters) if may_open else ""

    return to_groups


def move_figures(
    matrix: Graduation, to_groups: Callable[..., str], moves: Iterable[Move] = (Move.UP, Move.SAME, Move.DOWN)
) -> list[MoveFigure]:
    """Naik, tetap and turun as headline figures."""
    return [
        MoveFigure(MARKS[move], matrix.moved(move).groups, matrix.share(move), to_groups(gerak=move.value))
        for move in moves
    ]


def flow_of(matrix: Graduation, region: Region) -> flows.FlowPicture | None:
    """The matrix as bands between the two days; None where no group is on record."""
    states = {
        state.code: state for bands in (matrix.span.bands_from, matrix.span.bands_to) for state in states_of(bands)
    }
    tiers = sorted((state for state in states.values() if state.band), key=lambda state: state.band.lower)
    outside = [state for state in reversed(states.values()) if state.band is None]
    ordered = [flows.State(state.code, str(_SHORT.get(state.code, state.name))) for state in outside]
    ordered += [flows.State(state.code, str(state.name), rank) for rank, state in enumerate(tiers)]
    title = _("Perpindahan jenjang di %(region)s") % {"region": region.name}
    pairs = [(*pair, share.groups) for pair, share in matrix.cells.items()]
    return flows.flow_picture("alir", title, ordered, pairs)


def _cell(matrix: Graduation, before: State, after: State, to_groups: Callable[..., str]) -> MatrixCell:
    share, move = matrix.cell(before, after), move_of(before, after)
    mark = MARKS[move] if move else OTHER
    words = _("dari %(before)s ke %(after)s: %(what)s") % {
        "before": before.name,
        "after": after.name,
        "what": str(mark.label).lower(),
    }
    return MatrixCell(share, mark, words, to_groups(awal=before.code, akhir=after.code) if share.groups else "")
