"""What must hold of a person, her memberships and her facts, as plain functions on values: no database.

The form, the actions on one record and the import of many all ask here, so that one rule has one sentence (AC07, DM05).
Each returns the first `Problem` it finds, or None.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import KbMethod, KbStatus, MembershipRole, NikMissingReason, Sex, WelfareStage
from members.models.facts import TAKING_PART
from members.models.membership import SINGLE_ROLES
from members.nik import NikWarning, cross_check

ERROR, WARNING = "error", "warning"
OLDEST_AGE = 120
# How far ahead a leave may be dated.
LEAVE_DAYS_AHEAD = 366
# Names below this likeness are not two spellings of one: a number that leads to such a person was mistyped.
QUITE_UNLIKE = 60

LONGEST = {
    "name": 120,
    "address": 200,
    "phone": 20,
    "family_code": 30,
    "nik_warning_reason": 300,
    "second_group_reason": 300,
}
CHOICES = {
    "sex": frozenset(Sex.values),
    "nik_missing_reason": frozenset(NikMissingReason.values),
    "role": frozenset(MembershipRole.values),
    "kb_status": frozenset(KbStatus.values),
    "kb_method": frozenset(KbMethod.values),
    "welfare_stage": frozenset(WelfareStage.values),
}
_PHONE = re.compile(r"^\+?[0-9][0-9 .\-]{6,18}\Z")
phone_number = RegexValidator(_PHONE, gettext_lazy("Isi nomor HP dengan angka, misalnya 0812 3456 7890."))


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a value breaks: an error refuses, a warning never does. `field` is empty for the whole record."""

    code: str
    field: str
    message: str
    level: str = ERROR


def refuse(problem: Problem | None) -> None:
    """Raise the problem, where there is one, as ValidationError on its field."""
    if problem is None:
        return
    told = ValidationError(problem.message, code=problem.code)
    raise ValidationError({problem.field: told}) if problem.field else told


# --- Texts and choices ------------------------------------------------------------------------------------------------
def text_problem(field: str, text: str) -> Problem | None:
    """A text that its column cannot hold."""
    if len(text) > LONGEST[field]:
        told = _("Paling banyak %(most)s huruf; yang diisi %(count)s.") % {"most": LONGEST[field], "count": len(text)}
        return Problem("too_long", field, told)
    if "\0" in text or not (text.isascii() or _is_encodable(text)):
        return Problem("characters", field, _("Ada tanda yang tidak dapat disimpan. Ketik ulang isinya."))
    return None


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def phone_problem(phone: str) -> Problem | None:
    """A phone number with anything but figures, spaces, dots and hyphens."""
    if phone and not _PHONE.match(phone):
        return Problem("phone", "phone", str(phone_number.message))
    return None


def choice_problem(field: str, value: str) -> Problem | None:
    """A code that is none of the known ones."""
    if value in CHOICES[field]:
        return None
    return Problem(field, field, _("“%(value)s” bukan pilihan yang dikenal.") % {"value": value[:40]})


# --- The person -------------------------------------------------------------------------------------------------------
def name_problem(name: str, key: str) -> Problem | None:
    """A name that cannot be keyed, or is figures alone; `key` is its `name_key`."""
    if not key.islower():  # keys are small letters and figures
        return Problem("name", "name", _("Tulis nama dengan huruf Latin seperti pada KTP, misalnya Siti Aminah."))
    return text_problem("name", name)


def birth_problem(birth_on: date | None, today: date) -> Problem | None:
    """A birth ahead of the local day, or too long ago."""
    if birth_on is None:
        return None
    if birth_on > today:
        return Problem("future", "birth_on", _("Tanggal lahir belum tiba. Periksa tahunnya."))
    if today.year - birth_on.year > OLDEST_AGE:
        return Problem("too_old", "birth_on", _("Tanggal lahir lebih dari 120 tahun yang lalu. Periksa tahunnya."))
    return None


class _Every:
    """A list of districts that knows every one: the place in a NIK is a hint elsewhere, never a mismatch."""

    def __contains__(self, code) -> bool:
        return True


