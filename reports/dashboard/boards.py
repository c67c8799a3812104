"""The boards of the association inside a region, by state (UP05)."""

from dataclasses import dataclass, field

from django.db.models import Count, Max, Sum

from accounts.roles import Permission
from associations.models import BoardTerm
from associations.overview import StateCount, state_counts
from associations.queries import board_places, today_by_zone, with_board_state
from associations.terms import BoardState
from regions.codes import NATION_CODE, Level
from regions.models import Region
from regions.scoping import in_region
from reports import links


@dataclass(frozen=True)
class BoardStates:
    """The state of every board inside a region, by region code; empty where this viewer may see none."""

    by_code: dict[str, str] = field(default_factory=dict)

    @property
    def order(self) -> list[str]:
        """The states, worst first."""
        return [state.value for state in BoardState]


def boards_version() -> str:
    """A short name of everything the states of boards are told from: another one after each write, and each new day."""
    dated = {f"{name}_count": Count(name) for name in ("pk", "closed_on", "inaugurated_on")}
    terms = BoardTerm.objects.aggregate(versions=Sum("version"), newest=Max("changed_at"), **dated)
    return f"{sorted(terms.items())} {sorted(today_by_zone().items())}"


def board_states(user, region: Region) -> BoardStates:
    """The boards inside the region, in one query; below a regency there are none."""
    if region.level > Level.REGENCY or not user.allows(Permission.BOARD_VIEW):
        return BoardStates()
    places = board_places(user).current()
    if region.pk != NATION_CODE:
        places = places.filter(in_region("code", region.pk))
    return BoardStates(dict(with_board_state(places).order_by().values_list("code", "board_state")))


def board_counts(user, region: Region, states: BoardStates) -> list[StateCount]:
    """How many boards are in which state, with their lists."""
    if not states.by_code:
        return []
    return state_counts(states.by_code.values(), lambda state: links.boards_url(user, region.pk, state))
