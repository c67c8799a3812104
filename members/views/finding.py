"""Fetching rows inside the user's territory; what lies outside is not found."""

from django.shortcuts import get_object_or_404

from groups.models import EnterpriseGroup
from members.models import Membership, Person


def person_or_404(user, pk: int) -> Person:
    """A person this user may see."""
    return get_object_or_404(Person.objects.visible_to(user).select_related("village", "spouse"), pk=pk)


def kept_or_404(user, pk: int) -> Person:
    """The person whom this user may see and into whom the one with this number was merged."""
    return get_object_or_404(Person.objects.visible_to(user), merged_people__pk=pk)


def group_or_404(user, number: str) -> EnterpriseGroup:
    """A group this user may see, by its number."""
    return get_object_or_404(EnterpriseGroup.objects.visible_to(user).select_related("village"), number=number)


def membership_or_404(user, number: str, pk: int) -> Membership:
    """A membership of this group, in the user's territory."""
    rows = Membership.objects.visible_to(user).select_related("person__village", "group__village")
    return get_object_or_404(rows, pk=pk, group__number=number)
