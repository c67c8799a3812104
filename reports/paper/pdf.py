"""Values in, PDF out: what is handed to the press, how long it may take, and how many run at once."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from reports.paper import press

# Of many stacks asked for at once two are made; the others wait a while and are then refused.
_DESKS = BoundedSemaphore(2)
# The largest stack takes some six on an office computer.
SECONDS = 45

# Signs without a shape that would steer the text around them: controls, and marks that turn the direction of reading.
_SHAPELESS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BLANKS = re.compile(r"[\t\n]+")
# Past this many letters a word may be broken anywhere, so that none runs out of its box.
_UNBROKEN = re.compile(r"(\S{14})(?=\S)")
_BREAK = "\u200b"


class PressBusy(Exception):
    """The file was not made in time: too many are being made, or this one is too large."""


@dataclass(frozen=True)
class Paper:
    """A size of paper in millimetres."""

    code: str
    name: str
    width: int
    height: int


PAPERS = {
    "a4": Paper("a4", "A4", 210, 297),
    "f4": Paper("f4", "F4 (folio)", 215, 330),
}


def paper_of(code: str | None) -> Paper:
    """The paper asked for, A4 where nothing known was asked for."""
    return PAPERS.get(code or "", PAPERS["a4"])


def as_pdf(template: str, values: dict[str, Any], paper: Paper) -> bytes:
    """Lay out the values on paper by one of our templates (`register`, `card`, `profile`). Raises PressBusy."""
    return pressed(json.dumps({"template": template, "values": handed_over(values, paper)}).encode())


def pressed(asked: bytes) -> bytes:
    """What the press makes of this, and always the same of the same. Raises PressBusy."""
    if not _DESKS.acquire(timeout=SECONDS):
        raise PressBusy
    try:
        done = subprocess.run(
            [sys.executable, "-I", press.__file__],
            input=asked,
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise PressBusy from error
    finally:
        _DESKS.release()
    if done.returncode < 0:
        raise PressBusy
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout


def handed_over(values: dict[str, Any], paper: Paper) -> str:
    """The values as JSON text, made fit for this paper."""
    sheet = {"width": paper.width, "height": paper.height}
    return json.dumps(printable(values | {"paper": sheet}), ensure_ascii=False)


def printable(value: Any) -> Any:
    """The value with every text made fit for paper: no shapeless signs, and long words that can be broken."""
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    if isinstance(value, str):
        return _UNBROKEN.sub(rf"\1{_BREAK}", _BLANKS.sub(" ", _SHAPELESS.sub("", value)))
    return value
