"""One person by her NIK, wherever the number is typed: found, only said to be elsewhere, or not known (SD02, NX11)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.access import may_ask_numbers, note_search, note_unseen
from members.actions.persons import elsewhere_sentence
from members.identity import checked_nik
from members.models import Person


@dataclass(frozen=True)
class NikAnswer:
    """What may be said about a NIK: the person, or the sentence about one elsewhere, or why nothing is said now."""

    person: Person | None = None
    elsewhere: str = ""
    refusal: str = ""


def answer_to_nik(user, typed: str) -> NikAnswer:
    """Look a NIK up for this user, noted and counted as the rules ask. Raises ValidationError for what is no NIK."""
    nik = checked_nik(typed)
    if not may_ask_numbers(user):
        return NikAnswer(refusal=too_many_numbers())
    exists = Person.objects.of_nik(nik).exists()
    person = Person.objects.of_nik(nik).visible_to(user).first()
    if person is None:
        note_unseen(user, is_elsewhere=exists)
        return NikAnswer(elsewhere=elsewhere_sentence() if exists else "")
    note_search(user, "nik", 1)
    return NikAnswer(person)


def too_many_numbers() -> str:
    """What is said once the limit of the hour is reached."""
    return _("Terlalu banyak NIK yang ditanyakan. Coba lagi satu jam lagi.")
