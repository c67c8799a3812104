"""Graduation decided in a span of days, by region: who waits, what was decided, and how long it took (NX05)."""

from collections import Counter
from datetime import date

from django.db.models import Count
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from associations.dossiers import eligible, undecided
from associations.models import GraduationDecision, GraduationOutcome
from groups.models import EnterpriseGroup
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.scoping import in_region
from reports.as_at import place_of
from reports.catalogue.by_region import is_heavy, programme_of, region_table
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.table import Column, Table

_SUMS = ("waiting", "decided", "graduated")


def _make(asked: Asked) -> Table:
    found: dict[str, Counter] = {}
    _count_waiting(asked, found)
    _count_decided(asked, found)
    values = {place: _values(counts) for place, counts in found.items()}
    title = _("Keputusan naik kelas kelompok %(programme)s") % programme_of(asked.on)
    whole = sum(found.values(), Counter())
    return region_table(asked, title, _columns(), values, _values(whole), _values(Counter()))


def _length(asked: Asked) -> int:
    return LENGTH_BY_LEVEL[Level(max(asked.level, Level.PROVINCE))]


def _count_waiting(asked: Asked, found: dict[str, Counter]) -> None:
    """Groups that met every rule on the last day of the span and were not decided by then."""
    groups = EnterpriseGroup.objects.filter(in_region("village_id", asked.region.pk))
    rows = undecided(eligible(groups, asked.on), asked.on).order_by()
    for code, count in rows.values_list(Left("village_id", _length(asked))).annotate(Count("pk")):
        found.setdefault(place_of(code, asked.level), Counter())["waiting"] += count


def _count_decided(asked: Asked, found: dict[str, Counter]) -> None:
    """Decisions of the span; of those that graduated a group also the days since it met the rules."""
    rows = GraduationDecision.objects.filter(
        in_region("group__village_id", asked.region.pk), on__range=(asked.since, asked.on)
    ).order_by()
    told = rows.values_list(Left("group__village_id", _length(asked)), "outcome", "eligible_on", "on")
    for code, outcome, since, on in told.iterator():
        counts = found.setdefault(place_of(code, asked.level), Counter())
        counts["decided"] += 1
        if outcome == GraduationOutcome.GRADUATED:
            counts["graduated"] += 1
            counts["days"] += _days(since, on)


def _days(since: date | None, on: date) -> int:
    return (on - since).days if since else 0


def _values(counts: Counter) -> dict:
    mean = round(counts["days"] / counts["graduated"]) if counts["graduated"] else None
    return {name: counts[name] for name in _SUMS} | {"days": mean}


def _columns() -> list[Column]:
    return [
        Column("waiting", _("Memenuhi syarat, belum diputus")),
        Column("decided", _("Diputus")),
        Column("graduated", _("Dinyatakan naik kelas")),
        Column("days", _("Rata-rata hari menunggu")),
    ]


GRADUATION_DECISIONS = Report(
    slug="keputusan-naik-kelas",
    name=gettext_lazy("Keputusan naik kelas"),
    about=gettext_lazy("Berapa kelompok menunggu keputusan, berapa yang diputus, dan berapa lama menunggu."),
    section=Section.GROUPS,
    permission=Permission.KB_STATUS_VIEW,
    dated=Dated.SPAN,
    make=_make,
    is_heavy=is_heavy,
)
