"""A person's NIK and family card number on their way into the vault, and their masked faces (AU04, DM10, NX03)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.models import Person
from members.nik import LENGTH, NikError, NikWarning, clean_nik, cross_check, mask_nik, parse_nik
from members.nik_vault import SealBroken, index_of, open_sealed, seal
from members.rules import nik_mismatches
from regions.models import Region

# A district in an old NIK may have been renumbered since: worth a hint, not worth a reason.
HINT_ONLY = frozenset({"region"})


def checked_nik(typed: str) -> str:
    """The sixteen digits of a typed NIK. Raises ValidationError with the rule's own sentence and code."""
    try:
        return clean_nik(typed)
    except NikError as error:
        raise ValidationError(error.message, code=f"nik_{error.code}") from None


def checked_family_card(typed: str) -> str:
    """The sixteen digits of a typed family card number (No. KK). Raises ValidationError."""
    digits = "".join(sign for sign in typed if sign not in " .-'\u00a0")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("No. KK terdiri atas 16 angka. Salin dari Kartu Keluarga."), code="family_card")
    return digits


def nik_warnings(nik: str, birth_on: date | None, sex: str) -> list[NikWarning]:
    """Where a NIK disagrees with what else is known of the person; nothing is refused for it (NX03)."""
    code = parse_nik(nik).district_code
    known = Region.objects.filter(code=code).values_list("code", flat=True)
    return cross_check(nik, birth_on, sex, set(known))


def require_reason(nik: str, birth_on: date | None, sex: str, reason: str) -> None:
    """Ask for a reason where NIK and birth date or sex disagree. Raises ValidationError on `nik_warning_reason`."""
    mismatches = nik_mismatches(nik, birth_on, sex)
    if mismatches and not reason.strip():
        told = [ValidationError(warning.message, code=f"nik_{warning.code}") for warning in mismatches]
        ask = ValidationError(_("Periksa dengan KTP atau KK. Bila memang demikian, tulis alasannya."), code="reason")
        raise ValidationError({"nik_warning_reason": [*told, ask]})


def put_nik(person: Person, nik: str) -> None:
    """Seal a clean NIK into the person's row and index it; the reason for its absence goes."""
    person.nik_sealed, person.nik_index, person.nik_missing_reason = seal(nik), index_of(nik), ""


def put_family_card(person: Person, number: str) -> None:
    """Seal a clean family card number into the person's row."""
    person.family_card_sealed = seal(number)


def masked(sealed: str | None) -> str:
    """A sealed number as every page shows it: `3374••••••••0001`; empty where there is none."""
    if not sealed:
        return ""
    try:
        return mask_nik(open_sealed(sealed))
    except SealBroken:
        return mask_nik("")


def owner_of(nik: str) -> Person | None:
    """The person who holds this clean NIK, wherever she lives. Who may see it is the caller's question."""
    return Person.objects.of_nik(nik).first()
