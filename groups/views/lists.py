"""The list of groups: searched, narrowed, paged by key."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.decorators import require
from accounts.roles import Permission
from accounts.saved_filters import keeps_filters, offered
from groups.forms.filters import DEFAULT_STATUS, NONE, GroupFilterForm, MentorField, typed_number
from groups.listing import GroupsAsked, OutsideTerritory, groups_asked, place_of, row_of, with_row_columns
from groups.models import EnterpriseGroup
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.keyset import CAP, keyset_page
from regions.models import Region
from regions.search import MIN_LETTERS, search_regions

# A warning asks about the members of each group; ten thousand times over that takes seconds (SD08).
WARNED_CAP = 1_000
KEPT = keeps_filters(
    "kelompok", "group_list", Permission.GROUP_VIEW, GroupFilterForm.base_fields, gettext_lazy("Kelompok")
)
LEVELS_BELOW_NATION = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)


@require(Permission.GROUP_VIEW)
@require_safe
@vary_on_headers("HX-Request")
def group_list(request):
    """Groups of the territory; a whole number typed into the search leads straight to its group.

    `tempat` is part of a region's name: the regions it can mean are shown as links (alone, for htmx).
    """
    if request.htmx and "tempat" in request.GET and not request.htmx.history_restore_request:
        return render(request, "groups/_region_results.html", _regions_meant(request))
    asked = groups_asked(request.user, request.GET)
    number = typed_number(asked.form.cleaned_data["q"]) if asked.form.is_valid() else ""
    if len(number) == 14 and EnterpriseGroup.objects.visible_to(request.user).filter(number=number).exists():
        return redirect("group_detail", number)
    return render(request, "groups/group_list.html", _shown(request, asked))


def _shown(request, asked: GroupsAsked) -> dict:
    form, bands, warnings = asked.form, asked.bands, asked.warnings
    place = _place(request, form)
    cap = WARNED_CAP if form.cleaned_data.get("peringatan") else CAP
    rows = with_row_columns(asked.rows, warnings, asked.day)
    page = keyset_page(rows, request, order=asked.order, noun=_("kelompok"), cap=cap)
    chips = _chips(request, form, place)
    return {
        "form": form,
        "page": page,
        "saved": offered(request, KEPT),
        "rows": [row_of(group, bands, warnings, place) for group in page.rows],
        "chips": chips,
        "clear_url": request.path if chips else "",
        "can_register": request.user.allows(Permission.GROUP_EDIT) and bool(request.user.territory_codes),
        "above": [(region, _url(request, wilayah=region.code)) for region in place.above],
        "place": place.region,
        "below": [(region, _url(request, wilayah=region.code)) for region in place.below],
        "kept": [(name, request.GET[name]) for name in GroupFilterForm.base_fields if request.GET.get(name)],
        **_regions_meant(request),
    }


def _regions_meant(request) -> dict:
    """Regions of the territory, of any level, that the typed part of a name can mean, each with its list."""
    typed = request.GET.get("tempat", "")
    matches = search_regions(Region.objects.visible_to(request.user), typed, LEVELS_BELOW_NATION)
    return {
        "region_query": typed,
        "region_matches": matches,
        "region_results": [(region, _url(request, wilayah=region.code)) for region in matches.regions],
        "min_letters": MIN_LETTERS,
        "can_search_region": any(len(code) < LENGTH_BY_LEVEL[Level.VILLAGE] for code in request.user.territory_codes),
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
        label = _chip_words(request.user, name, value, place) or dict(field.choices)[value]
        chips.append({"label": label, "remove_url": _url(request, **{name: ""})})
    return chips


def _chip_words(user, name: str, value: str, place) -> str:
    """What a filter without choices of its own narrows to, in words; an officer is named by groups one may see."""
    if name == "pembina":
        of_officer = EnterpriseGroup.objects.visible_to(user).filter(mentor__isnull=False).select_related("mentor")
        group = None if value == NONE else MentorField.narrowed(of_officer, value).order_by("pk").first()
        unnamed = _("belum ada") if value == NONE else _("tidak dikenal")
        return _("Pembina: %(name)s") % {"name": group.mentor if group else unnamed}
    if name == "barang":
        return _("Produk: %(name)s") % {"name": f"“{value}”"}
    return {"wilayah": place.region.name if place.region else "", "q": f"“{value}”"}.get(name, "")


def _url(request, **changes) -> str:
    """This list with some parameters changed, from its first page on."""
    wanted = {name: request.GET[name] for name in GroupFilterForm.base_fields if request.GET.get(name)} | changes
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{request.path}?{query}" if query else request.path
