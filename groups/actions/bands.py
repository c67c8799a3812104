"""New capital bands take effect on a day to come, without a deploy and for good (DM04)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from groups.models import TierSchedule
from groups.tiers import check_bands, check_publishable
from regions.clock import local_today


def check_schedule(*, by, schedule: TierSchedule) -> None:
    """Raise ValidationError if this set of bands could not be published by `by` today."""
    check_publishable(schedule.valid_from, schedule.is_published, local_today(by))
    check_bands(list(schedule.tiers.values_list("code", "lower")))


@transaction.atomic
def publish_schedule(*, by, schedule: TierSchedule) -> TierSchedule:
    """Publish a set of bands: from its day on every tier follows it, and it can no longer change.

    Raises ValidationError. The totals need no mark: they are kept by amount, and the bands are read with the date.
    """
    held = TierSchedule.objects.select_for_update().filter(pk=schedule.pk).first()
    if held is None:
        raise ValidationError(_("Susunan ini sudah dihapus."), code="gone")
    check_schedule(by=by, schedule=held)
    held.is_published = True
    held.save(update_fields=["is_published"])
    return held
