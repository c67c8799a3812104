"""The list of members, narrowed by GET, and the search for a person, asked by POST."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.decorators import require
from accounts.roles import Permission
from accounts.saved_filters import keeps_filters, offered
from groups.models import EnterpriseGroup
from members.access import note_search
from members.by_nik import answer_to_nik
from members.forms import MembershipFilterForm, PersonSearchForm
from members.identity import masked
from members.listing import memberships_asked
from members.models import Membership, Person
from members.search import LIMIT, is_long_enough, is_number, people_named
from regions.clock import local_today
from regions.keyset import keyset_page

PAGE_SIZE = 25
GROUP_NUMBER_LENGTH = 14
KEPT = keeps_filters(
    "anggota", "membership_list", Permission.MEMBER_VIEW, MembershipFilterForm.base_fields, gettext_lazy("Anggota")
)


@require(Permission.MEMBER_VIEW)
@never_cache
@require_GET
def membership_list(request):
    """Memberships that hold today in the user's territory, by village and group; the dashboard's members (DB02)."""
    asked = memberships_asked(request.user, request.GET)
    filters, rows = asked.form, asked.rows.select_related("person", "group", "village")
    page = keyset_page(rows, request, order=asked.order, size=PAGE_SIZE, noun=gettext_lazy("keanggotaan"))
    context = {"filters": filters, "page": page, "chips": filters.chips(request), "search": PersonSearchForm()}
    context["saved"] = offered(request, KEPT)
    context["may_merge"] = request.user.allows(Permission.MEMBER_MERGE)
    return render(request, "members/membership_list.html", context)


@require(Permission.MEMBER_VIEW)
@never_cache
def person_search(request):
    """People by name, one person by NIK, one group by number. Opened without a post it is the list."""
    if request.method != "POST":
        return redirect("membership_list")
    form = PersonSearchForm(request.POST)
    if not form.is_valid():
        return _answer(request, form)
    typed = form.cleaned_data["q"].strip()
    if is_number(typed):
        return _by_number(request, form, typed)
    if not is_long_enough(typed):
        form.add_error("q", _("Ketik paling sedikit 3 huruf nama."))
        return _answer(request, form)
    people = people_named(request.user, typed)
    note_search(request.user, "nama", len(people))
    return _answer(request, form, people)


def _by_number(request, form, typed: str):
    """A group's roster, or the person's page; for one outside only that she exists and whom to ask (SD02, NX11)."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    if len(digits) == GROUP_NUMBER_LENGTH:
        group = EnterpriseGroup.objects.visible_to(request.user).filter(number=digits).first()
        if group:
            return redirect("roster", number=group.number)
    try:
        answer = answer_to_nik(request.user, typed)
    except ValidationError as error:
        form.add_error("q", error)
        return _answer(request, form)
    if answer.refusal:
        form.add_error("q", answer.refusal)
        return _answer(request, form)
    if answer.person:
        return redirect(answer.person)
    return _answer(request, form, note=answer.elsewhere) if answer.elsewhere else _answer(request, form, people=[])


def _answer(request, form, people: list | None = None, note: str = ""):
    """The page of results; `people` is None where nothing was searched."""
    start = ((form.cleaned_data.get("halaman") or 1) - 1) * PAGE_SIZE if form.is_bound and not form.errors else 0
    shown = (people or [])[start : start + PAGE_SIZE]
    context = {
        "form": form,
        "note": note,
        "searched": people is not None,
        "rows": _with_groups(request.user, shown),
        "found_count": len(people or []),
        "is_capped": len(people or []) >= LIMIT,
        "previous_page": start // PAGE_SIZE if start else None,
        "next_page": start // PAGE_SIZE + 2 if people and start + PAGE_SIZE < len(people) else None,
    }
    return render(request, "members/person_search.html", context)


def _with_groups(user, people: list[Person]) -> list[dict]:
    """Each person with her masked NIK and her present groups in the user's territory."""
    groups: dict[int, list[Membership]] = {}
    rows = Membership.objects.visible_to(user).current(local_today(user)).filter(person__in=people)
    for membership in rows.select_related("group"):
        groups.setdefault(membership.person_id, []).append(membership)
    return [
        {"person": person, "nik": masked(person.nik_sealed), "memberships": groups.get(person.pk, [])}
        for person in people
    ]
