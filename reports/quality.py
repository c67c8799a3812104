"""What is missing or doubtful in the records, by region and by officer, with its share and its list (DB07).

Above villages everything comes from stored counts. Villages, officers, and the groups of one officer are counted from
the rows, inside one regency at the most, in as many queries whatever there is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Permission
from activities.listing import groups_of_month, narrowed_to
from groups.forms.filters import NONE
from groups.freshness import DORMANT, STALE, of_freshness
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import Level
from regions.models import Level as LevelNames
from regions.models import Region
from regions.months import month_of, shift
from reports import links
from reports.cut import Cut
from reports.monthly import freshness_counts, month_figures
from reports.recap import name_columns, names_of
from reports.regional import made_true, months_made_true, parts_of
from reports.table import Column, Kind, Row, Table
from reports.totals import Freshness, now_fresh
from reports.traits import counted_by, may_see, stored_traits

Counts = Mapping[str, int]
LATE = "late"
# Shown on paper and in an address as how many, or as what part.
NUMBERS, SHARES = "jumlah", "bagian"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or doubtful: its count, its words, its list, and of what it is a part."""

    what: str
    label: str | Promise
    filters: Mapping[str, str]
    of_members: bool = False
    permission: str = Permission.GROUP_VIEW

    def url(self, user, code: str, month: date, mentor: str) -> str:
        """The list of exactly what is counted; empty where this user may not open it."""
        if self.of_members:
            return links.members_url(user, code, **self.filters, pembina=mentor)
        if self.what == LATE:
            return links.month_url(user, code, month, **self.filters, pembina=mentor)
        return links.groups_url(user, code, status="aktif", **self.filters, pembina=mentor)

    def share(self, counts: Counts) -> Decimal | None:
        """The part of the active groups, or of their members; None where there are none."""
        whole = members_in(counts) if self.of_members else groups_in(counts)
        return Decimal(counts.get(self.what, 0)) / whole if whole else None


GAPS = (
    Gap("warning:ketua", gettext_lazy("Tanpa ketua"), {"peringatan": "ketua"}),
    Gap("warning:kb-ketua", gettext_lazy("Riwayat KB ketua belum ada"), {"peringatan": "kb-ketua"}),
    Gap("warning:anggota", gettext_lazy("Anggota kurang"), {"peringatan": "anggota"}),
    Gap("warning:sk", gettext_lazy("SK belum lengkap"), {"peringatan": "sk"}),
    Gap("warning:modal", gettext_lazy("Tanpa catatan modal"), {"peringatan": "modal"}),
    Gap("warning:modal-lama", gettext_lazy("Modal lama"), {"peringatan": "modal-lama"}),
    Gap("jump", gettext_lazy("Lonjakan modal"), {"lonjakan": "ada"}),
    Gap(STALE.code, gettext_lazy("Usang"), {"kesegaran": STALE.code}),
    Gap(DORMANT.code, gettext_lazy("Diduga tidak berjalan"), {"kesegaran": DORMANT.code}),
    Gap(LATE, gettext_lazy("Belum lapor"), {"keadaan": "belum"}),
    Gap("no_nik", gettext_lazy("Anggota tanpa NIK"), {"nik": "belum"}, True, Permission.MEMBER_VIEW),
    Gap("kb:", gettext_lazy("Anggota tanpa status KB"), {"kb": "belum"}, True, Permission.KB_STATUS_VIEW),
)


def gaps_for(user) -> list[Gap]:
    """What this user may be told of. Numbers of people are for those who may see the people (DB06)."""
    return [gap for gap in GAPS if user.allows(gap.permission) and may_see(user, gap.what)]


@dataclass(frozen=True)
class Quality:
    """The counts of a region, of its parts or its officers (`level` is None), and of which day and month they speak."""

    region: Region
    level: Level | None
    lines: list[tuple[Any, Counts]]
    whole: Counts
    month: date
    mentor: str
    freshness: Freshness

    @property
    def is_by_officer(self) -> bool:
        """True where each row is an officer."""
        return self.level is None


def quality_of(region: Region, level: Level | None, mentor: str = "") -> Quality:
    """The counts of everything inside `region`, per region of `level`, or per officer where it is None.

    Ask for officers, or for one officer's groups, inside one regency at the most.
    """
    day = local_today(region)
    month = shift(month_of(day), -1)
    is_live = mentor or level in (None, Level.VILLAGE)
    freshness = now_fresh() if is_live else _made_true(region)
    if is_live:
        cut = Cut((region.pk,), mentor=mentor) if level is None else Cut.by_region([region.pk], level, mentor)
        found = _counted(cut, day, month)
    else:
        found = _stored(region, Level(level or region.level), day, month)
    whole: dict[str, int] = {}
    for counts in found.values():
        for what, count in counts.items():
            whole[what] = whole.get(what, 0) + count
    lines = (
        _officers(found)
        if level is None
        else [(part, found.get(part.pk, {})) for part in parts_of(region, level, found)]
    )
    return Quality(region, level, lines, whole, month, mentor, freshness)


def officers_in(region: Region) -> list[tuple[str, str]]:
    """The mentors of active groups in a region, by name, as numbers and names."""
    groups = EnterpriseGroup.objects.in_region(region.pk).active().filter(mentor__isnull=False).order_by()
    found = User.objects.filter(pk__in=groups.values("mentor"))
    return sorted(((str(user.pk), str(user)) for user in found), key=lambda pair: pair[1].lower())


