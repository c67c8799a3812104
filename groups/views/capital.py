"""Capital is put on record, corrected and cancelled (DM03, DM06)."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from groups.actions import record_capital, void_capital
from groups.forms.capital import CapitalCorrectionForm, CapitalForm, CapitalVoidForm
from groups.forms.errors import has_code, take_errors
from groups.models import CapitalSource
from groups.steps import shown_steps, unfinished_steps, url_after
from groups.views.found import group_or_404
from regions.clock import local_today

CHECK = "periksa"
"""The button that only echoes what was typed; saves without JavaScript need it (NX02)."""


@require(Permission.CAPITAL_RECORD)
@answers_once
def capital_add(request, number):
    """Step 4, and every capital visit after it."""
    group = group_or_404(request.user, number)
    form = CapitalForm(
        request.POST or None, group=group, initial={"on": local_today(group), "source": CapitalSource.VISIT}
    )
    next_url = url_after("capital_add", number) if "lanjut" in request.POST else ""
    answer = _saved(
        request,
        form,
        "capital_add",
        lambda: record_capital(by=request.user, group=group, **form.entries()),
        group,
        next_url,
    )
    return answer or _shown(request, "groups/capital_add.html", group, form, steps=_steps(group))


@require(Permission.CAPITAL_RECORD)
@answers_once
def capital_correct(request, number, pk):
    """A new record that takes the place of a wrong one."""
    group = group_or_404(request.user, number)
    record = get_object_or_404(group.capital_records.valid(), pk=pk)
    form = CapitalCorrectionForm(request.POST or None, group=group, initial=_as_typed(record))

    def store():
        return record_capital(by=request.user, group=group, replaces=record, **form.entries())

    answer = _saved(request, form, "capital_correct", store, group)
    return answer or _shown(request, "groups/capital_correct.html", group, form, record=record)


@require(Permission.CAPITAL_RECORD)
@answers_once
def capital_void(request, number, pk):
    """A record that should never have been made stops counting."""
    group = group_or_404(request.user, number)
    record = get_object_or_404(group.capital_records.valid(), pk=pk)
    form = CapitalVoidForm(request.POST or None)

    def store():
        return void_capital(by=request.user, record=record, reason=form.cleaned_data["correction_reason"])

    answer = _saved(request, form, "capital_void", store, group)
    return answer or _shown(request, "groups/capital_void.html", group, form, record=record)


def _steps(group) -> list:
    """The way through a registration that is not finished; none for a later visit."""
    return shown_steps(group, "capital_add") if unfinished_steps(group) else []


def _as_typed(record) -> dict:
    return {name: getattr(record, name) for name in ("on", "own", "loan", "grant", "source", "evidence")}


def _saved(request, form, action, store, group, next_url=""):
    """Save a valid form once and redirect; None if the page is to be shown."""
    if request.method != "POST" or not form.is_valid() or CHECK in request.POST:
        return None
    try:
        with saving(request, action) as save:
            store()
            save.url = next_url or group.get_absolute_url()
            save.region_code = group.region_code
        return save.redirect()
    except ValidationError as error:
        take_errors(form, error)
        return None


def _shown(request, template, group, form, **extra):
    context = {
        "group": group,
        "form": form,
        "token": token_for(request),
        "asks": asks_about(form),
        "checked": CHECK in request.POST and form.is_valid(),
    }
    return render(request, template, context | extra)


def asks_about(form) -> bool:
    """True once the typed value has raised the question whether it is right."""
    if "sure" not in form.fields or not form.is_bound:
        return False
    return has_code(form, "unlikely") or bool(form.data.get("sure") or form.data.get("unlikely_reason"))
