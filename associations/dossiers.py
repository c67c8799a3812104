"""What is on record for the graduation of groups: the facts the rules need, and which groups meet them all (NX05)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from associations.graduation_rules import Facts, Limits, Observed, Verdict, judge
from associations.models import GraduationDecision, GraduationOutcome
from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus
from groups.queries import was_active
from groups.tiers import BandHistory, published_bands
from members.models import Membership, MembershipRole

DECREE_IS_COMPLETE = Q(has_decree=True, decree_on__isnull=False) & ~Q(decree_number="") & ~Q(decree_issuer="")


@dataclass(frozen=True)
class Dossier:
    """One group with the verdict of a day, the capital records it was judged by, and the decisions so far."""

    group: EnterpriseGroup
    verdict: Verdict
    records: dict[int, CapitalRecord]
    decisions: list[GraduationDecision]

    @property
    def newest(self) -> GraduationDecision | None:
        """The decision that counts."""
        return self.decisions[0] if self.decisions else None

    @property
    def is_graduated(self) -> bool:
        """True if the newest decision says so."""
        return self.newest is not None and self.newest.outcome == GraduationOutcome.GRADUATED


def limits_set() -> Limits:
    """The limits this office has set."""
    return Limits(settings.GRADUATION_OBSERVATIONS, settings.GRADUATION_DAYS, settings.CAPITAL_STALE_DAYS)


def dossiers_of(groups: Iterable[EnterpriseGroup], day: date) -> list[Dossier]:
    """The dossiers of some groups as their rows stand now; four queries however many they are."""
    held = list(groups)
    keys = [group.pk for group in held]
    records, chairs, decisions = _records(keys, day), _chairs(keys, day), _decisions(keys)
    bands = published_bands()
    found = []
    for group in held:
        facts = _facts(group, records[group.pk], chairs.get(group.pk), bands)
        by_key = {record.pk: record for record in records[group.pk]}
        found.append(Dossier(group, judge(facts, day, limits_set()), by_key, decisions[group.pk]))
    return found


def dossier_of(group: EnterpriseGroup, day: date) -> Dossier:
    """The dossier of one group."""
    return dossiers_of([group], day)[0]


def eligible(groups: QuerySet[EnterpriseGroup], day: date) -> QuerySet[EnterpriseGroup]:
    """Of these groups those that met every rule on the day, by the records of today: the same rules as `judge`."""
    limits = limits_set()
    fresh = _last_of_day(day).filter(group_id=OuterRef("pk"), on__gte=day - timedelta(days=limits.fresh_days))
    shown = Membership.objects.current(day).filter(group_id=OuterRef("pk"), role=MembershipRole.CHAIR)
    return groups.filter(
        DECREE_IS_COMPLETE,
        was_active(day),
        Exists(fresh),
        Exists(_first_links(day, limits, published_bands())),
        Exists(shown.with_chair_shown().filter(chair_shown=True)),
        decree_on__lte=day,
    )


def undecided(groups: QuerySet[EnterpriseGroup], day: date) -> QuerySet[EnterpriseGroup]:
    """Of these groups those whose newest decision up to the day leaves something to decide.

    A group that was held back while it did not meet the rules is to be decided again once it does.
    """
    mine = GraduationDecision.objects.filter(group_id=OuterRef("pk"), on__lte=day)
    later = GraduationDecision.objects.filter(Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")))
    newest = mine.filter(~Exists(later.filter(group_id=OuterRef("group_id"), on__lte=day)))
    return groups.filter(~Exists(newest.filter(eligible_on__isnull=False)))


def _last_of_day(day: date) -> QuerySet[CapitalRecord]:
    """Valid records up to the day; of several of one group on one day the last."""
    valid = CapitalRecord.objects.valid().order_by()
    again = valid.filter(group_id=OuterRef("group_id"), on=OuterRef("on"), pk__gt=OuterRef("pk"))
    return valid.filter(~Exists(again), on__lte=day)


def _first_links(day: date, limits: Limits, bands: BandHistory) -> QuerySet[CapitalRecord]:
    """Records of the outer group that begin a chain: with evidence, none below the tier since, and enough to follow."""
    above = _is_above(bands)
    fallen = _last_of_day(day).filter(~above, group_id=OuterRef("group_id"), on__gte=OuterRef("on"))
    first = _last_of_day(day).exclude(evidence="").filter(above, ~Exists(fallen), group_id=OuterRef("pk"))
    return _followed(first, day, limits, limits.observations - 1)


def _followed(link: QuerySet[CapitalRecord], day: date, limits: Limits, more: int) -> QuerySet[CapitalRecord]:
    if not more:
        return link
    after = ExpressionWrapper(OuterRef("on") + timedelta(days=limits.apart_days), output_field=DateField())
    follower = _last_of_day(day).exclude(evidence="").filter(group_id=OuterRef("group_id"), on__gte=after)
    return link.filter(Exists(_followed(follower, day, limits, more - 1)))


def _is_above(history: BandHistory) -> Q:
    """A condition on records: in the highest tier of their own day."""
    condition = Q(pk__in=[])
    ends = [since for since, _bands in history.sets[1:]] + [None]
    for (since, bands), until in zip(history.sets, ends, strict=True):
        holds = Q(on__gte=since, total__gte=bands[-1].lower)
        condition |= holds & Q(on__lt=until) if until else holds
    return condition


def _records(keys: list[int], day: date) -> dict[int, list[CapitalRecord]]:
    """The valid records of each group, oldest first; of several on one day the last."""
    found: dict[int, dict[date, CapitalRecord]] = defaultdict(dict)
    for record in CapitalRecord.objects.valid().filter(group_id__in=keys, on__lte=day).order_by("on", "pk"):
        found[record.group_id][record.on] = record
    return defaultdict(list, {key: list(by_day.values()) for key, by_day in found.items()})


def _chairs(keys: list[int], day: date) -> dict[int, Membership]:
    rows = Membership.objects.current(day).filter(group_id__in=keys, role=MembershipRole.CHAIR)
    return {row.group_id: row for row in rows.with_chair_shown()}


def _decisions(keys: list[int]) -> dict[int, list[GraduationDecision]]:
    found: dict[int, list[GraduationDecision]] = defaultdict(list)
    for decision in GraduationDecision.objects.filter(group_id__in=keys).select_related("recorded_by"):
        found[decision.group_id].append(decision)
    return found


def _facts(group: EnterpriseGroup, records: list[CapitalRecord], chair: Membership | None, bands: BandHistory) -> Facts:
    has_decree = group.has_decree and group.decree_number and group.decree_issuer
    return Facts(
        observed=[_observed(record, bands) for record in records],
        active_since=group.status_on if group.status == GroupStatus.ACTIVE else None,
        chair_since=chair.started_on if chair else None,
        is_chair_shown=bool(chair and chair.chair_shown),
        decree_on=group.decree_on if has_decree else None,
    )


def _observed(record: CapitalRecord, bands: BandHistory) -> Observed:
    that_day = bands.at(record.on)
    top = that_day[-1].lower if that_day else None
    return Observed(record.pk, record.on, record.total, top, bool(record.evidence))
