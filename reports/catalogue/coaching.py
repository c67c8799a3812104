"""Coaching in a span of days: sessions, groups, who gave them and how many came (UP07)."""

from collections import Counter
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from activities.models import HANDED_IN, Attendance, Coaching, Meeting
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.months import month_of
from regions.scoping import in_region
from reports.as_at import place_of
from reports.catalogue.by_region import is_heavy, list_table, programme_of, region_table
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.few_people import sees_people
from reports.table import Column, Kind, Row, Table

# Agencies are typed freely, so there may be any number; those with the most sessions are shown.
AGENCIES_SHOWN = 500
_NUMBERS: dict[str, Any] = {
    "sessions": Count("pk"),
    "groups": Count("report__group", distinct=True),
    **{str(kind): Count("pk", filter=Q(coaching=kind)) for kind in Coaching.values},
}


def _by_region(asked: Asked) -> Table:
    found: dict[str, Counter] = {}
    length = LENGTH_BY_LEVEL[Level(max(asked.level, Level.PROVINCE))]
    rows = _sessions(asked).values(place=Left("report__village_id", length)).annotate(**_NUMBERS)
    for row in rows:
        place = place_of(row.pop("place"), asked.level)
        found.setdefault(place, Counter()).update(row)
    came = Attendance.objects.filter(meeting__in=_sessions(asked).values("pk")).order_by()
    for where, present in came.values_list(Left("meeting__report__village_id", length)).annotate(Count("pk")):
        found[place_of(where, asked.level)]["present"] += present
    values = {place: _values(counts) for place, counts in found.items()}
    title = _("Pembinaan kelompok %(programme)s") % programme_of(asked.on)
    whole = sum(found.values(), Counter())
    return region_table(asked, title, _columns(asked), values, _values(whole), _values(Counter()))


def _by_agency(asked: Asked) -> Table:
    rows = _sessions(asked).values(name=F("agency")).annotate(**_NUMBERS).order_by("-sessions", "name")
    shown = list(rows[: AGENCIES_SHOWN + 1])
    capped = [_("%(count)d instansi dengan sesi terbanyak") % {"count": AGENCIES_SHOWN}]
    lines = [Row(asked.region.pk, row) for row in shown[:AGENCIES_SHOWN]]
    numbers = [column for column in _columns(asked) if column.key in _NUMBERS]
    columns = [Column("name", _("Instansi pembina"), Kind.TEXT), *numbers]
    title = _("Pembinaan kelompok %(programme)s menurut instansi") % programme_of(asked.on)
    return list_table(asked, title, columns, lines, capped if len(shown) > AGENCIES_SHOWN else [])


def _sessions(asked: Asked):
    """Coaching sessions of the span whose register is handed in."""
    held = Meeting.objects.filter(
        in_region("report__village_id", asked.region.pk),
        on__range=(asked.since, asked.on),
        report__month__range=(month_of(asked.since or asked.on), asked.on),
        report__status__in=HANDED_IN,
    )
    return held.exclude(coaching="").order_by()


def _values(counts: Counter) -> dict:
    return {name: counts[name] for name in (*_NUMBERS, "present")}


def _columns(asked: Asked) -> list[Column]:
    columns = [
        Column("sessions", _("Sesi pembinaan")),
        Column("groups", _("Kelompok dibina")),
        *(Column(str(kind), str(label)) for kind, label in Coaching.choices),
    ]
    return [*columns, Column("present", _("Kehadiran anggota"))] if sees_people(asked.user) else columns


COACHING = Report(
    slug="pembinaan",
    name=gettext_lazy("Pembinaan per wilayah"),
    about=gettext_lazy("Berapa sesi pembinaan, kelompok mana yang dibina, tentang apa, dan berapa yang hadir."),
    section=Section.MONTH,
    permission=Permission.ACTIVITY_VIEW,
    dated=Dated.SPAN,
    make=_by_region,
    is_heavy=is_heavy,
)
COACHING_BY_AGENCY = Report(
    slug="pembinaan-instansi",
    name=gettext_lazy("Pembinaan per instansi"),
    about=gettext_lazy("Instansi mana yang membina, berapa sesi, dan berapa kelompok."),
    section=Section.MONTH,
    permission=Permission.ACTIVITY_VIEW,
    dated=Dated.SPAN,
    make=_by_agency,
    levels=(),
    is_heavy=is_heavy,
)
