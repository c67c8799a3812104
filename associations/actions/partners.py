"""Keeping partners, agreements and products: each in one transaction, inside the territory of `by` alone (AC07)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version, sign
from associations.models import Agreement, Board, Partner, PartnerProduct
from associations.partnering import keeps
from groups.actions.rows import need_reason
from regions.models import Region


@transaction.atomic
def add_partner(*, by, region: Region, **details) -> Partner:
    """Enter a partner that works in, and is kept by, this region. Raises ValidationError for a name already there."""
    _refuse_outside(region.pk, by)
    return _store(Partner(region=region, created_by=by, changed_by=by, **details))


@transaction.atomic
def amend_partner(*, by, partner: Partner, version: int, **details) -> Partner:
    """Correct a partner's entry. Raises StaleEdit where somebody saved it after `version` was opened."""
    held = _held(partner, by)
    if "region" in details:
        _refuse_outside(details["region"].pk, by)
    return _amended(held, by, version, details)


@transaction.atomic
def retire_partner(*, by, partner: Partner, on: date, reason: str) -> Partner:
    """Say that somebody is no partner any more from a day on: nothing of theirs is offered from then."""
    held = _held(partner, by)
    if held.retired_on is not None:
        raise ValidationError(_("Mitra ini sudah diakhiri."), code="retired")
    with use_reason(need_reason(reason)):
        return _amended(held, by, held.version, {"retired_on": on})


@transaction.atomic
def add_agreement(*, by, partner: Partner, board: Board, **details) -> Agreement:
    """Record what a board and a partner have agreed. The board must lie inside the territory of `by`."""
    _refuse_outside(board.region_id, by)
    if partner.retired_on is not None:
        raise ValidationError(_("Mitra ini sudah diakhiri; kerja sama baru tidak dapat dicatat."), code="retired")
    return _store(Agreement(partner=partner, board=board, created_by=by, changed_by=by, **details))


@transaction.atomic
def amend_agreement(*, by, agreement: Agreement, version: int, **details) -> Agreement:
    """Correct an agreement. Raises StaleEdit where somebody saved it after `version` was opened."""
    return _amended(_held(agreement, by), by, version, details)


@transaction.atomic
def end_agreement(*, by, agreement: Agreement, on: date, reason: str) -> Agreement:
    """End an agreement before its planned end; its products are not offered from that day on."""
    held = _held(agreement, by)
    if held.ends_on is not None and held.ends_on <= on:
        raise ValidationError({"on": _("Kerja sama ini sudah berakhir sebelum tanggal itu.")})
    if on <= held.starts_on:
        raise ValidationError({"on": _("Kerja sama harus berakhir sesudah tanggal mulainya.")})
    reason = need_reason(reason)
    with use_reason(reason):
        return _amended(held, by, held.version, {"ends_on": on, "ended_reason": reason})


@transaction.atomic
def add_product(*, by, agreement: Agreement, areas: Iterable[Region] = (), **details) -> PartnerProduct:
    """Offer a product under an agreement; `areas` empty is the whole region of the board."""
    held = _held(agreement, by)
    areas = _checked_areas(held, areas)
    product = _store(PartnerProduct(agreement=held, created_by=by, changed_by=by, **details))
    product.areas.set(areas)
    return product


@transaction.atomic
def amend_product(
    *, by, product: PartnerProduct, version: int, areas: Iterable[Region] = (), **details
) -> PartnerProduct:
    """Correct what a product is and asks. Referrals already made stay as they were judged."""
    held = _held(product, by)
    areas = _checked_areas(held.agreement, areas)
    amended = _amended(held, by, version, details)
    amended.areas.set(areas)
    return amended


@transaction.atomic
def retire_product(*, by, product: PartnerProduct, on: date, reason: str) -> PartnerProduct:
    """Stop offering a product from a day on; referrals on their way go on."""
    held = _held(product, by)
    if held.retired_on is not None:
        raise ValidationError(_("Produk ini sudah tidak ditawarkan."), code="retired")
    with use_reason(need_reason(reason)):
        return _amended(held, by, held.version, {"retired_on": on})


def _held(row, by):
    """The present row under lock. Raises ValidationError where it is kept outside the territory of `by`."""
    held = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    _refuse_outside(held.region_code, by)
    return held


def _refuse_outside(region_code: str, by) -> None:
    if not keeps(by, region_code):
        raise ValidationError(_("Mitra atau kerja sama ini di luar wilayah Anda."), code="outside")


def _amended(held, by, version: int, details: dict):
    check_version(held, version)
    for name, value in details.items():
        setattr(held, name, value)
    sign(held, by)
    return _store(held)


def _store(row):
    """Store the row; what somebody else put in at the same moment is told in words, as if it had been there before."""
    row.full_clean(exclude=["created_by", "changed_by"])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean(exclude=["created_by", "changed_by"])
        raise
    return row


def _checked_areas(agreement: Agreement, areas: Iterable[Region]) -> list[Region]:
    """A product serves only regions inside the board's own."""
    found = list(areas)
    region = agreement.board.region
    if any(not _lies_in(area, region) for area in found):
        message = _("Wilayah layanan harus di dalam wilayah badan pengurus (%(region)s).") % {"region": region.name}
        raise ValidationError({"areas": message})
    return found


def _lies_in(area: Region, region: Region) -> bool:
    return region.level == 0 or area.pk.startswith(region.pk)