def nik_mismatches(nik: str, birth_on: date | None, sex: str) -> list[NikWarning]:
    """Where a clean NIK disagrees with birth date or sex: to be explained, not refused (NX03)."""
    if birth_on is not None and sex and nik[6:12] == _told_by_nik(birth_on, sex):
        return []
    return cross_check(nik, birth_on, sex, _Every())


def _told_by_nik(birth_on: date, sex: str) -> str:
    day = birth_on.day + (40 if sex == Sex.FEMALE else 0)
    return f"{day:02d}{birth_on.month:02d}{birth_on.year % 100:02d}"


# --- Days -------------------------------------------------------------------------------------------------------------
def future_problem(day: date, today: date, field: str) -> Problem | None:
    """A day ahead of the local day (DM07)."""
    if day > today:
        return Problem("future", field, _("Tanggal ini belum tiba. Isi hari ini atau tanggal sebelumnya."))
    return None


def joined_unborn_problem(started_on: date, birth_on: date | None) -> Problem | None:
    """A membership that begins before its person."""
    if birth_on and started_on < birth_on:
        return Problem("before_birth", "started_on", _("Tanggal masuk lebih awal daripada tanggal lahir."))
    return None


def fact_unborn_problem(on: date, birth_on: date | None) -> Problem | None:
    """A fact that holds from before its person was born."""
    if birth_on and on < birth_on:
        return Problem("before_birth", "on", _("Tanggal ini lebih awal daripada tanggal lahir."))
    return None


def leave_ahead_problem(on: date, today: date, field: str = "on") -> Problem | None:
    """A leave dated too far ahead."""
    if (on - today).days > LEAVE_DAYS_AHEAD:
        told = _("Tanggal keluar paling jauh satu tahun ke depan. Periksa tahunnya.")
        return Problem("future", field, told)
    return None


def leave_problem(on: date, started_on: date, field: str = "on") -> Problem | None:
    """A membership that would end before it began."""
    if on < started_on:
        return Problem("period", field, _("Tanggal ini lebih awal daripada tanggal masuk atau diangkat."))
    return None


def holds_after(started_on: date, ended_on: date | None, day: date) -> bool:
    """True if the period holds on the day or begins later; one that never held does not (`holding_after` in words)."""
    return ended_on is None or (ended_on > day and ended_on > started_on)


# --- Memberships ------------------------------------------------------------------------------------------------------
def dissolved_problem(is_dissolved: bool) -> Problem | None:
    """Nobody joins a group that is dissolved."""
    if is_dissolved:
        told = _("Kelompok ini sudah bubar. Aktifkan kembali sebelum menambah anggota.")
        return Problem("dissolved", "", told)
    return None


def already_member() -> Problem:
    """Nobody is a member of one group twice at a time."""
    return Problem("already_member", "", _("Orang ini masih tercatat sebagai anggota kelompok ini."))


def ended_already() -> Problem:
    """A leave that has come is not dated anew."""
    return Problem("ended", "", _("Keanggotaan ini sudah berakhir."))


def is_single(role: str) -> bool:
    """True for a role that one person holds at a time (DM02)."""
    return role in SINGLE_ROLES


def second_group_sentence(other: tuple[str, str] | None, group: str) -> str:
    """What is said of a member of another group: that one's name and village, where the reader may know it (SD06)."""
    if other is None:
        return _("Orang ini sudah terdaftar di kelompok lain di luar wilayah Anda. Tanyakan kepada OPD-KB setempat.")
    return _("Orang ini masih anggota kelompok %(other)s di %(village)s, dan akan ikut pula di kelompok %(group)s.") % {
        "other": other[0],
        "village": other[1],
        "group": group,
    }


# --- Facts ------------------------------------------------------------------------------------------------------------
def kb_problem(status: str, method: str, field: str = "method") -> Problem | None:
    """A method goes with a status that says she takes part."""
    if method and not status:
        return Problem("kb_status", "kb_status", _("Pilih status KB dahulu."))
    if method and status not in TAKING_PART:
        told = _("Metode hanya diisi untuk peserta KB baru, aktif, atau lestari.")
        return Problem("kb_method", field, told)
    return None


def first_problem(problems: Iterable[Problem | None]) -> Problem | None:
    """The first of them that is one."""
    return next((problem for problem in problems if problem is not None), None)
