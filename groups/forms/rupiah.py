"""The field for money as people type it: read by the one parser, echoed in figures and words, asked about."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.money import AmbiguousRupiah, RupiahError, parse_rupiah, plain_spelling, terbilang

CHOICE_SUFFIX = "_maksud"


def spoken(amount: int) -> dict:
    """An amount for the echo: whole rupiah, a spelling that is read without a question, and words."""
    return {"amount": amount, "spelling": plain_spelling(amount), "words": terbilang(amount)}


def echo_of(typed: str) -> dict:
    """What a text means: `reading` (one), or `readings` (several) with no guess, or `error`."""
    try:
        return {"reading": spoken(parse_rupiah(typed))}
    except AmbiguousRupiah as question:
        if len(question.readings) < 2:
            return {"error": str(question)}
        return {"readings": [spoken(amount) for amount in question.readings], "error": str(question)}
    except RupiahError as error:
        return {"error": str(error)}


class RupiahInput(forms.TextInput):
    """A text box with its echo; where the text has several readings they stand below as choices."""

    template_name = "groups/widgets/rupiah.html"

    def __init__(self, attrs=None):
        super().__init__({"data-money": "", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        """Show an amount with separators; a text stays as it was typed."""
        return plain_spelling(value) if isinstance(value, int) else super().format_value(value)

    def get_context(self, name, value, attrs):
        """Add what the present text means."""
        context = super().get_context(name, value, attrs)
        typed = context["widget"]["value"]
        context["choice_name"] = name + CHOICE_SUFFIX
        context["echo"] = echo_of(typed) if typed else {}
        return context

    def value_from_datadict(self, data, files, name):
        """What was typed, or the chosen one of its readings."""
        typed = super().value_from_datadict(data, files, name)
        chosen = data.get(name + CHOICE_SUFFIX)
        if not typed or not chosen:
            return typed
        readings = echo_of(typed).get("readings", ())
        return chosen if chosen in [reading["spelling"] for reading in readings] else typed


class RupiahField(forms.Field):
    """Whole rupiah (int), typed as people do. An unclear text is an error that names its readings (NX02)."""

    widget = RupiahInput
    example = _("25 juta, 750 rb, atau 25.000.000")
    default_error_messages = {"required": _("Isi jumlah uang. Tulis 0 bila tidak ada.")}

    def to_python(self, value):
        """Read the typed text; nothing typed is None."""
        if value in self.empty_values:
            return None
        try:
            return parse_rupiah(value)
        except AmbiguousRupiah as question:
            raise ValidationError(str(question), code="ambiguous") from None
        except RupiahError as error:
            raise ValidationError(str(error), code=error.code) from None

    def has_changed(self, initial, data):
        """True if the typed text means another amount than before."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
