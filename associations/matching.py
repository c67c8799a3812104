"""Which groups a partner's product is for: its criteria as values, held against one group or asked of all of them.

`check` tells of one group what it meets and what it misses by how much; `matching` asks the database the same of many.
A test holds the two together. Nothing is stored: the same day and the same rows give the same list.

The day is today (then the groups' own newest columns answer) or an earlier one (then their histories do). Where a group
lies is always read as it is now: a village that was moved since is counted where it is.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.models import PartnerProduct
from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus
from groups.money import figures
from groups.tiers import Bands
from groups.warnings import current_members, has_row
from regions.codes import ancestors_of, is_inside
from regions.scoping import in_any_region


@dataclass(frozen=True)
class Terms:
    """What a product asks on a day; None asks nothing. Amounts in whole rupiah, `upper` not included."""

    day: date
    is_now: bool
    areas: tuple[str, ...]
    area_words: str
    asks_tier: bool
    tier_words: str
    lower: int | None
    upper: int | None
    has_unknown_tier: bool
    min_age_months: int | None
    fresh_within_days: int | None
    min_members: int | None
    needs_decree: bool

    @property
    def founded_by(self) -> date | None:
        """The last day on which a group old enough was founded."""
        return months_before(self.day, self.min_age_months) if self.min_age_months else None

    @property
    def capital_since(self) -> date | None:
        """The first day on which capital fresh enough was seen."""
        return self.day - timedelta(days=self.fresh_within_days) if self.fresh_within_days else None


@dataclass(frozen=True)
class Facts:
    """What is on record about one group on the day."""

    village: str
    is_active: bool
    capital_total: int | None
    capital_on: date | None
    founded_on: date | None
    members: int
    has_decree: bool


@dataclass(frozen=True)
class Outcome:
    """One criterion held against one group: what is asked, whether it is met, and what is missing in words."""

    code: str
    asked: str
    is_met: bool
    missing: str = ""


def terms_of(product: PartnerProduct, day: date, today: date, bands: Bands) -> Terms:
    """What the product asks on the day; `bands` are those that hold then. Reads the product's areas and board."""
    areas = list(product.areas.all())
    board = product.agreement.board
    found = {band.code: band for band in bands}
    first, last = found.get(product.tier_from), found.get(product.tier_to)
    return Terms(
        day=day,
        is_now=day >= today,
        areas=tuple(sorted(area.pk for area in areas)) or (board.region_id,),
        area_words=", ".join(area.name for area in areas) or board.region.name,
        asks_tier=bool(product.tier_from or product.tier_to),
        tier_words=_tier_words(product, found),
        lower=first.lower if first else None,
        upper=last.upper if last else None,
        has_unknown_tier=bool((product.tier_from and not first) or (product.tier_to and not last)),
        min_age_months=product.min_age_months or None,
        fresh_within_days=product.fresh_within_days or None,
        min_members=product.min_members or None,
        needs_decree=product.needs_decree,
    )


def facts_of(group: EnterpriseGroup, terms: Terms) -> Facts:
    """What is on record about a group on the day of the terms: one query for today, three for an earlier day."""
    total, on, is_active = group.capital_total, group.capital_on, group.status == GroupStatus.ACTIVE
    if not terms.is_now:
        newest = CapitalRecord.objects.as_at(terms.day).filter(group=group).first()
        total, on = (newest.total, newest.on) if newest else (None, None)
        is_active = EnterpriseGroup.objects.filter(pk=group.pk).working_on(terms.day).exists()
    return Facts(
        village=group.village_id,
        is_active=is_active,
        capital_total=total,
        capital_on=on,
        founded_on=group.founded_on,
        members=group.memberships.current(terms.day).count(),
        has_decree=group.has_decree and (group.decree_on is None or group.decree_on <= terms.day),
    )


def check(terms: Terms, facts: Facts) -> list[Outcome]:
    """Every criterion of the product held against one group, in a fixed order; what asks nothing is left out."""
    found = [_active(facts), _area(terms, facts)]
    if terms.asks_tier:
        found.append(_tier(terms, facts))
    if terms.min_age_months:
        found.append(_age(terms, facts))
    if terms.fresh_within_days:
        found.append(_freshness(terms, facts))
    if terms.min_members:
        found.append(_members(terms, facts))
    if terms.needs_decree:
        met = Outcome("decree", _("Punya SK pengukuhan"), facts.has_decree)
        found.append(met if met.is_met else Outcome(met.code, met.asked, False, _("SK belum tercatat")))
    return found


def fits(terms: Terms, facts: Facts) -> bool:
    """True if the group meets every criterion."""
    return all(outcome.is_met for outcome in check(terms, facts))


def matching(groups: QuerySet[EnterpriseGroup], terms: Terms) -> QuerySet[EnterpriseGroup]:
    """Those of the groups that meet every criterion: the same rule as `check`, said to the database."""
    if terms.has_unknown_tier:
        return groups.none()
    groups = groups.active() if terms.is_now else _as_then(groups, terms.day)
    total, on = ("capital_total", "capital_on") if terms.is_now else ("total_then", "on_then")
    conditions = in_any_region("village_id", terms.areas)
    if terms.asks_tier:
        conditions &= Q(**{f"{total}__gte": terms.lower or 0})
    if terms.upper is not None:
        conditions &= Q(**{f"{total}__lt": terms.upper})
    if terms.founded_by:
        conditions &= Q(founded_on__lte=terms.founded_by)
    if terms.capital_since:
        conditions &= Q(**{f"{on}__gte": terms.capital_since})
    if terms.needs_decree:
        conditions &= Q(has_decree=True) & (Q(decree_on__isnull=True) | Q(decree_on__lte=terms.day))
    if terms.min_members:
        conditions &= Q(has_row(current_members(terms.day), after=terms.min_members - 1))
    return groups.filter(conditions)


