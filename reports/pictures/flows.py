"""Where groups were and where they are now: bands from the states on the left to those on the right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 240
_BAR, _GUTTER, _GAP, _TOP = 8, 112, 8, 22
# A line of words.
_LINE = 13
# A band that holds anything can be seen.
_THINNEST = 0.75


@dataclass(frozen=True)
class State:
    """One state in its order, lowest first; `rank` None stands outside the order (new, dissolved, no data)."""

    code: str
    label: str
    rank: int | None = None


@dataclass(frozen=True)
class Node:
    """A state on one side with how many groups it holds."""

    state: State
    x: float
    y: float
    height: float
    count: int
    label_y: float


@dataclass(frozen=True)
class Band:
    """Groups that went from one state to another: `way` is up, down, same or other."""

    path: str
    came_from: State
    went_to: State
    count: int
    way: str


@dataclass(frozen=True)
class FlowPicture:
    """The whole picture; `bands` are the values of its table."""

    key: str
    title: str
    before: list[Node]
    after: list[Node]
    bands: list[Band]
    width: int = WIDTH
    height: int = HEIGHT
    bar: int = _BAR
    label_left: int = _GUTTER - 6
    label_right: int = WIDTH - _GUTTER + 6


def flow_picture(
    key: str, title: str, states: Sequence[State], flows: Sequence[tuple[str, str, int]]
) -> FlowPicture | None:
    """Lay out flows (state before, state after, groups) between states; None where nothing flows.

    A state stands on a side only if it holds something there. The states keep their order, the highest on top.
    """
    counted = {(before, after): count for before, after, count in flows if count}
    if not counted:
        return None
    order = list(reversed(states))
    unit = _unit(order, counted)
    before = _nodes(order, [sum(counted.get((a.code, b.code), 0) for b in order) for a in order], _GUTTER, unit)
    after = _nodes(
        order, [sum(counted.get((a.code, b.code), 0) for a in order) for b in order], WIDTH - _GUTTER - _BAR, unit
    )
    return FlowPicture(key, title, before, after, _bands(before, after, counted, unit))


def _unit(order: Sequence[State], counted: dict[tuple[str, str], int]) -> float:
    """The height of one group, so that the fuller side just fits."""
    sides = max(len({pair[side] for pair in counted}) for side in (0, 1))
    return (HEIGHT - _TOP - 4 - (sides - 1) * _GAP) / sum(counted.values())


def _nodes(order: Sequence[State], counts: Sequence[int], x: float, unit: float) -> list[Node]:
    """The states that hold something, from the top; a name stands at the middle of its state, or below the last one."""
    nodes: list[Node] = []
    y = float(_TOP)
    for state, count in zip(order, counts, strict=True):
        if count:
            height = count * unit
            above = nodes[-1].label_y + _LINE if nodes else 0
            nodes.append(Node(state, x, round(y, 1), round(height, 2), count, round(max(y + height / 2, above), 1)))
            y += height + _GAP
    return nodes


def _bands(
    before: Sequence[Node], after: Sequence[Node], counted: dict[tuple[str, str], int], unit: float
) -> list[Band]:
    """Bands leave and arrive in the order of the states, so that those of one node never cross."""
    left = {node.state.code: node.y for node in before}
    right = {node.state.code: node.y for node in after}
    bands = []
    for source in before:
        for target in after:
            count = counted.get((source.state.code, target.state.code), 0)
            if not count:
                continue
            start, end = left[source.state.code], right[target.state.code]
            left[source.state.code] += count * unit
            right[target.state.code] += count * unit
            path = _band_path(start, end, max(count * unit, _THINNEST))
            bands.append(Band(path, source.state, target.state, count, _way(source.state, target.state)))
    return bands


def _band_path(start: float, end: float, height: float) -> str:
    x1, x2 = _GUTTER + _BAR, WIDTH - _GUTTER - _BAR
    middle = (x1 + x2) // 2
    a, b, c, d = (round(each, 1) for each in (start, end, end + height, start + height))
    return f"M{x1} {a}C{middle} {a} {middle} {b} {x2} {b}V{c}C{middle} {c} {middle} {d} {x1} {d}z"


def _way(before: State, after: State) -> str:
    if before.rank is None or after.rank is None:
        return "other"
    if before.rank == after.rank:
        return "same"
    return "up" if after.rank > before.rank else "down"
