"""A member as one row of a file tells her, and the group the row belongs to. Pure: plain values, safe to send around.

An empty text or None is "not told": it is never compared with what is on record and never erases it.
"""

import uuid
from dataclasses import dataclass
from datetime import date


@dataclass(slots=True)
class GroupPlace:
    """The group of a row: on record (`pk`), or new in the same file and not written yet (`pk` is None).

    `today` is the local day of the group's place; `key` tells groups of one file apart before they have a number.
    """

    pk: int | None
    village_code: str
    today: date
    founded_on: date | None
    is_dissolved: bool
    name: str
    key: tuple


@dataclass(slots=True)
class MemberDraft:
    """What a row tells of a person and her place in the group, read into the registry's own values.

    `nik` is clean (sixteen digits) or empty; `nik_index` goes with it, `nik_sealed` only where the row will be written.
    `nik_masked` says that the row carried a masked NIK, as our own lists do: it is someone on record, and never new.
    An empty `role` makes a newcomer a plain member, an empty `started_on` the local today. `warnings` are pairs of code
    and sentence; they refuse nothing.
    """

    name: str = ""
    sex: str = ""
    birth_on: date | None = None
    nik: str = ""
    nik_index: uuid.UUID | None = None
    nik_sealed: str | None = None
    nik_missing_reason: str = ""
    nik_warning_reason: str = ""
    role: str = ""
    kb_status: str = ""
    kb_method: str = ""
    welfare_stage: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    phone: str = ""
    address: str = ""
    second_group_reason: str = ""
    warnings: tuple[tuple[str, str], ...] = ()
    non_use_reason: str = ""
    nik_masked: bool = False
