"""What a territory owes: the groups whose register of a month, or card of a year, is not handed in (FE07).

A group owes a month if it was active on the month's last day (today, while the month runs), and a year if it was
active on 1 January; the same rule as ADA. Days are those of the place: an officer whose villages lie in two time zones
gets two answers around midnight. Whatever the number of groups, each period costs the same few queries.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from accounts.responsible import officer_territories, responsible_for
from activities.calendar import Period
from activities.card_listing import owing_card
from activities.listing import groups_of_month, narrowed_to
from activities.models import WRITABLE, PeriodKind, ReviewStep, StepKind, SubmissionStatus
from activities.periods import open_months, open_years
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.models import Region
from regions.months import month_key
from regions.scoping import in_any_region

# A page names so many groups of one period; the rest are in the list behind it.
SHOWN = 20


@dataclass(frozen=True)
class OwedLine:
    """One group and what it owes. `status` is empty where nothing was begun; `note` says why it was returned."""

    group: EnterpriseGroup
    kind: str
    period: Period
    status: str
    note: str
    url: str


@dataclass(frozen=True)
class OwedPeriod:
    """One month, or one year of cards, of a territory on a local day: what exists, what was handed in, what was not.

    `counts` are groups by state, None for nothing begun; the lines name the first of each.
    """

    kind: str
    period: Period
    today: date
    existing: int
    handed_in: int
    counts: dict[str | None, int]
    lines: list[OwedLine]
    drafts: list[OwedLine]
    returned: list[OwedLine]

    @property
    def owed(self) -> int:
        """Groups whose register or card is not handed in."""
        return self.existing - self.handed_in

    @property
    def empty(self) -> int:
        """Groups for which nothing was begun."""
        return self.counts.get(None, 0)

    @property
    def hidden_returned(self) -> int:
        """How many were returned beyond those named here."""
        return self.counts.get(SubmissionStatus.RETURNED, 0) - len(self.returned)

    @property
    def hidden_drafts(self) -> int:
        """How many were begun beyond those named here."""
        return self.counts.get(SubmissionStatus.DRAFT, 0) - len(self.drafts)

    @property
    def is_late(self) -> bool:
        """True once the due day has passed."""
        return self.period.is_late(self.today)

    @property
    def days(self) -> int:
        """Days until it is due, or since."""
        return abs(self.period.days_left(self.today))

    @property
    def is_month(self) -> bool:
        """True for registers, False for cards."""
        return self.kind == PeriodKind.MONTH

    @property
    def url(self) -> str:
        """The list of all that is owed."""
        return self._list_url("belum")

    @property
    def empty_url(self) -> str:
        """The list of those for which nothing was begun."""
        return self._list_url("kosong" if self.is_month else "belum")

    @property
    def drafts_url(self) -> str:
        """The list of what was begun and not handed in."""
        return self._list_url("draf" if self.is_month else "belum")

    @property
    def returned_url(self) -> str:
        """The list of what was returned."""
        return self._list_url("dikembalikan")

    def _list_url(self, state: str) -> str:
        if self.is_month:
            query = {"bulan": month_key(self.period.start), "keadaan": state}
            return f"{reverse('report_list')}?{urlencode(query)}"
        return f"{reverse('card_list')}?{urlencode({'tahun': self.period.start.year, 'keadaan': state})}"


@dataclass(frozen=True)
class VillageOwed:
    """How many groups of one village have not reported."""

    village: Region
    groups: int


@dataclass(frozen=True)
class OfficerOwed:
    """An officer and the villages of hers that have not reported; None stands for villages that nobody covers."""

    officer: User | None
    villages: list[VillageOwed]

    @property
    def groups(self) -> int:
        """How many groups have not reported."""
        return sum(one.groups for one in self.villages)


def owed(user) -> list[OwedPeriod]:
    """What the user's territory owes in every open month, oldest first, and then in every open year of cards."""
    found = []
    for day, codes in _codes_by_day(user).items():
        groups = EnterpriseGroup.objects.filter(in_any_region("village_id", codes))
        found += [_owed_period(groups, PeriodKind.MONTH, period, day) for period in open_months(day)]
        found += [_owed_period(groups, PeriodKind.YEAR, period, day) for period in open_years(day)]
    return sorted(found, key=lambda one: (not one.is_month, one.period.start))


