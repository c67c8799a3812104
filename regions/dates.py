"""Dates as people write them, and the form field that reads them. One parser for form, import and API.

Day first, always. What is no whole date is refused with the reason, never guessed: an American date (`05/13/2020`), a
month without its day, a spreadsheet's serial number. The one exception is a year of two figures, where only one century
is plausible: a date of what has happened is never ahead of today.
"""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.clock import local_today

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
# How far ahead a two-figure year may lie where the future is allowed (a licence, a term of office).
YEARS_AHEAD = 30

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari pebruari feb peb february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agst aug august",
            "september sep sept",
            "oktober okt october oct",
            "november nopember nov nop",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_ISO = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_NUMERIC = re.compile(r"(?P<day>[0-9]{1,2})(?P<sign>[-/. ])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{2}|[0-9]{4})")
_NAMED = re.compile(r"(?P<day>[0-9]{1,2})[ \-/.]*(?P<month>[a-z]+)\.?[ \-/.]*(?P<year>[0-9]{2}|[0-9]{4})")
_MONTH_ONLY = re.compile(r"(?:[0-9]{1,2}|[a-z]+)[ \-/.]+[0-9]{4}|[0-9]{4}[ \-/.]+[0-9]{1,2}")
_YEAR_ONLY = re.compile(r"(?:19|20)[0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(?:\.0)?")


class DateError(ValueError):
    """The text is no date; the message says in Indonesian what to write."""

    code = "date"


def parse_date(text: str, today: date, *, ahead: int = 0) -> date:
    """Return the date a person wrote, day first.

    `today` settles the century of a two-figure year: the latest one that does not lie more than `ahead` years after it.
    Whether a date may lie in the future is the caller's rule. Raises `DateError` with an Indonesian message.
    """
    written = re.sub(r"\s+", " ", _INVISIBLE.sub("", text)).strip().lower()
    if len(written) > 40:
        raise DateError(_unreadable())
    found = _ISO.fullmatch(written) or _NUMERIC.fullmatch(written) or _NAMED.fullmatch(written)
    if found is None:
        raise DateError(_why_refused(written))
    month = _month(found["month"], int(found["day"]))
    return _on_calendar(int(found["day"]), month, found["year"], today, ahead)


def _month(written: str, day: int) -> int:
    """Read a month by number or name; a "month" of 13 to 31 beside a day up to 12 is the American order."""
    if written.isdigit():
        number = int(written)
        if 12 < number <= 31 and 1 <= day <= 12:
            raise DateError(_("Tulis hari dahulu, lalu bulan dan tahun, misalnya 17/08/1998."))
        return number
    if written not in _MONTHS:
        raise DateError(_("Nama bulan tidak dikenal. Tulis misalnya 17 Agustus 1998 atau 17/08/1998."))
    return _MONTHS[written]


def _on_calendar(day: int, month: int, year: str, today: date, ahead: int) -> date:
    try:
        found = _with_century(day, month, int(year), today, ahead) if len(year) == 2 else date(int(year), month, day)
    except ValueError:
        raise DateError(_("Tanggal ini tidak ada di kalender. Periksa hari dan bulannya.")) from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise DateError(_("Periksa tahunnya. Tulis misalnya 17/08/1998."))
    return found


def _with_century(day: int, month: int, year: int, today: date, ahead: int) -> date:
    """The nearest century in which the date is not too far ahead of today."""
    if day == 29 and month == 2 and year % 4:
        raise ValueError(year)
    century = today.year // 100 * 100
    limit = (today.year + ahead, today.month, today.day)
    while (century + year, month, day) > limit:
        century -= 100
    return date(century + year, month, day)


def _why_refused(written: str) -> str:
    if _YEAR_ONLY.fullmatch(written):
        return _("Baru ada tahunnya. Tulis tanggal lengkap dengan hari dan bulan, misalnya 17/08/1998.")
    if _MONTH_ONLY.fullmatch(written):
        return _("Harinya belum ada. Tulis tanggal lengkap, misalnya 17/08/1998.")
    if _SERIAL.fullmatch(written):
        return _("Ini angka dari lembar kerja, bukan tanggal. Ubah bentuk selnya menjadi tanggal, lalu salin lagi.")
    return _unreadable()


def _unreadable() -> str:
    return _("Tanggal tidak terbaca. Tulis misalnya 17/08/1998 atau 17 Agustus 1998.")


class _EasternClock:
    """The first place in Indonesia where a day begins."""

    time_zone = "Asia/Jayapura"


class TypedDateInput(forms.DateInput):
    """A text box, day first, as dates are written here.

    The browser's own date box is not used: it shows dates in the browser's language, month first on many office
    computers, and takes long to page back to a year of birth.
    """

    input_type = "text"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "class": "width-8", **(attrs or {})}, format="%d/%m/%Y")


class LocalDateField(forms.Field):
    """A local date. Future dates are refused unless `ahead` gives the years that may be looked ahead.

    `today` is the local day of the place the form speaks of: set it with `set_today`. Without it the day of Indonesia's
    east counts, where a day begins first, so that a right date is never refused (DM07).
    """

    widget = TypedDateInput
    example = "17/08/2026"
    default_error_messages = {
        "required": gettext_lazy("Isi tanggalnya, misalnya 17/08/2026."),
        "future": gettext_lazy("Tanggal ini belum tiba. Isi hari ini atau tanggal sebelumnya."),
        "too_far": gettext_lazy("Tanggal ini terlalu jauh di depan. Periksa tahunnya."),
    }

    def __init__(self, *, ahead=0, example=example, **kwargs):
        super().__init__(**kwargs)
        self.ahead = ahead
        self.today = None
        self.example = example

    def to_python(self, value):
        """Read what was typed; an empty box is no date."""
        if value is None or isinstance(value, date):
            return value
        if not str(value).strip():
            return None
        try:
            return parse_date(str(value), self._today(), ahead=self.ahead)
        except DateError as error:
            raise ValidationError(str(error), code=error.code) from None

    def validate(self, value):
        """Refuse what lies ahead of the local day by more than this field allows."""
        super().validate(value)
        if value is None or value <= self._today():
            return
        if not self.ahead:
            raise ValidationError(self.error_messages["future"], code="future")
        if value.year > self._today().year + self.ahead:
            raise ValidationError(self.error_messages["too_far"], code="future")

    def has_changed(self, initial, data):
        """True if the typed text means another date than before."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def _today(self) -> date:
        return self.today or local_today(_EasternClock())


def set_today(form: forms.BaseForm, today: date) -> None:
    """Let every date field of a form reckon with this local day."""
    for field in form.fields.values():
        if isinstance(field, LocalDateField):
            field.today = today
