"""Capital seen on the month's visit, in the same flow (NX02, DM06)."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions import open_register, record_visit_capital
from activities.views.register_month import about, month_or_404, to_month
from activities.views.register_run import proposed_visit
from groups.forms.capital import CapitalForm
from groups.forms.errors import take_errors
from groups.models import CapitalSource
from groups.views.capital import CHECK, asks_about


@require(Permission.ACTIVITY_EDIT)
@never_cache
@answers_once
def visit_capital(request, number, month):
    """What the group's capital was on the visit; leaving the page unsaved skips it."""
    place = month_or_404(request.user, number, month)
    if not place.is_writable:
        return to_month(request, place)
    initial = {"on": proposed_visit(request, place), "source": CapitalSource.REGISTER}
    form = CapitalForm(request.POST or None, group=place.group, initial=initial)
    if request.method == "POST" and form.is_valid() and CHECK not in request.POST:
        try:
            return _recorded(request, place, form)
        except ValidationError as error:
            take_errors(form, error)
    context = {
        "form": form,
        "token": token_for(request),
        "asks": asks_about(form),
        "checked": CHECK in request.POST and form.is_valid(),
    }
    return render(request, "activities/visit_capital.html", about(place) | context)


def _recorded(request, place, form):
    with saving(request, "visit_capital") as save:
        report = open_register(by=request.user, group=place.group, month=place.month)
        record_visit_capital(by=request.user, report=report, **form.entries())
        save.url, save.region_code = place.url, place.group.village_id
    return save.redirect()
