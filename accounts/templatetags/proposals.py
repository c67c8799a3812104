"""Proposed changes on other pages: those that wait on a record, and how many wait for the reader (DM12)."""

from django import template

from accounts.models import ChangeProposal, ProposalState
from accounts.proposals import KINDS, proposals_for, subject_of
from accounts.roles import Permission
from regions.keyset import CAP

register = template.Library()


@register.inclusion_tag("accounts/parts/open_proposals.html", takes_context=True)
def open_proposals(context, record) -> dict:
    """What waits for review on this record; everybody who sees it is told, and only some may open the proposal."""
    user = context["request"].user
    waiting = ChangeProposal.objects.filter(subject=subject_of(record), state=ProposalState.OPEN)
    found = [(proposal, KINDS[proposal.kind]) for proposal in waiting.select_related("proposed_by")]
    mine = set(proposals_for(user).filter(pk__in=[one.pk for one, _kind in found]).values_list("pk", flat=True))
    return {"waiting": [(one, kind, one.pk in mine) for one, kind in found]} if found else {}


@register.inclusion_tag("accounts/parts/proposals_waiting.html", takes_context=True)
def proposals_waiting(context) -> dict:
    """How many proposals of others wait for this reviewer; nothing for anybody else."""
    user = context["request"].user
    if not user.is_authenticated or not user.allows(Permission.CHANGE_REVIEW):
        return {}
    open_ones = ChangeProposal.objects.visible_to(user).filter(state=ProposalState.OPEN).exclude(proposed_by=user)
    return {"count": open_ones.order_by()[:CAP].count()}
