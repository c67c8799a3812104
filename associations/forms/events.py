"""What is typed about the association's events."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.editing import VersionedForm
from associations.models import Board, BoardEvent, BoardEventKind
from regions.codes import is_inside
from regions.dates import LocalDateField, set_today
from regions.scoping import in_region

YEARS_AHEAD = 3
MOST_PEOPLE = 5_000
_PEOPLE = "people_"


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
        self.boards = boards_that_may_come(self.region_code)
        came = dict(event.attendances.values_list("board__region_id", "people")) if event.pk else {}
        for board in self.boards:
            self.fields[f"{_PEOPLE}{board.region_id}"] = forms.IntegerField(
                label=str(board),
                required=False,
                min_value=1,
                max_value=MOST_PEOPLE,
                initial=came.get(board.region_id),
            )
        self.kept = {code: people for code, people in came.items() if code not in {b.region_id for b in self.boards}}
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

    def values(self) -> dict:
        """What the actions are called with."""
        typed = {board.region_id: self.cleaned_data[f"{_PEOPLE}{board.region_id}"] for board in self.boards}
        attending = self.kept | {code: people for code, people in typed.items() if people}
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"attending": attending}


class EventCancelForm(forms.Form):
    """Why an event is called off."""

    reason = forms.CharField(label=gettext_lazy("Alasan batal"), max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("banjir, ditunda sampai tanggal baru ditetapkan")


def boards_that_may_come(region_code: str) -> list[Board]:
    """The board that holds the event and those of the next level below it."""
    boards = Board.objects.filter(in_region("region_id", region_code)).select_related("region").order_by("region_id")
    level = {1: 0, 2: 1, 4: 2}[len(region_code)]
    return [board for board in boards.filter(level__in=(level, level + 1)) if is_inside(board.region_id, region_code)]
