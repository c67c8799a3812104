"""The entries of the two logs that an address asks for, and how they read; page and file show the same (IE07)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.changes import Change, kind_of
from accounts.forms import AccessFilterForm, AuditFilterForm
from accounts.models import AccessEntry, AuditEntry, User
from accounts.roles import Permission
from regions.models import Region


@dataclass(frozen=True)
class LogAsked:
    """Entries of one log, newest first."""

    form: Any
    rows: Any
    order: tuple[str, ...] = ("-id",)


def changes_asked(user, asked) -> LogAsked:
    """Changes in the territory."""
    form = AuditFilterForm(asked, kinds=_kinds())
    rows = AuditEntry.objects.visible_to(user).select_related("actor", "content_type")
    return LogAsked(form, _audit_filtered(rows, form, user))


def looks_asked(user, asked) -> LogAsked:
    """Looks at personal data of people in the territory."""
    form = AccessFilterForm(asked)
    return LogAsked(form, _access_filtered(AccessEntry.objects.visible_to(user).select_related("user"), form, user))


def changes_shown(entries, user) -> list[Change]:
    """Entries as this reader may see them, with their places and groups in one query each."""
    places, groups = places_of(entries), _groups(entries, user)
    return [
        Change(entry, user, places.get(entry.region_code, ""), groups.get(_group_number(entry))) for entry in entries
    ]


def _group_number(entry) -> str:
    return (entry.additional_data or {}).get("group", "")


def _groups(entries, user) -> dict:
    """The groups these entries speak of, by number, as far as the user may open them."""
    numbers = {_group_number(entry) for entry in entries} - {""}
    if not numbers or not user.allows(Permission.GROUP_VIEW):
        return {}
    groups = apps.get_model("groups.EnterpriseGroup").objects.visible_to(user)
    return {group.number: group for group in groups.filter(number__in=numbers)}


def places_of(rows) -> dict[str, str]:
    """Full names of the regions on this page, by code."""
    codes = {row.region_code for row in rows if row.region_code}
    return dict(Region.objects.filter(code__in=codes).values_list("code", "path_name"))


def _audit_filtered(rows, form, user):
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = _between(rows, "timestamp", chosen, user)
    rows = _by(rows, "actor", chosen.get("oleh"))
    if chosen.get("jenis"):
        rows = rows.filter(content_type=ContentType.objects.get_by_natural_key(*chosen["jenis"].split(".")))
    if chosen.get("nomor"):
        rows = rows.filter(object_pk=chosen["nomor"])
    return rows if chosen.get("tindakan") is None else rows.filter(action=chosen["tindakan"])


def _access_filtered(rows, form, user):
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = _by(_between(rows, "at", chosen, user), "user", chosen.get("oleh"))
    return rows.filter(kind=chosen["jenis"]) if chosen.get("jenis") else rows


def _between(rows, field: str, chosen: dict, user):
    """Rows from the first to the last local day, both included, on the clock of the user's territory."""
    zone = ZoneInfo(user.time_zone)
    if chosen.get("dari"):
        rows = rows.filter(**{f"{field}__gte": datetime.combine(chosen["dari"], time.min, zone)})
    if chosen.get("sampai"):
        rows = rows.filter(**{f"{field}__lt": datetime.combine(chosen["sampai"] + timedelta(days=1), time.min, zone)})
    return rows


def _by(rows, field: str, typed: str | None):
    if not typed:
        return rows
    people = User.objects.filter(Q(username__icontains=typed) | Q(full_name__icontains=typed))
    return rows.filter(**{f"{field}_id__in": people.values("pk")})


def _kinds() -> list[tuple[str, str]]:
    return sorted(((model._meta.label_lower, kind_of(model)) for model in auditlog.get_models()), key=lambda k: k[1])
