"""The form field for a region in the address of a list."""

from django import forms
from django.core.exceptions import ValidationError

from regions.codes import CodeError, clean_code


class RegionCodeField(forms.CharField):
    """A region by its code, with or without dots; empty where none is asked for. Not shown: it is chosen by links."""

    def __init__(self):
        super().__init__(required=False, max_length=20, widget=forms.HiddenInput)

    def to_python(self, value):
        """The bare code. Raises ValidationError."""
        typed = super().to_python(value)
        try:
            return clean_code(typed) if typed else ""
        except CodeError as error:
            raise ValidationError(str(error), code="region") from None
