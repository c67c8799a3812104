"""What is typed about the association's events."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.editing import VersionedForm
from associations.models import Board, BoardEvent, BoardEventKind
from regions.codes import ancestors_of, is_inside
from regions.dates import LocalDateField, set_today
from regions.scoping import in_region

YEARS_AHEAD = 3
MOST_PEOPLE = 5_000
OTHERS = 4
"""Rows for boards further down that came; saved ones get a row of their own, so more can be added at the next save."""
_PEOPLE, _OTHER, _OTHER_PEOPLE = "people_", "board_", "came_"


class EventFilterForm(forms.Form):
    """Filters of the list of events. What is not understood is left out and said beside the filter."""

    q = forms.CharField(label=gettext_lazy("Cari nama atau tempat"), required=False, max_length=80)
    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False)
    tahun = forms.ChoiceField(label=gettext_lazy("Tahun"), required=False)
    wilayah = forms.ChoiceField(label=gettext_lazy("Provinsi"), required=False)
    badan = forms.RegexField(r"^(?:0|[1-9][0-9]|[1-9][0-9]{3})$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, provinces=(), years=(), **kwargs):
        super().__init__(*args, **kwargs)
        every = _("Semua")
        self.fields["jenis"].choices = [("", every), *BoardEventKind.choices]
        self.fields["tahun"].choices = [("", every), *[(str(year), str(year)) for year in years]]
        self.fields["wilayah"].choices = [("", every), *provinces]
        self.fields["q"].example = "Musda"

    @property
    def in_use(self) -> dict[str, str]:
        """The filters that were understood and are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class EventForm(VersionedForm):
    """One event, with how many people of which boards came."""

    starts_on = LocalDateField(label=gettext_lazy("Mulai"), ahead=YEARS_AHEAD)
    ends_on = LocalDateField(
        label=gettext_lazy("Selesai"),
        required=False,
        ahead=YEARS_AHEAD,
        help_text=gettext_lazy("Hari terakhir. Kosongkan bila hanya satu hari."),
    )

    class Meta:
        model = BoardEvent
        fields = ("kind", "title", "place", "starts_on", "ends_on", "agenda", "decisions")
        widgets = {"agenda": forms.Textarea({"rows": 4}), "decisions": forms.Textarea({"rows": 4})}

    def __init__(self, *args, region=None, today=None, **kwargs):
        kwargs["instance"] = kwargs.get("instance") or BoardEvent()
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["kind"].choices = [("", _("Pilih jenis")), *BoardEventKind.choices]
        event = self.instance
        self.region_code = region.pk if region else event.board.region_id
        came = dict(event.attendances.values_list("board__region_id", "people")) if event.pk else {}
        self.boards = boards_that_may_come(self.region_code, came)
        self.others = boards_further_down(self.region_code, self.boards)
        for board in self.boards:
            self._add_people(f"{_PEOPLE}{board.region_id}", str(board), came.get(board.region_id))
        for number in range(1, OTHERS + 1) if self.others else ():
            self._add_other(number)
        for name, example in {"title": _("Pameran UMKM Sulawesi Barat"), "place": _("Mamuju")}.items():
            self.fields[name].example = example

    @property
    def own_fields(self):
        """The bound fields of the event itself."""
        return [self[name] for name in self.Meta.fields]

    @property
    def people_fields(self):
        """The bound fields of the boards that may have come."""
        return [self[f"{_PEOPLE}{board.region_id}"] for board in self.boards]

    @property
    def other_fields(self):
        """The bound fields of further boards, each with its number of people; none where there are no others."""
        rows = range(1, OTHERS + 1) if self.others else ()
        return [self[f"{name}{number}"] for number in rows for name in (_OTHER, _OTHER_PEOPLE)]

    def clean(self):
        """A further board is found by its name or code, has people, and is told once."""
        cleaned = super().clean()
        self.found: dict[str, int] = {}
        for number in range(1, OTHERS + 1) if self.others else ():
            self._read_other(number, cleaned)
        return cleaned

    def values(self) -> dict:
        """What the actions are called with."""
        typed = {board.region_id: self.cleaned_data[f"{_PEOPLE}{board.region_id}"] for board in self.boards}
        attending = self.found | {code: people for code, people in typed.items() if people}
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"attending": attending}

    def _add_people(self, name: str, label: str, initial: int | None = None) -> None:
        bounds = {"required": False, "min_value": 1, "max_value": MOST_PEOPLE}
        self.fields[name] = forms.IntegerField(label=label, initial=initial, **bounds)

    def _add_other(self, number: int) -> None:
        name = f"{_OTHER}{number}"
        self.fields[name] = forms.CharField(
            label=_("Badan pengurus lain %(number)s") % {"number": number}, required=False, max_length=120
        )
        self.fields[name].widget.attrs |= {"list": "badan-lain", "autocomplete": "off"}
        self._add_people(f"{_OTHER_PEOPLE}{number}", _("Jumlah utusan %(number)s") % {"number": number})

    def _read_other(self, number: int, cleaned: dict) -> None:
        typed, people = cleaned.get(f"{_OTHER}{number}", ""), cleaned.get(f"{_OTHER_PEOPLE}{number}")
        if not typed and not people:
            return
        code = _board_named(typed, self.others)
        if code is None:
            self.add_error(f"{_OTHER}{number}", _("Pilih badan pengurus dari daftar, atau tulis kode wilayahnya."))
        elif code in self.found:
            self.add_error(f"{_OTHER}{number}", _("Badan pengurus ini sudah ditulis di atas."))
        elif not people:
            if f"{_OTHER_PEOPLE}{number}" not in self.errors:
                self.add_error(f"{_OTHER_PEOPLE}{number}", _("Tulis jumlah utusannya."))
        else:
            self.found[code] = people


class EventCancelForm(forms.Form):
    """Why an event is called off."""

    reason = forms.CharField(label=gettext_lazy("Alasan batal"), max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("banjir, ditunda sampai tanggal baru ditetapkan")


def boards_that_may_come(region_code: str, came=()) -> list[Board]:
    """The boards above the one that holds the event, itself, those of the next level below, and those that came."""
    level = {1: 0, 2: 1, 4: 2}[len(region_code)]
    near = Q(level__in=(level, level + 1)) & in_region("region_id", region_code)
    boards = Board.objects.filter(near | Q(region__in=[*ancestors_of(region_code), *came]))
    return list(boards.select_related("region").order_by("region_id"))


def boards_further_down(region_code: str, shown: list[Board]) -> dict[str, str]:
    """The words of the boards inside the region that are not shown already, by code: regencies, for the nation."""
    boards = Board.objects.filter(in_region("region_id", region_code)).select_related("region").order_by("region_id")
    further = boards.exclude(pk__in=[board.pk for board in shown])
    return {board.region_id: str(board) for board in further if is_inside(board.region_id, region_code)}


def _board_named(typed: str, boards: dict[str, str]) -> str | None:
    """The code of the board that was chosen from the list or typed, by its code or its name."""
    code = "".join(sign for sign in typed.rpartition("(")[2] if sign.isdecimal())
    if code in boards:
        return code
    wanted = " ".join(typed.casefold().split())
    return next((code for code, words in boards.items() if words.casefold() == wanted), None)
