"""The parts of a region side by side: on a map where they are provinces, as a ranking everywhere else (DB05)."""

from collections.abc import Sequence
from dataclasses import dataclass

from associations.overview import ShownState, shown_state
from regions.codes import Level
from reports import links
from reports.dashboard.asked import METHOD_NOTES, Asked
from reports.dashboard.boards import BoardStates
from reports.dashboard.measures import PartFigures
from reports.pictures.choropleth import Choropleth, choropleth
from reports.pictures.mosaic import Place, ProvinceMap, province_map
from reports.table import Kind


@dataclass(frozen=True)
class BoardPlace:
    """One part with the state of its own board."""

    code: str
    name: str
    state: ShownState
    url: str
    board_url: str


@dataclass(frozen=True)
class RegionsPicture:
    """One measure of the parts: `ranked` for numbers, `boards` for states; `map` where the parts are provinces."""

    asked: Asked
    ranked: Choropleth | None
    boards: list[BoardPlace]
    map: ProvinceMap | None

    @property
    def method_note(self) -> str:
        """How the classes came about."""
        return str(METHOD_NOTES[self.asked.method])


def regions_picture(found: PartFigures, asked: Asked, states: BoardStates) -> RegionsPicture:
    """The parts under the measure asked for."""
    title = str(asked.measure.label)
    if not asked.is_classed:
        boards = _board_places(found, states)
        return RegionsPicture(asked, None, boards, _map_of(found, title, [_place_of(each) for each in boards]))
    ranked = choropleth(asked.measure.of_parts(found), asked.measure.kind, asked.method)
    return RegionsPicture(asked, ranked, [], _map_of(found, title, ranked.places))


def _map_of(found: PartFigures, title: str, places: Sequence[Place]) -> ProvinceMap | None:
    return province_map("peta", title, places) if found.level == Level.PROVINCE and len(places) > 1 else None


def _board_places(found: PartFigures, states: BoardStates) -> list[BoardPlace]:
    """Worst first, as in every list of boards."""
    places = [
        BoardPlace(
            part.pk,
            part.name,
            shown_state(states.by_code[part.pk]),
            links.dashboard_url(part.pk),
            links.board_url(found.user, part.pk),
        )
        for part, _figures in found.parts
        if part.pk in states.by_code
    ]
    order = list(states.order)
    return sorted(places, key=lambda place: order.index(place.state.code))


def _place_of(each: BoardPlace) -> Place:
    return Place(
        each.code, each.name, each.state.label, Kind.TEXT, f"state-{each.state.code}", each.state.sign, each.url
    )
