"""A group comes on record: first its village, then its name (UP01)."""

import re

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission, Role
from groups.actions import register_group, same_name_groups
from groups.forms.errors import has_code, take_errors
from groups.forms.registration import RegisterForm
from groups.models import EnterpriseGroup
from groups.steps import unregistered_steps, url_after
from regions.models import Level, Region
from regions.search import MIN_LETTERS, search_regions

SHOWN_VILLAGES = 25


@require(Permission.GROUP_EDIT)
@answers_once
def group_register(request):
    """Step 1 of a new group: `?desa=` says where; without it the village is chosen first."""
    village = chosen_village(request)
    if village is None:
        return render(request, "groups/group_register_village.html", village_choices(request))
    form = RegisterForm(
        request.POST or None, instance=EnterpriseGroup(village=village), initial={"mentor": _first_mentor(request.user)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "group_register") as save:
                save.record = register_group(
                    by=request.user, village=village, confirmed=form.confirmed(), **form.entries()
                )
                if "lanjut" in request.POST:
                    save.url = url_after("group_edit", save.record.number)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "village": village, "token": token_for(request), "steps": unregistered_steps()}
    return render(request, "groups/group_register.html", context | twins_for(form, village.code))


def village_choices(request) -> dict:
    """What a page shows that asks for a village: matches of `?q=`, or all where the territory is small."""
    villages = Region.objects.visible_to(request.user).at_level(Level.VILLAGE).current()
    query = request.GET.get("q", "")
    few = [] if query else list(villages.order_by("code")[: SHOWN_VILLAGES + 1])
    return {
        "query": query,
        "matches": search_regions(villages, query),
        "min_letters": MIN_LETTERS,
        "few": few if len(few) <= SHOWN_VILLAGES else [],
    }


def chosen_village(request) -> Region | None:
    """The village of `?desa=`; outside the territory, retired, or no village at all it does not exist."""
    code = request.GET.get("desa", "")
    if not code:
        return None
    if not re.fullmatch(r"[0-9]{10}", code):
        raise Http404
    villages = Region.objects.visible_to(request.user).at_level(Level.VILLAGE).current()
    return get_object_or_404(villages, code=code)


def twins_for(form, village_code: str, exclude_pk: int | None = None) -> dict:
    """The groups of the same name, once the question has come up."""
    if not has_code(form, "same_name") and not (form.is_bound and form.data.get("same_name_ok")):
        return {"twins": []}
    return {"twins": list(same_name_groups(village_code, form.data.get("name", ""), exclude_pk)[:5])}


def _first_mentor(user):
    return user if user.role == Role.OFFICER else None
