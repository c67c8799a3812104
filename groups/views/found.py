"""The group a page speaks of, or 404."""

from django.shortcuts import get_object_or_404

from groups.models import EnterpriseGroup
from groups.steps import with_progress
from regions.clock import local_today


def group_or_404(user, number: str) -> EnterpriseGroup:
    """The group with this number in the user's territory, with its village, stage and progress."""
    groups = EnterpriseGroup.objects.visible_to(user).select_related("village", "stage")
    return get_object_or_404(with_progress(groups, local_today(user)), number=number)
