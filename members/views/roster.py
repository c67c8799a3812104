"""Views of members; being written."""

from django.http import Http404

from accounts.decorators import require
from accounts.roles import Permission


@require(Permission.MEMBER_VIEW)
def roster(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_EDIT)
def member_add(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_EDIT)
def membership_end(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_EDIT)
def membership_role(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_EDIT)
def membership_transfer(request, **kwargs):
    """Not open yet."""
    raise Http404
