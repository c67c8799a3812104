"""The question put before an office changes hands."""

from members.actions.offices import holder_of, replace_question
from members.models.membership import SINGLE_ROLES
from regions.clock import local_today


def holder_asked_about(form, group) -> dict | None:
    """Whose office would end, where the page must ask or the answer was given; else None.

    The form has the fields `role` and `replaces`.
    """
    if not form.is_bound or not (form["replaces"].errors or form["replaces"].value()):
        return None
    role = form["role"].value()
    holder = holder_of(group, role, local_today(group)) if role in SINGLE_ROLES else None
    if holder is None:
        return None
    agreed = str(form["replaces"].value()) == str(holder.pk)
    return {"pk": holder.pk, "question": replace_question(holder), "agreed": agreed}
