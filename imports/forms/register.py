"""Forms of a register file: the file, what its columns mean, which villages it means, which problems to show."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.uploads import OversizedUpload
from imports.models import IssueLevel
from imports.reading import FileRefused
from imports.reading.kinds import HEAD, kind_of
from imports.reading.limits import MEGABYTE
from imports.register.columns import KIND_WORDS, choices_of, label_of
from imports.register.layout import SheetLayout, find_layout
from imports.register.places import Asked
from imports.register.rule_names import rule_name

MOST_BYTES = 50 * MEGABYTE
"""What a browser may send; larger files go through the command line."""
# So many layouts are asked about at once; the others come with the next check.
_MOST_PARTS = 8


class RegisterFileForm(forms.Form):
    """A register workbook or CSV. Only its first bytes are looked at here; the check reads the rest."""

    file = forms.FileField(
        label=_("Berkas register"),
        help_text=_("XLSX atau CSV, paling besar 50 MB. Pilih berkas atau seret ke sini."),
        error_messages={"required": _("Pilih berkasnya dahulu."), "empty": _("Berkas ini kosong.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt", "class": "import-drop"}),
    )

    def clean_file(self):
        """Refuse at once what is no table at all."""
        uploaded = self.cleaned_data["file"]
        try:
            if isinstance(uploaded, OversizedUpload):
                raise FileRefused("too_big", size=MOST_BYTES // MEGABYTE)
            kind_of(*_ends(uploaded.file, uploaded.size))
        except FileRefused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None
        return uploaded


def _ends(file, size: int) -> tuple[bytes, bytes]:
    """The first bytes of a file and the last."""
    file.seek(max(0, size - HEAD))
    tail = file.read(HEAD)
    file.seek(0)
    return file.read(HEAD), tail


class IssueFilterForm(forms.Form):
    """Which problems of a file to show."""

    tingkat = forms.ChoiceField(
        label=_("Tingkat"), required=False, choices=[("", _("Semua tingkat")), *IssueLevel.choices]
    )
    aturan = forms.ChoiceField(label=_("Aturan"), required=False)
    lembar = forms.ChoiceField(label=_("Lembar"), required=False)

    def __init__(self, asked, *, codes: Iterable[str], sheets: Iterable[str]):
        super().__init__(asked, auto_id="saring_%s")
        named = sorted(((code, str(rule_name(code))) for code in codes), key=lambda pair: pair[1])
        self.fields["aturan"].choices = [("", _("Semua aturan")), *named]
        names = [name for name in sheets if name]
        self.fields["lembar"].choices = [("", _("Semua lembar")), *((name, name) for name in names)]
        if len(names) < 2:
            self.fields["lembar"].widget = forms.HiddenInput()

    def narrow(self, issues):
        """The problems that the address asks for; none where it asks for what does not exist."""
        if not self.is_valid():
            return issues.none()
        told = {"level": "tingkat", "code": "aturan", "sheet": "lembar"}
        asked = {column: self.cleaned_data[name] for column, name in told.items() if self.cleaned_data[name]}
        return issues.filter(**asked)


class SheetPart:
    """One layout on the form of columns: the sheets that have it, its kind, and a choice for each of its columns."""

    def __init__(self, number: int, sheet: dict[str, Any], kind: str | None):
        self.number, self.sheet, self.names = number, sheet, [sheet["name"]]
        self.kind = sheet["kind"] if kind is None else kind
        recognised = sheet["columns"] if self.kind == sheet["kind"] else _recognised(sheet, self.kind)
        self.missing = [label_of(field) for field in sheet["missing"]] if self.kind == sheet["kind"] else []
        self.columns = {place: recognised.get(place, "") for place in sheet["headers"]}
        self.kind_name, self.shown_name = f"jenis_{number}", f"tampak_{number}"

    def column_name(self, place: str) -> str:
        """The form's name of the choice for a column."""
        return f"kolom_{self.number}_{place}"

    def fields(self) -> dict[str, forms.Field]:
        """The fields of this part."""
        kinds = [(str(kind), words) for kind, words in KIND_WORDS.items()]
        kind = forms.ChoiceField(
            label=_("Isi lembar"),
            required=False,
            initial=self.kind,
            choices=[*kinds, ("", _("Jangan baca lembar ini"))],
        )
        shown = forms.CharField(required=False, initial=self.kind, widget=forms.HiddenInput())
        return {self.kind_name: kind, self.shown_name: shown} | {
            self.column_name(place): forms.ChoiceField(
                label=self.sheet["headers"][place],
                required=False,
                initial=field,
                choices=[("", _("Jangan dibaca")), *(choices_of(self.kind) if self.kind else ())],
            )
            for place, field in self.columns.items()
        }

    def bind(self, form: forms.Form) -> None:
        """Keep the bound fields for the template."""
        self.kind_field, self.shown_field = form[self.kind_name], form[self.shown_name]
        self.column_fields = [form[self.column_name(place)] for place in self.columns]


