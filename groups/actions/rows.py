"""What every action on a group begins and ends with: the row held, and the mark for the read side."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.editing import sign
from groups.models import EnterpriseGroup, GroupStatus
from regions.clock import local_today
from regions.touching import touch


def hold_group(group: EnterpriseGroup, by) -> EnterpriseGroup:
    """The group's present row, locked until the transaction ends, so that two officers write one after the other.

    Raises ValidationError if it lies outside the territory of `by`.
    """
    found = EnterpriseGroup.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=group.pk)
    held = found.select_related("village").first()
    if held is None:
        raise ValidationError(_("Kelompok ini di luar wilayah Anda."), code="outside")
    return held


def save_group(group: EnterpriseGroup, by, fields: list[str]) -> None:
    """Store these columns of a held group, with who did it, the next version and the mark on its regency."""
    sign(group, by)
    group.save(update_fields=[*fields, "changed_by", "changed_at", "version"])
    mark(group)


def mark(group: EnterpriseGroup) -> None:
    """Tell the read side that this group's regency has changed."""
    touch(group.village_id, on=local_today(group))


def need_reason(reason: str, field: str = "reason") -> str:
    """The reason without blanks around it. Raises ValidationError if there is none."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({field: ValidationError(_("Tulis alasannya."), code="required")})
    return reason


def refuse_future(day, group: EnterpriseGroup, field: str = "on") -> None:
    """Raise ValidationError for a day that has not come yet where the group is (DM07)."""
    refuse_ahead(day, local_today(group), field)


def refuse_dissolved(group: EnterpriseGroup, day) -> None:
    """Raise ValidationError for something new on a day on which the group is dissolved."""
    if group.status == GroupStatus.DISSOLVED and day >= group.status_on:
        message = _("Kelompok ini sudah bubar pada tanggal itu. Periksa tanggalnya, atau aktifkan kembali dahulu.")
        raise ValidationError(message, code="dissolved")


def refuse_ahead(day, today, field: str = "on") -> None:
    """Raise ValidationError for a day after the local day `today` of the group's place."""
    if day > today:
        message = _("Tanggal ini belum tiba di tempat kelompok. Isi hari ini atau tanggal sebelumnya.")
        raise ValidationError({field: ValidationError(message, code="future")})
