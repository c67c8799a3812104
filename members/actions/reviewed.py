"""Changes of people that a second person may have to approve: how a proposal is applied and read (DM12).

A proposal holds numbers of rows; names are looked up for those who may see them, each time it is read.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ChangeProposal
from accounts.proposals import Line, Shown, applies, key_of
from accounts.roles import Permission
from groups.actions.reviewed import day_words, proposed_group, shown_group
from groups.models import EnterpriseGroup
from members.actions.chairs import CHAIR_CHANGE, chair_now
from members.actions.joining import transfer
from members.actions.merging import CHOICES, PERSON_MERGE, hold_pair, merge_people, pair_now
from members.actions.offices import appoint
from members.actions.periods import end_membership
from members.models import DuplicatePair, Membership, MembershipRole, Person


def _name(user, person_id: int | None) -> str:
    """The name of a person for those who may see it, else her number."""
    if person_id is None:
        return _("kosong")
    person = (
        Person.objects.visible_to(user).filter(pk=person_id).first() if user.allows(Permission.MEMBER_VIEW) else None
    )
    return person.name if person else _("Orang #%(number)s") % {"number": person_id}


# --- The chair --------------------------------------------------------------------------------------------------------
def _chair(by, proposal: ChangeProposal) -> dict:
    proposed_group(by, proposal)
    membership = _membership(proposal)
    return chair_now(membership) if membership else {}


def _membership(proposal: ChangeProposal) -> Membership | None:
    rows = Membership.objects.select_related("group__village")
    return rows.filter(pk=proposal.arguments["membership"]).first()


def _shown_chair(user, proposal: ChangeProposal) -> Shown:
    told, was = proposal.arguments, proposal.before
    people = dict(Membership.objects.filter(pk__in=[*was["chairs"], told["membership"]]).values_list("pk", "person_id"))
    moving = people.get(told["membership"])
    chairs = ", ".join(_name(user, people.get(pk)) for pk in was["chairs"]) or _("kosong")
    becomes = told.get("role") == MembershipRole.CHAIR
    lines = [
        Line(_("Ketua"), chairs, _name(user, moving) if becomes else _("kosong")),
        Line(_name(user, moving), str(MembershipRole(was["role"]).label), _outcome(told)),
        Line(_("Berlaku sejak"), "", day_words(told["on"])),
    ]
    return shown_group(user, proposal, lines)


def _outcome(told: dict) -> str:
    if told["act"] == "appoint":
        return str(MembershipRole(told["role"]).label)
    return _("pindah ke kelompok lain") if told["act"] == "transfer" else _("keluar dari kelompok")


@applies(
    CHAIR_CHANGE,
    label=gettext_lazy("Pergantian ketua"),
    permission=Permission.MEMBER_EDIT,
    now=_chair,
    shown=_shown_chair,
)
def apply_chair_change(by, proposal: ChangeProposal) -> None:
    """Appoint, move or let go as it was proposed."""
    told, membership = proposal.arguments, _membership(proposal)
    if membership is None:
        raise ValidationError(_("Keanggotaan ini tidak ada lagi."))
    given = {
        "by": by,
        "membership": membership,
        "on": date.fromisoformat(told["on"]),
        "reason": proposal.reason,
        "version": membership.version,
    }
    if told["act"] == "appoint":
        appoint(**given, role=told["role"], replaces=told["replaces"])
    elif told["act"] == "transfer":
        target = EnterpriseGroup.objects.get(pk=told["to_group"])
        transfer(**given, to_group=target, second_group_reason=told["second_group_reason"])
    else:
        end_membership(**given)


# --- Merging ----------------------------------------------------------------------------------------------------------
def _pair(by, proposal: ChangeProposal) -> dict:
    return pair_now(hold_pair(DuplicatePair(pk=key_of(proposal)), by))


def _shown_pair(user, proposal: ChangeProposal) -> Shown:
    told = proposal.arguments
    people = [pk for pk, _version in proposal.before["versions"]]
    other = next((pk for pk in people if pk != told["kept"]), None)
    both = ", ".join(_name(user, pk) for pk in people)
    lines = [Line(_("Orang di daftar"), both, _name(user, told["kept"]))]
    taken = sum(1 for owner in told["choices"].values() if owner == other)
    if taken:
        told_taken = _("%(count)s dari %(all)s isian") % {"count": taken, "all": len(CHOICES)}
        lines.append(Line(_("Isian dari data kedua"), "", told_taken))
    pair = DuplicatePair.objects.visible_to(user).filter(pk=key_of(proposal)).first()
    can_open = pair is not None and user.allows(Permission.MEMBER_MERGE)
    address = reverse("duplicate_detail", args=[key_of(proposal)]) if can_open else ""
    return Shown(_("Pasangan data ganda #%(number)s") % {"number": key_of(proposal)}, address, lines)


@applies(
    PERSON_MERGE,
    label=gettext_lazy("Penggabungan data orang"),
    permission=Permission.MEMBER_MERGE,
    now=_pair,
    shown=_shown_pair,
)
def apply_merge(by, proposal: ChangeProposal) -> None:
    """Merge the two with the values that were chosen."""
    told = proposal.arguments
    merge_people(
        by=by,
        pair=DuplicatePair(pk=key_of(proposal)),
        kept_id=told["kept"],
        versions=dict(map(tuple, proposal.before["versions"])),
        choices=told["choices"],
        reason=proposal.reason,
        nik_warning_reason=told["nik_warning_reason"],
    )
