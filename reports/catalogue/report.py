"""What a report is: its name, who may make it, what can be asked of it, and the function that makes its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from accounts.roles import Permission
from regions.codes import Level
from regions.models import Region
from reports.table import Table


class Section(StrEnum):
    """Under which heading a report stands in the catalogue, in this order."""

    GROUPS = "groups"
    PEOPLE = "people"
    MONTH = "month"
    QUALITY = "quality"
    BOARDS = "boards"


class Dated(StrEnum):
    """What date a report speaks of: any day up to today, a month, a year, a span of two days, or always today."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"
    TODAY = "today"


@dataclass(frozen=True)
class Choice:
    """One more filter of a report: its name in addresses, its label, and its values with their words."""

    name: str
    label: str | Promise
    options: Callable[[], list[tuple[str, str]]]


@dataclass(frozen=True)
class Asked:
    """What is asked of a report, checked: who asks, for which region, by which level, as at which local day.

    `on` is the day of DAY and TODAY, the last day of a MONTH or YEAR, the second day of a SPAN; `since` is the first
    day of any of them that has one. `chosen` holds the other filters.
    """

    user: Any
    region: Region
    level: Level
    on: date
    since: date | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """One report of the catalogue.

    `slug` names it in addresses, `about` says in a sentence what it answers, `figures` is the heading in
    `docs/figures.md` that defines its numbers. `make` gives the table for the viewer's own territory; it may be called
    in a request or in the worker and never reads the request. `is_heavy` says for a question whether that is too much
    for a page, so that the worker makes it. `levels` are those by which its rows can be divided; empty: rows are not
    regions (a list of boards, of groups), and the level is not asked for.
    """

    slug: str
    name: str | Promise
    about: str | Promise
    section: Section
    permission: Permission
    dated: Dated
    make: Callable[[Asked], Table]
    levels: tuple[Level, ...] = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)
    choices: tuple[Choice, ...] = ()
    is_heavy: Callable[[Asked], bool] = lambda asked: False
