"""Which partners a user may see and keep, and how an agreement stands on a day (BD06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from associations.models import Agreement, Board, Partner, PartnerProduct
from regions.codes import NATION_CODE, ancestors_of, is_inside
from regions.scoping import in_any_region

EXPIRING_DAYS = 90
# States of an agreement: what a list can ask for, the kind of badge, its sign.
IN_FORCE, EXPIRING, EXPIRED, COMING, NEVER = "berlaku", "segera", "berakhir", "nanti", "tanpa"


@dataclass(frozen=True)
class AgreementStanding:
    """How an agreement stands on a day; `days` left until its end, past it, or before its start."""

    code: str
    days: int | None = None


def touches(field: str, codes: Iterable[str]) -> Q:
    """A condition that a region lies inside, is, or lies above one of these."""
    codes = list(codes)
    if NATION_CODE in codes:
        return Q(**{f"{field}__isnull": False})
    above = {outer for code in codes for outer in ancestors_of(code)}
    return in_any_region(field, codes) | Q(**{f"{field}__in": sorted(above)})


def partners_seen_by(user) -> QuerySet[Partner]:
    """Partners whose region touches the territory, and those of which a product serves it. Without territory: none."""
    codes = getattr(user, "territory_codes", ())
    if not codes:
        return Partner.objects.none()
    if NATION_CODE in codes:
        return Partner.objects.all()
    serving = PartnerProduct.objects.filter(serves(codes)).order_by().values("agreement__partner")
    return Partner.objects.filter(touches("region_id", codes) | Q(pk__in=serving))


def serves(codes: Iterable[str]) -> Q:
    """A condition on products that their area touches one of these regions."""
    areas = PartnerProduct.areas.through.objects.filter(partnerproduct_id=OuterRef("pk"))
    board = touches("agreement__board__region_id", codes)
    return Q(~Exists(areas)) & board | Q(Exists(areas.filter(touches("region_id", codes))))


def agreements_seen_by(user) -> QuerySet[Agreement]:
    """Agreements of the partners the user sees, with boards whose region touches the territory."""
    codes = getattr(user, "territory_codes", ())
    found = Agreement.objects.filter(touches("board__region_id", codes)) if codes else Agreement.objects.none()
    return found.select_related("board__region", "partner")


def products_seen_by(user) -> QuerySet[PartnerProduct]:
    """Products whose area touches the territory."""
    codes = getattr(user, "territory_codes", ())
    found = PartnerProduct.objects.filter(serves(codes)) if codes else PartnerProduct.objects.none()
    return found.select_related("agreement__partner", "agreement__board__region").prefetch_related("areas")


def keeps(user, region_code: str) -> bool:
    """True if the region lies inside the user's territory: then what is kept there may be changed (AC07)."""
    return any(is_inside(region_code, code) for code in user.territory_codes)


def kept_boards(user) -> QuerySet[Board]:
    """The boards a user may sign agreements for."""
    return Board.objects.visible_to(user).select_related("region").order_by("region_id")


def standing_of(agreement: Agreement, day: date) -> AgreementStanding:
    """How an agreement stands on the day; its end is the first day on which it no longer holds."""
    if day < agreement.starts_on:
        return AgreementStanding(COMING, (agreement.starts_on - day).days)
    if agreement.ends_on is None:
        return AgreementStanding(IN_FORCE)
    left = (agreement.ends_on - day).days
    if left <= 0:
        return AgreementStanding(EXPIRED, -left)
    return AgreementStanding(EXPIRING if left <= EXPIRING_DAYS else IN_FORCE, left)


def standing_in(rows: QuerySet[Agreement], code: str, day: date) -> QuerySet[Agreement]:
    """Agreements that stand like this on the day: the rule of `standing_of`, said to the database."""
    soon = day + timedelta(days=EXPIRING_DAYS)
    started = rows.filter(starts_on__lte=day)
    if code == COMING:
        return rows.filter(starts_on__gt=day)
    if code == EXPIRED:
        return started.filter(ends_on__lte=day)
    if code == EXPIRING:
        return started.filter(ends_on__gt=day, ends_on__lte=soon)
    return started.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=soon))
