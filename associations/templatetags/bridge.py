"""What the page of a group says of partners, in two small counts; the rest stands on a page of its own."""

from django import template

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
    return {
        "group": group,
        "open_referrals": group.referrals.filter(state__in=OPEN_STATES).count(),
        "consents": in_force(group.consents.all()).count(),
        "may_consent": user.allows(Permission.CONSENT_RECORD),
    }
