"""The files kept with a board or with one of its rows, wherever that row is shown."""

from django import template

from accounts.roles import Permission
from associations.document_list import documents_with, shown_documents, upload_url
from regions.codes import is_inside

register = template.Library()


@register.inclusion_tag("associations/parts/documents.html", takes_context=True)
def documents_of(context, row) -> dict:
    """`{% documents_of agreement %}`: the files of a term, seat, event or agreement, and the way to add one.

    The page around it has asked whether the reader may see the row. One query.
    """
    user = context["request"].user
    inside = any(is_inside(row.board.region_id, code) for code in user.territory_codes)
    may_edit = user.allows(Permission.BOARD_EDIT) and inside
    return {
        "documents": shown_documents(documents_with(row)),
        "may_edit": may_edit,
        "upload_url": upload_url(row) if may_edit else "",
    }
