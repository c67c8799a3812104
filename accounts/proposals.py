"""Sensitive changes that one person proposes and another applies (DM12).

The action itself asks: at its end, where `asks_review` says so, it raises `NeedsReview`, and its transaction is undone.
So what is proposed has been tried and can be applied, on every path alike. `accounts.receipts.saving` makes a proposal
of it; a file refuses the row.

    @applies("group_dissolve", label=_("Pembubaran kelompok"), permission=Permission.GROUP_EDIT, now=…, shown=…)
    def apply_dissolution(by, proposal): set_status(by=by, …)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.authorship import use_review
from accounts.editing import StaleEdit
from accounts.models import ChangeProposal, ProposalState
from accounts.roles import Permission

CODE = "needs_review"
_approved: ContextVar[str] = ContextVar("approved", default="")


@dataclass(frozen=True)
class Line:
    """One thing that a proposal changes, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """A proposal in words for one reader: of what, where that is, and what changes."""

    title: str
    url: str
    lines: list[Line]


@dataclass(frozen=True)
class Kind:
    """A kind of change. `now` gives what `before` held, as it is today, under lock; `shown` puts it in words."""

    code: str
    label: str | Promise
    permission: str
    apply: Callable[[Any, ChangeProposal], object]
    now: Callable[[Any, ChangeProposal], dict]
    shown: Callable[[Any, ChangeProposal], Shown]


KINDS: dict[str, Kind] = {}


class NeedsReview(ValidationError):
    """The change can be made, but a second person has to approve it. Carries what `propose` takes."""

    def __init__(self, kind: str, *, subject, region_code: str, arguments: dict, before: dict, reason: str):
        super().__init__(in_a_file(), code=CODE)
        self.proposal = {
            "kind": kind,
            "subject": subject_of(subject),
            "region_code": region_code,
            "arguments": arguments,
            "before": before,
            "reason": reason,
        }


def applies(code: str, *, label: str | Promise, permission: str, now, shown):
    """Register the function that applies a kind of change: it gets who approves, and the proposal."""

    def register(apply):
        KINDS[code] = Kind(code, label, permission, apply, now, shown)
        return apply

    return register


def asks_review(kind: str) -> bool:
    """True if a change of this kind is to be proposed, and is not being applied by a reviewer right now."""
    return kind in settings.REVIEWED_CHANGES and _approved.get() != kind


def in_a_file() -> str:
    """What is said where a change that needs a second person comes in a file."""
    return _("Perubahan ini perlu disetujui orang kedua. Usulkan lewat formulirnya di Registri, bukan lewat berkas.")


def subject_of(row) -> str:
    """How a proposal names the record it changes: `groups.enterprisegroup:12`."""
    return f"{row._meta.label_lower}:{row.pk}"


def key_of(proposal: ChangeProposal) -> int:
    """The primary key of the record a proposal changes."""
    return int(proposal.subject.rpartition(":")[2])


@transaction.atomic
def propose(
    *, by, kind: str, subject: str, region_code: str, arguments: dict, before: dict, reason: str
) -> ChangeProposal:
    """Put a change up for review. Raises ValidationError where the same one waits already."""
    proposal = ChangeProposal(
        kind=KINDS[kind].code,
        subject=subject,
        region_code=region_code,
        arguments=arguments,
        before=before,
        reason=reason.strip()[:300],
        proposed_by=by,
    )
    proposal.full_clean(exclude=["proposed_by", "arguments", "before"], validate_constraints=False)
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        message = _("Usulan yang sama masih menunggu tinjauan. Buka Usulan perubahan; tarik dahulu bila isinya salah.")
        raise ValidationError(message, code="open") from None
    return proposal


@transaction.atomic
def approve(*, by, proposal: ChangeProposal) -> ChangeProposal:
    """Apply a proposed change, as a second person who could make it, and only if what it starts from still holds.

    Raises ValidationError. The trail names both people beside the proposer's reason.
    """
    held = _held(by, proposal)
    kind = KINDS[held.kind]
    refuse_reviewer(by, held)
    now = kind.now(by, held)
    changed = [name for name, value in held.before.items() if now.get(name) != value]
    if changed:
        raise ValidationError(_changed_sentence(kind, by, held), code="stale")
    with _approving(held), use_review(_names(held, by)):
        try:
            kind.apply(by, held)
        except StaleEdit:
            raise ValidationError(_changed_sentence(kind, by, held), code="stale") from None
        _decide(held, by, ProposalState.APPLIED)
    return held


