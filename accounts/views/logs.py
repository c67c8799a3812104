"""The two logs: what was changed (AU01) and who looked at personal data (AU02), each by region."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.changes import changes_of
from accounts.decorators import require
from accounts.log_lists import changes_asked, changes_shown, looks_asked, places_of
from accounts.models import AuditEntry
from accounts.roles import Permission
from regions.keyset import keyset_page


@require(Permission.AUDIT_VIEW)
def audit_list(request):
    """Changes in the territory, newest first."""
    asked = changes_asked(request.user, request.GET)
    page = keyset_page(asked.rows, request, asked.order, noun=_("perubahan"))
    changes = changes_shown(page.rows, request.user)
    context = {"form": asked.form, "page": page, "changes": changes, "chips": _chips(request, asked.form)}
    return render(request, "accounts/audit_list.html", context)


@require(Permission.AUDIT_VIEW)
def audit_detail(request, pk: int):
    """One change, field by field."""
    rows = AuditEntry.objects.visible_to(request.user).select_related("actor", "content_type")
    entry = get_object_or_404(rows, pk=pk)
    context = {"change": changes_shown([entry], request.user)[0], "fields": changes_of(entry, request.user)}
    return render(request, "accounts/audit_detail.html", context)


@require(Permission.ACCESS_LOG_VIEW)
def access_list(request):
    """Looks at personal data of people in the territory, newest first."""
    asked = looks_asked(request.user, request.GET)
    page = keyset_page(asked.rows, request, asked.order, noun=_("akses"))
    places = places_of(page.rows)
    looks = [{"entry": entry, "place": places.get(entry.region_code, "")} for entry in page.rows]
    context = {"form": asked.form, "page": page, "looks": looks, "chips": _chips(request, asked.form)}
    return render(request, "accounts/access_list.html", context)


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
