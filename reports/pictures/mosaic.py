"""The 38 provinces as shapes and as tiles, each with the class of its value. No official boundaries.

The shapes and their source are in `reports/data/`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from associations.tiles import COLUMNS, ROWS, TILES
from reports.table import Kind

MOSAIC_FILE = Path(__file__).resolve().parent.parent / "data" / "province_mosaic.json"
# In cells of the mosaic: the room that one letter of a name takes.
_LETTER = 1.25
TILE, TILE_GAP = 24, 2


@dataclass(frozen=True)
class Place:
    """What a picture says of one region: its value, its colour (the end of a class name), and where it leads.

    `sign` is what stands in a tile beside the colour: the number of its class, or the sign of its state.
    """

    code: str
    name: str
    value: Any
    kind: Kind
    tone: str
    sign: str
    url: str


@dataclass(frozen=True)
class Shape:
    """One province of the mosaic; `short` is empty where a name has no room."""

    place: Place
    path: str
    x: float
    y: float
    short: str


@dataclass(frozen=True)
class Tile:
    """One province of the tiles."""

    place: Place
    x: int
    y: int
    short: str


@dataclass(frozen=True)
class ProvinceMap:
    """Both pictures of the same places."""

    key: str
    title: str
    view_box: str
    shapes: list[Shape]
    tiles: list[Tile]
    tile: int = TILE - TILE_GAP
    width: int = COLUMNS * TILE
    height: int = ROWS * TILE


def province_map(key: str, title: str, places: Sequence[Place]) -> ProvinceMap:
    """The places on both pictures; a province without a place on them is left out and stands in the table alone."""
    mosaic = _mosaic()
    by_code = {place.code: place for place in places}
    shapes = [_shape(by_code[code], found) for code, found in mosaic["provinces"].items() if code in by_code]
    tiles = [_tile(by_code[code], *tile) for code, tile in TILES.items() if code in by_code]
    return ProvinceMap(key, title, mosaic["viewBox"], shapes, tiles)


def _shape(place: Place, found: dict[str, Any]) -> Shape:
    short = TILES[place.code][2]
    fits = len(short) * _LETTER <= found["room"] + 1
    return Shape(place, found["path"], found["x"], found["y"], short if fits else "")


def _tile(place: Place, column: int, row: int, short: str) -> Tile:
    return Tile(place, column * TILE + TILE_GAP // 2, row * TILE + TILE_GAP // 2, short)


@lru_cache(maxsize=1)
def _mosaic() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MOSAIC_FILE.read_text(encoding="utf-8"))
    return found
