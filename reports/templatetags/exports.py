"""The offer to take a list away as a file, on the list's own page."""

from django import template
from django.urls import reverse

from accounts.roles import Permission
from regions.keyset import AFTER, BEFORE, EXACT
from reports.exports.lists import LISTS

register = template.Library()
# Where somebody stands in the list, and what she is choosing: no part of what the list asks for.
_PASSING = (AFTER, BEFORE, EXACT, "tempat", "centang")


@register.inclusion_tag("reports/export_offer.html", takes_context=True)
def export_offer(context, slug: str) -> dict:
    """`{% export_offer "kelompok" %}`: for those who may, the same list with the same filters as XLSX or CSV."""
    user, kind = context["request"].user, LISTS[slug]
    query = context["request"].GET.copy()
    for name in _PASSING:
        query.pop(name, None)
    address = reverse("export_start", args=[slug])
    return {
        "may_export": user.allows(Permission.EXPORT) and user.allows(kind.permission),
        "may_personal": kind.has_personal and user.allows(Permission.EXPORT_PERSONAL),
        "address": f"{address}?{query.urlencode()}" if query else address,
        "csrf_token": context.get("csrf_token"),
    }
