"""The memberships that the address of the list asks for; the page and the file show the same ones (IE07)."""

from dataclasses import dataclass
from typing import Any

from members.forms import MembershipFilterForm
from members.models import Membership
from regions.clock import local_today

ORDER = ("village_id", "group_id", "id")


@dataclass(frozen=True)
class MembershipsAsked:
    """Memberships that hold today, narrowed by the list's own form; with a filter that means nothing, none."""

    form: MembershipFilterForm
    rows: Any
    order: tuple[str, ...] = ORDER


def memberships_asked(user, asked) -> MembershipsAsked:
    """Memberships of the territory, by village and group."""
    form = MembershipFilterForm(asked, user=user)
    rows = Membership.objects.visible_to(user).current(local_today(user))
    return MembershipsAsked(form, form.narrowed(rows))
