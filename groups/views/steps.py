"""The steps of the K/0 card for a group on record; the same pages change it later."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from groups.actions import change_business, change_group
from groups.forms.business import BusinessForm
from groups.forms.errors import take_errors
from groups.forms.registration import DecreeForm, PlaceForm
from groups.models import EnterpriseGroup
from groups.steps import shown_steps, url_after
from groups.tiers import bands_as_at, tier_of
from groups.views.found import group_or_404
from groups.views.registration import twins_for
from groups.warnings import warnings_for, warnings_of, with_warnings
from regions.clock import local_today


@require(Permission.GROUP_EDIT)
@answers_once
def group_edit(request, number):
    """Step 1: where and what the group is."""

    def store(group, form):
        return change_group(
            by=request.user,
            group=group,
            version=form.cleaned_data["version"],
            confirmed=form.confirmed(),
            **form.entries(),
        )

    return _step(request, number, "group_edit", PlaceForm, store)


@require(Permission.GROUP_EDIT)
@answers_once
def group_decree(request, number):
    """Step 2: the decree."""

    def store(group, form):
        return change_group(by=request.user, group=group, version=form.cleaned_data["version"], **form.entries())

    return _step(request, number, "group_decree", DecreeForm, store)


@require(Permission.GROUP_EDIT)
@answers_once
def group_business(request, number):
    """Step 3: sectors and market, with the lists of products, licences and channels beside them."""

    def store(group, form):
        return change_business(by=request.user, group=group, version=form.cleaned_data["version"], **form.entries())

    return _step(request, number, "group_business", BusinessForm, store)


@require(Permission.GROUP_EDIT)
@require_safe
def group_summary(request, number):
    """Step 6: what has been put on record, and what is still missing."""
    warnings, today = warnings_for(request.user), local_today(request.user)
    group = group_or_404(request.user, number)
    marked = with_warnings(EnterpriseGroup.objects.visible_to(request.user), warnings, today).get(pk=group.pk)
    context = {
        "group": group,
        "steps": shown_steps(group, "group_summary"),
        "warnings": warnings_of(marked, warnings),
        "can_edit": True,
        "tier": tier_of(group.capital_total, bands_as_at(today)),
        "sectors": list(group.sectors.all()),
    }
    return render(request, "groups/group_summary.html", context)


def _step(request, number, name, form_class, store):
    """Show one step and save it: on to the next one, or back to the group's page."""
    group = group_or_404(request.user, number)
    form = form_class(typed_data(request, form_class, group), instance=group)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, name) as save:
                save.record = store(group, form)
                save.wrote_nothing = save.record.version == form.cleaned_data["version"]
                if "lanjut" in request.POST:
                    save.url = url_after(name, number)
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current)
        except ValidationError as error:
            take_errors(form, error)
    group = group_or_404(request.user, number)
    context = {"group": group, "form": form, "token": token_for(request), "steps": shown_steps(group, name)}
    if "same_name_ok" in form.fields:
        context |= twins_for(form, group.village_id, group.pk)
    return render(request, f"groups/{name}.html", context)
