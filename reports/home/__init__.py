"""What each role finds on its start page: the figures of its territory and what waits to be done, in few queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from accounts.changes import Change
from accounts.models import AuditEntry, Receipt
from accounts.roles import Permission, Role
from associations.overview import StateCount, state_counts
from associations.queries import board_places, with_board_state
from associations.watch import alerts_for
from groups.models import EnterpriseGroup
from groups.tiers import bands_as_at
from groups.warnings import GroupWarning, warnings_for, with_warnings
from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from regions.scoping import in_any_region
from reports import links
from reports.few_people import people_of
from reports.figures import Figures
from reports.headline import headline, tier_bars
from reports.home.months import apart, month_watch, waiting_counts
from reports.home.officer import work_of
from reports.regional import territory_figures
from reports.saved import saved_words
from reports.table import HIDDEN
from reports.traits import stored_sums

LATEST = 5
ALERTS_SHOWN = 6
# Those who mend them; a province is told by its dashboard.
COUNTS_WARNINGS = (Role.OFFICER, Role.COORDINATOR, Role.REGENCY)
# Those with a queue of their own; an administrator may look into any queue and works through none.
REVIEWS = (Role.COORDINATOR, Role.REGENCY)
# What the page tells in words of its own, and better than a number can.
TOLD_APART = ("lapor",)


@dataclass(frozen=True)
class TerritoryLine:
    """One territory with its figures and the lists behind them."""

    region: Region
    figures: Figures
    url: str
    groups_url: str
    members_url: str
    members: Any

    @property
    def members_are_hidden(self) -> bool:
        """True if they are too few to be told to this user."""
        return self.members is HIDDEN


@dataclass(frozen=True)
class WarningCount:
    """How many working groups of the territory have one warning, with their list."""

    warning: GroupWarning
    count: int
    url: str


def start_page(user) -> dict:
    """The context of the start page: only what this role may see, and only of the user's own territory."""
    if not user.territory_codes or not (user.role or user.is_superuser):
        return {"is_lost": not user.territory_codes, "is_jobless": bool(user.territory_codes)}
    context: dict = {}
    if user.allows(Permission.REPORT_VIEW):
        context |= _figures(user)
    if user.role == Role.OFFICER:
        context["work"] = work_of(user)
    elif user.allows(Permission.ACTIVITY_VIEW):
        context["watch"] = month_watch(user)
    if user.role in REVIEWS:
        context["waiting"] = waiting_counts(user)
    if user.role in COUNTS_WARNINGS:
        context["warnings"] = warning_counts(user)
    if user.allows(Permission.GROUP_EDIT):
        latest = Receipt.objects.filter(user=user).order_by("-pk")[:LATEST]
        context["receipts"] = [(receipt, saved_words(receipt.action)) for receipt in latest]
    if user.allows(Permission.BOARD_EDIT):
        context |= {"boards": board_counts(user)} | _alerts(user)
    if user.allows(Permission.AUDIT_VIEW):
        context["changes"] = latest_changes(user)
    return context


def territory_lines(user, found: list[tuple[Region, Figures]]) -> list[TerritoryLine]:
    """The user's territories as lines of a table."""
    return [
        TerritoryLine(
            region=region,
            figures=figures,
            url=links.dashboard_url(region.pk),
            groups_url=links.groups_url(user, region.pk, status="aktif"),
            members_url=links.members_url(user, region.pk),
            members=people_of(user, region, figures)["members"],
        )
        for region, figures in found
    ]


def warning_counts(user) -> list[WarningCount]:
    """The warnings that some group of the territory has; each leads to just those groups.

    Villages are counted from their rows, all others from what is stored: at most two queries. Who has not reported
    stands on the page already.
    """
    warnings = [warning for warning in warnings_for(user) if warning.code not in TOLD_APART]
    regions = apart([territory.region for territory in user.territories])
    villages = [region.pk for region in regions if region.level == Level.VILLAGE]
    found: Counter[str] = Counter()
    if villages:
        found.update(_warned_in(villages, warnings, local_today(user)))
    if len(villages) < len(regions):
        found.update(stored_sums(region.pk for region in regions if region.level < Level.VILLAGE))
    return [
        WarningCount(warning, count, links.groups_url(user, "", peringatan=warning.code))
        for warning in warnings
        if (count := found[f"warning:{warning.code}"])
    ]


def _warned_in(codes: list[str], warnings: list[GroupWarning], day: date) -> dict[str, int]:
    """How many active groups inside these regions have each warning, counted group by group in one query."""
    groups = with_warnings(EnterpriseGroup.objects.filter(in_any_region("village_id", codes)).active(), warnings, day)
    counts = groups.aggregate(**{f"n_{one.column}": Count("pk", filter=Q(**{one.column: True})) for one in warnings})
    return {f"warning:{one.code}": counts[f"n_{one.column}"] for one in warnings}


def board_counts(user) -> list[StateCount]:
    """The boards the user may see by state; each count leads to the list of just those boards."""
    places = with_board_state(board_places(user).current()).order_by()
    url = reverse("board_list")
    states = places.values_list("board_state", flat=True)
    return state_counts(states, lambda state: f"{url}?{urlencode({'keadaan': state})}")


def latest_changes(user) -> list[Change]:
    """The newest changes in the territory."""
    entries = list(AuditEntry.objects.visible_to(user).select_related("actor", "content_type").order_by("-pk")[:LATEST])
    names = dict(Region.objects.filter(pk__in={entry.region_code for entry in entries}).values_list("pk", "path_name"))
    return [Change(entry, user, names.get(entry.region_code, "")) for entry in entries]


def _alerts(user) -> dict:
    """The first alerts about boards, and how many more there are."""
    alerts = alerts_for(user)
    return {"alerts": alerts[:ALERTS_SHOWN], "alerts_more": max(len(alerts) - ALERTS_SHOWN, 0)}


def _figures(user) -> dict:
    found, freshness = territory_figures(user)
    context = {"freshness": freshness, "territories": territory_lines(user, found)}
    if len(found) == 1:
        region, figures = found[0]
        bands = bands_as_at(local_today(region))
        context |= {
            "region": region,
            "figures": figures,
            "headline": headline(user, region, figures, bands),
            "tiers": tier_bars(user, region, figures, bands),
        }
    return context
