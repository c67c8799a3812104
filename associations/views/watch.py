"""The watch over terms: what needs somebody now, what comes in the months ahead, and alerts put away (BD04, NX04)."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.roles import Permission
from associations.actions.watching import dismiss
from associations.calendar import entries_ahead, months_ahead
from associations.calendar_file import CONTENT_TYPE, as_ics
from associations.forms.watch import WatchFilterForm, WatchPartForm
from associations.models import BoardAlert, BoardLevel
from associations.queries import board_places, kept_places
from associations.watch import part_choices, part_page, watch_page
from regions.clock import local_now


@require(Permission.BOARD_VIEW)
@require_safe
def board_watch(request):
    """Boards past their end without a successor, boards about to end, and where there is none; or one part of these."""
    form, asked = _filters(request, WatchPartForm, parts=part_choices())
    context = _page(request, "board_watch", form, asked)
    context |= part_page(request.user, asked, request) if "bagian" in asked else watch_page(request.user, asked)
    if request.user.allows(Permission.REPORT_VIEW):
        context["report_url"] = reverse("catalogue_report", args=["masa-bakti-berakhir"])
    context["kept"] = _kept(request.user, context["parts"])
    return render(request, "associations/board_watch.html", context)


@require(Permission.BOARD_VIEW)
@require_safe
def board_calendar(request):
    """What ends and what is held in the next eighteen months."""
    form, asked = _filters(request)
    context = _page(request, "board_calendar", form, asked) | {"months": months_ahead(request.user, asked)}
    if request.user.allows(Permission.EXPORT):
        context["file_url"] = _url(reverse("board_calendar_file"), asked)
    return render(request, "associations/board_calendar.html", context)


@require(Permission.EXPORT)
@never_cache
@require_safe
def board_calendar_file(request):
    """The same entries as a file for a phone's or an office's calendar. Each hand-over is noted."""
    asked = _filters(request)[1]
    entries = entries_ahead(request.user, asked)
    text = as_ics(
        entries,
        name=_("Kalender AKU"),
        host=request.get_host(),
        at=timezone.now(),
        full_url=request.build_absolute_uri,
    )
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="kalender-aku.ics"'
    region = asked.get("wilayah") or next(iter(request.user.territory_codes), "")
    log_access(request.user, AccessKind.EXPORTED, region_code=region, detail=f"Kalender AKU, {len(entries)} isian")
    return response


@require(Permission.BOARD_EDIT)
@require_POST
def alert_dismiss(request, pk):
    """Put one alert away from one's own start page."""
    alerts = BoardAlert.objects.visible_to(request.user).select_related("term__board")
    try:
        dismiss(by=request.user, alert=get_object_or_404(alerts, pk=pk))
    except ValidationError as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("home"))


def _kept(user, parts) -> set[str]:
    """The codes of the boards shown whose terms this user may write."""
    if not user.allows(Permission.BOARD_EDIT):
        return set()
    shown = [row.region.pk for part in parts for row in part.rows]
    return set(kept_places(user).filter(pk__in=shown).values_list("pk", flat=True))


def _filters(request, form_class=WatchFilterForm, **given) -> tuple[WatchFilterForm, dict]:
    places = board_places(request.user).current().filter(level=BoardLevel.PROVINCE).order_by("code")
    form = form_class(request.GET, provinces=list(places.values_list("pk", "name")), **given)
    return form, form.in_use


def _page(request, name: str, form: WatchFilterForm, asked: dict) -> dict:
    """The filters, their chips, and the words for the head of a printout."""
    url = reverse(name)
    chips = [
        {"label": form.words(field, value), "remove_url": _url(url, {k: v for k, v in asked.items() if k != field})}
        for field, value in asked.items()
        if field != "bagian"
    ]
    return {
        "form": form,
        "chips": chips,
        "clear_url": _url(url, {k: v for k, v in asked.items() if k == "bagian"}),
        "all_url": _url(url, {k: v for k, v in asked.items() if k != "bagian"}),
        "filters_text": ", ".join(chip["label"] for chip in chips),
        "region_text": ", ".join(territory.region.name for territory in request.user.territories),
        "now": local_now(request.user),
    }


def _url(url: str, filters: dict) -> str:
    return f"{url}?{urlencode(filters)}" if filters else url
