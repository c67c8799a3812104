"""Savings and credit: entries are added and never changed; a mistake is undone by an entry that names it (UP08).

Every action locks the group first, so two people at one book write one after the other; one that opens a book or a loan
then locks the person, so that two KUR in two groups see each other, and none is opened for somebody who is just being
merged. It is a record, not a bank: no money moves.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from associations.books import movement_of, principal_of, running_kur
from associations.ledger import Movement, first_overdraft
from associations.models import Loan, LoanEntry, LoanEntryKind, LoanScheme, SavingsAccount, SavingsEntry, SavingsKind
from associations.numbers import new_number
from groups.actions.rows import hold_group, need_reason, refuse_dissolved, refuse_future
from groups.actions.standing import refuse_before_founding
from groups.models import EnterpriseGroup
from groups.money import MAX_RUPIAH
from members.models import Person

SECOND_KUR = "second_kur"


@transaction.atomic
def open_savings(*, by, group: EnterpriseGroup, person=None) -> SavingsAccount:
    """The savings book of a member, or of the group itself without `person`; made where there is none yet.

    Raises ValidationError for somebody who is not, and never was, a member of the group.
    """
    held = hold_group(group, by)
    hold_person(held, person)
    known = held.savings_accounts.filter(person=person).order_by("pk").first()
    if known is not None:
        return known
    return SavingsAccount.objects.create(
        number=new_number("S", SavingsAccount.objects),
        group=held,
        village=held.village,
        person=person,
        created_by=by,
        changed_by=by,
    )


@transaction.atomic
def record_savings(
    *, by, account: SavingsAccount, on: date, kind: str, amount: int, evidence: str = ""
) -> SavingsEntry:
    """Put a deposit or a withdrawal into a book on a local day, whole rupiah.

    Raises ValidationError for a day to come, for no money, and where the book would hold less than nothing on that day
    or on any later one.
    """
    held = hold_group(account.group, by)
    refuse_future(on, held)
    refuse_before_founding(on, held)
    _check_amount(amount)
    entry = SavingsEntry(account=account, on=on, kind=kind, amount=amount, evidence=evidence, recorded_by=by)
    entry.full_clean(exclude=["account"])
    _refuse_overdraft([*map(movement_of, account.entries.all()), movement_of(entry)])
    entry.save()
    return entry


@transaction.atomic
def reverse_savings(*, by, entry: SavingsEntry, reason: str) -> SavingsEntry:
    """Undo an entry by one of the other kind, same amount, same day. The reason is required; once per entry."""
    hold_group(entry.account.group, by)
    reason = need_reason(reason)
    _refuse_reversed(entry)
    other = SavingsKind.WITHDRAWAL if entry.kind == SavingsKind.DEPOSIT else SavingsKind.DEPOSIT
    undoing = SavingsEntry(
        account=entry.account,
        on=entry.on,
        kind=other,
        amount=entry.amount,
        reverses=entry,
        reason=reason,
        recorded_by=by,
    )
    _refuse_overdraft([*map(movement_of, entry.account.entries.all()), movement_of(undoing)])
    with use_reason(reason):
        undoing.save()
    return undoing


@transaction.atomic
def open_loan(
    *,
    by,
    group: EnterpriseGroup,
    scheme: LoanScheme,
    on: date,
    principal: int,
    term_months: int,
    person=None,
    lender=None,
    referral=None,
    second_kur_reason: str = "",
    evidence: str = "",
    note: str = "",
) -> Loan:
    """Record a loan to a member, or to the group itself, with its first disbursement (whole rupiah) on the same day.

    Kukesra is for savers: without a deposit on record by that day the scheme with the code `kukesra` is refused. A
    second running KUR of one NIK is refused with the code "second_kur" unless `second_kur_reason` says why it is right.
    """
    held = hold_group(group, by)
    refuse_future(on, held)
    refuse_before_founding(on, held)
    refuse_dissolved(held, on)
    _check_amount(principal, "principal")
    hold_person(held, person)
    _refuse_scheme(held, person, scheme, on)
    _refuse_referral(held, person, referral)
    if scheme.is_kur and person is not None:
        ask_about_running_kur(person, on, second_kur_reason)
    loan = Loan(
        number=new_number("P", Loan.objects),
        group=held,
        village=held.village,
        person=person,
        scheme=scheme,
        lender=lender,
        referral=referral,
        on=on,
        term_months=term_months,
        second_kur_reason=second_kur_reason.strip(),
        note=note,
        created_by=by,
        changed_by=by,
    )
    loan.full_clean(exclude=["group", "village", "created_by", "changed_by"])
    loan.save()
    LoanEntry.objects.create(
        loan=loan, on=on, kind=LoanEntryKind.DISBURSEMENT, amount=principal, evidence=evidence, recorded_by=by
    )
    return loan


@transaction.atomic
def record_loan_entry(*, by, loan: Loan, on: date, kind: str, amount: int, evidence: str = "") -> LoanEntry:
    """Put a further disbursement, a repayment of principal, or interest on a loan, whole rupiah.

    A loan is disbursed once, so that its instalments stay what they were; again only where the first disbursement was
    undone. Raises ValidationError for a day before the loan or to come, and where more would be paid back than was
    owed.
    """
    held = hold_group(loan.group, by)
    refuse_future(on, held)
    if on < loan.on:
        raise ValidationError({"on": _("Tanggal ini sebelum pinjaman dimulai.")})
    _check_amount(amount)
    entry = LoanEntry(loan=loan, on=on, kind=kind, amount=amount, evidence=evidence, recorded_by=by)
    entry.full_clean(exclude=["loan"])
    entries = list(loan.entries.all())
    if kind == LoanEntryKind.DISBURSEMENT:
        _refuse_second_disbursement(entries)
        _refuse_kur_beside_another(held, loan, on)
    _refuse_overpaid([*map(principal_of, entries), principal_of(entry)])
    entry.save()
    return entry


@transaction.atomic
def settle_loan(*, by, loan: Loan, on: date, evidence: str = "") -> LoanEntry:
    """Put the repayment of everything still owed on a loan. Raises ValidationError where nothing is owed."""
    hold_group(loan.group, by)
    owed = sum(principal_of(entry).amount for entry in loan.entries.all())
    if owed <= 0:
        raise ValidationError(_("Pinjaman ini sudah lunas. Muat ulang halaman."), code="settled")
    return record_loan_entry(by=by, loan=loan, on=on, kind=LoanEntryKind.REPAYMENT, amount=owed, evidence=evidence)


@transaction.atomic
def reverse_loan_entry(*, by, entry: LoanEntry, reason: str) -> LoanEntry:
    """Undo an entry of a loan by one of the same kind, amount and day that names it. The reason is required."""
    hold_group(entry.loan.group, by)
    reason = need_reason(reason)
    _refuse_reversed(entry)
    undoing = LoanEntry(
        loan=entry.loan,
        on=entry.on,
        kind=entry.kind,
        amount=entry.amount,
        reverses=entry,
        reason=reason,
        recorded_by=by,
    )
    _refuse_overpaid([*map(principal_of, entry.loan.entries.all()), principal_of(undoing)])
    with use_reason(reason):
        undoing.save()
    return undoing


def _refuse_referral(held: EnterpriseGroup, person, referral) -> None:
    """A loan comes of a referral of the same group, in the same name."""
    if referral is None:
        return
    if referral.group_id != held.pk:
        raise ValidationError({"referral": _("Usulan ini milik kelompok lain.")}, code="referral")
    if referral.person_id != (person.pk if person else None):
        raise ValidationError({"referral": _("Usulan ini atas nama peminjam lain.")}, code="referral")


def _check_amount(amount: int, field: str = "amount") -> None:
    if not 0 < amount <= MAX_RUPIAH:
        raise ValidationError({field: _("Isi jumlah uang lebih dari nol.")})


def hold_person(group: EnterpriseGroup, person) -> None:
    """Lock the person, who may still be pointed at; refuse one who was merged away or never was a member."""
    if person is None:
        return
    Person.objects.select_for_update(of=("self",), no_key=True).filter(pk=person.pk).values_list("pk").first()
    if not group.memberships.filter(person=person).exists():
        raise ValidationError({"person": _("Orang ini bukan anggota kelompok.")}, code="stranger")


def _refuse_scheme(group: EnterpriseGroup, person, scheme: LoanScheme, on: date) -> None:
    if scheme.retired_on and scheme.retired_on <= on:
        raise ValidationError({"scheme": _("Skema ini tidak dipakai lagi pada tanggal itu.")}, code="retired")
    deposits = SavingsEntry.objects.filter(kind=SavingsKind.DEPOSIT, on__lte=on, reverses=None, reversed_by=None)
    if scheme.code == "kukesra" and not deposits.filter(account__group=group, account__person=person).exists():
        raise ValidationError(
            {"scheme": _("Kukesra hanya untuk penabung Takesra. Catat dahulu simpanannya.")}, code="not_a_saver"
        )


def _refuse_second_disbursement(entries: list[LoanEntry]) -> None:
    given = [entry for entry in entries if entry.kind == LoanEntryKind.DISBURSEMENT]
    if sum(principal_of(entry).amount for entry in given) > 0:
        raise ValidationError(
            {"kind": _("Pinjaman ini sudah cair. Catat tambahannya sebagai pinjaman baru.")}, code="disbursed"
        )


def _refuse_kur_beside_another(group: EnterpriseGroup, loan: Loan, on: date) -> None:
    """A KUR disbursed anew is no way round the question: by now the member may have taken another."""
    if loan.person is None or not loan.scheme.is_kur or loan.second_kur_reason:
        return
    hold_person(group, loan.person)
    running = running_kur(loan.person, on, besides=loan, later=True)
    if running:
        message = _("Anggota ini masih punya KUR berjalan (%(loan)s). Catat sebagai pinjaman baru, dengan alasannya.")
        raise ValidationError({"kind": ValidationError(message % {"loan": running[0].number}, code=SECOND_KUR)})


def _refuse_reversed(entry) -> None:
    if entry.reverses_id is not None:
        raise ValidationError(_("Catatan ini sendiri sebuah pembatalan dan tidak dapat dibatalkan."), code="reversal")
    if type(entry).objects.filter(reverses=entry).exists():
        raise ValidationError(_("Catatan ini sudah dibatalkan."), code="reversed")


def _refuse_overdraft(movements: list[Movement]) -> None:
    day = first_overdraft(movements)
    if day is not None:
        raise ValidationError(
            {"amount": _("Saldo menjadi kurang dari nol pada %(day)s.") % {"day": f"{day:%d/%m/%Y}"}}, code="overdraft"
        )


def _refuse_overpaid(movements: list[Movement]) -> None:
    day = first_overdraft(movements)
    if day is not None:
        raise ValidationError(
            {"amount": _("Angsuran pokok melebihi sisa pinjaman pada %(day)s.") % {"day": f"{day:%d/%m/%Y}"}},
            code="overpaid",
        )


def ask_about_running_kur(person, on: date, reason: str) -> None:
    """Raise ValidationError (code "second_kur") where another KUR loan of the person runs and no reason is given."""
    running = running_kur(person, on, later=True)
    if running and not reason.strip():
        raise ValidationError(
            {
                "second_kur_reason": ValidationError(
                    _("Anggota ini masih punya KUR berjalan (%(loan)s). Periksa, atau tulis alasan KUR kedua.")
                    % {"loan": running[0].number},
                    code=SECOND_KUR,
                )
            }
        )
