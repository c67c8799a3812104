"""What can be wrong with a table of SIGA, by name. A problem with a row says which row."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProblemCode(TextChoices):
    """One kind of problem; the label says what was done about it."""

    NOT_A_COUNT = "not_a_count", _("Bukan jumlah. Baris ini tidak dibandingkan.")
    TWICE = "twice", _("Desa ini sudah ada di baris sebelumnya. Baris ini tidak dibandingkan.")
    MORE_REPORTING = "more_reporting", _("Yang lapor lebih banyak dari yang ada. Angka SIGA dipakai apa adanya.")
    OTHER_MONTH = "other_month", _("Baris bulan lain tidak dibandingkan.")
    MONTH_DIFFERS = "month_differs", _("Bulan di berkas berbeda dari bulan yang dipilih.")
    MONTH_UNKNOWN = "month_unknown", _("Berkas tidak menyebut bulan. Bulan yang dipilih dipakai.")


@dataclass(frozen=True)
class Problem:
    """One problem: its kind, its row (0 for the whole file), the value as it stands there, the village, the column."""

    code: str
    row: int = 0
    value: str = ""
    village: str = ""
    column: str = ""

    def as_json(self) -> dict:
        """As it is stored."""
        return {**vars(self), "code": str(self.code)}


def in_words(problem: dict) -> dict:
    """A stored problem with its sentence, in the language of the moment."""
    return {**problem, "message": str(ProblemCode(problem["code"]).label)}
