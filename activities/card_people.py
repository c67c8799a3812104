"""The names that belong to the row numbers of a card, for those who may read them."""

from accounts.models import User
from accounts.roles import Permission
from members.models import Membership


def people_of(user, *cards: dict) -> dict[str, str]:
    """Names by `membership:<number>` and `user:<number>` for all these cards, in two queries.

    Members are named to those who may view members, inside their territory; the mentor, who is staff, to everybody.
    """
    cards = tuple(card for card in cards if card)
    names = {f"user:{pk}": str(mentor) for pk, mentor in User.objects.in_bulk(_mentors(cards)).items()}
    if not user.allows(Permission.MEMBER_VIEW):
        return names
    held = Membership.objects.visible_to(user).filter(pk__in=_memberships(cards))
    return names | {f"membership:{pk}": name for pk, name in held.values_list("pk", "person__name")}


def _mentors(cards) -> list[int]:
    return [number for card in cards if (number := card["mentor"]["user"])]


def _memberships(cards) -> set[int]:
    found = set()
    for card in cards:
        held = card["management"]
        found |= {held["chair"], held["secretary"], held["treasurer"], *held["cadres"]}
    return found - {None}
