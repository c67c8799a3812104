"""Where AKU is missing: regencies and their groups without a board, and terms about to end or past it (BD04, BD05)."""

from dataclasses import replace

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from associations.coverage import active_groups_by_regency
from associations.models import BoardLevel
from associations.overview import BoardRow, board_rows
from associations.queries import board_places, with_board_state
from associations.terms import ALERT_DAYS, BoardState
from regions.models import Region
from regions.scoping import in_region
from reports import links
from reports.catalogue.by_region import chosen_of, list_table
from reports.catalogue.report import Asked, Choice, Dated, Report, Section
from reports.table import Column, Kind, Row, Table

WITHOUT, ALSO_EXPIRED = "tanpa", "lewat"


def _coverage(asked: Asked) -> Table:
    chosen = chosen_of(asked, "keadaan", dict(_coverage_options()))
    states = [BoardState.NONE] if chosen == WITHOUT else [BoardState.NONE, BoardState.EXPIRED]
    every = list(_places(asked).filter(level=BoardLevel.REGENCY).order_by("code"))
    lacking = [place for place in every if place.board_state in states]
    above = {place.pk: place for place in _provinces(asked, lacking)}
    groups = active_groups_by_regency(asked.user, [place.pk for place in lacking])
    rows = [_coverage_row(row, above, groups) for row in board_rows(lacking)]
    title = _("Kabupaten/kota tanpa pengurus AKU")
    words = [dict(_coverage_options())[chosen]]
    table = list_table(asked, title, _coverage_columns(asked), rows, words)
    counted = _("%(count)s dari %(every)s kabupaten/kota") % {"count": len(rows), "every": len(every)}
    whole = {"name": _("Jumlah"), "province": counted, "groups": sum(row.values["groups"] for row in rows)}
    return replace(table, total=Row(asked.region.pk, whole))


def _places(asked: Asked):
    """The regions inside the one asked for with the state of their boards on the day; retired ones while they were."""
    places = with_board_state(board_places(asked.user), asked.on).filter(in_region("code", asked.region.pk))
    return places.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=asked.on))


def _provinces(asked: Asked, regencies: list[Region]):
    """The provinces of these regencies, with the state of their own boards."""
    codes = {place.pk[:2] for place in regencies}
    return with_board_state(Region.objects.filter(pk__in=codes), asked.on)


def _coverage_row(row: BoardRow, above: dict, groups: dict[str, int]) -> Row:
    province = above[row.region.pk[:2]]
    values = {
        "name": row.region.name,
        "code": row.region.pk,
        "province": province.name,
        "state": str(row.state.label),
        "above": str(BoardState(province.board_state).label),
        "groups": groups.get(row.region.pk, 0),
    }
    return Row(row.region.pk, values)


def _coverage_columns(asked: Asked) -> list[Column]:
    return [
        Column("name", _("Kabupaten/Kota"), Kind.TEXT, _to_board),
        Column("code", _("Kode"), Kind.TEXT),
        Column("province", _("Provinsi"), Kind.TEXT),
        Column("state", _("Keadaan"), Kind.TEXT),
        Column("above", _("BPD di atasnya"), Kind.TEXT),
        Column("groups", _("Kelompok aktif"), link=lambda row: links.groups_url(asked.user, row.code, status="aktif")),
    ]


def _ending(asked: Asked) -> Table:
    chosen = chosen_of(asked, "ambang", dict(_ending_options()))
    places = _places(asked).filter(board_state__in=[BoardState.EXPIRED, BoardState.ENDING])
    rows = [row for row in board_rows(places.order_by("held_until", "code")) if _is_asked_for(row, chosen)]
    title = _("Masa bakti yang lewat dan yang segera berakhir")
    words = [dict(_ending_options())[chosen]]
    return list_table(asked, title, _ending_columns(), [_ending_row(row) for row in rows], words)


def _is_asked_for(row: BoardRow, chosen: str) -> bool:
    is_past = row.state.code == BoardState.EXPIRED
    if chosen == "lewat":
        return is_past
    return chosen == "semua" or (not is_past and row.state.days <= int(chosen))


def _ending_row(row: BoardRow) -> Row:
    term, is_past = row.term, row.state.code == BoardState.EXPIRED
    values = {
        "name": row.region.name,
        "code": row.region.pk,
        "board": row.name,
        "state": str(row.state.label),
        "ends_on": term.ends_on,
        "past": row.state.days if is_past else None,
        "left": None if is_past else row.state.days,
        "chair": row.chair or _("kosong"),
        "decree": _decree(term),
        "successor": term.closed_on,
    }
    return Row(row.region.pk, values)


def _decree(term) -> str:
    parts = [term.decree_number, date_format(term.decree_on, "j F Y") if term.decree_on else ""]
    return ", ".join(part for part in parts if part)


def _ending_columns() -> list[Column]:
    return [
        Column("name", _("Wilayah"), Kind.TEXT, _to_board),
        Column("code", _("Kode"), Kind.TEXT),
        Column("board", _("Badan pengurus"), Kind.TEXT),
        Column("state", _("Keadaan"), Kind.TEXT),
        Column("ends_on", _("Akhir masa bakti"), Kind.DATE),
        Column("past", _("Lewat (hari)")),
        Column("left", _("Sisa (hari)")),
        Column("chair", _("Ketua"), Kind.TEXT),
        Column("decree", _("SK"), Kind.TEXT),
        Column("successor", _("Pengganti mulai"), Kind.DATE),
    ]


def _to_board(row: Row) -> str:
    return reverse("board_detail", args=[row.code])


def _coverage_options() -> list[tuple[str, str]]:
    return [
        (WITHOUT, _("Tanpa pengurus")),
        (ALSO_EXPIRED, _("Tanpa pengurus, dan yang lewat masa bakti")),
    ]


def _ending_options() -> list[tuple[str, str]]:
    within = [(str(days), _("Berakhir dalam %(days)s hari") % {"days": days}) for days in ALERT_DAYS]
    return [("semua", _("Lewat dan segera berakhir")), ("lewat", _("Lewat masa bakti saja")), *within]


BOARD_COVERAGE = Report(
    slug="cakupan-pengurus",
    name=gettext_lazy("Wilayah dan kelompok tanpa pengurus AKU"),
    about=gettext_lazy("Kabupaten/kota mana yang belum ada pengurusnya, dan berapa kelompok aktif di sana."),
    section=Section.BOARDS,
    permission=Permission.BOARD_VIEW,
    dated=Dated.TODAY,
    make=_coverage,
    levels=(),
    choices=(Choice("keadaan", gettext_lazy("Yang ditampilkan"), _coverage_options),),
)
ENDING_TERMS = Report(
    slug="masa-bakti-berakhir",
    name=gettext_lazy("Masa bakti berakhir"),
    about=gettext_lazy("Badan pengurus mana yang lewat masa bakti atau segera berakhir, dan berapa hari."),
    section=Section.BOARDS,
    permission=Permission.BOARD_VIEW,
    dated=Dated.DAY,
    make=_ending,
    levels=(),
    choices=(Choice("ambang", gettext_lazy("Yang ditampilkan"), _ending_options),),
)
