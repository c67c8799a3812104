"""The page of one group."""

from dataclasses import dataclass

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.changes import Change
from accounts.decorators import require
from accounts.models import AuditEntry
from accounts.roles import Permission
from groups.capital_chart import capital_chart
from groups.forms.capital import AsAtForm
from groups.freshness import last_seen
from groups.history import events_of
from groups.models import EnterpriseGroup, GroupStatus
from groups.programme import programme_name
from groups.reported_months import month_to_fill, months_of
from groups.steps import unfinished_steps, with_progress
from groups.tiers import Band, BandHistory, published_bands, tier_moves, tier_of, why_tier
from groups.warnings import warnings_for, warnings_of, with_warnings
from regions.clock import local_now, local_today

OFFICES = ("chair", "secretary", "treasurer", "cadre")
# The roster holds them all; here the officers and the first few say who the group is.
SHOWN_MEMBERS = 8


@dataclass(frozen=True)
class CapitalRow:
    """One observation in the table: what it was worth on its day, and what became of it."""

    record: object
    tier: Band | None
    replacement: object

    @property
    def is_valid(self) -> bool:
        """True if it counts today."""
        return self.replacement is None and not self.record.is_void


@require(Permission.GROUP_VIEW)
@require_safe
def group_detail(request, number):
    """Everything on record about one group, for those who may see each part."""
    warnings = warnings_for(request.user)
    today = local_today(request.user)
    groups = with_progress(EnterpriseGroup.objects.visible_to(request.user), today)
    groups = with_warnings(groups, warnings, today).select_related(
        "village", "stage", "mentor", "created_by", "changed_by"
    )
    group = get_object_or_404(groups, number=number)
    changes = list(group.status_changes.select_related("recorded_by"))
    context = {
        "group": group,
        "programme": programme_name(today),
        "printed_at": local_now(request.user),
        "warnings": warnings_of(group, warnings),
        "seen": last_seen(group, today) if group.status == GroupStatus.ACTIVE else None,
        "steps": unfinished_steps(group) if request.user.allows(Permission.GROUP_EDIT) else [],
        "can_edit": request.user.allows(Permission.GROUP_EDIT),
        "can_record": request.user.allows(Permission.CAPITAL_RECORD),
        "can_see_members": request.user.allows(Permission.MEMBER_VIEW),
        **_capital(request, group, changes),
        **_business(group),
        **_roster(request.user, group, today),
        **_months(request.user, group, changes),
        **_trail(request.user, group),
    }
    return render(request, "groups/group_detail.html", context)


def _capital(request, group, changes) -> dict:
    """The capital line, the records, the tier and why, the moves, and the amount as at a day that was asked for."""
    today = local_today(group)
    history = published_bands()
    records = list(group.capital_records.select_related("recorded_by", "replaced_by", "replaced_by__recorded_by"))
    rows = [_capital_row(record, history) for record in records if not record.is_void]
    points = [(row.record.on, row.record.total) for row in reversed(rows) if row.is_valid]
    moves = tier_moves(points, history, today)
    return {
        "tier": tier_of(group.capital_total, history.at(today)),
        "why": why_tier(group.capital_total, group.capital_on, history, today),
        "chart": capital_chart(points, history.at(today)) if points else None,
        "capital_rows": rows,
        "as_at_form": (form := AsAtForm(request.GET if "per" in request.GET else None, group=group)),
        "as_at": _as_at(form, rows, history),
        "events": events_of(
            changes,
            group.stage_assessments.select_related("stage", "recorded_by"),
            moves,
        ),
    }


def _capital_row(record, history: BandHistory) -> CapitalRow:
    return CapitalRow(record, tier_of(record.total, history.at(record.on)), getattr(record, "replaced_by", None))


def _as_at(form, rows: list[CapitalRow], history: BandHistory) -> dict | None:
    """The newest valid record not later than the day that was asked for (DM03)."""
    if not form.is_bound or not form.is_valid():
        return None
    day = form.cleaned_data["per"]
    record = next((row.record for row in rows if row.is_valid and row.record.on <= day), None)
    tier = tier_of(record.total, history.at(day)) if record else None
    return {"day": day, "record": record, "tier": tier, "programme": programme_name(day)}


def _business(group) -> dict:
    return {
        "sectors": list(group.sectors.all()),
        "countries": list(group.export_countries.all()) if group.market_reach == "export" else [],
        "products": list(group.products.select_related("sector")),
        "licences": list(group.licences.select_related("kind")),
        "channels": list(group.channels.all()),
    }


def _roster(user, group, today) -> dict:
    """Who holds an office and who is a member today; without the permission, numbers alone."""
    if not user.allows(Permission.MEMBER_VIEW):
        return {"members": [], "officers": []}
    current = group.memberships.current(today)
    first = current.filter(role="member").order_by("started_on", "id").values("pk")[:SHOWN_MEMBERS]
    shown = current.filter(Q(role__in=OFFICES) | Q(pk__in=first)).select_related("person")
    shown = sorted(shown, key=lambda one: (one.started_on, one.pk))
    officers = sorted((one for one in shown if one.role in OFFICES), key=lambda one: OFFICES.index(one.role))
    members = [one for one in shown if one.role not in OFFICES]
    more = group.members_now - len(officers) - len(members)
    return {"officers": officers, "members": members, "more_members": max(more, 0)}


def _months(user, group, changes) -> dict:
    """The last months and the one to fill in, for those who may see the group's activities."""
    if not user.allows(Permission.ACTIVITY_VIEW):
        return {"months": []}
    months = months_of(group, local_today(group), changes)
    return {"months": months, "fill": month_to_fill(months) if user.allows(Permission.ACTIVITY_EDIT) else None}


def _trail(user, group) -> dict:
    """The latest changes of the group's own entries, for those who may see who changed what."""
    if not user.allows(Permission.AUDIT_VIEW):
        return {}
    entries = AuditEntry.objects.get_for_object(group).select_related("actor", "content_type")[:5]
    return {"trail": [Change(entry, user) for entry in entries]}
