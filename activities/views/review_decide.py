"""One register or card as it was handed in, and the decision on it: approve, or return with a note."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.decorators import require
from accounts.editing import StaleEdit
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions import approve, send_back
from activities.actions.rows import period_of
from activities.card import without_family_facts
from activities.card_lines import differences
from activities.card_people import people_of
from activities.forms.review import CARD, REGISTER, ApproveForm, ReviewFilterForm, SendBackForm
from activities.models import AnnualCard, MonthlyReport, Submission, SubmissionStatus
from activities.queues import Queue, next_waiting
from activities.review_sheet import review_sheet
from activities.views.review import decide_url
from activities.views.review_places import list_url
from groups.forms.errors import take_errors
from regions.clock import local_today

APPROVE, RETURN = "setujui", "kembalikan"


@require(Permission.ACTIVITY_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answers_once
def review_report(request, pk):
    """A month of one group, beside the month before."""
    return _page(request, MonthlyReport, pk)


@require(Permission.ACTIVITY_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answers_once
def review_card(request, pk):
    """A group's card of a year."""
    return _page(request, AnnualCard, pk)


def _page(request, model, pk):
    found = _found(request.user, model, pk)
    step = request.POST.get("langkah")
    form = SendBackForm(request.POST if step == RETURN else None, initial={"version": found.version})
    chosen = form if step == RETURN else ApproveForm(request.POST) if step == APPROVE else None
    if chosen is None or not chosen.is_valid():
        return _shown(request, found, form)
    try:
        return _decided(request, found, step, chosen.cleaned_data)
    except StaleEdit:
        return _shown(request, _found(request.user, model, pk), _unsaved(chosen), changed=True, status=409)
    except ValidationError as error:
        fresh = _found(request.user, model, pk)
        if step == RETURN:
            take_errors(form, error)
            return _shown(request, fresh, form)
        return _shown(request, fresh, form, refused=error.messages)


def _found(user, model, pk) -> Submission:
    """What was handed in once, in the reviewer's territory; a draft that was never sent is nobody's to review."""
    rows = model.objects.visible_to(user).exclude(first_submitted_on=None)
    related = ["group__village", "submitted_by", *(["capital_record"] if model is MonthlyReport else [])]
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _unsaved(chosen) -> SendBackForm:
    """The form to decide anew, with the note that was typed and without the version it was typed for."""
    return SendBackForm(initial={"note": chosen.cleaned_data.get("note", "")})


def _decided(request, found: Submission, step: str, typed: dict):
    """Decide, and go straight on to what waits next; to the queue where nothing is left."""
    queue = _queue(request, found)
    with saving(request, f"review_{step}") as save:
        if step == APPROVE:
            decided = approve(by=request.user, submission=found, version=typed["version"])
        else:
            decided = send_back(by=request.user, submission=found, version=typed["version"], note=typed["note"])
        following = next_waiting(request.user, queue, decided)
        save.url = decide_url(following, request) if following else _list_url(request, found)
        save.region_code = decided.region_code
    messages.success(request, _said(found, step, bool(following)))
    return save.redirect()


def _said(found: Submission, step: str, has_next: bool) -> str:
    done = _("%(name)s disetujui.") if step == APPROVE else _("%(name)s dikembalikan kepada petugas.")
    following = _("Di bawah ini yang berikutnya.") if has_next else _("Tidak ada lagi yang menunggu di sini.")
    return f"{done % {'name': found.group.name}} {following}"


def _queue(request, found: Submission) -> Queue:
    """The queue one came through: of the same kind, in the region and period of the address."""
    is_card = isinstance(found, AnnualCard)
    data = request.GET.copy()
    data["jenis"], data["keadaan"] = (CARD if is_card else REGISTER), ""
    return ReviewFilterForm(data, today=local_today(request.user)).queue()


def _list_url(request, found: Submission) -> str:
    kind = CARD if isinstance(found, AnnualCard) else REGISTER
    kept = list_url(request, ["wilayah", "bulan"], jenis=kind)
    return reverse("review_list") + kept.removeprefix(request.path)


def _shown(request, found: Submission, form, *, changed=False, refused=(), status=200):
    user, today = request.user, local_today(found)
    period = period_of(found)
    if not form.is_bound:
        form.initial["version"] = found.version
    following = next_waiting(user, _queue(request, found), found)
    is_open, is_own = period.is_open(today), found.submitted_by_id == user.pk
    context = {
        "submission": found,
        "group": found.group,
        "period": period,
        "days_to_lock": (period.locks_on - today).days,
        "is_open": is_open,
        "is_own": is_own,
        "can_approve": found.status == SubmissionStatus.SUBMITTED and not is_own,
        "can_return": found.is_handed_in and is_open and not is_own,
        "form": form,
        "version": found.version,
        "token": token_for(request),
        "changed": changed,
        "refused": refused,
        "steps": list(found.steps.select_related("by").order_by("-id")),
        "list_url": _list_url(request, found),
        "next_url": decide_url(following, request) if following else "",
        **_content(user, found),
    }
    name = "review_card" if isinstance(found, AnnualCard) else "review_report"
    return render(request, f"activities/{name}.html", context, status=status)


def _content(user, found: Submission) -> dict:
    if isinstance(found, MonthlyReport):
        return {"sheet": review_sheet(found)}
    before = AnnualCard.objects.filter(group=found.group, year=found.year - 1).exclude(first_submitted_on=None).first()
    values, earlier = _allowed(user, found), _allowed(user, before)
    people = people_of(user, values, earlier)
    return {
        "values": values,
        "people": people,
        "before": before,
        "differences": differences(earlier, values, people) if values else [],
    }


def _allowed(user, card: AnnualCard | None) -> dict:
    """What the card said when it was handed in, as far as this role may know it."""
    content = card.content if card else {}
    return content if not content or user.allows(Permission.KB_STATUS_VIEW) else without_family_facts(content)
