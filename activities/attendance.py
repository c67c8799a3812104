"""Who can be ticked at a meeting, who was there the time before, and what another date changes (FE06).

People are compared by person: someone who took an office in between has a new membership and is still the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from activities.actions.meetings import roster_on
from activities.models import Meeting
from groups.models import EnterpriseGroup
from members.models import Membership
from regions.months import month_of


@dataclass(frozen=True)
class LastTime:
    """The newest earlier meeting: its day, who was a member then, and who came."""

    on: date
    members: frozenset[int]
    present: frozenset[int]
    is_same_month: bool

    def came(self, person_id: int) -> bool | None:
        """True or False; None for someone who was no member then."""
        return (person_id in self.present) if person_id in self.members else None

    @property
    def words_same(self) -> str:
        """What the button says."""
        return _("Sama seperti pertemuan lalu") if self.is_same_month else _("Sama seperti bulan lalu")

    def words_of(self, person_id: int) -> str:
        """What stands below a name."""
        came = self.came(person_id)
        if came is None:
            return _("anggota baru")
        if self.is_same_month:
            return _("pertemuan lalu: hadir") if came else _("pertemuan lalu: tidak hadir")
        return _("bulan lalu: hadir") if came else _("bulan lalu: tidak hadir")


@dataclass(frozen=True)
class Roster:
    """The members of a group on a day, as a list to tick."""

    day: date
    memberships: list[Membership]
    last: LastTime | None

    @property
    def people(self) -> dict[int, str]:
        """The names, by person."""
        return {row.person_id: row.person.name for row in self.memberships}

    def keys_of(self, people) -> list[str]:
        """The memberships of these people on this roster, as a form posts them."""
        wanted = set(people)
        return [str(row.pk) for row in self.memberships if row.person_id in wanted]

    @property
    def same_as_last(self) -> list[str]:
        """Those who came the last time and still are members."""
        return self.keys_of(self.last.present) if self.last else []


@dataclass(frozen=True)
class RosterChange:
    """What another date does to the list: who came onto it and who left it, by name."""

    day: date
    added: list[str]
    left: list[str]


def roster_of(group: EnterpriseGroup, day: date, meeting_id: int | None = None) -> Roster:
    """The roster of a day, with the meeting before it; `meeting_id` is the meeting that is being changed."""
    return Roster(day, list(roster_on(group, day)), last_time(group, day, meeting_id))


def last_time(group: EnterpriseGroup, day: date, meeting_id: int | None = None) -> LastTime | None:
    """The newest meeting before a day, whatever its month."""
    earlier = Meeting.objects.filter(report__group=group, on__lt=day).exclude(pk=meeting_id)
    found = earlier.order_by("-on", "-id").first()
    if found is None:
        return None
    members = Membership.objects.of_group(group).current(found.on).values_list("person_id", flat=True)
    came = found.attendances.values_list("membership__person_id", flat=True)
    return LastTime(found.on, frozenset(members), frozenset(came), month_of(found.on) == month_of(day))


def change_of_roster(group: EnterpriseGroup, shown_on: date, roster: Roster) -> RosterChange | None:
    """What differs from the list that was shown for another day; None where both hold the same people."""
    if shown_on == roster.day:
        return None
    before = list(roster_on(group, shown_on))
    if {row.pk for row in before} == {row.pk for row in roster.memberships}:
        return None
    shown, now = {row.person_id: row.person.name for row in before}, roster.people
    added = [name for person, name in now.items() if person not in shown]
    left = [name for person, name in shown.items() if person not in now]
    return RosterChange(roster.day, added, left)


def carried_over(group: EnterpriseGroup, keys: list[str], roster: Roster) -> list[str]:
    """Ticks made on another day's list, on this one; of those who are not on it nothing remains."""
    known = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    people = Membership.objects.of_group(group).filter(pk__in=known).values_list("person_id", flat=True)
    return roster.keys_of(people)


def members_of_month(group: EnterpriseGroup, meetings: Sequence[Meeting], ticked: Collection[int]) -> list[Membership]:
    """Who was a member on the day of one of these meetings, or is ticked at one (ids of memberships); by name."""
    if not meetings:
        return []
    days = sorted(meeting.on for meeting in meetings)
    rows = Membership.objects.of_group(group).filter(started_on__lte=days[-1]).holding_after(days[0])
    rows = rows.select_related("person").order_by("person__name_key", "id")
    return [row for row in rows if row.pk in ticked or any(row.is_current_on(day) for day in days)]
