"""What the pages of partners show: how agreements stand, what products ask, and which groups agreed to be seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from accounts.roles import Permission
from associations.consenting import field_words, in_force
from associations.forms.partners import STANDINGS
from associations.matching import criteria_of, terms_of
from associations.models import Agreement, Consent, Partner, PartnerProduct
from associations.partnering import (
    COMING,
    EXPIRED,
    EXPIRING,
    IN_FORCE,
    NEVER,
    AgreementStanding,
    agreements_seen_by,
    keeps,
    products_seen_by,
    standing_of,
)
from groups.tiers import Bands, bands_as_at
from regions.clock import local_today

_BADGES = {
    IN_FORCE: ("ok", "✓"),
    EXPIRING: ("warning", "!"),
    EXPIRED: ("error", "✕"),
    COMING: ("awaiting", "○"),
    NEVER: ("none", "–"),
}
# The best standing of several is the one a list shows.
_BEST = (IN_FORCE, EXPIRING, COMING, EXPIRED, NEVER)
_MOST_CONSENTS = 200


@dataclass(frozen=True)
class ShownStanding:
    """How an agreement stands, ready for a page."""

    code: str
    label: str | Promise
    badge: str
    sign: str
    days: int | None


@dataclass(frozen=True)
class PartnerRow:
    """One partner of the list."""

    partner: Partner
    standing: ShownStanding
    product_count: int


@dataclass(frozen=True)
class ShownProduct:
    """A product with what it asks in words, and whether it is offered today."""

    product: PartnerProduct
    criteria: list[str]
    is_offered: bool


@dataclass(frozen=True)
class ShownAgreement:
    """An agreement with its standing and its products."""

    agreement: Agreement
    standing: ShownStanding
    products: list[ShownProduct]
    may_edit: bool


def shown_standing(standing: AgreementStanding) -> ShownStanding:
    """A standing ready for a page."""
    badge, sign = _BADGES[standing.code]
    return ShownStanding(standing.code, STANDINGS[standing.code], badge, sign, standing.days)


def partner_rows(user, partners: Iterable[Partner], today: date) -> list[PartnerRow]:
    """Rows of the list: two queries for all of them together."""
    partners = list(partners)
    agreements: dict[int, list[AgreementStanding]] = {}
    for agreement in agreements_seen_by(user).filter(partner__in=partners):
        agreements.setdefault(agreement.partner_id, []).append(standing_of(agreement, today))
    products: dict[int, int] = {}
    offered = products_seen_by(user).filter(agreement__partner__in=partners).prefetch_related(None)
    for product in offered:
        if is_offered(product, today):
            products[product.agreement.partner_id] = products.get(product.agreement.partner_id, 0) + 1
    return [
        PartnerRow(partner, shown_standing(_best(agreements.get(partner.pk, []))), products.get(partner.pk, 0))
        for partner in partners
    ]


def is_offered(product: PartnerProduct, day: date) -> bool:
    """True if the product can be asked for on the day."""
    partner, agreement = product.agreement.partner, product.agreement
    is_gone = any(gone is not None and gone <= day for gone in (product.retired_on, partner.retired_on))
    return not is_gone and standing_of(agreement, day).code in (IN_FORCE, EXPIRING)


def partner_page(user, partner: Partner) -> dict:
    """The context of one partner's page."""
    today, may_edit = local_today(user), user.allows(Permission.REFERRAL_EDIT)
    return {
        "partner": partner,
        "today": today,
        "agreements": _agreements(user, partner, today, may_edit),
        "may_edit": may_edit and keeps(user, partner.region_id),
        "may_agree": may_edit and bool(user.territory_codes) and partner.retired_on is None,
        "consents": _consents(user, partner) if may_edit else None,
    }


def _best(found: list[AgreementStanding]) -> AgreementStanding:
    known = found or [AgreementStanding(NEVER)]
    return min(known, key=lambda one: _BEST.index(one.code))


def _agreements(user, partner: Partner, today: date, may_edit: bool) -> list[ShownAgreement]:
    products: dict[int, list[PartnerProduct]] = {}
    for product in products_seen_by(user).filter(agreement__partner=partner).order_by("name", "pk"):
        products.setdefault(product.agreement_id, []).append(product)
    bands = bands_as_at(today)
    agreements = agreements_seen_by(user).filter(partner=partner)
    return [
        ShownAgreement(
            agreement,
            shown_standing(standing_of(agreement, today)),
            [_product(product, today, bands) for product in products.get(agreement.pk, [])],
            may_edit and keeps(user, agreement.board.region_id),
        )
        for agreement in agreements
    ]


def _product(product: PartnerProduct, today: date, bands: Bands) -> ShownProduct:
    terms = terms_of(product, today, today, bands)
    return ShownProduct(product, criteria_of(terms), is_offered(product, today))


def _consents(user, partner: Partner) -> list[tuple[Consent, str]]:
    """The groups of the territory whose consent for this partner holds now, and to what they agreed."""
    rows = in_force(Consent.objects.visible_to(user).filter(partner=partner)).select_related("group", "village")
    return [(consent, field_words(consent)) for consent in rows.order_by("village_id", "id")[:_MOST_CONSENTS]]
