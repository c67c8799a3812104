"""AKU boards and their terms as at any day: who is in office, since when, until when, and what is missing (UP05)."""

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from associations.overview import BoardRow, board_rows
from associations.queries import board_places, with_board_state
from associations.terms import BoardState
from regions.codes import NATION_CODE, ancestors_of
from regions.scoping import in_region
from reports.catalogue.by_region import list_table
from reports.catalogue.report import Asked, Choice, Dated, Report, Section
from reports.table import Column, Kind, Row, Table

EVERY = "semua"


def _make(asked: Asked) -> Table:
    state = asked.chosen.get("keadaan") or EVERY
    places = with_board_state(_places(asked), asked.on)
    if state in BoardState.values:
        places = places.filter(board_state=state)
    rows = [_row(row) for row in board_rows(places.order_by("code"))]
    title = _("Kepengurusan AKU dan masa bakti")
    return list_table(asked, title, _columns(), rows, [dict(_options()).get(state, "")])


def _places(asked: Asked):
    """The boards inside the region, and those above it that speak for it; retired regions only while they were."""
    above = [code for code in ancestors_of(asked.region.pk) if code != NATION_CODE]
    places = board_places(asked.user).filter(in_region("code", asked.region.pk) | Q(code__in=above))
    return places.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=asked.on))


def _row(row: BoardRow) -> Row:
    term, state = row.term, row.state
    values = {
        "name": row.region.name,
        "code": row.region.pk,
        "level": row.level_label,
        "board": row.name,
        "state": str(state.label),
        "starts_on": term.starts_on if term else None,
        "ends_on": term.ends_on if term else None,
        "days": _days(row),
        "chair": row.chair or (_("kosong") if term else ""),
        "decree": _decree(term),
    }
    return Row(row.region.pk, values)


def _days(row: BoardRow) -> str:
    """What the days of a board's state mean, in words."""
    words = {
        BoardState.EXPIRED: _("lewat %(days)s hari"),
        BoardState.AWAITING: _("menunggu %(days)s hari"),
        BoardState.ENDING: _("sisa %(days)s hari"),
        BoardState.RUNNING: _("sisa %(days)s hari"),
    }
    if row.state.days is None:
        return ""
    return words[BoardState(row.state.code)] % {"days": number_format(row.state.days, force_grouping=True)}


def _decree(term) -> str:
    if term is None or not term.decree_number:
        return ""
    if not term.decree_on:
        return term.decree_number
    return f"{term.decree_number}, {date_format(term.decree_on, 'j F Y')}"


def _columns() -> list[Column]:
    return [
        Column("name", _("Wilayah"), Kind.TEXT, lambda row: reverse("board_detail", args=[row.code])),
        Column("code", _("Kode"), Kind.TEXT),
        Column("level", _("Tingkat"), Kind.TEXT),
        Column("board", _("Badan pengurus"), Kind.TEXT),
        Column("state", _("Keadaan"), Kind.TEXT),
        Column("starts_on", _("Mulai masa bakti"), Kind.DATE),
        Column("ends_on", _("Akhir masa bakti"), Kind.DATE),
        Column("days", _("Hari"), Kind.TEXT),
        Column("chair", _("Ketua"), Kind.TEXT),
        Column("decree", _("SK"), Kind.TEXT),
    ]


def _options() -> list[tuple[str, str]]:
    return [(EVERY, _("Semua keadaan")), *((state.value, str(state.label)) for state in BoardState)]


BOARDS_AND_TERMS = Report(
    slug="pengurus",
    name=gettext_lazy("Kepengurusan AKU dan masa bakti"),
    about=gettext_lazy("Badan pengurus mana yang berjalan, segera berakhir, lewat masa bakti, atau belum ada."),
    section=Section.BOARDS,
    permission=Permission.BOARD_VIEW,
    dated=Dated.DAY,
    make=_make,
    levels=(),
    choices=(Choice("keadaan", gettext_lazy("Keadaan"), _options),),
)
