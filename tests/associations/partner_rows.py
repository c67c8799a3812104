"""Partners, products and referrals for tests, written straight to the tables."""

from datetime import date

from associations.models import Agreement, Partner, PartnerProduct
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
