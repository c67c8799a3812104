"""People who may be registered twice: the pairs found, one pair side by side, and what is decided (SD03-SD05)."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from members.access import note_opened
from members.actions import dismiss_pair, merge_people, undo_merge
from members.actions.unmerging import can_undo
from members.duplicate_job import queue_search, regencies_in
from members.forms import DismissForm, MergeForm, PairFilterForm, attach
from members.identity import masked
from members.models import DuplicatePair, DuplicateScan, Membership
from members.pair_sheet import sheet_of
from members.views.rights import rights_of
from regions.clock import local_today
from regions.keyset import keyset_page

ORDER = ("regency_code", "-likeness", "id")


@require_safe
@require(Permission.MEMBER_MERGE)
@never_cache
def duplicate_list(request):
    """The pairs of the territory, likest names first; those to be looked at unless another state is asked for."""
    filters = PairFilterForm(request.GET)
    pairs = DuplicatePair.objects.visible_to(request.user).filter(state=filters.state() or "")
    people = ("first__village", "second__village", "decided_by")
    page = keyset_page(pairs.select_related(*people), request, order=ORDER, noun=gettext_lazy("pasangan"))
    context = {
        "filters": filters,
        "page": page,
        "rows": _with_groups(request.user, page.rows),
        "state": filters.state(),
        "searched": _last_search(request.user),
    }
    return render(request, "members/duplicate_list.html", context)


@require(Permission.MEMBER_MERGE)
@require_POST
def duplicate_scan(request):
    """Queue a search of the user's regencies, and show how far it is."""
    return redirect(queue_search(by=request.user, codes=_codes(request.user)))


@require(Permission.MEMBER_MERGE)
@never_cache
@answers_once
def duplicate_detail(request, pk):
    """Both people side by side; a post merges them with the chosen values."""
    pair = _pair_or_404(request.user, pk)
    sheet = sheet_of(pair, request.user)
    sides = {**sheet.chosen, "kept": sheet.kept_id}
    form = MergeForm(request.POST or None, pair=pair, sides=sides)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "duplicate_detail") as save:
                save.record = merge_people(by=request.user, pair=pair, **form.merge())
                save.url = pair.get_absolute_url()
            return save.redirect()
        except StaleEdit as stale:
            return _asked_again(request, pk, form, stale)
        except ValidationError as error:
            attach(form, error)
    return _page(request, pair, form, DismissForm(), sheet)


@require(Permission.MEMBER_MERGE)
@never_cache
@require_POST
@answers_once
def duplicate_dismiss(request, pk):
    """Remember that the two are not the same person."""
    pair = _pair_or_404(request.user, pk)
    form = DismissForm(request.POST)
    if form.is_valid():
        try:
            with saving(request, "duplicate_dismiss") as save:
                save.record = dismiss_pair(by=request.user, pair=pair, reason=form.cleaned_data["reason"])
            return save.redirect()
        except ValidationError as error:
            attach(form, error)
    sheet = sheet_of(pair, request.user)
    return _page(request, pair, MergeForm(pair=pair, sides={**sheet.chosen, "kept": sheet.kept_id}), form, sheet)


@require(Permission.MEMBER_MERGE)
@never_cache
@require_POST
@answers_once
def duplicate_undo(request, pk):
    """Take the merge back; where that cannot be, the page says why."""
    pair = _pair_or_404(request.user, pk)
    form = DismissForm()
    try:
        with saving(request, "duplicate_undo") as save:
            save.record = undo_merge(by=request.user, pair=pair)
        return save.redirect()
    except ValidationError as error:
        sheet = sheet_of(pair, request.user)
        problems = error.messages
    merge = MergeForm(pair=pair, sides={**sheet.chosen, "kept": sheet.kept_id})
    return _page(request, pair, merge, form, sheet, problems)


def _pair_or_404(user, pk: int) -> DuplicatePair:
    pairs = DuplicatePair.objects.visible_to(user)
    return get_object_or_404(pairs.select_related("first__village", "second__village", "kept", "decided_by"), pk=pk)


def _asked_again(request, pk: int, form: MergeForm, stale: StaleEdit):
    """Someone has changed one of the two meanwhile: the page as it is now, with the choices kept."""
    pair = _pair_or_404(request.user, pk)
    form.renew_versions(pair)
    name = stale.current.changed_by or _("sistem")
    form.add_error(
        None,
        _("Data %(person)s baru saja diubah oleh %(by)s. Belum ada yang digabung. Periksa lagi pilihan di bawah.")
        % {"person": stale.current.name, "by": name},
    )
    return _page(request, pair, form, DismissForm(), sheet_of(pair, request.user), status=409)


def _page(request, pair, form, dismissal, sheet, problems=(), status: int = 200):
    for person in (pair.first, pair.second):
        note_opened(request.user, person)
    context = {
        "pair": pair,
        "form": form,
        "dismissal": dismissal,
        "sheet": sheet,
        "chosen": {name: str(form[name].value()) for name in form.fields},
        "problems": problems,
        "can_undo": can_undo(pair),
        "token": token_for(request),
        **rights_of(request.user),
    }
    return render(request, "members/duplicate_detail.html", context, status=status)


def _codes(user) -> list[str]:
    return sorted({code[:4] for code in user.territory_codes})


def _last_search(user) -> DuplicateScan | None:
    """The regency of the territory that was searched the longest ago; None where one never was."""
    regencies = regencies_in(_codes(user)) if user.territory_codes else []
    searched = list(DuplicateScan.objects.filter(pk__in=regencies).order_by("scanned_at"))
    return searched[0] if searched and len(searched) == len(regencies) else None


def _with_groups(user, pairs) -> list[dict]:
    """Each pair with both people, their masked NIKs and their present groups in the user's territory."""
    people = {person.pk for pair in pairs for person in (pair.first, pair.second)}
    groups: dict[int, list[Membership]] = {}
    rows = Membership.objects.visible_to(user).current(local_today(user)).filter(person_id__in=people)
    for membership in rows.select_related("group"):
        groups.setdefault(membership.person_id, []).append(membership)
    return [
        {
            "pair": pair,
            "sides": [
                {"person": person, "nik": masked(person.nik_sealed), "memberships": groups.get(person.pk, [])}
                for person in (pair.first, pair.second)
            ],
        }
        for pair in pairs
    ]
