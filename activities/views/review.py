"""The queue of coordinators and regencies: what waits, and approving several with one press."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions.bulk import approve_each
from activities.asked import QueueAsked, queue_asked
from activities.forms.review import CARD, REGISTER, WAITING, ReviewFilterForm, period_key, ticked_versions
from activities.models import SubmissionStatus
from activities.queues import Queue, queue_rows
from activities.views.review_places import list_url, place_context, regions_meant
from regions.clock import local_today
from regions.codes import LEVEL_BY_LENGTH, NATION_CODE
from regions.keyset import keyset_page

PAGE_SIZE = 30
FILTERS = tuple(ReviewFilterForm.base_fields)


@require(Permission.ACTIVITY_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@never_cache
@answers_once
def review_list(request):
    """What waits in the territory, oldest first. Posted, the ticked rows are approved.

    `centang=semua` ticks every row of the page beforehand.
    """
    if request.htmx and "tempat" in request.GET and not request.htmx.history_restore_request:
        return render(request, "groups/_region_results.html", regions_meant(request, FILTERS))
    asked = queue_asked(request.user, request.GET)
    if request.method == "POST":
        return _approve_ticked(request, asked.queue)
    return render(request, "activities/review_list.html", _shown(request, asked))


def _shown(request, asked: QueueAsked) -> dict:
    user, form, queue = request.user, asked.form, asked.queue
    where = place_context(request, queue.region, FILTERS)
    noun = _("kartu") if queue.is_card else _("register")
    rows = asked.rows.select_related("group__village", "submitted_by")
    page = keyset_page(rows, request, order=asked.order, size=PAGE_SIZE, noun=noun)
    listed = queue_rows(page.rows, user=user, today=local_today(user))
    chips = _chips(request, form, where["place"])
    can_tick = queue.status == SubmissionStatus.SUBMITTED and any(not row.is_own for row in listed)
    return {
        **where,
        "form": form,
        "queue": queue,
        "page": page,
        "rows": [(row, decide_url(row.submission, request)) for row in listed],
        "tabs": _tabs(request, queue),
        "chips": chips,
        "clear_url": list_url(request, ["jenis"]) if chips else "",
        "is_waiting": queue.status == SubmissionStatus.SUBMITTED,
        "can_tick": can_tick,
        "all_ticked": can_tick and request.GET.get("centang") == "semua",
        "tick_all_url": _with_ticks(request),
        "token": token_for(request),
    }


def _tabs(request, queue: Queue) -> list[dict]:
    """Registers and cards, each with how many wait there."""
    both = ((REGISTER, _("Register R/I"), False), (CARD, _("Kartu K/0"), True))
    found = []
    for kind, label, is_card in both:
        is_current = queue.is_card == is_card
        period = queue.period if is_current else None
        waiting = Queue(is_card=is_card, region=queue.region, period=period).count_waiting(request.user)
        url = list_url(request, ["wilayah", "keadaan"], jenis=kind)
        found.append({"label": label, "url": url, "count": waiting, "is_current": is_current})
    return found


def _chips(request, form, place) -> list[dict]:
    """What narrows the queue now, each with the address without it."""
    chips = []
    for name in ("wilayah", "keadaan", "bulan"):
        value = form.cleaned_data.get(name) if form.is_valid() else ""
        if not value or value == WAITING:
            continue
        label = (
            place.name if name == "wilayah" and place else dict(getattr(form.fields[name], "choices", ())).get(value)
        )
        chips.append({"label": label, "remove_url": list_url(request, FILTERS, **{name: ""})})
    return [chip for chip in chips if chip["label"]]


def _with_ticks(request) -> str:
    query = request.GET.copy()
    query["centang"] = "semua"
    return f"{request.path}?{query.urlencode()}"


def decide_url(submission, request) -> str:
    """The page on which one register or card is decided on, which leads on through the same queue."""
    is_card = hasattr(submission, "year")
    name = "review_card" if is_card else "review_report"
    kept = list_url(request, ["wilayah", "bulan"])
    return reverse(name, args=[submission.pk]) + kept.removeprefix(request.path)


def _approve_ticked(request, queue: Queue):
    """Approve what was ticked, each by itself, and name what was not."""
    back = list_url(request, FILTERS)
    versions = ticked_versions(request.POST.getlist("pilih")[:PAGE_SIZE])
    seen = queue.model.objects.visible_to(request.user).filter(pk__in=versions).select_related("group")
    ticked = [(one, versions[one.pk]) for one in seen.order_by(*queue.order)]
    if not ticked:
        messages.warning(request, _("Belum ada yang dicentang. Centang laporan yang sudah Anda periksa."))
        return HttpResponseRedirect(back)
    approved, refused = approve_each(by=request.user, ticked=ticked)
    answer = _answered(request, approved, back) if approved else HttpResponseRedirect(back)
    for why, names in _by_reason(refused).items():
        messages.warning(request, _("Tidak disetujui: %(names)s. %(why)s") % {"names": ", ".join(names), "why": why})
    return answer


def _answered(request, approved, back: str):
    """Write the receipt. The approvals stand by themselves; of twin posts the second gets the first one's answer."""
    with saving(request, "review_list") as save:
        save.url = back
        save.region_code = _region_around([one.village_id for one in approved])
    count = len(approved)
    text = ngettext("%(count)d laporan disetujui.", "%(count)d laporan disetujui.", count)
    messages.success(request, text % {"count": count})
    return save.redirect()


def _by_reason(refused) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in refused:
        found.setdefault(one.why, []).append(f"{one.submission.group.name} ({period_text(one.submission)})")
    return found


def period_text(submission) -> str:
    """The month or year in a few signs: `2026-10`, `2026`."""
    if hasattr(submission, "year"):
        return str(submission.year)
    return period_key(submission.month, is_card=False)


def _region_around(codes: list[str]) -> str:
    """The smallest region that holds all these villages."""
    low, high = min(codes), max(codes)
    lengths = sorted((length for length in LEVEL_BY_LENGTH if length > 1), reverse=True)
    return next((low[:length] for length in lengths if low[:length] == high[:length]), NATION_CODE)
