"""A group comes on record, changes its entries, and moves to another village when a region is split."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Min
from django.db.models.functions import Substr
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
    group = unsaved_group(by=by, village=village, name=name, source=source, today=today, **entries)
    _check_same_name(group, confirmed)
    group.number = f"{village.code}{take_serials(village):04d}"
    group.full_clean()
    group.save(force_insert=True)
    StatusChange.objects.create(group=group, status=group.status, on=group.status_on, reason=REGISTERED, recorded_by=by)
    touch(village.code, on=today)
    touch_months(village.code, since=group.status_on)
    return group


def unsaved_group(*, by, village: Region, name: str, source, today: date, **entries) -> EnterpriseGroup:
    """The group as it is to come on record, still without its number; nothing is checked."""
    group = EnterpriseGroup(village=village, name=one_line(name), **entries)
    group.name_key = name_key(group.name)
    group.source_system, group.source_id = source
    group.created_by = group.changed_by = by
    group.status, group.status_on = GroupStatus.ACTIVE, group.founded_on or today
    return group


def take_serials(village: Region, count: int = 1) -> int:
    """Take the next `count` serials of a village for good and return the first of them.

    Call it inside the transaction of the write: the village's counter stays locked until that ends, so two parallel
    registrations get two numbers. Raises ValidationError when the village has none left.
    """
    return take_serials_in({village.pk: count})[village.pk]


def take_serials_in(counts: dict[str, int]) -> dict[str, int]:
    """The same for many villages (their codes) at once, always locked in one order; queries do not grow with them."""
    codes = sorted(counts)
    _open_counters(codes)
    counters = GroupSerial.objects.select_for_update().filter(pk__in=codes).order_by("pk")
    last = dict(counters.values_list("pk", "last"))
    if any(last[code] + counts[code] > LAST_SERIAL for code in codes):
        raise ValidationError(_("Nomor kelompok di desa ini sudah habis. Hubungi administrator."), code="no_number")
    for count in set(counts.values()):
        taking = [code for code in codes if counts[code] == count]
        GroupSerial.objects.filter(pk__in=taking).update(last=F("last") + count)
    return {code: last[code] + 1 for code in codes}


def _open_counters(codes: list[str]) -> None:
    """Villages without a counter get one that stands at the highest serial that came from elsewhere."""
    open_ones = set(GroupSerial.objects.filter(pk__in=codes).values_list("pk", flat=True))
    missing = [code for code in codes if code not in open_ones]
    if not missing:
        return
    # The range lets the index on the number answer; without it every group would be read.
    numbered = EnterpriseGroup.objects.filter(number__gte=missing[0], number__lte=f"{missing[-1]}{LAST_SERIAL}")
    numbered = numbered.annotate(stem=Substr("number", 1, 10)).filter(stem__in=missing).order_by()
    highest = dict(numbered.values_list("stem").annotate(Max("number")))
    opened = [GroupSerial(village_id=code, last=int(highest.get(code, "0")[-4:])) for code in missing]
    GroupSerial.objects.bulk_create(opened, ignore_conflicts=True)


@transaction.atomic
def change_group(*, by, group: EnterpriseGroup, version: int, confirmed=(), **entries) -> EnterpriseGroup:
    """Change columns of a group that the officer saw as `version`.

    Raises StaleEdit if somebody has changed it since, ValidationError for a breach. An unchanged save writes nothing.
    """
    held = hold_group(group, by)
    check_version(held, version)
    if "name" in entries:
        entries["name"] = one_line(entries["name"])
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
        for rows in _carried(held):
            rows.update(village=village)
    return held


def _carried(group: EnterpriseGroup) -> tuple:
    """Everything of a group that repeats its village, in whatever room."""
    of_people = (group.memberships, group.monthlyreports, group.annualcards)
    return (*of_people, group.referrals, group.consents, group.savings_accounts, group.loans)


def same_name_groups(village_code: str, name: str, exclude_pk: int | None = None):
    """Groups of the village whose name means the same, dissolved ones included."""
    found = EnterpriseGroup.objects.filter(village_id=village_code, name_key=name_key(name)).order_by("number")
    return found.exclude(pk=exclude_pk) if exclude_pk else found


def _check_village(village: Region, by) -> None:
    """A group lives in a village that is in force and in the territory."""
    is_seen = Region.objects.visible_to(by).filter(pk=village.pk).exists()
    problem = village_problem(village, is_seen=is_seen, today=local_today(village))
    if problem:
        raise ValidationError({"village": ValidationError(problem, code="village")})


def village_problem(village: Region, *, is_seen: bool, today: date) -> str:
    """Why no group can live there, as a sentence; empty where one can. `is_seen`: it lies in the territory."""
    if not village.is_village:
        return _("Pilih desa atau kelurahan, bukan kecamatan atau kabupaten.")
    if not is_seen:
        return _("Desa ini di luar wilayah Anda.")
    if village.retired_on and village.retired_on <= today:
        return _("Desa ini sudah tidak berlaku. Pilih desa penggantinya.")
    return ""


def _check_same_name(group: EnterpriseGroup, confirmed) -> None:
    twin = same_name_groups(group.village_id, group.name, group.pk).first()
    if twin is None or SAME_NAME in confirmed:
        return
    message = _("Di desa ini sudah ada kelompok %(name)s (%(number)s). Centang bila ini memang kelompok lain.")
    params = {"name": twin.name, "number": twin.number_display}
    raise ValidationError({"name": ValidationError(message, code=SAME_NAME, params=params)})


def one_line(name: str) -> str:
    """A name as it is kept: one blank between words."""
    return " ".join(name.split())
