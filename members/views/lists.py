"""Views of members; being written."""

from django.http import Http404

from accounts.decorators import require
from accounts.roles import Permission


@require(Permission.MEMBER_VIEW)
def membership_list(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_VIEW)
def person_search(request, **kwargs):
    """Not open yet."""
    raise Http404
