"""The boards that the address of the list asks for; the page and the file show the same ones (IE07)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from associations.forms import BoardFilterForm
from associations.models import BoardLevel
from associations.queries import board_places, with_board_state
from associations.terms import BoardState
from regions.models import Region
from regions.names import search_words
from regions.scoping import in_region

# Lists in which the date matters more than the place; they are short, so they stand whole.
_BY_END = (BoardState.EXPIRED, BoardState.ENDING)


@dataclass(frozen=True)
class BoardsAsked:
    """Regions with the state of their boards: all of them (`places`, `every`), and those asked for (`rows`)."""

    form: BoardFilterForm
    filters: dict
    places: Any
    every: list[Region]
    rows: Any
    by_end: bool

    @property
    def order(self) -> tuple[str, ...]:
        """By place, or by the planned end where that is what is looked for."""
        return ("held_until", "code") if self.by_end else ("code",)

    @property
    def provinces(self) -> list[Region]:
        """The provinces the user may see."""
        return [place for place in self.every if place.level == BoardLevel.PROVINCE]


def boards_asked(user, asked) -> BoardsAsked:
    """The regions whose boards the user may see, narrowed by the list's own form."""
    places = with_board_state(board_places(user).current())
    every = list(places.order_by("code"))
    provinces = [(place.pk, place.name) for place in every if place.level == BoardLevel.PROVINCE]
    form = BoardFilterForm(asked, provinces=provinces)
    filters = form.in_use
    by_end = filters.get("keadaan") in _BY_END
    return BoardsAsked(form, filters, places, every, filtered(places, filters), by_end)


def filtered(places: QuerySet[Region], filters: dict) -> QuerySet[Region]:
    """Of these regions those that every filter lets through."""
    if "keadaan" in filters:
        places = places.filter(board_state=filters["keadaan"])
    if "tingkat" in filters:
        places = places.filter(level=int(filters["tingkat"]))
    if "wilayah" in filters:
        places = places.filter(in_region("code", filters["wilayah"]))
    for word in search_words(filters.get("q", "")).split():
        places = places.filter(search_key__contains=word)
    return places
