"""What a hand-over would change, worked out before anything is written: the page and the action ask the same.

The unit is the village. A territory handed over whole passes as it is (a district stays a district, with every village
it will ever have). Of a district only some villages can be handed over: it is then divided, the successor gets those
villages and the officer keeps the others one by one. Dividing was chosen over refusing because the staff of a regency
cannot write territories themselves: they would have to ask the national administrator on the very day an officer
leaves. Above the district a division would be hundreds of rows, so there it is all or nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Territory, User
from accounts.roles import Permission, Role
from activities.models import HandOver
from activities.spans import is_empty, uncovered
from activities.village_officers import officer_spans, successors_for
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, Level, ancestors_of, is_inside
from regions.models import Region
from regions.scoping import in_region


@dataclass(frozen=True)
class Ending:
    """A territory of the old officer that ends on a day."""

    territory: Territory
    on: date


@dataclass(frozen=True)
class Beginning:
    """A territory that begins: the successor's, or what the old officer keeps of a divided one."""

    user: User
    code: str
    started_on: date
    ended_on: date | None


@dataclass
class Plan:
    """The territories that end and begin, and from which day on each region must have an officer."""

    place: Region
    regions: list[Region]
    on: date
    endings: list[Ending] = field(default_factory=list)
    beginnings: list[Beginning] = field(default_factory=list)
    watched: list[tuple[str, date]] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The codes of the regions handed over."""
        return [region.code for region in self.regions]

    @property
    def divided(self) -> list[Region]:
        """The territories of which the officer keeps a part."""
        return [one.territory.region for one in self.endings if not _is_whole(one.territory.region_id, self.beginnings)]


def plan_hand_over(*, by: User, officer: User | None, successor: User, regions: Iterable[Region], on: date) -> Plan:
    """The changes of a hand-over; without `officer`, villages that have none get the successor.

    Raises ValidationError with what to do instead.
    """
    if not by.allows(Permission.HAND_OVER):
        _refuse("", _("Serah terima dicatat staf kabupaten/kota atau administrator nasional."), "not_allowed")
    chosen = _outermost(regions)
    place = _place_around(chosen)
    _check_inside(by, [region.code for region in chosen])
    _check_day(on, place)
    _check_people(officer, successor)
    _check_reach(by, successor, place)
    plan = Plan(place, chosen, on)
    _check_nothing_later(plan)
    if officer is None:
        _give_unowned(plan, successor)
    else:
        _pass_on(plan, by, officer, successor)
    return plan


def villages_of(region: Region) -> list[Region]:
    """The villages in force in a region, and retired ones that still have groups, by code."""
    groups = EnterpriseGroup.objects.filter(village_id=OuterRef("pk"))
    in_use = Q(retired_on__isnull=True) | Q(retired_on__gt=local_today(region)) | Q(Exists(groups))
    return list(Region.objects.in_region(region.code).at_level(Level.VILLAGE).filter(in_use).order_by("code"))


def units_of(by: User, officer: User) -> list[Region]:
    """What can be ticked: the officer's villages inside the territory of `by`; above a district the whole."""
    found: dict[str, Region] = {}
    for row in _held(officer):
        if not _inside_any(row.region_id, by.territory_codes) or (
            row.ended_on and row.ended_on <= local_today(row.region)
        ):
            continue
        units = villages_of(row.region) if row.region.level == Level.DISTRICT else [row.region]
        found |= {unit.code: unit for unit in units}
    return _outermost(found.values()) if found else []


def _pass_on(plan: Plan, by: User, officer: User, successor: User) -> None:
    """Fill the plan for villages that the officer has, or will have."""
    held = [row for row in _held(officer) if row.ended_on is None or row.ended_on > plan.on]
    for region in plan.regions:
        if not any(is_inside(region.code, row.region_id) for row in held):
            message = _("%(name)s tidak lagi dibina petugas itu pada tanggal ini. Muat ulang halaman.")
            _refuse("regions", message % {"name": region.name}, "not_held")
    touched = [row for row in held if any(_meet(row.region_id, code) for code in plan.codes)]
    _check_inside(by, [row.region_id for row in touched])
    plan.endings = [Ending(row, max(plan.on, row.started_on)) for row in touched]
    rest = [row for row in held if row not in touched]
    present = list(successor.territory_set.all())
    for ending in plan.endings:
        handed, kept = _shares(ending.territory, plan.codes)
        for code in handed:
            _begin(plan, successor, code, ending.on, None, present)
        for code in kept:
            _begin(plan, officer, code, ending.on, ending.territory.ended_on, rest)


def _give_unowned(plan: Plan, successor: User) -> None:
    """Fill the plan for villages that have no officer on the day."""
    spans = officer_spans(plan.codes)
    present = list(successor.territory_set.all())
    for region in plan.regions:
        gaps = uncovered(spans[region.code], plan.on)
        if not gaps or gaps[0][0] > plan.on:
            message = _("%(name)s mempunyai petugas pada tanggal ini. Serahkan dari petugasnya, atau pilih hari lain.")
            _refuse("regions", message % {"name": region.name}, "has_officer")
        for start, end in gaps:
            _begin(plan, successor, region.code, start, end, present)


