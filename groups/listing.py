"""Narrowing a list of groups, and making its rows ready to be shown."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from groups.forms.filters import (
    ANY_WARNING,
    NONE,
    RECORDED,
    STATUSES,
    VERIFIED,
    GroupFilterForm,
    MentorField,
    typed_number,
)
from groups.freshness import STATES, of_freshness
from groups.models import EnterpriseGroup
from groups.names import name_key
from groups.tiers import Band, Bands, bands_as_at, tier_of
from groups.traits import having, held_licences, jumps, lacking, made_products, named, online_channels
from groups.warnings import (
    GroupWarning,
    having_any_warning,
    having_warning,
    member_count,
    warnings_for,
    warnings_of,
    with_warnings,
)
from regions.clock import local_today
from regions.codes import NATION_CODE, ancestors_of, is_inside
from regions.models import Region

ORDER = ("village_id", "number")
# One number of another system seldom stands for more than one group.
_MOST_SOURCED = 200


@dataclass(frozen=True)
class GroupsAsked:
    """What the address of the list asks for: the groups, and under which bands, warnings and day; nothing if wrong."""

    form: GroupFilterForm
    rows: Any
    bands: Bands
    warnings: list[GroupWarning]
    day: date
    order: tuple[str, ...] = ORDER


def groups_asked(user, asked) -> GroupsAsked:
    """The groups of the territory that an address asks for, read by the list's own form; page and file show these."""
    today = local_today(user)
    bands, warnings = bands_as_at(today), warnings_for(user)
    form = GroupFilterForm(asked, bands=bands, warnings=warnings)
    visible = EnterpriseGroup.objects.visible_to(user)
    valid = form.is_valid()
    found = narrowed(visible, form.cleaned_data, bands=bands, warnings=warnings, day=today) if valid else visible.none()
    return GroupsAsked(form, found, bands, warnings, today)


@dataclass(frozen=True)
class GroupRow:
    """One group of a list, with what is derived for it."""

    group: EnterpriseGroup
    tier: Band | None
    warnings: list[GroupWarning]
    where: str


@dataclass(frozen=True)
class Place:
    """Where a list stands: the region chosen (None: the whole territory), those above it, and those one can go into."""

    region: Region | None
    above: list[Region]
    below: list[Region]


class OutsideTerritory(LookupError):
    """A region that is neither inside the user's territory nor above it."""


def place_of(user, code: str) -> Place:
    """The region of a list and the ways up and down from it, in at most one query; "" is the whole territory.

    Raises OutsideTerritory, also for a code that does not exist.
    """
    held = [territory.region for territory in user.territories]
    if not code:
        if len(held) != 1:
            return Place(None, [], held)
        code = held[0].code
    if not any(is_inside(code, own.code) or is_inside(own.code, code) for own in held):
        raise OutsideTerritory(code)
    found = Region.objects.filter(Q(code__in=[code, *ancestors_of(code)]) | Q(parent_id=code)).order_by("code")
    by_code = {region.code: region for region in found}
    if code not in by_code:
        raise OutsideTerritory(code)
    above = [by_code[up] for up in reversed(ancestors_of(code)) if up in by_code and _may_open(user, up)]
    below = [region for region in by_code.values() if region.parent_id == code and _touches(user, region)]
    return Place(by_code[code], above, below)


def _may_open(user, code: str) -> bool:
    return any(is_inside(code, own) for own in user.territory_codes)


def _touches(user, region: Region) -> bool:
    return any(is_inside(region.code, own) or is_inside(own, region.code) for own in user.territory_codes)


def narrowed(groups, wanted: dict, *, bands: Bands, warnings: list[GroupWarning], day: date):
    """The groups that every given filter lets through; `wanted` is what `GroupFilterForm` has cleaned."""
    status = STATUSES[wanted["status"]]
    if status:
        groups = groups.filter(status=status)
    if wanted["wilayah"] and wanted["wilayah"] != NATION_CODE:
        groups = groups.in_region(wanted["wilayah"])
    if wanted["tahapan"]:
        groups = groups.filter(stage__isnull=True) if wanted["tahapan"] == NONE else groups.of_stage(wanted["tahapan"])
    if wanted["usaha"]:
        groups = groups.filter(sectors__code=wanted["usaha"])
    groups = _of_tier(groups, wanted["jenjang"], bands, day)
    groups = _as_fresh(groups, wanted["kesegaran"], day)
    groups = MentorField.narrowed(_by_business(groups, wanted, day), wanted["pembina"])
    groups = _warned(groups, wanted["peringatan"], warnings, day)
    return _searched(groups, wanted["q"])


