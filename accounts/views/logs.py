"""The two logs: what was changed (AU01) and who looked at personal data (AU02), each by region."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.changes import Change, changes_of, kind_of
from accounts.decorators import require
from accounts.forms import AccessFilterForm, AuditFilterForm
from accounts.models import AccessEntry, AuditEntry, User
from accounts.roles import Permission
from regions.keyset import keyset_page
from regions.models import Region

NEWEST_FIRST = ("-id",)


@require(Permission.AUDIT_VIEW)
def audit_list(request):
    """Changes in the territory, newest first."""
    form = AuditFilterForm(request.GET, kinds=_kinds())
    rows = AuditEntry.objects.visible_to(request.user).select_related("actor", "content_type")
    page = keyset_page(_audit_filtered(rows, form, request.user), request, NEWEST_FIRST, noun=_("perubahan"))
    changes = _changes(page.rows, request.user)
    context = {"form": form, "page": page, "changes": changes, "chips": _chips(request, form)}
    return render(request, "accounts/audit_list.html", context)


@require(Permission.AUDIT_VIEW)
def audit_detail(request, pk: int):
    """One change, field by field."""
    rows = AuditEntry.objects.visible_to(request.user).select_related("actor", "content_type")
    entry = get_object_or_404(rows, pk=pk)
    context = {"change": _changes([entry], request.user)[0], "fields": changes_of(entry, request.user)}
    return render(request, "accounts/audit_detail.html", context)


@require(Permission.ACCESS_LOG_VIEW)
def access_list(request):
    """Looks at personal data of people in the territory, newest first."""
    form = AccessFilterForm(request.GET)
    rows = AccessEntry.objects.visible_to(request.user).select_related("user")
    page = keyset_page(_access_filtered(rows, form, request.user), request, NEWEST_FIRST, noun=_("akses"))
    places = _places(page.rows)
    looks = [{"entry": entry, "place": places.get(entry.region_code, "")} for entry in page.rows]
    context = {"form": form, "page": page, "looks": looks, "chips": _chips(request, form)}
    return render(request, "accounts/access_list.html", context)


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


def _changes(entries, user) -> list[Change]:
    """Entries as this reader may see them, with their places and groups in one query each."""
    places, groups = _places(entries), _groups(entries, user)
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


def _places(rows) -> dict[str, str]:
    """Full names of the regions on this page, by code."""
    codes = {row.region_code for row in rows if row.region_code}
    return dict(Region.objects.filter(code__in=codes).values_list("code", "path_name"))


def _chips(request, form) -> list[dict]:
    """What the list is narrowed by now, each with the address without it."""
    chips = []
    for name, field in form.fields.items():
        if request.GET.get(name) and name not in form.errors:
            left = request.GET.copy()
            left.pop(name)
            shown = dict(getattr(field, "choices", ())).get(form.cleaned_data[name]) or request.GET[name]
            label = field.label or _("Nomor data")
            chips.append({"label": f"{label}: {shown}", "remove_url": f"{request.path}?{left.urlencode()}"})
    return chips