def _begin(plan: Plan, user: User, code: str, since: date, until: date | None, existing) -> None:
    """Let a user have a region from a day on, but for the days on which it is covered already."""
    spans = [(row.started_on, row.ended_on) for row in existing if is_inside(code, row.region_id)]
    spans += [
        (one.started_on, one.ended_on) for one in plan.beginnings if one.user == user and is_inside(code, one.code)
    ]
    plan.beginnings += [Beginning(user, code, start, end) for start, end in uncovered(spans, since, until)]
    plan.watched.append((code, since))


def _shares(row: Territory, codes: list[str]) -> tuple[list[str], list[str]]:
    """What of a territory passes on and what stays: the whole, or a district's villages divided."""
    if any(is_inside(row.region_id, code) for code in codes):
        return [row.region_id], []
    handed = [code for code in codes if is_inside(code, row.region_id)]
    kept = [village.code for village in villages_of(row.region) if not _inside_any(village.code, handed)]
    if not kept:
        return [row.region_id], []
    if row.region.level < Level.DISTRICT:
        message = _(
            "%(name)s hanya dapat diserahkan seluruhnya. Centang seluruhnya, atau minta administrator membaginya."
        )
        _refuse("regions", message % {"name": row.region.name}, "whole_only")
    return handed, kept


def _held(officer: User) -> list[Territory]:
    """The officer's territories that hold on some day, the larger ones first."""
    rows = officer.territory_set.select_related("region").order_by("region_id", "started_on", "id")
    return [row for row in rows if not is_empty((row.started_on, row.ended_on))]


def _check_day(on: date, place: Region) -> None:
    today = local_today(place)
    if on < today:
        message = _("Serah terima tidak berlaku surut. Isi hari ini atau tanggal sesudahnya.")
        _refuse("on", message, "past")
    if on > _year_after(today):
        _refuse("on", _("Paling jauh satu tahun ke depan."), "too_far")


def _check_people(officer: User | None, successor: User) -> None:
    if officer is not None and not _is_officer(officer):
        message = _("Petugas lama sudah tidak aktif. Tetapkan petugas baru lewat daftar desa tanpa petugas.")
        _refuse("", message, "officer")
    if officer == successor:
        _refuse("successor", _("Pilih petugas lain sebagai penerima."), "same")


def _check_reach(by: User, successor: User, place: Region) -> None:
    """The successor is one of those `by` can choose from for this place."""
    if not successors_for(by, [place.code]).filter(pk=successor.pk).exists():
        _refuse("successor", _("Pilih petugas lapangan yang aktif di kabupaten/kota ini."), "successor")


def _check_inside(by: User, codes: Iterable[str]) -> None:
    if not all(_inside_any(code, by.territory_codes) for code in codes):
        _refuse("regions", _("Ada desa di luar wilayah Anda. Minta administrator nasional."), "outside")


def _check_nothing_later(plan: Plan) -> None:
    """Days are handed on in their order: what another hand-over does later would be undone in part."""
    code = plan.place.code
    near = in_region("region_id", code) | Q(region_id__in=ancestors_of(code))
    for row in HandOver.objects.waiting().filter(near, on__gt=plan.on).prefetch_related("regions"):
        if any(_meet(region.code, code) for region in row.regions.all() for code in plan.codes):
            message = _("Desa ini sudah diserahkan kepada %(name)s mulai %(day)s. Batalkan dahulu serah terima itu.")
            words = {"name": row.successor, "day": date_format(row.on, "j F Y")}
            _refuse("regions", message % words, "later")


def _outermost(regions: Iterable[Region]) -> list[Region]:
    """The regions by code, without those that lie inside another of them. Raises ValidationError for none at all."""
    found = sorted({region.code: region for region in regions}.values(), key=lambda region: region.code)
    if not found:
        _refuse("regions", _("Centang paling sedikit satu desa."), "required")
    codes = [region.code for region in found]
    return [region for region in found if not _inside_any(region.code, [code for code in codes if code != region.code])]


def _place_around(regions: list[Region]) -> Region:
    """The smallest region around all of them; more than one must lie in one regency, which has one clock."""
    codes = [region.code for region in regions]
    around = [codes[0], *ancestors_of(codes[0])]
    place = next(code for code in around if all(is_inside(one, code) for one in codes))
    if len(codes) > 1 and len(place) < LENGTH_BY_LEVEL[Level.REGENCY]:
        _refuse("regions", _("Serahkan desa dari satu kabupaten/kota sekali jalan."), "many_regencies")
    return Region.objects.get(pk=place)


def _is_whole(code: str, beginnings: list[Beginning]) -> bool:
    """True unless villages of the region begin one by one."""
    return not any(is_inside(one.code, code) and one.code != code for one in beginnings)


def _is_officer(user: User) -> bool:
    return user.is_active and user.role == Role.OFFICER


def _inside_any(code: str, codes: Iterable[str]) -> bool:
    return any(is_inside(code, outer) for outer in codes)


def _meet(one: str, other: str) -> bool:
    return is_inside(one, other) or is_inside(other, one)


def _year_after(day: date) -> date:
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _refuse(where: str, message: str, code: str):
    error = ValidationError(message, code=code)
    raise ValidationError({where: error}) if where else error
