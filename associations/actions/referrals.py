"""The way of a referral from proposal to money: each step dated, in order, on record for good (BD07, UP06).

Every step locks the group and then the referral, so that two people at one referral write one after the other; whoever
comes second sees that it has moved (StaleEdit). What was checked when it was proposed is not checked again: criteria,
agreements and boards may change while a lender decides.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version, sign
from associations.actions.money import SECOND_KUR, ask_about_running_kur, hold_person, open_loan
from associations.matching import check, facts_of, terms_of
from associations.models import (
    Board,
    LoanScheme,
    PartnerProduct,
    Referral,
    ReferralState,
    ReferralStep,
)
from associations.numbers import new_number
from associations.partnering import EXPIRING, IN_FORCE, standing_of
from associations.pipeline import may_become
from associations.referring import boards_for, other_kur, term_on
from groups.actions.rows import hold_group, need_reason, refuse_dissolved, refuse_future
from groups.actions.standing import refuse_before_founding
from groups.models import EnterpriseGroup
from groups.money import MAX_RUPIAH, figures
from groups.tiers import bands_as_at
from regions.clock import local_today

UNMATCHED = "unmatched"


@dataclass(frozen=True)
class LoanTerms:
    """Under what a disbursed referral is recorded as a loan of the group or member."""

    scheme: LoanScheme
    term_months: int


@transaction.atomic
def propose(
    *,
    by,
    group: EnterpriseGroup,
    product: PartnerProduct,
    board: Board,
    amount_asked: int,
    proposed_on: date,
    person=None,
    purpose: str = "",
    unmatched_reason: str = "",
    second_kur_reason: str = "",
) -> Referral:
    """Refer a group (for credit in a person's name: one member) to a product, for so many whole rupiah.

    Raises ValidationError: agreement not in force, amount outside the product's ticket, a group outside the criteria
    without `unmatched_reason` (code "unmatched"), a second running KUR of one NIK without `second_kur_reason` (code
    "second_kur"), a board that does not speak for the group, the same referral still open.
    """
    held = hold_group(group, by)
    refuse_future(proposed_on, held, "proposed_on")
    refuse_before_founding(proposed_on, held)
    refuse_dissolved(held, proposed_on)
    product = _offered(product, proposed_on)
    _check_ticket(product, amount_asked)
    if board.pk not in {one.pk for one in boards_for(by, held, proposed_on)}:
        raise ValidationError({"board": _("Badan pengurus ini tidak membawahi kelompok.")}, code="board")
    _check_person(held, person, proposed_on)
    _ask_about_criteria(held, product, proposed_on, unmatched_reason)
    if product.is_kur and person is not None:
        _ask_about_kur(person, proposed_on, second_kur_reason)
    referral = Referral(
        number=new_number("U", Referral.objects),
        group=held,
        village=held.village,
        person=person,
        board=board,
        term=term_on(board, proposed_on),
        product=product,
        purpose=purpose,
        amount_asked=amount_asked,
        state_on=proposed_on,
        proposed_on=proposed_on,
        second_kur_reason=second_kur_reason.strip(),
        unmatched_reason=unmatched_reason.strip(),
        created_by=by,
        changed_by=by,
    )
    return _record(referral, by, proposed_on, amount_asked, purpose)


@transaction.atomic
def send(*, by, referral: Referral, version: int, on: date, note: str = "") -> Referral:
    """The papers went to the partner on a day."""
    held = _held(by, referral, version, ReferralState.SENT, on)
    held.sent_on = on
    return _record(held, by, on, None, note)


@transaction.atomic
def approve(*, by, referral: Referral, version: int, on: date, amount: int, note: str = "") -> Referral:
    """The partner has agreed to an amount, which may be less than was asked and not more than the product gives."""
    held = _held(by, referral, version, ReferralState.APPROVED, on)
    _check_amount(amount)
    most = held.product.ticket_max
    if most is not None and amount > most:
        raise ValidationError({"amount": _("Plafon terbesar produk ini Rp %(most)s.") % {"most": figures(most)}})
    held.decided_on, held.amount_approved = on, amount
    return _record(held, by, on, amount, note)


@transaction.atomic
def refuse(*, by, referral: Referral, version: int, on: date, reason: str, note: str = "") -> Referral:
    """The partner has refused, for one of `RefusalReason`."""
    held = _held(by, referral, version, ReferralState.REFUSED, on)
    if not reason:
        raise ValidationError({"reason": _("Pilih alasan penolakan.")})
    held.decided_on, held.refusal_reason, held.closing_note = on, reason, note
    return _record(held, by, on, None, note)


@transaction.atomic
def disburse(
    *,
    by,
    referral: Referral,
    version: int,
    on: date,
    amount: int,
    evidence: str = "",
    note: str = "",
    loan: LoanTerms | None = None,
    second_kur_reason: str = "",
) -> Referral:
    """The money came. With `loan` the loan is recorded in the same transaction: both are on record, or neither.

    A KUR that the member took since the proposal is asked about (code "second_kur"), with a loan or without.
    """
    held = _held(by, referral, version, ReferralState.DISBURSED, on)
    _check_amount(amount)
    held.second_kur_reason = held.second_kur_reason or second_kur_reason.strip()
    if held.person is not None and held.product.is_kur:
        hold_person(held.group, held.person)
        ask_about_running_kur(held.person, on, held.second_kur_reason)
    if held.amount_approved is not None and amount > held.amount_approved:
        approved = figures(held.amount_approved)
        raise ValidationError({"amount": _("Yang disetujui mitra Rp %(approved)s.") % {"approved": approved}})
    held.disbursed_on, held.amount_disbursed = on, amount
    moved = _record(held, by, on, amount, note)
    if loan is not None:
        open_loan(
            by=by,
            group=moved.group,
            scheme=loan.scheme,
            on=on,
            principal=amount,
            term_months=loan.term_months,
            person=moved.person,
            lender=moved.product.agreement.partner,
            referral=moved,
            second_kur_reason=second_kur_reason or moved.second_kur_reason,
            evidence=evidence,
        )
    return moved


@transaction.atomic
def cancel(*, by, referral: Referral, version: int, on: date, reason: str) -> Referral:
    """Take an open referral back. The reason is required."""
    held = _held(by, referral, version, ReferralState.CANCELLED, on)
    held.closing_note = need_reason(reason)
    with use_reason(held.closing_note):
        return _record(held, by, on, None, held.closing_note)


def _held(by, referral: Referral, version: int, target: ReferralState, on: date) -> Referral:
    """The referral under lock, brought into the state from a day on. Raises ValidationError where it cannot be."""
    hold_group(referral.group, by)
    rows = Referral.objects.select_for_update(of=("self",)).select_related("product__agreement__partner", "group")
    held = rows.get(pk=referral.pk)
    check_version(held, version)
    if not may_become(held.state, target):
        message = _("Usulan ini %(state)s; langkah itu tidak dapat dicatat.")
        raise ValidationError(message % {"state": str(held.get_state_display()).lower()}, code="state")
    refuse_future(on, held.group)
    if on < held.state_on:
        day = date_format(held.state_on, "j F Y")
        raise ValidationError({"on": _("Tanggal ini sebelum langkah terakhir, %(day)s.") % {"day": day}}, code="order")
    held.state, held.state_on = target, on
    sign(held, by)
    return held


def _record(referral: Referral, by, on: date, amount: int | None, note: str) -> Referral:
    """Store the referral and its step; the database's own refusal of a twin is told in words."""
    referral.full_clean(exclude=["village", "board", "term", "created_by", "changed_by"])
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError as error:
        if "referral_open_once" not in str(error) and "group_id" not in str(error):
            raise
        raise ValidationError(_("Usulan yang sama masih berjalan."), code="twin") from error
    ReferralStep.objects.create(
        referral=referral, state=referral.state, on=on, amount=amount, note=note[:300], recorded_by=by
    )
    return referral


def _offered(product: PartnerProduct, day: date) -> PartnerProduct:
    """The product with all that is asked of it. Raises ValidationError where it is not offered on the day."""
    rows = PartnerProduct.objects.select_related("agreement__partner", "agreement__board__region")
    found = rows.prefetch_related("areas").get(pk=product.pk)
    partner = found.agreement.partner
    if standing_of(found.agreement, day).code not in (IN_FORCE, EXPIRING):
        raise ValidationError({"product": _("Kerja sama dengan mitra ini tidak berlaku pada tanggal itu.")})
    if any(gone is not None and gone <= day for gone in (found.retired_on, partner.retired_on)):
        raise ValidationError({"product": _("Produk ini tidak ditawarkan lagi pada tanggal itu.")})
    return found


def _check_amount(amount: int, field: str = "amount") -> None:
    if not 0 < amount <= MAX_RUPIAH:
        raise ValidationError({field: _("Isi jumlah uang lebih dari nol.")})


def _check_ticket(product: PartnerProduct, amount: int) -> None:
    _check_amount(amount, "amount_asked")
    least, most = product.ticket_min, product.ticket_max
    if least is not None and amount < least:
        raise ValidationError({"amount_asked": _("Plafon terkecil Rp %(least)s.") % {"least": figures(least)}})
    if most is not None and amount > most:
        raise ValidationError({"amount_asked": _("Plafon terbesar Rp %(most)s.") % {"most": figures(most)}})


def _check_person(group: EnterpriseGroup, person, day: date) -> None:
    hold_person(group, person)
    if person is not None and not group.memberships.current(day).filter(person=person).exists():
        raise ValidationError({"person": _("Orang ini bukan anggota kelompok pada tanggal itu.")}, code="stranger")


def _ask_about_criteria(group: EnterpriseGroup, product: PartnerProduct, day: date, reason: str) -> None:
    terms = terms_of(product, day, local_today(group), bands_as_at(day))
    missed = [outcome for outcome in check(terms, facts_of(group, terms)) if not outcome.is_met]
    if missed and not reason.strip():
        words = "; ".join(f"{outcome.asked}: {outcome.missing}" for outcome in missed)
        message = _("Kelompok di luar syarat produk (%(missed)s). Tulis alasan bila tetap diusulkan.")
        raise ValidationError({"unmatched_reason": ValidationError(message % {"missed": words}, code=UNMATCHED)})


def _ask_about_kur(person, day: date, reason: str) -> None:
    others = other_kur(person, day)
    if others and not reason.strip():
        message = _("Anggota ini masih punya KUR berjalan atau diusulkan (%(others)s). Periksa, atau tulis alasannya.")
        words = message % {"others": ", ".join(others[:3])}
        raise ValidationError({"second_kur_reason": ValidationError(words, code=SECOND_KUR)})
