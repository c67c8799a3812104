"""Groups that rows of a file may mean: those on record that the user sees, and those the file itself brings.

Each question is asked of the database once for many rows; what a file brings is found before what is on record.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from groups.models import EnterpriseGroup, GroupStatus
from groups.names import name_key
from imports.register.rows import GroupWritten
from members.drafts import GroupPlace
from regions.clock import local_today

_COLUMNS = ("pk", "number", "name", "name_key", "village_id", "village__time_zone", "founded_on", "status", "source_id")
Key = tuple[str, str]


@dataclass
class _Zone:
    time_zone: str


class GroupIndex:
    """Finds groups by number, by village and name, and by the sender's own number."""

    def __init__(self, user: User):
        self.user = user
        self.systems: list[str] | None = None
        self._by_number: dict[str, GroupPlace | None] = {}
        self._by_name: dict[Key, list[GroupPlace]] = {}
        self._by_source: dict[Key, list[GroupPlace]] = {}
        self._by_source_alone: dict[str, list[GroupPlace]] = {}
        self._of_file: dict[str, list[GroupPlace]] = defaultdict(list)
        self._by_pk: dict[int, GroupPlace] = {}
        self._todays: dict[str, date] = {}

    def load(self, asked: Sequence[tuple[GroupWritten, str]]) -> None:
        """Read what these references, each with the code of its village or "", can mean. At most four queries."""
        self._load_numbers({ref.number for ref, _code in asked if ref.number})
        named: set[Key] = set()
        sources: set[Key] = set()
        alone: set[str] = set()
        for ref, code in asked:
            code = self._village_of(ref) or code
            if code and ref.name:
                named.add((code, name_key(ref.name)))
            if code and ref.source_id:
                sources.add((code, ref.source_id))
            if ref.source_id and not code and not ref.number:
                alone.add(ref.source_id)
        self._load_in_villages(named - self._by_name.keys(), sources - self._by_source.keys())
        self._load_sources(alone - self._by_source_alone.keys() - self._of_file.keys())

    def numbered(self, number: str) -> GroupPlace | None:
        """The group with this number."""
        return self._by_number.get(number)

    def named(self, village: str, name: str) -> list[GroupPlace]:
        """The groups of a village whose name means this."""
        return self._by_name.get((village, name_key(name)), [])

    def sourced(self, source_id: str, village: str = "") -> list[GroupPlace]:
        """The groups with this number of the sender, in a village or anywhere; the file's own before all others."""
        own = [place for place in self._of_file.get(source_id, ()) if village in ("", place.village_code)]
        if own:
            return own
        return self._by_source.get((village, source_id), []) if village else self._by_source_alone.get(source_id, [])

    def take(self, place: GroupPlace, name: str, source_id: str) -> None:
        """Let a group of the file be found by the name and the number the file gives it."""
        named = self._by_name.setdefault((place.village_code, name_key(name)), [])
        if place not in named:
            named.append(place)
        if source_id and place not in self._of_file[source_id]:
            self._of_file[source_id].append(place)

    def leave(self, place: GroupPlace, name: str, source_id: str) -> None:
        """Let a group that is not taken after all no longer be found."""
        for found in (self._by_name.get((place.village_code, name_key(name)), []), self._of_file[source_id]):
            if place in found and place.pk is None:
                found.remove(place)

    def today_in(self, time_zone: str) -> date:
        """The local day of a time zone, the same for the whole file."""
        if time_zone not in self._todays:
            self._todays[time_zone] = local_today(_Zone(time_zone))
        return self._todays[time_zone]

    def _village_of(self, ref: GroupWritten) -> str:
        place = self._by_number.get(ref.number) if ref.number else None
        return place.village_code if place else ""

    def _visible(self):
        return EnterpriseGroup.objects.visible_to(self.user).order_by("pk")

    def _load_numbers(self, numbers: Iterable[str]) -> None:
        fresh = [number for number in numbers if number not in self._by_number]
        if fresh:
            self._by_number |= dict.fromkeys(fresh)
            for row in self._visible().filter(number__in=fresh).values_list(*_COLUMNS):
                self._by_number[row[1]] = self._place(row)

    def _load_in_villages(self, named: set[Key], sources: set[Key]) -> None:
        if not named and not sources:
            return
        self._by_name |= {key: [] for key in named}
        self._by_source |= {key: [] for key in sources}
        called = Q(name_key__in={key for _village, key in named}) | Q(
            source_id__in={source for _village, source in sources}
        )
        villages = {village for village, _key in named | sources}
        for row in self._visible().filter(called, village_id__in=villages).values_list(*_COLUMNS):
            place, key, source = self._place(row), row[3], row[8]
            if (place.village_code, key) in named:
                self._by_name[place.village_code, key].append(place)
            if (place.village_code, source) in sources:
                self._by_source[place.village_code, source].append(place)

    def _load_sources(self, sources: set[str]) -> None:
        if not sources:
            return
        if self.systems is None:
            # With the systems named, the index on system and number answers.
            rows = EnterpriseGroup.objects.exclude(source_id="").order_by()
            self.systems = sorted(rows.values_list("source_system", flat=True).distinct())
        self._by_source_alone |= {source: [] for source in sources}
        found = self._visible().exclude(source_id="").filter(source_system__in=self.systems, source_id__in=sources)
        for row in found.values_list(*_COLUMNS):
            self._by_source_alone[row[8]].append(self._place(row))

    def _place(self, row) -> GroupPlace:
        """One group is one place, however it was asked for."""
        pk, number, name, _key, village, zone, founded_on, status, _source = row
        if pk not in self._by_pk:
            dissolved = status == GroupStatus.DISSOLVED
            today = self.today_in(zone)
            self._by_pk[pk] = GroupPlace(pk, village, today, founded_on, dissolved, name, ("", number))
        return self._by_pk[pk]
