"""Several submissions approved with one press: each by itself, so that one that changed meanwhile stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.editing import StaleEdit
from activities.actions.deciding import approve
from activities.models import Submission, SubmissionStatus


@dataclass(frozen=True)
class Refused:
    """What was not approved, and why."""

    submission: Submission
    why: str


def approve_each(*, by, ticked: Iterable[tuple[Submission, int]]) -> tuple[list[Submission], list[Refused]]:
    """Approve each at the version it was seen in, in a transaction of its own; what was and what was not approved."""
    approved, refused = [], []
    for submission, version in ticked:
        try:
            approved.append(approve(by=by, submission=submission, version=version))
        except StaleEdit as stale:
            refused.append(Refused(submission, _changed(stale.current)))
        except ValidationError as error:
            refused.append(Refused(submission, " ".join(error.messages)))
    return approved, refused


def _changed(current: Submission) -> str:
    message = _("Berubah sejak daftar ini dibuka; sekarang %(status)s.")
    return message % {"status": SubmissionStatus(current.status).label.lower()}