def months_before(day: date, months: int) -> date:
    """The same day of the month some months earlier; the last one of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(max(year, 1), month + 1, min(day.day, monthrange(max(year, 1), month + 1)[1]))


def age_in_months(founded_on: date, day: date) -> int:
    """Whole months between two days: the largest number that `months_before` still grants."""
    months = (day.year - founded_on.year) * 12 + day.month - founded_on.month
    return months if months_before(day, months) >= founded_on else months - 1


def criteria_of(terms: Terms) -> list[str]:
    """What the product asks, in words."""
    nobody = Facts("", True, None, None, None, 0, False)
    return [outcome.asked for outcome in check(terms, nobody) if outcome.code != "active"]


def _as_then(groups, day: date):
    """Groups that worked on an earlier day, with their capital as it was then."""
    records = CapitalRecord.objects.as_at(day).filter(group_id=OuterRef("pk"))
    return groups.working_on(day).annotate(
        total_then=Subquery(records.values("total")[:1]), on_then=Subquery(records.values("on")[:1])
    )


def _active(facts: Facts) -> Outcome:
    return Outcome("active", _("Kelompok aktif"), facts.is_active, "" if facts.is_active else _("Kelompok tidak aktif"))


def _area(terms: Terms, facts: Facts) -> Outcome:
    met = any(is_inside(facts.village, code) for code in terms.areas)
    asked = _("Berada di %(places)s") % {"places": terms.area_words}
    return Outcome("area", asked, met, "" if met else _("Di luar wilayah layanan"))


def _tier(terms: Terms, facts: Facts) -> Outcome:
    asked, missing = terms.tier_words, ""
    if terms.has_unknown_tier:
        missing = _("Jenjang ini tidak ada lagi dalam batas yang berlaku")
    elif facts.capital_total is None:
        missing = _("Modal belum tercatat")
    elif facts.capital_total < (terms.lower or 0):
        missing = _("Kurang Rp %(amount)s") % {"amount": figures((terms.lower or 0) - facts.capital_total)}
    elif terms.upper is not None and facts.capital_total >= terms.upper:
        missing = _("Lebih Rp %(amount)s") % {"amount": figures(facts.capital_total - terms.upper + 1)}
    return Outcome("tier", asked, not missing, missing)


def _age(terms: Terms, facts: Facts) -> Outcome:
    needed = terms.min_age_months or 0
    asked = ngettext("Berumur paling sedikit %(count)d bulan", "Berumur paling sedikit %(count)d bulan", needed)
    missing = ""
    if facts.founded_on is None:
        missing = _("Tanggal berdiri belum tercatat")
    elif (short := needed - age_in_months(facts.founded_on, terms.day)) > 0:
        missing = ngettext("Kurang %(count)d bulan", "Kurang %(count)d bulan", short) % {"count": short}
    return Outcome("age", asked % {"count": needed}, not missing, missing)


def _freshness(terms: Terms, facts: Facts) -> Outcome:
    days = terms.fresh_within_days or 0
    asked = ngettext("Modal dicatat dalam %(count)d hari", "Modal dicatat dalam %(count)d hari", days) % {"count": days}
    missing = ""
    if facts.capital_on is None:
        missing = _("Modal belum tercatat")
    elif (late := (terms.day - facts.capital_on).days - days) > 0:
        missing = ngettext("Lewat %(count)d hari", "Lewat %(count)d hari", late) % {"count": late}
    return Outcome("freshness", asked, not missing, missing)


def _members(terms: Terms, facts: Facts) -> Outcome:
    needed = terms.min_members or 0
    asked = ngettext("Anggota paling sedikit %(count)d", "Anggota paling sedikit %(count)d", needed) % {"count": needed}
    short = needed - facts.members
    missing = ngettext("Kurang %(count)d anggota", "Kurang %(count)d anggota", short) % {"count": short}
    return Outcome("members", asked, short <= 0, missing if short > 0 else "")


def _tier_words(product: PartnerProduct, found: dict) -> str:
    first, last = (found[code].name if code in found else code for code in (product.tier_from, product.tier_to))
    if first and last and first != last:
        return _("Jenjang %(first)s sampai %(last)s") % {"first": first, "last": last}
    if first == last:
        return _("Jenjang %(name)s") % {"name": first}
    if first:
        return _("Jenjang %(name)s ke atas") % {"name": first}
    return _("Jenjang sampai %(name)s") % {"name": last}


def in_force(products: QuerySet[PartnerProduct], day: date) -> QuerySet[PartnerProduct]:
    """Products that are offered on the day, under an agreement that holds then, by a partner still at work."""
    return products.filter(
        Q(retired_on__isnull=True) | Q(retired_on__gt=day),
        Q(agreement__ends_on__isnull=True) | Q(agreement__ends_on__gt=day),
        Q(agreement__partner__retired_on__isnull=True) | Q(agreement__partner__retired_on__gt=day),
        agreement__starts_on__lte=day,
    )


def offered_to(group: EnterpriseGroup, day: date) -> Iterable[PartnerProduct]:
    """The products in force of boards that speak for the group, whether or not it meets their criteria."""
    rows = in_force(PartnerProduct.objects.filter(agreement__board__region__in=ancestors_of(group.village_id)), day)
    rows = rows.select_related("agreement__partner", "agreement__board__region").prefetch_related("areas")
    return rows.order_by(F("agreement__partner__name"), "name", "pk")
