"""What the page of a group says of its graduation: the decision that counts, and the way to the dossier."""

from django import template

from associations.models import GraduationDecision

register = template.Library()


@register.inclusion_tag("associations/parts/graduation_line.html")
def graduation_of(group) -> dict:
    """The newest decision of a group, in one query."""
    decision = GraduationDecision.objects.filter(group=group).order_by("-on", "-id").first()
    return {"group": group, "decision": decision}
