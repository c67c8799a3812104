"""Letters as PDF: the reminder to hold Munas, Musda or Muscab (BD04). No file name says more than a region's code."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from associations.queries import kept_places
from regions.clock import local_today
from reports.forms.letters import LetterForm
from reports.paper.letter import name_on, reminder_letter
from reports.paper.pdf import PressBusy, as_pdf, paper_of
from reports.paper.sheet import document


@require(Permission.BOARD_EDIT)
@never_cache
@require_safe
def paper_board_reminder(request, code):
    """First the number of the letter is asked for; with it, or with an empty one, comes the letter."""
    place = get_object_or_404(kept_places(request.user), pk=code)
    form = LetterForm(request.GET if "nomor" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        name = name_on(place, local_today(place))
        return render(request, "reports/paper_letter.html", {"form": form, "place": place, "name": name})
    number = form.cleaned_data["nomor"]
    letter = reminder_letter(place, local_today(place), number)
    try:
        made = as_pdf(
            "letter", document(request.user, letter["running"], [letter]), paper_of(request.GET.get("kertas"))
        )
    except PressBusy:
        return render(request, "reports/paper_busy.html", status=503)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="pengingat-{code}.pdf"'
    return response
