"""The rows that the addresses of the month's lists ask for; page and file show the same ones (IE07).

A region that is neither inside the territory nor above it raises `OutsideTerritory`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from activities.card_listing import of_state, owing
from activities.forms.card import CardFilterForm
from activities.forms.listing import MonthFilterForm
from activities.forms.review import ReviewFilterForm
from activities.listing import groups_of_month, narrowed_to
from activities.models import HandOver
from activities.periods import open_years
from activities.queues import Queue
from groups.forms.filters import MentorField
from groups.listing import ORDER, Place, place_of
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import CodeError, clean_code


@dataclass(frozen=True)
class RegistersAsked:
    """The groups of a month with their registers; without a month where the address means nothing."""

    form: MonthFilterForm
    rows: Any
    place: Place
    month: date | None = None
    order: tuple[str, ...] = ORDER


@dataclass(frozen=True)
class CardsAsked:
    """The groups that owe a card in a year; `visible` are those of the place, whatever the state asked for."""

    form: CardFilterForm
    rows: Any
    visible: Any = None
    place: Place | None = None
    order: tuple[str, ...] = ORDER


@dataclass(frozen=True)
class QueueAsked:
    """Registers or cards in one state of their review."""

    form: ReviewFilterForm
    rows: Any
    queue: Queue

    @property
    def order(self) -> tuple[str, ...]:
        """The queue's own."""
        return self.queue.order


@dataclass(frozen=True)
class HandOversAsked:
    """Hand-overs, the latest day first."""

    rows: Any
    order: tuple[str, ...] = ("-on", "-id")
    form: None = None


def registers_asked(user, asked) -> RegistersAsked:
    """Groups of the territory that exist in a month, with the columns of its register."""
    place = _place_written(user, asked.get("wilayah", ""))
    form = MonthFilterForm(asked.dict(), today=local_today(place.region or user))
    visible = EnterpriseGroup.objects.visible_to(user)
    if not form.is_valid():
        return RegistersAsked(form, groups_of_month(visible.none(), form.present), place)
    wanted, month = form.cleaned_data, form.cleaned_data["bulan"]
    if place.region and wanted["wilayah"]:
        visible = visible.in_region(place.region.code)
    visible = MentorField.narrowed(visible, wanted["pembina"])
    found = narrowed_to(groups_of_month(visible, month), month, wanted["keadaan"], wanted["materi"])
    return RegistersAsked(form, found, place, month)


def cards_asked(user, asked) -> CardsAsked:
    """Groups of the territory that owe a card in a year, narrowed by region and state."""
    today = local_today(user)
    form = CardFilterForm(asked, **_years(today))
    visible = EnterpriseGroup.objects.visible_to(user)
    if not form.is_valid():
        return CardsAsked(form, visible.none())
    place = place_of(user, form.cleaned_data["wilayah"])
    if place.region:
        visible = visible.in_region(place.region.code)
    year = form.cleaned_data["tahun"]
    found = of_state(owing(visible, year, today), year, form.cleaned_data["keadaan"])
    return CardsAsked(form, found, visible, place)


def queue_asked(user, asked) -> QueueAsked:
    """What waits in the territory, or what was decided on."""
    form = ReviewFilterForm(asked, today=local_today(user))
    queue = form.queue()
    rows = queue.rows(user) if form.is_valid() else queue.model.objects.none()
    return QueueAsked(form, rows, queue)


def hand_overs_asked(user, _asked=None) -> HandOversAsked:
    """Hand-overs of the territory."""
    rows = HandOver.objects.visible_to(user).select_related("officer", "successor", "region")
    return HandOversAsked(rows.prefetch_related("regions"))


def _place_written(user, written: str) -> Place:
    """The region asked for; one that is no code at all is an error of the form, not a place."""
    try:
        code = clean_code(written) if written else ""
    except CodeError:
        code = ""
    return place_of(user, code)


def _years(today: date) -> dict:
    """The year whose cards are written now, else the present one; and the newest that can be chosen."""
    written = [period.start.year for period in open_years(today)]
    year = written[0] if written else today.year
    return {"year": year, "newest": max(today.year, *written) if written else today.year}
