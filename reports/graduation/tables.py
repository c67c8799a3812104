"""Naik kelas as tables: by region, and the matrix itself; each for page, paper, XLSX and CSV."""

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions.models import Level as LevelNames
from reports.graduation.links import graduation_links, graduation_url
from reports.graduation.moves import MOVES, Graduation, Move, State
from reports.graduation.stored import GraduationFound
from reports.recap import name_columns, names_of
from reports.regional import parts_of
from reports.table import Column, Kind, Row, Table


def graduation_table(user, found: GraduationFound) -> Table:
    """Who rose, stayed and fell, per region of one level inside another."""
    span = found.whole.span
    names = name_columns(found.region, found.level, lambda code: graduation_url(code, span.from_on, span.to_on))
    empty = Graduation(span)
    rows = [
        Row(part.pk, {**names_of(part), **_values(found.parts.get(part.pk, empty))})
        for part in parts_of(found.region, found.level, found.parts)
    ]
    total = Row(found.region.pk, {"name": _("Jumlah"), **_values(found.whole)})
    level = _("per %(level)s") % {"level": LevelNames(found.level).label}
    return _table(user, found, _("Naik kelas per wilayah"), [*names, *_columns(user, found)], rows, total, [level])


def matrix_table(user, found: GraduationFound) -> Table:
    """The matrix: a row for each state on the first day, a column for each on the second."""
    matrix = found.whole
    rows = [Row(state.code, _row_values(matrix, state)) for state in matrix.rows]
    total = Row(
        "",
        {
            "name": _("Jumlah"),
            **{state.code: matrix.column_total(state).groups for state in matrix.columns},
            "groups": matrix.total.groups,
            "capital": matrix.total.capital_from,
        },
    )
    columns = [
        Column("name", _("Keadaan per %(day)s") % {"day": day_words(matrix.span.from_on)}, Kind.TEXT),
        *(Column(state.code, str(state.name)) for state in matrix.columns),
        Column("groups", _("Jumlah")),
        Column("capital", _("Modal per %(day)s") % {"day": day_words(matrix.span.from_on)}, Kind.RUPIAH),
    ]
    across = _("kolom: keadaan per %(day)s") % {"day": day_words(matrix.span.to_on)}
    return _table(user, found, _("Matriks naik kelas"), columns, rows, total, [across])


def day_words(day: date) -> str:
    """A day in full."""
    return date_format(day, "j F Y")


def span_words(from_on: date, to_on: date) -> str:
    """Two days in words."""
    return _("%(from)s sampai %(to)s") % {"from": day_words(from_on), "to": day_words(to_on)}


def _table(user, found: GraduationFound, title: str, columns, rows, total: Row, filters: list[str]) -> Table:
    span = found.whole.span
    return Table(
        title=title,
        columns=columns,
        rows=rows,
        total=total,
        region=found.region.path_name or found.region.name,
        as_at=found.freshness.at,
        made_by=str(user),
        made_at=timezone.now(),
        filters=[span_words(span.from_on, span.to_on), *filters],
    )


def _columns(user, found: GraduationFound) -> list[Column]:
    return [
        *(Column(move.value, str(MOVES[move]), link=_to(user, found, move)) for move in Move),
        Column("comparable", _("Dapat dibandingkan")),
        *(
            Column(f"{move.value}_share", label, Kind.PERCENT)
            for move, label in (
                (Move.UP, _("% naik kelas")),
                (Move.SAME, _("% tetap")),
                (Move.DOWN, _("% turun kelas")),
            )
        ),
        Column("capital_from", _("Modal semula"), Kind.RUPIAH),
        Column("capital_to", _("Modal kemudian"), Kind.RUPIAH),
    ]


def _to(user, found: GraduationFound, move: Move) -> Callable[[Row], str]:
    span = found.whole.span
    url = graduation_links(user, span.from_on, span.to_on, gerak=move.value)
    return lambda row: url(row.code)


def _values(matrix: Graduation) -> dict:
    return {
        **{move.value: matrix.moved(move).groups for move in Move},
        "comparable": matrix.comparable,
        **{f"{move.value}_share": matrix.share(move) for move in Move},
        "capital_from": matrix.total.capital_from,
        "capital_to": matrix.total.capital_to,
    }


def _row_values(matrix: Graduation, before: State) -> dict:
    return {
        "name": str(before.name),
        **{after.code: matrix.cell(before, after).groups for after in matrix.columns},
        "groups": matrix.row_total(before).groups,
        "capital": matrix.row_total(before).capital_from,
    }
