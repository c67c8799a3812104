"""Adding a member to a group: someone new, or someone already on record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from members.actions import add_member, register_member
from members.duplicates import likely_duplicates
from members.forms import JoiningForm, NewMemberForm, attach
from members.identity import masked
from members.views.finding import group_or_404, person_or_404
from members.views.holding import holder_asked_about
from members.views.people import may_go_on, note_if_unseen

# What the recording actions call a day, this page calls by the fact it belongs to.
NAMES = {"on": "started_on", **NewMemberForm.KB_NAMES}


@require(Permission.MEMBER_EDIT)
@never_cache
@answers_once
def member_add(request, number):
    """One page for a phone. A likely duplicate is shown before anything is saved (FE03)."""
    group = group_or_404(request.user, number)
    chosen = request.POST.get("use_person") or request.GET.get("orang")
    if chosen:
        return _existing(request, group, person_or_404(request.user, _key(chosen)))
    form = NewMemberForm(request.POST or None, user=request.user, group=group)
    candidates = []
    if request.method == "POST" and may_go_on(request, form) and form.is_valid():
        candidates = _unanswered(form, group)
        if not candidates:
            response = _saved(request, form, group)
            if response:
                return response
    return _page(request, group, form, {"candidates": candidates})


def _existing(request, group, person):
    """Add someone on record; only the membership is asked for."""
    is_answer = request.method == "POST" and "joining" in request.POST
    form = JoiningForm(request.POST if is_answer else None, user=request.user, group=group, initial=_typed(request))
    if is_answer and form.is_valid():
        try:
            with saving(request, "member_add") as save:
                add_member(by=request.user, group=group, person=person, **form.membership())
                _answer_with(save, person, group)
            return _on(request, save, group)
        except ValidationError as error:
            attach(form, error, {"on": "started_on"})
    return _page(request, group, form, {"person": person, "nik": masked(person.nik_sealed)})


def _saved(request, form, group):
    """The redirect after a save, or None with the errors in the form."""
    try:
        with saving(request, "member_add") as save:
            joined = register_member(
                by=request.user,
                group=group,
                person=form.person(),
                membership=form.membership(),
                kb=form.kb(),
                welfare=form.welfare(),
            )
            _answer_with(save, joined.person, group)
        return _on(request, save, group)
    except ValidationError as error:
        note_if_unseen(request.user, form)
        attach(form, error, NAMES)
    return None


def _answer_with(save, person, group) -> None:
    """The receipt finds the person again."""
    save.url, save.region_code = person.get_absolute_url(), group.village_id


def _on(request, save, group):
    """To the roster, or to an empty form where more are to be added."""
    messages.success(request, save.receipt.display, extra_tags="receipt")
    name = "member_add" if "again" in request.POST else "roster"
    return HttpResponseRedirect(reverse(name, args=[group.number]))


def _unanswered(form, group) -> list:
    """The likely duplicates, unless the user has looked at them and said that none is the same.

    The same NIK is always the same person, whatever is said.
    """
    typed = form.cleaned_data
    found = likely_duplicates(
        user=form.user, village=group.village, name=typed["name"], birth_on=typed["birth_on"], nik=typed["nik"]
    )
    if typed["not_duplicate"]:
        found = [candidate for candidate in found if candidate.is_same_nik]
    return found


def _page(request, group, form, more: dict):
    context = {
        "group": group,
        "form": form,
        "token": token_for(request),
        "holder": holder_asked_about(form, group),
        "has_same_nik": any(candidate.is_same_nik for candidate in more.get("candidates", ())),
        **more,
    }
    return render(request, "members/member_add.html", context)


def _typed(request) -> dict:
    """Role and start typed on the long form before an existing person was chosen there."""
    return {name: request.POST[name] for name in ("role", "started_on") if request.POST.get(name)}


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
