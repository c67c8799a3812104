"""Views of members; being written."""

from django.http import Http404

from accounts.decorators import require
from accounts.roles import Permission


@require(Permission.MEMBER_VIEW)
def person_detail(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_EDIT)
def person_edit(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.NIK_SHOW)
def person_nik_show(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_EDIT)
def kb_record_add(request, **kwargs):
    """Not open yet."""
    raise Http404


@require(Permission.MEMBER_EDIT)
def welfare_record_add(request, **kwargs):
    """Not open yet."""
    raise Http404