def owing(groups, month: date):
    """Those of the groups that exist in the month and have handed in no register: the list "belum lapor"."""
    return narrowed_to(groups_of_month(groups, month), month, "belum", "")


def owed_by_officer(code: str, month: date) -> list[OfficerOwed]:
    """Who has not reported in a region, most groups first; villages without an officer at the end. Three queries.

    For a regency or less: it looks at every group.
    """
    rows = owing(EnterpriseGroup.objects.in_region(code), month).order_by()
    counts = dict(rows.values_list("village_id").annotate(number=Count("pk")))
    return by_officer(code, counts)


def by_officer(code: str, counts: dict[str, int]) -> list[OfficerOwed]:
    """Counts of groups by village, shared out to the officers of a region."""
    if not counts:
        return []
    villages = Region.objects.in_bulk(list(counts))
    shares = responsible_for(counts, officer_territories(code))
    found = [
        OfficerOwed(officer, [VillageOwed(villages[held], counts[held]) for held in codes])
        for officer, codes in shares.items()
    ]
    return sorted(found, key=lambda one: (one.officer is None, -one.groups))


def _codes_by_day(user) -> dict[date, list[str]]:
    """The user's territories by the day it now is there: one day, but for the hours around midnight."""
    found: dict[date, list[str]] = {}
    for territory in user.territories:
        found.setdefault(local_today(territory.region), []).append(territory.region_id)
    return found


def _owed_period(groups, kind: str, period: Period, today: date) -> OwedPeriod:
    rows, status = _with_status(groups, kind, period, today)
    counts = dict(rows.order_by().values_list(status).annotate(number=Count("pk")))
    rows = rows.select_related("village").order_by("village_id", "number")

    def lines(wanted: str | None) -> list[OwedLine]:
        if not counts.get(wanted):
            return []
        found = rows.filter(**{f"{status}__isnull": True} if wanted is None else {status: wanted})
        return [_line(group, kind, period, wanted or "") for group in found[:SHOWN]]

    existing, begun = sum(counts.values()), sum(counts.get(one, 0) for one in WRITABLE)
    return OwedPeriod(
        kind=kind,
        period=period,
        today=today,
        existing=existing,
        handed_in=existing - counts.get(None, 0) - begun,
        counts=counts,
        lines=lines(None),
        drafts=lines(SubmissionStatus.DRAFT),
        returned=lines(SubmissionStatus.RETURNED),
    )


def _with_status(groups, kind: str, period: Period, today: date):
    """The groups that owe, with the state of what they owe, and the newest note of a reviewer; and the state's name."""
    if kind == PeriodKind.MONTH:
        rows, relation, step = groups_of_month(groups, period.start), "register", "report_id"
    else:
        rows, relation, step = owing_card(groups, period.start.year, today), "card", "card_id"
    notes = ReviewStep.objects.filter(**{step: OuterRef(f"{relation}__pk")}, kind=StepKind.RETURNED)
    return rows.annotate(newest_note=Subquery(notes.order_by("-id").values("note")[:1])), f"{relation}_status"


def _line(group, kind: str, period: Period, status: str) -> OwedLine:
    if kind == PeriodKind.MONTH:
        url = reverse("report_detail", args=[group.number, month_key(period.start)])
    else:
        url = reverse("card_detail", args=[group.number, period.start.year])
    note = group.newest_note if status == SubmissionStatus.RETURNED else ""
    return OwedLine(group, kind, period, status, note or "", url)
