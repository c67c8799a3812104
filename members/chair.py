"""Whether a chair is, or was, a KB participant or the spouse of one (UP02). Pure: no database.

A warning that names what is missing, never a refusal. What was found stays unsaid: a page shows only that the condition
is met or not shown yet. Source: the membership rule of the groups since 1992 (design: People and memberships).
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

TOOK_PART_ONCE = frozenset({"new", "active", "long_term", "paused", "former"})


@dataclass(frozen=True)
class ChairCheck:
    """The answer at the date of appointment: met, or what is still missing, as sentences."""

    is_met: bool
    missing: tuple[str, ...] = ()


def check_chair(own: Collection[str], spouse: Collection[str] | None) -> ChairCheck:
    """Check the KB statuses recorded not later than the appointment: the chair's own and the spouse's.

    ``spouse`` is None where no spouse is on record.
    """
    if TOOK_PART_ONCE & {*own, *(spouse or ())}:
        return ChairCheck(is_met=True)
    return ChairCheck(is_met=False, missing=(_own_gap(own), _spouse_gap(spouse)))


def _own_gap(own: Collection[str]) -> str:
    if own:
        return _("Catatan KB ketua sampai tanggal diangkat belum menunjukkan bahwa ia pernah ber-KB.")
    return _("Belum ada catatan KB ketua dari tanggal diangkat atau sebelumnya.")


def _spouse_gap(spouse: Collection[str] | None) -> str:
    if spouse is None:
        return _("Pasangan ketua belum dicatat.")
    if spouse:
        return _("Catatan KB pasangan sampai tanggal diangkat belum menunjukkan bahwa ia pernah ber-KB.")
    return _("Belum ada catatan KB pasangan dari tanggal diangkat atau sebelumnya.")