def _of_tier(groups, code: str, bands: Bands, day: date):
    if not code:
        return groups
    if code == NONE:
        return groups.filter(capital_on__isnull=True)
    if code == RECORDED:
        return groups.filter(capital_on__isnull=False)
    if code == VERIFIED:
        return groups.filter(capital_on__gte=day - timedelta(days=settings.CAPITAL_STALE_DAYS))
    band = next(band for band in bands if band.code == code)
    return groups.with_capital_between(band.lower, band.upper)


def _by_business(groups, wanted: dict, day: date):
    """Groups by what they make, hold and sell, and whether their capital jumped (UP04)."""
    if wanted["pasar"]:
        groups = groups.filter(market_reach="" if wanted["pasar"] == NONE else wanted["pasar"])
    if wanted["negara"]:
        countries = EnterpriseGroup.export_countries.through.objects.filter(country=wanted["negara"])
        groups = groups.filter(pk__in=countries.values("enterprisegroup_id"))
    rows = {"produk": made_products(day), "daring": online_channels(), "lonjakan": jumps(day)}
    if wanted["izin"]:
        kind = {} if wanted["izin"] in (NONE, RECORDED) else {"kind__code": wanted["izin"]}
        rows["izin"] = held_licences(day).filter(**kind)
    if wanted["barang"]:
        groups = having(groups, named(made_products(day), wanted["barang"]))
    for name, found in rows.items():
        if wanted[name]:
            groups = lacking(groups, found) if wanted[name] == NONE else having(groups, found)
    return groups


def _as_fresh(groups, code: str, day: date):
    """Groups in one state of freshness (NX06)."""
    return of_freshness(groups, next(state for state in STATES if state.code == code), day) if code else groups


def _warned(groups, code: str, warnings: list[GroupWarning], day: date):
    if not code:
        return groups
    if code == ANY_WARNING:
        return having_any_warning(groups, warnings, day)
    return having_warning(groups, next(warning for warning in warnings if warning.code == code), day)


def _searched(groups, text: str):
    """Every word typed occurs in the name, in any order; figures alone are the beginning of a number.

    The number that a group had where it came from finds it too (AP03).
    """
    sourced = _from_elsewhere(groups, text)
    if sourced:
        return groups.filter(pk__in=sourced)
    if number := typed_number(text):
        return groups.filter(Q(number__startswith=number) | Q(name_key__contains=number))
    if text and not name_key(text):
        return groups.none()
    for word in name_key(text).split():
        groups = groups.filter(name_key__contains=word)
    return groups


def _from_elsewhere(groups, text: str) -> list[int]:
    """The groups that had exactly this number elsewhere; asked by itself, so that both questions use their index."""
    if not any(sign.isdigit() for sign in text):
        return []
    found = groups.exclude(source_id="").filter(source_id=text).order_by()
    return list(found.values_list("pk", flat=True)[:_MOST_SOURCED])


def with_row_columns(groups, warnings: list[GroupWarning], day: date):
    """Groups with all that a row shows, whatever their number, in one query."""
    groups = groups.select_related("village", "stage").annotate(members_now=member_count(day))
    return with_warnings(groups, warnings, day)


def row_of(group, bands: Bands, warnings: list[GroupWarning], place: Place) -> GroupRow:
    """One row of a list from `with_row_columns`; it says where the group is only as far as the list does not."""
    above = group.village.path_above
    where = above.removesuffix(place.region.path_name).rstrip(", ") if place.region else above
    return GroupRow(group, tier_of(group.capital_total, bands), warnings_of(group, warnings), where)
