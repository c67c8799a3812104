"""The calendar of AKU as a file for phones and office calendars: iCalendar, RFC 5545. Pure: entries in, text out."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from associations.calendar import Entry

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
"""Octets of a line before it is folded (RFC 5545, 3.1)."""
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def as_ics(entries: Iterable[Entry], *, name: str, host: str, at: datetime, full_url) -> str:
    """The entries as whole days under a calendar name; `full_url` makes an address of this site complete.

    The UID of an entry stays the same from file to file, so that a second import moves it and doubles nothing.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Registri UPPKS//Kalender AKU//ID", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for entry in entries:
        lines += _event(entry, host, at, full_url(entry.url))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Text of one value: backslash, semicolon, comma and line end are written as such, control signs left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _UNPRINTABLE.sub("", plain).replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line cut into pieces of 75 octets, never inside a letter; each further one begins with a space."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    return "\r\n".join([*pieces, piece])


def _event(entry: Entry, host: str, at: datetime, url: str) -> list[str]:
    """One entry; the day after its last one ends it, as the standard counts."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.key}@{escaped(host)}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(entry.on)}",
        f"DTEND;VALUE=DATE:{_day(max(entry.last or entry.on, entry.on) + timedelta(days=1))}",
        f"SUMMARY:{escaped(f'{entry.kind}: {entry.board}')}",
    ]
    lines += [f"DESCRIPTION:{escaped(entry.what)}"] if entry.what else []
    return [*lines, f"URL:{url}", "TRANSP:TRANSPARENT", "END:VEVENT"]


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