class ColumnsForm(forms.Form):
    """What the columns of each layout mean. Where another kind of sheet is chosen, its columns are offered first."""

    def __init__(self, posted=None, *, sheets: Iterable[dict[str, Any]], kinds: dict[str, str] | None = None):
        super().__init__(posted)
        self.is_answered = posted is not None or kinds is not None
        self.parts = _parts(sheets, kinds or {}, posted)
        for part in self.parts:
            self.fields.update(part.fields())
        for part in self.parts:
            part.bind(self)
        self.is_turned = False

    def clean(self):
        """Refuse a field that is named twice and one that is missing."""
        cleaned = super().clean()
        for part in self.parts:
            kind = cleaned.get(part.kind_name, "")
            if kind != part.kind:
                self.is_turned = True
            elif kind and not self.errors:
                self._check(part, self.meanings()[part.sheet["layout"]])
        return cleaned

    def _check(self, part: SheetPart, told: dict[str, Any]) -> None:
        seen: set[str] = set()
        for place, field in told["columns"].items():
            if field and field in seen:
                message = _("Kolom %(name)s dipilih dua kali. Pilih satu saja.") % {"name": label_of(field)}
                self.add_error(part.column_name(place), ValidationError(message, code="twice"))
            seen.add(field)
        layout = _laid_out(part.sheet, told)
        missing = ", ".join(str(label_of(field)) for field in layout.unknown_required) if layout else ""
        if missing:
            message = _("Masih perlu kolom: %(names)s.") % {"names": missing}
            self.add_error(part.kind_name, ValidationError(message, code="missing"))

    def kinds(self) -> dict[str, str]:
        """The kind of sheet chosen for each layout."""
        return {part.sheet["layout"]: self.cleaned_data.get(part.kind_name, "") for part in self.parts}

    def meanings(self) -> dict[str, dict[str, Any]]:
        """What was chosen, by layout, as `find_layout` reads it."""
        return {
            part.sheet["layout"]: {
                "kind": self.cleaned_data.get(part.kind_name, ""),
                "columns": {place: self.cleaned_data.get(part.column_name(place), "") for place in part.columns},
            }
            for part in self.parts
        }


def _parts(sheets: Iterable[dict[str, Any]], kinds: dict[str, str], posted) -> list[SheetPart]:
    """One part for each layout: sheets that are laid out alike are asked about once."""
    parts: dict[str, SheetPart] = {}
    for sheet in sheets:
        layout = sheet["layout"]
        if layout in parts:
            parts[layout].names.append(sheet["name"])
        if layout in parts or len(parts) == _MOST_PARTS:
            continue
        number = len(parts)
        kind = kinds.get(layout)
        if kind is None and posted is not None:
            shown = posted.get(f"tampak_{number}", sheet["kind"])
            kind = shown if shown in {"", *map(str, KIND_WORDS)} else sheet["kind"]
        parts[layout] = SheetPart(number, sheet, kind)
    return list(parts.values())


def _laid_out(sheet: dict[str, Any], told: dict[str, Any]) -> SheetLayout | None:
    """The layout of a sheet by its headings alone, with what was chosen."""
    width = max((int(place) for place in sheet["headers"]), default=0) + 1
    row = [sheet["headers"].get(str(place), "") for place in range(width)]
    return find_layout([(sheet["header_row"], row)], {sheet["layout"]: told})


def _recognised(sheet: dict[str, Any], kind: str) -> dict[str, str]:
    """What the headings say if the sheet is of this kind."""
    layout = _laid_out(sheet, {"kind": kind, "columns": {}}) if kind else None
    return {str(place): field for place, field in layout.columns.items()} if layout else {}


class PlacesForm(forms.Form):
    """Which village each written place means, from those whose names come near."""

    def __init__(self, posted=None, *, asked: Iterable[Asked]):
        super().__init__(posted)
        self.keys = {_name_of(one.key): one.key for one in asked}
        for one in asked:
            none = ("", _("Bukan salah satu dari ini"))
            self.fields[_name_of(one.key)] = forms.ChoiceField(
                label=one.words,
                required=False,
                choices=[*one.candidates, none],
                widget=forms.RadioSelect,
            )

    def chosen(self) -> dict[str, str]:
        """The village of each place that was answered."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items() if self.cleaned_data.get(name)}


def _name_of(key: str) -> str:
    """A field's name by what it asks, so that an answer never lands at another place after a new check."""
    return f"desa_{hashlib.sha256(key.encode()).hexdigest()[:16]}"
