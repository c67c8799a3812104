"""One person: her page, changing what is on record, and opening her numbers with a reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.audit import log_access
from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.models import AccessKind
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from members.access import may_ask_numbers, note_opened, note_unseen
from members.actions import change_person
from members.by_nik import too_many_numbers
from members.dossier import dossier_of
from members.forms import NikShowForm, PersonForm, attach
from members.identity import masked
from members.models import Person
from members.nik_vault import SealBroken, open_sealed
from members.views.finding import kept_or_404, person_or_404
from members.views.rights import rights_of


@require(Permission.MEMBER_VIEW)
@never_cache
def person_detail(request, pk):
    """Everything on record about a person that this user may see; opening it is logged (AU02).

    The number of someone who was merged into another leads to that one (SD04).
    """
    try:
        person = person_or_404(request.user, pk)
    except Http404:
        kept = kept_or_404(request.user, pk)
        messages.info(request, _("Data itu sudah digabung dengan data ini."))
        return redirect(kept)
    note_opened(request.user, person)
    context = {"person": person, "dossier": dossier_of(person, request.user), **rights_of(request.user)}
    return render(request, "members/person_detail.html", context)


@require(Permission.MEMBER_EDIT)
@never_cache
@answers_once
def person_edit(request, pk):
    """Change what is on record about a person; a stale edit is compared field by field (FE05)."""
    person = person_or_404(request.user, pk)
    is_numbered = bool(person.nik_sealed)
    form = PersonForm(typed_data(request, PersonForm, person), instance=person, user=request.user)
    if request.method == "POST" and may_go_on(request, form) and form.is_valid():
        try:
            with saving(request, "person_edit") as save:
                save.record = change_person(by=request.user, person=person, **form.changes())
            if is_numbered and form.cleaned_data["nik"]:
                note_unseen(request.user, is_elsewhere=False)
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current)
        except ValidationError as error:
            note_if_unseen(request.user, form)
            attach(form, error)
    person.refresh_from_db()
    context = {"form": form, "person": person, "token": token_for(request), "nik": masked(person.nik_sealed)}
    return render(request, "members/person_edit.html", context)


@require(Permission.NIK_SHOW)
@never_cache
def person_nik_show(request, pk):
    """Ask why, log it, and show the numbers on this one answer (AU04). Nothing of it is stored by the browser."""
    person = person_or_404(request.user, pk)
    form = NikShowForm(request.POST or None)
    context = {"person": person, "form": form, "nik": masked(person.nik_sealed)}
    if request.method == "POST" and form.is_valid():
        log_access(request.user, AccessKind.NIK_SHOWN, person=person, reason=form.cleaned_data["reason"])
        context["shown"] = {"nik": _opened(person.nik_sealed), "family_card": _opened(person.family_card_sealed)}
    return render(request, "members/person_nik_show.html", context)


def _opened(sealed: str | None) -> str:
    """The number in groups of four, as on the card."""
    if not sealed:
        return ""
    try:
        digits = open_sealed(sealed)
    except SealBroken:
        return _("Tidak dapat dibuka: kuncinya tidak tersedia di server ini.")
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def note_if_unseen(user, form) -> None:
    """Count a refused save as a question about its NIK, unless the NIK is one the user may see (NX11).

    A refusal for another reason tells as much as one for the NIK: that nobody elsewhere holds it. Counted only when it
    hits, a number could be guessed without end.
    """
    nik = form.cleaned_data.get("nik")
    if nik and not Person.objects.of_nik(nik).visible_to(user).exists():
        note_unseen(user, is_elsewhere=Person.objects.of_nik(nik).exists())


def may_go_on(request, form) -> bool:
    """Refuse a typed NIK where the user has met too many from elsewhere within the hour."""
    if not request.POST.get("nik") or may_ask_numbers(request.user):
        return True
    form.add_error("nik", too_many_numbers())
    return False
