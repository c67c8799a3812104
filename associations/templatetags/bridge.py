"""What the page of a group says of partners, in one small query; the rest stands on a page of its own."""

from django import template
from django.db.models import Count, Value

from accounts.roles import Permission
from associations.consenting import in_force
from associations.models import OPEN_STATES

register = template.Library()


@register.inclusion_tag("associations/parts/group_bridge.html", takes_context=True)
def bridge_of(context, group) -> dict:
    """`{% bridge_of group %}`: the way to the group's products, referrals and consents, for those who may see them."""
    user = context["request"].user
    if not user.allows(Permission.BOARD_VIEW):
        return {}
    referrals, consents = _counts(group.referrals.filter(state__in=OPEN_STATES), in_force(group.consents.all()))
    return {
        "group": group,
        "open_referrals": referrals,
        "consents": consents,
        "may_consent": user.allows(Permission.CONSENT_RECORD),
    }


def _counts(*found) -> list[int]:
    """How many rows each of these has, in one query."""
    first, *others = [
        rows.order_by().annotate(place=Value(place)).values_list("place").annotate(number=Count("pk"))
        for place, rows in enumerate(found)
    ]
    numbers = dict(first.union(*others, all=True))
    return [numbers.get(place, 0) for place in range(len(found))]
