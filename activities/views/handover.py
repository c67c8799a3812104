"""Hand-overs of the territory: who gave what to whom, from when; villages without an officer; one cancelled (NX14)."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions import cancel_hand_over
from activities.asked import hand_overs_asked
from activities.forms.handover import CancelForm
from activities.handover_day import apply_due
from activities.models import HandOver
from activities.village_officers import SHOWN, unowned_villages
from groups.forms.errors import take_errors
from regions.keyset import keyset_page

# So many villages without an officer stand open on the list; the rest folds away.
FIRST = 5


@require(Permission.HAND_OVER)
@require_safe
def handover_list(request):
    """Hand-overs by day, the latest first, under the villages that have no officer."""
    apply_due()
    asked = hand_overs_asked(request.user)
    page = keyset_page(asked.rows, request, order=asked.order, size=25, noun=_("serah terima"))
    unowned = unowned_villages(request.user)
    context = {
        "page": page,
        "unowned": unowned,
        "unowned_first": unowned[:FIRST],
        "unowned_rest": unowned[FIRST:],
        "is_capped": len(unowned) >= SHOWN,
        "shown": SHOWN,
    }
    return render(request, "activities/handover_list.html", context)


@require(Permission.HAND_OVER)
@require_safe
def handover_detail(request, pk):
    """One hand-over with its villages."""
    apply_due()
    return render(request, "activities/handover_detail.html", _context(_found(request, pk)))


@require(Permission.HAND_OVER)
@answers_once
def handover_cancel(request, pk):
    """A hand-over whose day has not begun does not happen; the territories become what they were."""
    row = _found(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "handover_cancel") as save:
                save.record = cancel_hand_over(by=request.user, hand_over=row, reason=form.cleaned_data["reason"])
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = _context(row) | {"form": form, "token": token_for(request)}
    return render(request, "activities/handover_cancel.html", context)


def _found(request, pk: int) -> HandOver:
    rows = HandOver.objects.visible_to(request.user).select_related("officer", "successor", "region")
    return get_object_or_404(rows.select_related("recorded_by", "cancelled_by"), pk=pk)


def _context(row: HandOver) -> dict:
    return {"row": row, "regions": row.regions.order_by("code")}
