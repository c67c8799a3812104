"""The roster of a group, and what happens to one membership: an office, a move, a leave."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from groups.steps import registration_steps
from members.actions import appoint, end_membership, transfer
from members.dossier import chair_check_of
from members.forms import AppointForm, EndForm, TransferForm, attach
from members.group_search import groups_named
from members.models import Membership, MembershipRole
from members.models.membership import SINGLE_ROLES
from members.views.finding import group_or_404, membership_or_404
from members.views.holding import holder_asked_about
from members.views.rights import rights_of
from regions.clock import local_today

# A roster is one page: the largest group of 1994 had 142 members.
ROSTER_LIMIT = 500
PAST_LIMIT = 50
RANK = {role: rank for rank, role in enumerate(MembershipRole.values)}


@require(Permission.MEMBER_VIEW)
@never_cache
@require_GET
def roster(request, number):
    """Who belongs to the group today, officers first, and who left."""
    group = group_or_404(request.user, number)
    today = local_today(group)
    rows = Membership.objects.of_group(group).select_related("person").order_by("id")
    present = sorted(rows.current(today)[:ROSTER_LIMIT], key=lambda row: (RANK[row.role], row.person.name_key))
    chair = next((row for row in present if row.role == MembershipRole.CHAIR), None)
    context = {
        "group": group,
        "present": present,
        "past": rows.filter(ended_on__lte=today).order_by("-ended_on", "-id")[:PAST_LIMIT],
        "vacant": [role.label for role in SINGLE_ROLES if role not in {row.role for row in present}],
        "chair": chair,
        "chair_check": chair_check_of(chair) if chair and request.user.allows(Permission.KB_STATUS_VIEW) else None,
        "capped": len(present) == ROSTER_LIMIT,
        "steps": registration_steps(group, today, "roster") if request.user.allows(Permission.GROUP_EDIT) else [],
        **rights_of(request.user),
    }
    return render(request, "members/roster.html", context)


@require(Permission.MEMBER_EDIT)
@never_cache
@answers_once
def membership_end(request, number, pk):
    """A person leaves the group, today, earlier, or on a day to come (DM07)."""
    membership = membership_or_404(request.user, number, pk)
    form = EndForm(typed_data(request, EndForm, membership), instance=membership)

    def end(cleaned):
        end_membership(by=request.user, membership=membership, **cleaned)

    return _changed(request, membership, form, end, "membership_end")


@require(Permission.MEMBER_EDIT)
@never_cache
@answers_once
def membership_role(request, number, pk):
    """A member takes an office, or gives it back."""
    membership = membership_or_404(request.user, number, pk)
    form = AppointForm(typed_data(request, AppointForm, membership), instance=membership)

    def give(cleaned):
        appoint(by=request.user, membership=membership, **cleaned)

    return _changed(
        request,
        membership,
        form,
        give,
        "membership_role",
        {"holder": lambda: holder_asked_about(form, membership.group)},
    )


@require(Permission.MEMBER_EDIT)
@never_cache
@answers_once
def membership_transfer(request, number, pk):
    """A member moves to another group of the user's territory. Searching for the group saves nothing."""
    membership = membership_or_404(request.user, number, pk)
    if request.htmx:
        return render(request, "components/picker_results.html", _picked(request, membership))
    is_search = request.method == "POST" and "cari_kelompok_go" in request.POST
    data = None if is_search else typed_data(request, TransferForm, membership)
    form = TransferForm(data, instance=membership, user=request.user, initial=request.POST.dict() if is_search else {})

    def move(cleaned):
        typed = {name: cleaned[name] for name in ("to_group", "on", "reason", "version")}
        second = cleaned["second_group_reason"] if cleaned["second_group_ok"] else ""
        transfer(by=request.user, membership=membership, second_group_reason=second, **typed)

    more = {"picker": lambda: _picked(request, membership)}
    return _changed(request, membership, form, move, "membership_transfer", more, is_search=is_search)


def _changed(request, membership, form, change, name: str, more=None, is_search=False):
    """Show the form, or change the membership once and return to the roster with a receipt."""
    if membership.ended_on and membership.ended_on <= local_today(membership.group):
        messages.info(request, _("Keanggotaan ini sudah berakhir, sehingga tidak dapat diubah lagi."))
        return redirect("person_detail", pk=membership.person_id)
    if request.method == "POST" and not is_search and form.is_valid():
        try:
            with saving(request, name) as save:
                change(form.cleaned_data)
                save.url, save.region_code = reverse("roster", args=[membership.group.number]), membership.village_id
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current, reverse("roster", args=[membership.group.number]))
        except ValidationError as error:
            attach(form, error)
    context = {"membership": membership, "person": membership.person, "group": membership.group, "form": form}
    context |= {key: value() for key, value in (more or {}).items()}
    return render(request, f"members/{name}.html", context | {"token": token_for(request)})


def _picked(request, membership) -> dict:
    """The groups found and the one chosen, as the picker shows them."""
    typed = (request.POST if request.method == "POST" else request.GET).get("cari_kelompok", "")
    found = groups_named(request.user, typed).exclude(pk=membership.group_id) if typed else []
    chosen = request.POST.get("to_group", "")
    rows = [_choice(group) for group in found]
    return {
        "name": "to_group",
        "query": typed,
        "results": rows,
        "chosen": _chosen(request, chosen) if chosen and request.method == "POST" else None,
    }


def _chosen(request, number: str) -> dict | None:
    group = groups_named(request.user, number).first()
    return _choice(group) if group else None


def _choice(group) -> dict:
    """A group as the picker shows it; two of one village may share a name, so the number stands beside it."""
    return {"value": group.number, "name": group.name, "path": f"{group.number_display} · {group.village.path_name}"}
