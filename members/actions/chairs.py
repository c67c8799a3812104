"""A change of chair that a second person may have to approve (DM12): what it starts from, and handing it over."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.proposals import CODE, NeedsReview, asks_review
from groups.models import EnterpriseGroup
from members.models import Membership, MembershipRole
from regions.clock import local_today

CHAIR_CHANGE = "chair_change"


def chair_before(membership: Membership, role: str = "") -> dict | None:
    """What a proposal of another chair starts from: who is chair and how the membership stands.

    None where no second person has to look: it neither is nor becomes that of a chair, or it is that of the first one.
    """
    is_chair, becomes_chair = membership.role == MembershipRole.CHAIR, role == MembershipRole.CHAIR
    if not asks_review(CHAIR_CHANGE) or not (is_chair or (becomes_chair and _had_chair(membership.group_id))):
        return None
    return chair_now(membership)


def chair_now(membership: Membership) -> dict:
    """Who holds the chair of the group, and how this membership stands, as a proposal keeps it."""
    today = local_today(membership.group)
    chairs = Membership.objects.of_group(membership.group).filter(role=MembershipRole.CHAIR).holding_after(today)
    ends = membership.ended_on.isoformat() if membership.ended_on else None
    return {"chairs": sorted(chairs.values_list("pk", flat=True)), "role": membership.role, "ended_on": ends}


def ask_chair_review(membership: Membership, was: dict, told: dict, on: date, reason: str) -> None:
    """Undo the change of chair that was tried, and hand it to somebody who proposes it. Raises NeedsReview."""
    group = membership.group
    told |= {"membership": membership.pk, "on": on.isoformat()}
    raise NeedsReview(
        CHAIR_CHANGE, subject=group, region_code=group.village_id, arguments=told, before=was, reason=reason
    )


def refuse_new_chair(group: EnterpriseGroup, role: str) -> None:
    """Raise ValidationError for a chair who comes from outside the group, where another chair has to be approved."""
    if role == MembershipRole.CHAIR and asks_review(CHAIR_CHANGE) and _had_chair(group.pk):
        message = _("Ketua baru perlu disetujui orang kedua. Daftarkan dahulu sebagai anggota, lalu ubah jabatannya.")
        raise ValidationError({"role": ValidationError(message, code=CODE)})


def _had_chair(group_id: int) -> bool:
    return Membership.objects.filter(group_id=group_id, role=MembershipRole.CHAIR).exists()
