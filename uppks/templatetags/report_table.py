"""The cells of report tables and of the matrix, drawn in one go: a page of the nation has thousands of them.

A template that includes another for each cell needs a second for the 514 regencies; this needs a few hundredths. The
frame of a table stays in its template.
"""

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.matrix import MatrixRow
from reports.runs.comparing import Change
from reports.table import Cell, Kind
from uppks.templatetags.formats import angka, persen, rupiah, tanggal_pendek

register = template.Library()

DRAWN = {Kind.INTEGER: angka, Kind.RUPIAH: rupiah, Kind.PERCENT: persen, Kind.DATE: tanggal_pendek}


@register.simple_tag
def table_lines(lines: list[list[Cell]], stack=False) -> SafeString:
    """The rows of a report table as `<tr>…</tr>`; with `stack` each cell carries its heading, for phones."""
    drawn = [
        "".join([_head(line[0]), *[_cell(cell, stack, keep_empty=True) for cell in line[1:]]]) for line in lines if line
    ]
    return mark_safe("\n".join(f"<tr>{cells}</tr>" for cells in drawn))


@register.simple_tag
def table_total(line: list[Cell], stack=False) -> SafeString:
    """The last line of a report table; what it does not add up stays empty."""
    cells = "".join(_cell(cell, stack, keep_empty=False) for cell in line[1:])
    return mark_safe(f'<tr><th scope="row">{conditional_escape(line[0].value)}</th>{cells}</tr>')


@register.simple_tag
def change_cells(change: Change) -> SafeString:
    """Before and after of a cell that differs, each under its heading on phones."""
    headings = (_("Sebelum"), _("Sesudah"))
    drawn = [
        f'<td class="num" data-label="{escape(heading)}">{_value(cell)}</td>'
        for heading, cell in zip(headings, change.cells, strict=True)
    ]
    return mark_safe("".join(drawn))


@register.simple_tag
def matrix_cells(row: MatrixRow) -> SafeString:
    """The cells of one row of the matrix: colour, sign and percent for the eye, words for the ear."""
    drawn = []
    for cell in row.cells:
        part, end = (f'a href="{escape(cell.url)}"', "a") if cell.url else ("span", "span")
        seen = f'<span aria-hidden="true"><b>{cell.tone.sign}</b>{escape(cell.percent)}</span>'
        heard = f'<span class="visually-hidden">{escape(cell.words)}</span>'
        drawn.append(f'<td class="is-{cell.tone.code}"><{part}>{seen}{heard}</{end}></td>')
    return mark_safe("".join(drawn))


def _head(cell: Cell) -> str:
    value = conditional_escape(cell.value)
    return f'<th scope="row">{_linked(value, cell.url)}</th>'


def _cell(cell: Cell, stack, *, keep_empty: bool) -> str:
    """One cell after the first; a number leads to its list unless there is nothing behind it."""
    label = f' data-label="{escape(cell.column.label)}"' if stack else ""
    kind = ' class="num"' if cell.column.is_number else ""
    if cell.value is None and not keep_empty:
        return f"<td{label}{kind}></td>"
    return f"<td{label}{kind}>{_linked(_value(cell), cell.url if cell.value else '')}</td>"


def _value(cell: Cell) -> str:
    """The value written by its kind."""
    if cell.is_hidden:
        return f'<span class="quiet">{escape(_("disembunyikan"))}</span>'
    draw = DRAWN.get(cell.column.kind)
    return conditional_escape(draw(cell.value) if draw else cell.value)


def _linked(value: str, url: str) -> str:
    return f'<a href="{escape(url)}">{value}</a>' if url else value