@transaction.atomic
def refuse(*, by, proposal: ChangeProposal, note: str) -> ChangeProposal:
    """Decide that a proposed change is not made; the note says why. Raises ValidationError."""
    held = _held(by, proposal)
    refuse_reviewer(by, held)
    if not note.strip():
        raise ValidationError({"note": ValidationError(_("Tulis alasan penolakan."), code="required")})
    return _decide(held, by, ProposalState.REFUSED, note.strip())


@transaction.atomic
def withdraw(*, by, proposal: ChangeProposal) -> ChangeProposal:
    """Take back one's own proposal. Raises ValidationError."""
    held = _held(by, proposal)
    if held.proposed_by_id != by.pk:
        raise ValidationError(_("Hanya pengusul yang dapat menarik usulannya."), code="not_yours")
    return _decide(held, by, ProposalState.WITHDRAWN)


def refuse_reviewer(by, proposal: ChangeProposal) -> None:
    """Raise ValidationError for somebody who may not review this proposal: the proposer, or without permission."""
    if proposal.proposed_by_id == by.pk:
        raise ValidationError(_("Usulan harus ditinjau orang lain, bukan pengusulnya."), code="own")
    if not (by.allows(Permission.CHANGE_REVIEW) and by.allows(KINDS[proposal.kind].permission)):
        raise ValidationError(_("Peran Anda tidak meninjau perubahan ini."), code="forbidden")


def may_review(by, proposal: ChangeProposal) -> bool:
    """True if this person may approve or refuse the proposal, which lies in the territory."""
    try:
        refuse_reviewer(by, proposal)
    except ValidationError:
        return False
    return ChangeProposal.objects.visible_to(by).filter(pk=proposal.pk).exists()


def proposals_for(user):
    """Own proposals, and for reviewers all of the territory."""
    own = ChangeProposal.objects.filter(proposed_by=user)
    return own | ChangeProposal.objects.visible_to(user) if user.allows(Permission.CHANGE_REVIEW) else own


def _held(by, proposal: ChangeProposal) -> ChangeProposal:
    """The proposal's row under lock, still open: of two who decide at once the second is told what the first did."""
    rows = ChangeProposal.objects.select_for_update(of=("self",)).select_related("proposed_by", "decided_by")
    held = rows.filter(pk=proposal.pk).first()
    is_ours = held is not None and (
        held.proposed_by_id == by.pk or ChangeProposal.objects.visible_to(by).filter(pk=held.pk).exists()
    )
    if not is_ours:
        raise ValidationError(_("Usulan ini di luar wilayah Anda."), code="outside")
    if held.state != ProposalState.OPEN:
        told = {"state": held.get_state_display().lower(), "by": held.decided_by}
        raise ValidationError(_("Usulan ini sudah diputus: %(state)s oleh %(by)s.") % told, code="decided")
    return held


def _decide(held: ChangeProposal, by, state: str, note: str = "") -> ChangeProposal:
    held.state, held.decided_by, held.decided_at, held.note = state, by, timezone.now(), note[:300]
    held.save(update_fields=["state", "decided_by", "decided_at", "note"])
    return held


def _changed_sentence(kind: Kind, by, held: ChangeProposal) -> str:
    """What is different by now from what the proposal starts from."""
    lines = "; ".join(f"{line.label}: {line.before}" for line in kind.shown(by, held).lines if line.before)
    return _(
        "Data sudah berubah sejak usulan dibuat (saat diusulkan: %(lines)s). Usulan tidak diterapkan. Tolak, lalu minta"
        " diusulkan lagi."
    ) % {"lines": lines}


def _names(held: ChangeProposal, by) -> str:
    """Kept in the trail, so not translated."""
    return f"Usulan #{held.pk}: diusulkan {held.proposed_by}, disetujui {by}"


@contextmanager
def _approving(proposal: ChangeProposal) -> Iterator[None]:
    mark = _approved.set(proposal.kind)
    try:
        yield
    finally:
        _approved.reset(mark)
