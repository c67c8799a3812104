"""Text for a chat: which groups of an officer, or of a whole area, have not reported a month (NX16).

It holds names of groups and villages, and the name of the officer it is sent to; nothing about members. It is written
in Indonesian whatever language the sender reads, because it goes to someone else, and it is plain text: a chat keeps
its line breaks and nothing more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import override

from accounts.models import User
from accounts.responsible import officer_territories, responsible_for
from activities.calendar import Period
from activities.owed import owing
from groups.models import EnterpriseGroup
from regions.models import Region

# A text with more groups counts them by village: nobody reads sixty names in a chat.
NAMED = 60
# So many groups are read for one page; a regency that has fallen silent altogether is told in numbers.
MOST = 2_000


@dataclass(frozen=True)
class VillageGroups:
    """The groups of one village that have not reported."""

    village: Region
    groups: list[EnterpriseGroup]

    @property
    def place(self) -> str:
        """`Bumiayu, Wonomulyo`: many villages share a name."""
        return ", ".join([self.village.name, *self.village.path_above.split(", ")[:1]])


@dataclass(frozen=True)
class Reminder:
    """What one officer is told; None for the villages that have no officer, who can be told nothing."""

    officer: User | None
    villages: list[VillageGroups]
    text: str

    @property
    def groups(self) -> int:
        """How many groups it speaks of."""
        return _number(self.villages)

    @property
    def rows(self) -> int:
        """How many lines the text has."""
        return self.text.count("\n") + 1


def silent_villages(groups, month: date) -> list[VillageGroups]:
    """The villages of these groups with those that have not reported, by code and number; one query."""
    found: dict[str, VillageGroups] = {}
    for group in owing(groups, month).select_related("village").order_by("village_id", "number")[:MOST]:
        found.setdefault(group.village_id, VillageGroups(group.village, [])).groups.append(group)
    return list(found.values())


def reminders_for_officers(code: str, villages: list[VillageGroups], period: Period, today: date) -> list[Reminder]:
    """One reminder for each officer of a region, by name; the villages without an officer come last."""
    by_code = {one.village.pk: one for one in villages}
    shares = responsible_for(by_code, officer_territories(code))
    return [
        reminder_for(officer, [by_code[held] for held in codes], period, today) for officer, codes in shares.items()
    ]


def reminder_for(officer: User | None, villages: list[VillageGroups], period: Period, today: date) -> Reminder:
    """The reminder for one officer about these villages."""
    if officer is None:
        return Reminder(None, villages, "")
    with override("id"):
        opening = f"Register kegiatan (R/I) {_month(period)} belum masuk dari {_number(villages)} kelompok."
        return Reminder(officer, villages, _letter(str(officer), opening, villages, period, today))


def reminder_for_area(
    place: str, villages: list[VillageGroups], existing: int, period: Period, today: date
) -> Reminder:
    """One reminder for everyone in an area, without names of persons."""
    with override("id"):
        silent = _number(villages)
        opening = f"Register kegiatan (R/I) {_month(period)}: {existing - silent} dari {existing} kelompok sudah lapor"
        opening += f", {silent} belum."
        return Reminder(None, villages, _letter(f"Bapak/Ibu petugas di {place}", opening, villages, period, today))


def _letter(to: str, opening: str, villages: list[VillageGroups], period: Period, today: date) -> str:
    by_village = [_village_lines(one, _number(villages) <= NAMED) for one in villages]
    closing = "Mohon diisi dan dikirim di Registri UPPKS. Terima kasih."
    return "\n\n".join([f"Yth. {to},", f"{opening} {_deadline(period, today)}", *by_village, closing])


def _village_lines(one: VillageGroups, is_named: bool) -> str:
    if not is_named:
        return f"{one.place}: {len(one.groups)} kelompok"
    return "\n".join([f"{one.place}:", *(f"- {' '.join(group.name.split())}" for group in one.groups)])


def _deadline(period: Period, today: date) -> str:
    """When it is due and when it can no longer be handed in, in words."""
    due, last = date_format(period.due_on, "j F Y"), date_format(period.last_open_on, "j F Y")
    left = period.days_left(today)
    if left < 0:
        return f"Batasnya {due}, sudah lewat {-left} hari. Masih dapat dikirim sampai {last}."
    return f"Batasnya {due}, {f'{left} hari lagi' if left else 'hari ini'}."


def _month(period: Period) -> str:
    return date_format(period.start, "F Y")


def _number(villages: Iterable[VillageGroups]) -> int:
    return sum(len(one.groups) for one in villages)
