"""The part of a workbook that is written plainly, passed over at the speed of one expression. Pure; runs in the child.

Nearly all of a large workbook is rows of the same plain shape. Those are matched whole, from `<row r="7">` to `</row>`,
every cell with its own row number and within the columns seen so far; whatever is not exactly so goes to the XML reader
as ever. In place of what was passed over the XML reader gets one empty element: if it does not see it at once, it is
inside something else there (a comment, say), and the part is read again without passing anything over.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Protocol

# What an entity stands for is no matter here, only that it is one of the five every reader knows.
_TEXT = rb"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*"
_STRANGE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
_STRING = re.compile(rb'<si><t(?: xml:space="preserve"|)>' + _TEXT + rb"</t></si>\s*")
_VALUE = rb'(?:<f(?: [A-Za-z]+="[^"<&]*")*>TEXT</f>|)(?:<v>TEXT</v>|)</c>'
_CELL = (
    rb'<c r="(?:COLUMN)\1"(?: s="[0-9]{1,6}"|)(?: t="'
    rb'(?:s"><v>[0-9]+</v></c>|inlineStr"><is><t(?:>| xml:space="preserve">)TEXT</t></is></c>|(?:str|n|b)">VALUE)'
    rb"|>(?:<v>TEXT</v></c>|VALUE)|/>)"
).replace(b"VALUE", _VALUE)
_ROW = rb'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z0-9:]+="[^"<&]*")*)>(?:CELL)*</row>\s*'
# Attributes of a row that is shown. The number is none of them: it stands there once.
_SHOWN = re.compile(
    rb'(?: (?:spans|s|customFormat|customHeight|outlineLevel|collapsed|thickTop|thickBot|x14ac:dyDescent)="[^"<&>]*"'
    rb'| ht="[1-9][0-9.]*"| hidden="(?:0|false)")*'
)
FOREIGN = re.compile(rb'<\?xml[^>]*encoding\s*=\s*["\'](?!(?i:utf-8)["\'])')
# A piece longer than this goes to the XML reader, so that no more than this is held.
_MOST_HELD = 4 * 1024 * 1024


class NotPlain(Exception):
    """Something is not what it looks like: the part is to be read by the XML reader alone."""


class Plain(Protocol):
    """What can be passed over in one kind of part: pieces that the pattern matches and `takes` takes note of."""

    pattern: re.Pattern[bytes]
    end: bytes

    def takes(self, pieces: list[re.Match[bytes]]) -> int:
        """Take note of the pieces, and say how many of them: the XML reader should have the next after all."""

    def stands_for(self, parse: Callable[[bytes], object]) -> bool:
        """Give the XML reader the element that stands for the pieces; True if it has seen it."""


def read_past(chunks: Iterator[bytes], plain: Plain, parse: Callable[[bytes], object]) -> None:
    """Give the XML reader all but the plain pieces. Raises NotPlain."""
    held = b""
    for number, chunk in enumerate(chunks):
        if not number and (FOREIGN.search(chunk) or b"\x00" in chunk):
            raise NotPlain
        held = _remainder(held + chunk, plain, parse)
    parse(held)


def _remainder(content: bytes, plain: Plain, parse: Callable[[bytes], object]) -> bytes:
    """Pass over what is plain, and give back the unfinished end."""
    place = 0
    while True:
        place = _pass_over(content, place, plain, parse)
        end = content.find(plain.end, place)
        if end < 0:
            break
        end += len(plain.end)
        parse(content[place:end])
        place = end
    if len(content) - place > _MOST_HELD:
        parse(content[place:])
        return b""
    return content[place:]


def _pass_over(content: bytes, place: int, plain: Plain, parse: Callable[[bytes], object]) -> int:
    """Where the run of plain pieces ends that begins here."""
    match, pieces, end = plain.pattern.match, [], place
    while piece := match(content, end):
        pieces.append(piece)
        end = piece.end()
    taken = plain.takes(pieces) if pieces else 0
    if not taken:
        return place
    end = pieces[taken - 1].end()
    run = content[place:end]
    try:
        run.decode()
    except UnicodeDecodeError:
        raise NotPlain from None
    if (b"&" in run and _STRANGE.search(run)) or b"]]>" in run or not plain.stands_for(parse):
        raise NotPlain
    return end


@lru_cache(maxsize=1_000)
def leaves_shown(attributes: bytes) -> bool:
    """True for attributes of a row that surely do not hide it."""
    names = re.findall(rb" ([A-Za-z0-9:]+)=", attributes)
    return _SHOWN.fullmatch(attributes) is not None and len(names) == len(set(names))


@lru_cache(maxsize=200)
def row_pattern(left: int, right: int) -> re.Pattern[bytes]:
    """A plain row with cells from the first of these columns to the last only (up to 702, which is ZZ)."""
    cell = _CELL.replace(b"COLUMN", columns_pattern(left, right))
    return re.compile(_ROW.replace(b"CELL", cell).replace(b"TEXT", _TEXT))


def columns_pattern(left: int, right: int) -> bytes:
    """The letters of these columns, those with the same first letter together; nothing matches if there are none."""
    letters: dict[str, str] = {}
    for number in range(left, min(right, 702) + 1):
        first, last = divmod(number - 1, 26)
        begin = chr(64 + first) if first else ""
        letters[begin] = letters.get(begin, "") + chr(65 + last)
    return ("|".join(f"{begin}[{ends}]" for begin, ends in letters.items()) or "(?!)").encode()


def string_pattern() -> re.Pattern[bytes]:
    """A plain text of the table of texts."""
    return _STRING
