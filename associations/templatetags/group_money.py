"""Savings and loans of a group on the group's page: totals only, nobody's name (UP08)."""

from django import template

from accounts.roles import Permission
from associations.group_book import loans_of, savings_of
from regions.clock import local_today

register = template.Library()


@register.inclusion_tag("associations/parts/group_money.html", takes_context=True)
def group_money(context, group) -> dict:
    """The sums of a group's books and loans today, for those who may see money; nothing for others. Two queries."""
    user = context["request"].user
    if not user.allows(Permission.MONEY_VIEW):
        return {}
    today = local_today(group)
    return {
        "group": group,
        "savings": savings_of(group, today),
        "loans": loans_of(group, today),
        "may_edit": user.allows(Permission.MONEY_EDIT),
    }
