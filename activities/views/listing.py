"""The list of a month: which groups exist, and how far the register of each has come (DB02, FE10)."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from activities.forms.listing import MonthFilterForm
from activities.listing import groups_of_month, month_rows, narrowed_to
from groups.listing import OutsideTerritory, Place, place_of
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import CodeError, clean_code
from regions.keyset import CAP, keyset_page
from regions.months import month_key, shift

# Whether a meeting had a topic is asked group by group, which is dear for a nation (SD08).
TOPIC_CAP = 1_000


@require(Permission.ACTIVITY_VIEW)
@require_safe
def report_list(request):
    """Groups of the territory that exist in a month, with the state of their register."""
    place = _place(request)
    form = MonthFilterForm(request.GET.dict(), today=local_today(place.region or request.user))
    visible = EnterpriseGroup.objects.visible_to(request.user)
    if not form.is_valid():
        return render(request, "activities/report_list.html", {"form": form, "rows": [], "place": place.region})
    wanted, month = form.cleaned_data, form.cleaned_data["bulan"]
    if place.region and wanted["wilayah"]:
        visible = visible.in_region(place.region.code)
    found = narrowed_to(groups_of_month(visible, month), month, wanted["keadaan"], wanted["materi"])
    cap = TOPIC_CAP if wanted["materi"] else CAP
    page = keyset_page(found.select_related("village"), request, noun=_("kelompok"), cap=cap)
    chips = _chips(request, form, place)
    context = {
        "form": form,
        "page": page,
        "rows": month_rows(page.rows, month, place),
        "place": place.region,
        "month": month,
        "chips": chips,
        "clear_url": _url(request, wilayah="", keadaan="", materi="") if chips else "",
        "earlier_url": _url(request, bulan=month_key(shift(month, -1))),
        "earlier": shift(month, -1),
        "later_url": _url(request, bulan=month_key(shift(month, 1))) if month < form.present else "",
        "later": shift(month, 1),
        "above": [(region, _url(request, wilayah=region.code)) for region in place.above],
        "below": [(region, _url(request, wilayah=region.code)) for region in place.below],
    }
    return render(request, "activities/report_list.html", context)


def _place(request) -> Place:
    """The region asked for, 404 outside; one that is no code at all is an error of the form, not a place."""
    asked = request.GET.get("wilayah", "")
    try:
        code = clean_code(asked) if asked else ""
    except CodeError:
        code = ""
    try:
        return place_of(request.user, code)
    except OutsideTerritory as outside:
        raise Http404 from outside


def _chips(request, form: MonthFilterForm, place: Place) -> list[dict]:
    """What narrows the list now, each with the address without it; the month is no filter but the list itself."""
    chips = []
    for name in ("wilayah", "keadaan", "materi"):
        value = form.cleaned_data[name]
        if value:
            label = place.region.name if name == "wilayah" and place.region else dict(form.fields[name].choices)[value]
            chips.append({"label": label, "remove_url": _url(request, **{name: ""})})
    return chips


def _url(request, **changes) -> str:
    """This list with some parameters changed, from its first page on."""
    wanted = {name: request.GET[name] for name in MonthFilterForm.base_fields if request.GET.get(name)} | changes
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{request.path}?{query}" if query else request.path
