"""What the rows of one file have named already: a table of numbers that stays small for a million rows.

A dictionary of as many numbers takes a hundred megabytes; two arrays with open addressing take twenty.
"""

from array import array

_EMPTY = 0
_START = 1 << 10
_FULLEST = 0.7
_MASK = (1 << 64) - 1
# Spreads keys that are alike over the table.
_SPREAD = 0x9E3779B97F4A7C15


class Seen:
    """Which position first named a key; keys are whole numbers, of which 64 bits count."""

    def __init__(self):
        self._count = 0
        self._room(_START)

    def __len__(self) -> int:
        return self._count

    def put(self, key: int, position: int) -> int | None:
        """Note the key at the position; returns the position that named it first, or None."""
        key = (key & _MASK) or 1
        keys, mask = self._keys, self._mask
        slot = (key * _SPREAD >> 32) & mask
        while (found := keys[slot]) != _EMPTY:
            if found == key:
                return self._positions[slot]
            slot = (slot + 1) & mask
        keys[slot], self._positions[slot] = key, position
        self._count += 1
        if self._count > self._limit:
            self._grow()
        return None

    def has(self, key: int) -> bool:
        """True if the key was put before."""
        key = (key & _MASK) or 1
        slot = (key * _SPREAD >> 32) & self._mask
        while (found := self._keys[slot]) != _EMPTY:
            if found == key:
                return True
            slot = (slot + 1) & self._mask
        return False

    def _room(self, size: int) -> None:
        self._mask, self._limit = size - 1, int(size * _FULLEST)
        self._keys, self._positions = array("Q", bytes(8 * size)), array("I", bytes(4 * size))

    def _grow(self) -> None:
        keys, positions = self._keys, self._positions
        self._room(2 * len(keys))
        self._count = 0
        for key, position in zip(keys, positions, strict=True):
            if key != _EMPTY:
                self.put(key, position)


class Labels:
    """Sheet and row of each position, in eight bytes."""

    def __init__(self):
        self._sheets: list[str] = []
        self._rows = array("Q")

    def add(self, label: tuple[str, int]) -> int:
        """Note a label; returns its position."""
        sheet, row = label
        if not self._sheets or self._sheets[-1] != sheet:
            self._sheets.append(sheet)
        self._rows.append((len(self._sheets) - 1) << 32 | row)
        return len(self._rows) - 1

    def at(self, position: int) -> tuple[str, int]:
        """The label at a position."""
        packed = self._rows[position]
        return self._sheets[packed >> 32], packed & 0xFFFFFFFF
