"""The list of a month: which groups exist, and how far the register of each has come (DB02, FE10)."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from accounts.saved_filters import keeps_filters, offered
from activities.asked import registers_asked
from activities.forms.listing import MonthFilterForm
from activities.listing import month_rows
from groups.listing import OutsideTerritory, Place
from regions.keyset import CAP, keyset_page
from regions.months import month_key, shift

# Whether a meeting had a topic is asked group by group, which is dear for a nation (SD08).
TOPIC_CAP = 1_000
# The month is left out: it is the list itself, and a kept one would soon be an old month.
KEPT = keeps_filters(
    "laporan",
    "report_list",
    Permission.ACTIVITY_VIEW,
    [name for name in MonthFilterForm.base_fields if name != "bulan"],
    gettext_lazy("Laporan bulanan"),
)


@require(Permission.ACTIVITY_VIEW)
@require_safe
def report_list(request):
    """Groups of the territory that exist in a month, with the state of their register."""
    try:
        asked = registers_asked(request.user, request.GET)
    except OutsideTerritory as outside:
        raise Http404 from outside
    form, place, month = asked.form, asked.place, asked.month
    if month is None:
        return render(request, "activities/report_list.html", {"form": form, "rows": [], "place": place.region})
    cap = TOPIC_CAP if form.cleaned_data["materi"] else CAP
    page = keyset_page(asked.rows.select_related("village"), request, asked.order, noun=_("kelompok"), cap=cap)
    chips = _chips(request, form, place)
    context = {
        "form": form,
        "page": page,
        "saved": offered(request, KEPT),
        "rows": month_rows(page.rows, month, place),
        "place": place.region,
        "month": month,
        "chips": chips,
        "clear_url": _url(request, wilayah="", keadaan="", materi="", pembina="") if chips else "",
        "earlier_url": _url(request, bulan=month_key(shift(month, -1))),
        "earlier": shift(month, -1),
        "later_url": _url(request, bulan=month_key(shift(month, 1))) if month < form.present else "",
        "later": shift(month, 1),
        "above": [(region, _url(request, wilayah=region.code)) for region in place.above],
        "below": [(region, _url(request, wilayah=region.code)) for region in place.below],
    }
    return render(request, "activities/report_list.html", context)


def _chips(request, form: MonthFilterForm, place: Place) -> list[dict]:
    """What narrows the list now, each with the address without it; the month is no filter but the list itself."""
    chips = []
    for name in ("wilayah", "keadaan", "materi"):
        value = form.cleaned_data[name]
        if value:
            label = place.region.name if name == "wilayah" and place.region else dict(form.fields[name].choices)[value]
            chips.append({"label": label, "remove_url": _url(request, **{name: ""})})
    if form.cleaned_data["pembina"]:
        chips.append({"label": _("Kelompok satu pembina"), "remove_url": _url(request, pembina="")})
    return chips


def _url(request, **changes) -> str:
    """This list with some parameters changed, from its first page on."""
    wanted = {name: request.GET[name] for name in MonthFilterForm.base_fields if request.GET.get(name)} | changes
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{request.path}?{query}" if query else request.path
