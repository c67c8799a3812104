"""How a group stands: dated changes of status and stage, each with its reason (DM09)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.proposals import NeedsReview, asks_review
from groups.actions.rows import hold_group, need_reason, refuse_future, save_group
from groups.models import EnterpriseGroup, GroupStage, GroupStatus, StageAssessment, StatusChange
from regions.touching import touch_months

DISSOLVE = "group_dissolve"


@transaction.atomic
def set_status(*, by, group: EnterpriseGroup, status: str, on: date, reason: str) -> EnterpriseGroup:
    """Record that the group has had this status since a day, also one in the past. It can always come back.

    The newest dated change is the group's status now. Raises ValidationError for a day ahead, before the founding,
    without a reason, or if nothing would change; NeedsReview for a dissolution that a second person has to approve.
    """
    reason = need_reason(reason)
    if status not in GroupStatus.values:
        raise ValidationError({"status": ValidationError(_("Pilih statusnya."), code="status")})
    held = hold_group(group, by)
    refuse_future(on, held)
    refuse_before_founding(on, held)
    before = held.status_changes.filter(on__lte=on).first()
    if before is not None and before.status == status:
        message = _("Pada tanggal itu kelompok sudah berstatus %(status)s.") % {"status": GroupStatus(status).label}
        raise ValidationError({"status": ValidationError(message, code="same")})
    was = standing_now(held)
    with use_reason(reason):
        StatusChange.objects.create(group=held, status=status, on=on, reason=reason, recorded_by=by)
        newest = held.status_changes.first()
        held.status, held.status_on = newest.status, newest.on
        save_group(held, by, ["status", "status_on"])
    touch_months(held.village_id, since=on)
    if status == GroupStatus.DISSOLVED and asks_review(DISSOLVE):
        told = {"status": str(status), "on": on.isoformat()}
        raise NeedsReview(
            DISSOLVE, subject=held, region_code=held.village_id, arguments=told, before=was, reason=reason
        )
    return held


def standing_now(group: EnterpriseGroup) -> dict[str, str]:
    """How the group stands, as a proposal keeps it."""
    return {"status": group.status, "status_on": group.status_on.isoformat()}


@transaction.atomic
def assess_stage(*, by, group: EnterpriseGroup, stage: GroupStage, on: date, reason: str) -> EnterpriseGroup:
    """Record the stage (dasar, berkembang, mandiri) a group was assessed at on a day; the newest is its stage now.

    Raises ValidationError for a day ahead, before the founding, without a reason, or a stage no longer in use then.
    """
    reason = need_reason(reason)
    held = hold_group(group, by)
    refuse_future(on, held)
    refuse_before_founding(on, held)
    refuse_retired(stage, on)
    with use_reason(reason):
        StageAssessment.objects.create(group=held, stage=stage, on=on, reason=reason, recorded_by=by)
        newest = held.stage_assessments.select_related("stage").first()
        held.stage, held.stage_on = newest.stage, newest.on
        save_group(held, by, ["stage", "stage_on"])
    return held


def refuse_before_founding(on: date, group: EnterpriseGroup) -> None:
    """Raise ValidationError for a day on which the group did not exist yet."""
    if group.founded_on and on < group.founded_on:
        message = _("Tanggal ini sebelum kelompok berdiri. Periksa tanggalnya, atau perbaiki dahulu tanggal berdiri.")
        raise ValidationError({"on": ValidationError(message, code="before_founding")})


def refuse_retired(stage: GroupStage, on: date) -> None:
    """Raise ValidationError for a stage that was no longer in use on the day."""
    if stage.retired_on and stage.retired_on <= on:
        raise ValidationError({"stage": ValidationError(_("Tahapan ini tidak dipakai lagi."), code="retired")})
