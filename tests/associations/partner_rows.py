"""Partners, products and referrals for tests, written straight to the tables."""

from datetime import UTC, date, datetime

from associations.consenting import digest_of, new_secret
from associations.models import Agreement, Consent, Partner, PartnerProduct, Referral, ReferralStep
from associations.numbers import new_number
from tests.associations.rows import make_board

SINCE = date(2026, 1, 1)


def make_partner(code: str = "76", name: str = "Pegadaian Polewali", **columns) -> Partner:
    """A lender kept by a region."""
    columns = {"kind": "pawn", "is_lender": True} | columns
    return Partner.objects.get_or_create(name=name, region_id=code, defaults=columns)[0]


def make_agreement(code: str = "76", partner: Partner | None = None, **columns) -> Agreement:
    """An agreement of the region's board since the beginning of 2026, without an end."""
    columns = {"subject": "Pembiayaan kelompok", "starts_on": SINCE} | columns
    return Agreement.objects.create(board=make_board(code), partner=partner or make_partner(code), **columns)


def make_product(agreement: Agreement | None = None, areas=(), name: str = "Pinjaman usaha", **columns):
    """A product under an agreement; without criteria unless told otherwise."""
    product = PartnerProduct.objects.create(agreement=agreement or make_agreement(), name=name, **columns)
    product.areas.set(areas)
    return product


def make_referral(group, product: PartnerProduct, **columns) -> Referral:
    """A referral of the group to the product by the board of its agreement, proposed in March 2026."""
    on = columns.setdefault("proposed_on", date(2026, 3, 2))
    columns = {"state_on": on, "amount_asked": 10_000_000, "board": product.agreement.board} | columns
    number = new_number("U", Referral.objects)
    return Referral.objects.create(number=number, group=group, village_id=group.village_id, product=product, **columns)


def make_step(referral: Referral, state: str, on: date, by) -> ReferralStep:
    """One step of a referral."""
    return ReferralStep.objects.create(referral=referral, state=state, on=on, recorded_by=by)


def make_consent(group, partner: Partner, **columns) -> tuple[Consent, str]:
    """A consent to show how many members the group has, for a long time; and the secret of its link."""
    secret = new_secret()
    columns = {
        "agreed_fields": ["members"],
        "given_on": date(2026, 3, 2),
        "given_by": "Ketua kelompok",
        "expires_at": datetime(2099, 1, 1, tzinfo=UTC),
    } | columns
    made = {"group": group, "village_id": group.village_id, "partner": partner, "secret_digest": digest_of(secret)}
    return Consent.objects.create(**made, **columns), secret