def groups_in(counts: Counts) -> int:
    """The active groups: each has one market reach, known or not."""
    return sum(count for what, count in counts.items() if what.startswith("reach:"))


def members_in(counts: Counts) -> int:
    """Their members: each has one KB status, recorded or not."""
    return sum(count for what, count in counts.items() if what.startswith("kb:"))


def score_of(counts: Counts) -> int | None:
    """Gaps of groups for each hundred active groups; what is said of people is left out, so that all see the same."""
    groups = groups_in(counts)
    found = sum(counts.get(gap.what, 0) for gap in GAPS if not gap.of_members and gap.what != "warning:kb-ketua")
    return round(Decimal(found * 100) / groups) if groups else None


def quality_table(user, found: Quality, shown: str = NUMBERS) -> Table:
    """One row for each part or officer; the worst first."""
    gaps = gaps_for(user)
    rows = [Row(*_row_of(user, found, each, counts, gaps, shown)) for each, counts in found.lines]
    whole = {"name": _("Jumlah"), **_values(found.whole, gaps, shown)}
    filters = [
        _("per pembina") if found.level is None else _("per %(level)s") % {"level": LevelNames(found.level).label}
    ]
    filters += [_("Belum lapor: %(month)s") % {"month": date_format(found.month, "F Y")}]
    if found.mentor:
        filters.append(_("pembina: %(name)s") % {"name": mentor_name(found.region, found.mentor)})
    return Table(
        title=_("Mutu data"),
        columns=[*_names(user, found), *_columns(user, found, gaps, shown)],
        rows=rows,
        total=Row(found.mentor if found.is_by_officer else found.region.pk, whole),
        region=found.region.path_name or found.region.name,
        as_at=found.freshness.at,
        made_by=str(user),
        made_at=timezone.now(),
        filters=filters,
    ).sorted_by("-score")


def mentor_name(region: Region, mentor: str) -> str:
    """The officer's name, told of those who mentor a group of the region alone; words for groups without one."""
    return str(_("belum ada")) if mentor == NONE else dict(officers_in(region)).get(mentor, "–")


def _made_true(region: Region) -> Freshness:
    totals, months = made_true([region.pk]), months_made_true([region.pk])
    return totals if totals.due >= months.due else months


def _stored(region: Region, level: Level, day: date, month: date) -> dict[Any, dict[str, int]]:
    found: dict[Any, dict[str, int]] = stored_traits([region.pk], level)
    for place, states in freshness_counts([region.pk], level, day).items():
        found.setdefault(place, {}).update(states)
    for (place, _month), figures in month_figures([region.pk], level, [month]).items():
        found.setdefault(place, {})[LATE] = figures.missing
    return found


def _counted(cut: Cut, day: date, month: date) -> dict[Any, dict[str, int]]:
    found = counted_by(cut, day)
    groups = EnterpriseGroup.objects.filter(cut.where())
    late = narrowed_to(groups_of_month(groups, month), month, "belum", "")
    sources = {LATE: late, **{state.code: of_freshness(groups, state, day) for state in (STALE, DORMANT)}}
    for what, rows in sources.items():
        for place, number in rows.order_by().values_list(cut.key()).annotate(number=Count("pk")):
            found.setdefault(place, {})[what] = number
    return found


def _parts(region: Region, level: Level, found: Mapping[Any, Counts]) -> list[tuple[Any, Counts]]:
    return [(part, found.get(part.pk, {})) for part in parts_of(region, level, found)]


def _officers(found: Mapping[Any, Counts]) -> list[tuple[Any, Counts]]:
    """Each officer with the counts; None for the groups without one."""
    people = User.objects.in_bulk([pk for pk in found if pk])
    return [(people.get(pk), counts) for pk, counts in found.items()]


def _row_of(user, found: Quality, each, counts: Counts, gaps, shown: str) -> tuple[str, dict]:
    if found.level is not None:
        return each.pk, {**names_of(each), **_values(counts, gaps, shown)}
    name = str(each) if each else _("Tanpa pembina")
    return (str(each.pk) if each else NONE), {"name": name, **_values(counts, gaps, shown)}


def _names(user, found: Quality) -> list[Column]:
    if found.level is None:
        return [Column("name", _("Pembina"), Kind.TEXT)]
    return name_columns(found.region, found.level, links.quality_url)


def _columns(user, found: Quality, gaps: list[Gap], shown: str) -> list[Column]:
    def to(url: Callable[..., str]) -> Callable[[Row], str]:
        if found.is_by_officer:
            return lambda row: url(found.region.pk, row.code)
        return lambda row: url(row.code, found.mentor)

    groups = to(lambda code, mentor: links.groups_url(user, code, status="aktif", pembina=mentor))
    kind = Kind.PERCENT if shown == SHARES else Kind.INTEGER
    return [
        Column("score", _("Kekurangan per 100 kelompok")),
        Column("groups", _("Kelompok aktif"), link=groups),
        *(
            Column(
                gap.what,
                str(gap.label),
                kind,
                to(lambda code, mentor, gap=gap: gap.url(user, code, found.month, mentor)),
            )
            for gap in gaps
        ),
    ]


def _values(counts: Counts, gaps: list[Gap], shown: str) -> dict[str, Any]:
    values = {gap.what: gap.share(counts) if shown == SHARES else counts.get(gap.what, 0) for gap in gaps}
    return {"score": score_of(counts), "groups": groups_in(counts), **values}
