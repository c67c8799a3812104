"""The list of groups: searched, narrowed, paged by key."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from groups.forms.filters import DEFAULT_STATUS, GroupFilterForm, typed_number
from groups.listing import OutsideTerritory, narrowed, place_of, row_of, with_row_columns
from groups.models import EnterpriseGroup
from groups.tiers import bands_as_at
from groups.warnings import warnings_for
from regions.clock import local_today
from regions.keyset import CAP, keyset_page

# A warning asks about the members of each group; ten thousand times over that takes seconds (SD08).
WARNED_CAP = 1_000


@require(Permission.GROUP_VIEW)
@require_safe
def group_list(request):
    """Groups of the territory; a whole number typed into the search leads straight to its group."""
    today = local_today(request.user)
    bands, warnings = bands_as_at(today), warnings_for(request.user)
    form = GroupFilterForm(request.GET, bands=bands, warnings=warnings)
    visible = EnterpriseGroup.objects.visible_to(request.user)
    if not form.is_valid():
        return render(request, "groups/group_list.html", _shown(request, form, visible.none(), bands, warnings, today))
    number = typed_number(form.cleaned_data["q"])
    if len(number) == 14 and visible.filter(number=number).exists():
        return redirect("group_detail", number)
    found = narrowed(visible, form.cleaned_data, bands=bands, warnings=warnings, day=today)
    return render(request, "groups/group_list.html", _shown(request, form, found, bands, warnings, today))


def _shown(request, form, found, bands, warnings, today) -> dict:
    place = _place(request, form)
    cap = WARNED_CAP if form.cleaned_data.get("peringatan") else CAP
    page = keyset_page(with_row_columns(found, warnings, today), request, noun=_("kelompok"), cap=cap)
    chips = _chips(request, form, place)
    return {
        "form": form,
        "page": page,
        "rows": [row_of(group, bands, warnings, place) for group in page.rows],
        "chips": chips,
        "clear_url": request.path if chips else "",
        "can_register": request.user.allows(Permission.GROUP_EDIT),
        "above": [(region, _url(request, wilayah=region.code)) for region in place.above],
        "place": place.region,
        "below": [(region, _url(request, wilayah=region.code)) for region in place.below],
    }


def _place(request, form):
    """The region asked for; one that is not a code at all is an error beside the field, not a place."""
    try:
        return place_of(request.user, form.cleaned_data.get("wilayah", ""))
    except OutsideTerritory as outside:
        raise Http404 from outside


def _chips(request, form, place) -> list[dict]:
    """What narrows the list now, each with the address without it."""
    chips = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name, "")
        if not value or (name, value) == ("status", DEFAULT_STATUS):
            continue
        words = {"wilayah": place.region.name if place.region else "", "q": f"“{value}”"}
        label = words.get(name) or dict(field.choices)[value]
        chips.append({"label": label, "remove_url": _url(request, **{name: ""})})
    return chips


def _url(request, **changes) -> str:
    """This list with some parameters changed, from its first page on."""
    wanted = {name: request.GET[name] for name in GroupFilterForm.base_fields if request.GET.get(name)} | changes
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{request.path}?{query}" if query else request.path
