"""An officer's villages pass to another from a day on; one that has not begun can be cancelled (NX14, AC05)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.models import Territory, User
from accounts.roles import Permission
from activities.handover_day import apply_hand_over
from activities.handover_plan import Plan, plan_hand_over
from activities.models import HandOver
from activities.spans import uncovered
from activities.tasks import queue_hand_over
from activities.village_officers import officer_spans
from groups.actions.rows import need_reason
from regions.models import Region

STORED_TERRITORY = ("pk", "user_id", "region_id", "started_on", "ended_on")


@transaction.atomic
def hand_over(
    *, by: User, officer: User | None, successor: User, regions: Iterable[Region], on: date, reason: str
) -> HandOver:
    """From the local day `on` on the regions are the successor's; without `officer`, they had none.

    One transaction ends and begins the territories, so that no day is without an officer and none has both. Mentors
    follow on the day itself: at once for today, else by the worker. Raises ValidationError.
    """
    reason = need_reason(reason)
    officer, successor = _hold_users(officer, successor)
    held = _hold_regions(regions)
    plan = plan_hand_over(by=by, officer=officer, successor=successor, regions=held, on=on)
    row = HandOver(officer=officer, successor=successor, region=plan.place, on=on, reason=reason, recorded_by=by)
    row.full_clean()
    with use_reason(reason):
        row.territories = _carry_out(plan)
        row.save(force_insert=True)
        row.regions.set(plan.regions)
    _check_owned(plan)
    if not apply_hand_over(row.pk):
        queue_hand_over(row)
    row.refresh_from_db(fields=["applied_at"])
    return row


@transaction.atomic
def cancel_hand_over(*, by: User, hand_over: HandOver, reason: str) -> HandOver:
    """Undo a hand-over whose day has not begun: the territories become exactly what they were.

    Raises ValidationError for one that has begun, and where its territories have been changed since.
    """
    reason = need_reason(reason)
    _hold_users(hand_over.officer, hand_over.successor)
    rows = HandOver.objects.visible_to(by).select_for_update(of=("self",)).select_related("region", "officer")
    row = rows.filter(pk=hand_over.pk).first()
    if row is None or not by.allows(Permission.HAND_OVER):
        raise ValidationError(_("Serah terima ini di luar wilayah Anda."), code="outside")
    if not row.can_be_cancelled:
        message = _("Serah terima ini sudah berlaku atau sudah dibatalkan. Catat serah terima baru untuk mengubahnya.")
        raise ValidationError(message, code="not_ahead")
    if row.officer and not row.officer.is_active:
        message = _("Petugas lama sudah tidak aktif, jadi desanya akan tanpa petugas. Serahkan dari petugas baru saja.")
        raise ValidationError(message, code="officer")
    row.cancelled_at, row.cancelled_by, row.cancel_reason = timezone.now(), by, reason
    with use_reason(reason):
        _put_back(row)
        row.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    return row


def _hold_users(*users: User | None) -> list[User | None]:
    """The present rows, locked in one order, so that of two who hand over the same village one comes first."""
    wanted = [user.pk for user in users if user is not None]
    held = {user.pk: user for user in User.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")}
    return [None if user is None else held[user.pk] for user in users]


def _hold_regions(regions: Iterable[Region]) -> list[Region]:
    """The regions, locked by code: two who give the same village an officer share no officer's row."""
    codes = [region.pk for region in regions]
    return list(Region.objects.select_for_update(no_key=True).filter(pk__in=codes).order_by("pk"))


def _carry_out(plan: Plan) -> dict:
    """End and begin the territories; gives what each was and is, to put back and to see whether it still holds."""
    ended, begun = [], []
    for ending in plan.endings:
        row = ending.territory
        before = row.ended_on
        row.ended_on = ending.on
        row.full_clean(exclude=["user", "region"])
        row.save(update_fields=["ended_on"])
        ended.append(_stored(row) | {"before": _text(before)})
    for beginning in plan.beginnings:
        row = Territory(
            user=beginning.user,
            region_id=beginning.code,
            started_on=beginning.started_on,
            ended_on=beginning.ended_on,
        )
        row.full_clean(exclude=["user", "region"])
        row.save(force_insert=True)
        begun.append(_stored(row))
    return {"ended": ended, "begun": begun}


def _put_back(row: HandOver) -> None:
    """Undo what `_carry_out` did, if all of it still stands as it was left."""
    ended, begun = row.territories["ended"], row.territories["begun"]
    held = Territory.objects.select_for_update().in_bulk([one["pk"] for one in [*ended, *begun]])
    for one in [*ended, *begun]:
        now = held.get(one["pk"])
        if now is None or _stored(now) != {name: one[name] for name in STORED_TERRITORY}:
            message = _(
                "Wilayah binaan petugas ini sudah diubah sesudahnya. Batalkan dahulu serah terima yang lebih baru."
            )
            raise ValidationError(message, code="changed")
    for one in begun:
        held[one["pk"]].delete()
    for one in ended:
        territory = held[one["pk"]]
        territory.ended_on = date.fromisoformat(one["before"]) if one["before"] else None
        territory.save(update_fields=["ended_on"])


def _check_owned(plan: Plan) -> None:
    """Nothing is without an officer on the day and the day after, read from the rows as they now stand."""
    spans = officer_spans({code for code, _since in plan.watched})
    for code, since in plan.watched:
        gaps = uncovered(spans[code], since, since + timedelta(days=2))
        if gaps:
            message = _("Serah terima ini akan meninggalkan desa tanpa petugas. Periksa tanggalnya.")
            raise ValidationError(message, code="unowned")


def _stored(row: Territory) -> dict:
    return {name: _text(getattr(row, name)) for name in STORED_TERRITORY}


def _text(value):
    return value.isoformat() if isinstance(value, date) else value
