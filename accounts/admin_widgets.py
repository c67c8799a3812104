"""The searched select of the admin, which also works where no script runs: there the code or number is typed."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

ROWS_WITHOUT_SCRIPT = 3


def _typed(name: str, codes) -> str:
    label = _("Kode atau nomor")
    inputs = format_html_join(
        "", '<input name="{}" value="{}" aria-label="{}">', ((name, code or "", label) for code in codes)
    )
    return format_html(
        '<noscript><div class="without-script"><p class="field-hint">{}</p>{}</div></noscript>',
        _("Peramban ini tidak menjalankan JavaScript: tulis kode atau nomornya di sini."),
        inputs,
    )


class SearchedSelect(AutocompleteSelect):
    """One row, found by typing."""

    def render(self, name, value, attrs=None, renderer=None):
        """The select and, without script, an input of the same name after it, which then counts."""
        return super().render(name, value, attrs, renderer) + _typed(name, [value])


class SearchedSelectMultiple(AutocompleteSelectMultiple):
    """Several rows, found by typing."""

    def render(self, name, value, attrs=None, renderer=None):
        """The select and, without script, inputs of the same name."""
        rows = [*(value or []), *[""] * ROWS_WITHOUT_SCRIPT]
        return super().render(name, value, attrs, renderer) + _typed(name, rows)

    def value_from_datadict(self, data, files, name):
        """What was chosen or typed, each once; lines left empty say nothing."""
        chosen = super().value_from_datadict(data, files, name) or []
        return list(dict.fromkeys(code.strip() for code in chosen if code.strip()))
