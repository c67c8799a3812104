"""Status, stage and village of a group change on a day, with a reason (DM08, DM09)."""

from django.core.exceptions import ValidationError
from django.shortcuts import render

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from groups.actions import assess_stage, move_group, set_status
from groups.forms.errors import take_errors
from groups.forms.standing import MoveForm, StageForm, StatusForm
from groups.views.found import group_or_404
from groups.views.registration import chosen_village, village_choices
from regions.clock import local_today


@require(Permission.GROUP_EDIT)
@answers_once
def group_status(request, number):
    """Active, inactive or dissolved since a day."""
    group = group_or_404(request.user, number)
    form = StatusForm(request.POST or None, group=group, initial={"on": local_today(group)})
    return _page(
        request, group, form, "group_status", lambda: set_status(by=request.user, group=group, **form.cleaned_data)
    )


@require(Permission.GROUP_EDIT)
@answers_once
def group_stage(request, number):
    """A stage assessed on a day."""
    group = group_or_404(request.user, number)
    form = StageForm(request.POST or None, group=group, initial={"on": local_today(group), "stage": group.stage_id})
    return _page(
        request, group, form, "group_stage", lambda: assess_stage(by=request.user, group=group, **form.cleaned_data)
    )


@require(Permission.GROUP_EDIT)
@answers_once
def group_move(request, number):
    """Another village, when a region is split: `?desa=` says which."""
    group = group_or_404(request.user, number)
    village = chosen_village(request)
    if village is None:
        return render(request, "groups/group_move_village.html", village_choices(request) | {"group": group})
    form = MoveForm(request.POST or None)

    def store():
        return move_group(by=request.user, group=group, village=village, **form.cleaned_data)

    return _page(request, group, form, "group_move", store, {"village": village})


def _page(request, group, form, name, store, extra=None):
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, name) as save:
                save.record = store()
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"group": group, "form": form, "token": token_for(request)}
    return render(request, f"groups/{name}.html", context | (extra or {}))
