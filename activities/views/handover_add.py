"""A hand-over is made: choose the officer, then villages, successor and day; see what passes; confirm (AC05).

`?petugas=` names the officer whose villages pass; `?desa=` a village that has no officer. The second page is posted
twice: first it is only looked at, and with `langkah=simpan` it is done.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.decorators import require
from accounts.models import Territory, User
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions import hand_over
from activities.forms.handover import HandOverForm, OfficerSearchForm
from activities.handover_day import apply_due
from activities.handover_plan import plan_hand_over, units_of
from activities.handover_preview import preview_of
from activities.village_officers import live, officers_of, successors_for, unowned_villages
from groups.forms.errors import take_errors
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, Level, is_inside
from regions.models import Region
from regions.scoping import in_any_region

SHOWN_OFFICERS = 50
# What the page posts to be looked at again, and to be done.
CHANGE, CONFIRMED = "ubah", "simpan"


@dataclass(frozen=True)
class Asked:
    """Whose villages may be ticked: an officer's, or those of a regency that have none."""

    officer: User | None
    units: list[Region]
    ticked: list[str]
    on: date


@require(Permission.HAND_OVER)
@answers_once
def handover_add(request):
    """The officer first; then the villages, and what passes with them; then it is done."""
    if not request.GET.get("petugas") and not request.GET.get("desa"):
        return _choose_officer(request)
    apply_due()
    asked = _unowned(request) if request.GET.get("desa") else _held(request)
    if asked is None:
        messages.info(request, _("Desa ini sekarang mempunyai petugas."))
        return redirect("handover_list")
    form = _form(request, asked)
    step = request.POST.get("langkah")
    if request.method == "POST" and step != CHANGE and form.is_valid():
        answer = _saved if step == CONFIRMED else _looked_at
        try:
            return answer(request, asked, form)
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "officer": asked.officer, "token": token_for(request)}
    return render(request, "activities/handover_add.html", context)


def _choose_officer(request):
    """The officers of the territory with their villages; found by name where there are many."""
    form = OfficerSearchForm(request.GET)
    typed = form.cleaned_data["q"].strip() if form.is_valid() else ""
    rows = Territory.objects.filter(live(local_today(request.user))).select_related("region").order_by("region_id")
    officers = officers_of(request.user).filter(Q(full_name__icontains=typed) | Q(username__icontains=typed))
    found = officers.prefetch_related(Prefetch("territory_set", rows, to_attr="held"))[: SHOWN_OFFICERS + 1]
    context = {
        "query": typed,
        "officers": list(found)[:SHOWN_OFFICERS],
        "has_more": len(found) > SHOWN_OFFICERS,
        "shown": SHOWN_OFFICERS,
    }
    return render(request, "activities/handover_officer.html", context)


def _held(request) -> Asked:
    """The villages of the officer of `?petugas=`, all ticked; outside the territory he does not exist."""
    typed = request.GET.get("petugas", "")
    if not re.fullmatch(r"[0-9]{1,15}", typed):
        raise Http404
    officer = get_object_or_404(officers_of(request.user), pk=int(typed))
    units = units_of(request.user, officer)
    if not units:
        raise Http404
    return Asked(officer, units, [unit.code for unit in units], local_today(units[0]))


def _unowned(request) -> Asked | None:
    """The villages without an officer in the regency of `?desa=`, that one ticked; None if it has an officer now."""
    code = request.GET.get("desa", "")
    if not re.fullmatch(r"[0-9]{10}", code):
        raise Http404
    village = get_object_or_404(Region.objects.visible_to(request.user).at_level(Level.VILLAGE), code=code)
    found = unowned_villages(request.user, village.code[: LENGTH_BY_LEVEL[Level.REGENCY]])
    since = {one.region.code: one.since for one in found}
    if code not in since:
        return None
    return Asked(None, [one.region for one in found], [code], since[code])


def _form(request, asked: Asked) -> HandOverForm:
    successors = successors_for(request.user, [unit.code for unit in asked.units])
    return HandOverForm(
        request.POST or None,
        units=asked.units,
        labels=_labels(asked.units),
        successors=successors.exclude(pk=asked.officer.pk) if asked.officer else successors,
        initial={"regions": asked.ticked, "on": asked.on},
    )


def _labels(units: list[Region]) -> dict[str, str]:
    """Each region with its district and its number of active groups."""
    codes = [unit.code for unit in units]
    groups = EnterpriseGroup.objects.filter(in_any_region("village_id", codes)).active().order_by()
    counts = dict.fromkeys(codes, 0)
    for village, number in groups.values_list("village_id").annotate(Count("pk")):
        counts[next(code for code in codes if is_inside(village, code))] += number
    above = Region.objects.in_bulk({unit.parent_id for unit in units if unit.is_village})
    return {unit.code: _label(unit, above.get(unit.parent_id), counts[unit.code]) for unit in units}


def _label(unit: Region, district: Region | None, count: int) -> str:
    groups = ngettext("%(count)s kelompok", "%(count)s kelompok", count) % {"count": count}
    place = f"{unit.name}, {district.name}" if district else unit.name
    return f"{place} · {groups}"


def _looked_at(request, asked: Asked, form: HandOverForm):
    """What would pass, before it does; nothing is written."""
    entries = form.entries()
    words = {name: entries[name] for name in ("successor", "regions", "on")}
    plan = plan_hand_over(by=request.user, officer=asked.officer, **words)
    context = {
        "plan": plan,
        "preview": preview_of(plan, asked.officer),
        "officer": asked.officer,
        "entries": entries,
        "kept": form.kept(),
        "token": token_for(request),
    }
    return render(request, "activities/handover_confirm.html", context)


def _saved(request, asked: Asked, form: HandOverForm):
    with saving(request, "handover_add") as save:
        save.record = hand_over(by=request.user, officer=asked.officer, **form.entries())
    return save.redirect()
