"""A group comes on record, changes its entries, and moves to another village when a region is split."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version
from groups.actions.rows import hold_group, need_reason, save_group
from groups.models import EnterpriseGroup, GroupSerial, GroupStatus, StatusChange
from groups.names import name_key
from regions.clock import local_today
from regions.models import Region
from regions.touching import touch, touch_months

SAME_NAME = "same_name"
LAST_SERIAL = 9999
# Stored with the record, so it is not translated.
REGISTERED = "Didaftarkan"


@transaction.atomic
def register_group(*, by, village: Region, name: str, confirmed=(), source=("", ""), **entries) -> EnterpriseGroup:
    """Put a group on record in a village of the territory of `by`, with the next number there.

    `entries` are further columns (address, rt, rw, founded_on, mentor, decree_*, market_reach); `confirmed` names the
    warnings that were ticked: "same_name". `source` is (system, id) for what comes from elsewhere. The group counts as
    active from its founding, or from today where that is not known. Raises ValidationError.
    """
    today = local_today(village)
    _check_village(village, by)
    group = EnterpriseGroup(village=village, name=_one_line(name), **entries)
    group.name_key = name_key(group.name)
    group.source_system, group.source_id = source
    group.created_by = group.changed_by = by
    group.status, group.status_on = GroupStatus.ACTIVE, group.founded_on or today
    _check_same_name(group, confirmed)
    group.number = f"{village.code}{take_serials(village):04d}"
    group.full_clean()
    group.save(force_insert=True)
    StatusChange.objects.create(group=group, status=group.status, on=group.status_on, reason=REGISTERED, recorded_by=by)
    touch(village.code, on=today)
    touch_months(village.code, since=group.status_on)
    return group


def take_serials(village: Region, count: int = 1) -> int:
    """Take the next `count` serials of a village for good and return the first of them.

    Call it inside the transaction of the write: the village's counter stays locked until that ends, so two parallel
    registrations get two numbers. Raises ValidationError when the village has none left.
    """
    GroupSerial.objects.get_or_create(village=village, defaults={"last": _last_used(village)})
    serial = GroupSerial.objects.select_for_update().get(village=village)
    if serial.last + count > LAST_SERIAL:
        raise ValidationError(_("Nomor kelompok di desa ini sudah habis. Hubungi administrator."), code="no_number")
    first = serial.last + 1
    serial.last += count
    serial.save(update_fields=["last"])
    return first


@transaction.atomic
def change_group(*, by, group: EnterpriseGroup, version: int, confirmed=(), **entries) -> EnterpriseGroup:
    """Change columns of a group that the officer saw as `version`.

    Raises StaleEdit if somebody has changed it since, ValidationError for a breach. An unchanged save writes nothing.
    """
    held = hold_group(group, by)
    check_version(held, version)
    if "name" in entries:
        entries["name"] = _one_line(entries["name"])
    changed = [name for name, value in entries.items() if getattr(held, name) != value]
    if not changed:
        return held
    for name in changed:
        setattr(held, name, entries[name])
    if "name" in changed:
        held.name_key = name_key(held.name)
        _check_same_name(held, confirmed)
    held.full_clean(exclude=["village"])
    save_group(held, by, [*changed, "name_key"])
    return held


@transaction.atomic
def move_group(*, by, group: EnterpriseGroup, village: Region, reason: str) -> EnterpriseGroup:
    """Move a group, and the place its people and reports carry, to another village; its number stays (DM08).

    Used when a village is split, group by group. Raises ValidationError.
    """
    reason = need_reason(reason)
    held = hold_group(group, by)
    _check_village(village, by)
    if village.pk == held.village_id:
        raise ValidationError({"village": ValidationError(_("Kelompok ini sudah di desa itu."), code="same")})
    touch(held.village_id, on=local_today(held))
    since = held.status_changes.aggregate(first=Min("on"))["first"] or held.status_on
    touch_months(held.village_id, since=since)
    touch_months(village.pk, since=since)
    held.village = village
    with use_reason(reason):
        save_group(held, by, ["village"])
        for rows in (held.memberships, held.monthlyreports, held.annualcards):
            rows.update(village=village)
    return held


def same_name_groups(village_code: str, name: str, exclude_pk: int | None = None):
    """Groups of the village whose name means the same, dissolved ones included."""
    found = EnterpriseGroup.objects.filter(village_id=village_code, name_key=name_key(name)).order_by("number")
    return found.exclude(pk=exclude_pk) if exclude_pk else found


def _check_village(village: Region, by) -> None:
    """A group lives in a village that is in force and in the territory."""
    if not village.is_village:
        problem = _("Pilih desa atau kelurahan, bukan kecamatan atau kabupaten.")
    elif not Region.objects.visible_to(by).filter(pk=village.pk).exists():
        problem = _("Desa ini di luar wilayah Anda.")
    elif village.retired_on and village.retired_on <= local_today(village):
        problem = _("Desa ini sudah tidak berlaku. Pilih desa penggantinya.")
    else:
        return
    raise ValidationError({"village": ValidationError(problem, code="village")})


def _check_same_name(group: EnterpriseGroup, confirmed) -> None:
    twin = same_name_groups(group.village_id, group.name, group.pk).first()
    if twin is None or SAME_NAME in confirmed:
        return
    message = _("Di desa ini sudah ada kelompok %(name)s (%(number)s). Centang bila ini memang kelompok lain.")
    params = {"name": twin.name, "number": twin.number_display}
    raise ValidationError({"name": ValidationError(message, code=SAME_NAME, params=params)})


def _last_used(village: Region) -> int:
    """The highest serial among numbers that came from elsewhere, before the village had a counter."""
    highest = EnterpriseGroup.objects.filter(number__startswith=village.code).aggregate(highest=Max("number"))[
        "highest"
    ]
    return int(highest[-4:]) if highest else 0


def _one_line(name: str) -> str:
    return " ".join(name.split())
