"""The groups behind one number of the graduation matrix: exactly as many as it counts (DB02)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.models import EnterpriseGroup
from regions.models import Region
from reports.graduation.counting import NOT_ACTIVE, capital_on, recorded_on, state_on
from reports.graduation.moves import MOVES, Graduation, Move, Span, State, states_of
from reports.graduation.tables import day_words, span_words
from reports.table import Column, Kind, Row, Table

_BETWEEN = ">"


@dataclass(frozen=True)
class CellAsked:
    """Which groups: by their state on the first day, on the second, or by their move; None asks nothing."""

    span: Span
    before: State | None = None
    after: State | None = None
    move: Move | None = None

    @property
    def words(self) -> list[str]:
        """What is asked, as people say it."""
        told = [MOVES[self.move]] if self.move else []
        if self.before:
            told.append(_("%(state)s per %(day)s") % {"state": self.before.name, "day": day_words(self.span.from_on)})
        if self.after:
            told.append(_("%(state)s per %(day)s") % {"state": self.after.name, "day": day_words(self.span.to_on)})
        return [str(text) for text in told]


@dataclass(frozen=True)
class Standing:
    """Where one group stood on one day: its state, its capital where that counts, and the day of the record."""

    state: State
    capital: int | None
    on: date | None


@dataclass(frozen=True)
class GroupLine:
    """One group of the list."""

    group: EnterpriseGroup
    before: Standing
    after: Standing

    @property
    def gained(self) -> int | None:
        """Whole rupiah more than before; None where one of the two is not known."""
        both = (self.before.capital, self.after.capital)
        return None if None in both else both[1] - both[0]


class UnknownState(LookupError):
    """An address names a state that is in neither matrix."""


def cell_asked(span: Span, before: str, after: str, move: str) -> CellAsked:
    """Read the codes of an address. Raises UnknownState."""
    if move and move not in MOVES:
        raise UnknownState(move)
    states = (_state(before, span.bands_from), _state(after, span.bands_to))
    return CellAsked(span, *states, Move(move) if move else None)


def groups_of(user, region: Region, asked: CellAsked):
    """The groups of a region that the cell counts."""
    span = asked.span
    groups = EnterpriseGroup.objects.visible_to(user).in_region(region.pk)
    return in_cell(groups, asked, state_on(span.from_on, span.bands_from), state_on(span.to_on, span.bands_to))


def in_cell(groups, asked: CellAsked, before, after):
    """Those of the groups that the cell counts; `before` and `after` are expressions for the codes of their states."""
    if asked.before:
        groups = groups.alias(state_before=before).filter(state_before=asked.before.code)
    if asked.after:
        groups = groups.alias(state_after=after).filter(state_after=asked.after.code)
    if asked.move:
        pairs = [f"{first.code}{_BETWEEN}{second.code}" for first, second in Graduation(asked.span).pairs(asked.move)]
        groups = groups.alias(pair=Concat(before, Value(_BETWEEN), after)).filter(pair__in=pairs)
    return groups


def with_standings(groups, span: Span):
    """The same groups with all that a line shows, in one query."""
    return groups.select_related("village").annotate(
        state_from=state_on(span.from_on, span.bands_from),
        state_to=state_on(span.to_on, span.bands_to),
        capital_from=capital_on(span.from_on),
        capital_to=capital_on(span.to_on),
        recorded_from=recorded_on(span.from_on),
        recorded_to=recorded_on(span.to_on),
    )


def lines_of(groups, span: Span) -> list[GroupLine]:
    """Groups from `with_standings` as lines."""
    first, second = ({state.code: state for state in states_of(bands)} for bands in (span.bands_from, span.bands_to))
    return [
        GroupLine(
            group,
            _standing(first[group.state_from], group.capital_from, group.recorded_from),
            _standing(second[group.state_to], group.capital_to, group.recorded_to),
        )
        for group in groups
    ]


def groups_table(user, region: Region, asked: CellAsked, groups: Any) -> Table:
    """The list as a file; `groups` come from `with_standings`."""
    span = asked.span
    first, second = day_words(span.from_on), day_words(span.to_on)
    return Table(
        title=_("Kelompok menurut naik kelas"),
        columns=[
            Column("name", _("Kelompok"), Kind.TEXT),
            Column("number", _("Nomor kelompok"), Kind.TEXT),
            Column("village", _("Desa/Kelurahan"), Kind.TEXT),
            Column("state_from", _("Keadaan per %(day)s") % {"day": first}, Kind.TEXT),
            Column("capital_from", _("Modal per %(day)s") % {"day": first}, Kind.RUPIAH),
            Column("state_to", _("Keadaan per %(day)s") % {"day": second}, Kind.TEXT),
            Column("capital_to", _("Modal per %(day)s") % {"day": second}, Kind.RUPIAH),
            Column("gained", _("Selisih modal"), Kind.RUPIAH),
        ],
        rows=[_row(line) for line in lines_of(groups, span)],
        total=None,
        region=region.path_name or region.name,
        as_at=timezone.now(),
        made_by=str(user),
        made_at=timezone.now(),
        filters=[span_words(span.from_on, span.to_on), *asked.words],
    )


def _row(line: GroupLine) -> Row:
    return Row(
        line.group.village_id,
        {
            "name": line.group.name,
            "number": line.group.number_display,
            "village": line.group.village.path_name,
            "state_from": str(line.before.state.name),
            "capital_from": line.before.capital,
            "state_to": str(line.after.state.name),
            "capital_to": line.after.capital,
            "gained": line.gained,
        },
    )


def _state(code: str, bands) -> State | None:
    if not code:
        return None
    found = next((state for state in states_of(bands) if state.code == code), None)
    if found is None:
        raise UnknownState(code)
    return found


def _standing(state: State, capital: int | None, on: date | None) -> Standing:
    """Of who is not active, no capital counts."""
    return Standing(state, None, None) if state.code in NOT_ACTIVE else Standing(state, capital, on)
