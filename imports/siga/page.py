"""What one comparison shows to one user: the own villages, summed inside the region chosen."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from imports.models import SigaTable, SigaVillage
from imports.siga import problems, stored
from imports.siga.comparison import Comparison, Counts, Line, compare
from imports.siga.places import common_region, regions_of
from imports.siga.registry import registry_counts
from regions.codes import Level, ancestors_of, is_inside
from regions.models import Region

# More villages than these stay in the file and in the pages of their districts.
ROWS_ON_PAGE = 200


@dataclass(frozen=True)
class NamedLine:
    """A line with its region, the names around it, and the address of the part, where there is one."""

    line: Line
    region: Region
    where: str = ""
    url: str = ""


class SigaPage:
    """One table, one user, one region inside it. `region` is None where nothing of the table lies there."""

    def __init__(self, user, table: SigaTable, code: str, only_differing: bool):
        self.user = user
        self.table = table
        self.only_differing = only_differing
        self.counted_at = timezone.now()
        self.top = common_region(self._siga) if self._siga else table.region_id
        self.regions = regions_of([*self._siga, self.top])
        chosen = code or self.top
        is_known = chosen in self.regions and is_inside(chosen, self.top)
        self.region = self.regions[chosen] if is_known else None

    @cached_property
    def _siga(self) -> dict[str, Counts]:
        rows = SigaVillage.objects.filter(table=self.table).visible_to(self.user)
        found = rows.values_list("region_id", "existing", "reporting")
        return {code: Counts(existing, reporting) for code, existing, reporting in found}

    @cached_property
    def comparison(self) -> Comparison:
        """Both sides inside the region, the registry's counted now."""
        return compare(self._siga.items(), registry_counts(self.user, self.region, self.table.month)).inside(
            self.region.pk
        )

    @cached_property
    def total(self) -> Line:
        """The sum of the villages compared."""
        return self.comparison.total

    @property
    def differing(self) -> int:
        """How many villages differ."""
        return self.total.differing

    @cached_property
    def parts(self) -> list[NamedLine]:
        """The regions one level down, to go into; none inside a district, where the villages follow."""
        if self.region.level >= Level.DISTRICT:
            return []
        lines = self.comparison.by_level(Level(self.region.level + 1))
        return [self._named(line, self.url(wilayah=line.code)) for line in lines]

    @cached_property
    def villages(self) -> list[NamedLine]:
        """The villages, or only those that differ."""
        lines = [line for line in self.comparison.lines if line.differs or not self.only_differing]
        return [self._named(line) for line in lines]

    @property
    def shown_villages(self) -> list[NamedLine]:
        """The first of them."""
        return self.villages[:ROWS_ON_PAGE]

    @property
    def has_more(self) -> bool:
        """True where not all fit the page."""
        return len(self.villages) > ROWS_ON_PAGE

    @property
    def crumbs(self) -> list[dict]:
        """The way here: all tables, then the regions from the top of this one down."""
        above = [code for code in reversed(ancestors_of(self.region.pk)) if is_inside(code, self.top)]
        way = [{"label": self.regions[code].name, "url": self.url(wilayah=code)} for code in above]
        return [{"label": _("Tabel SIGA"), "url": reverse("siga_list")}, *way]

    @property
    def sees_whole_table(self) -> bool:
        """True for those whose territory holds the region of the table."""
        return any(is_inside(self.table.region_id, code) for code in self.user.territory_codes)

    @cached_property
    def unmatched(self) -> list[dict]:
        """The rows without a village that lie in the user's territory, with what comes nearest."""
        return [stored.in_words(row) for row in self.table.unmatched if self._concerns(row["place"])]

    @cached_property
    def problems(self) -> list[dict]:
        """What is wrong with the file; rows of other territories are none of this user's."""
        found = [problems.in_words(problem) for problem in self.table.problems]
        return [problem for problem in found if self.sees_whole_table or not problem["row"]]

    def url(self, **chosen) -> str:
        """The address of this table, with what is chosen."""
        query = urlencode({**({"beda": "1"} if self.only_differing else {}), **chosen})
        return self.table.get_absolute_url() + (f"?{query}" if query else "")

    @property
    def csv_url(self) -> str:
        """The same as a file."""
        return self.url(wilayah=self.region.pk, format="csv")

    @property
    def other_filter_url(self) -> str:
        """The same region with all villages, or with those alone that differ."""
        query = {"wilayah": self.region.pk} | ({} if self.only_differing else {"beda": "1"})
        return f"{self.table.get_absolute_url()}?{urlencode(query)}"

    def _named(self, line: Line, url: str = "") -> NamedLine:
        between = [
            code for code in ancestors_of(line.code) if code != self.region.pk and is_inside(code, self.region.pk)
        ]
        where = ", ".join(self.regions[code].name for code in between)
        return NamedLine(line, self.regions[line.code], where, url)

    def _concerns(self, place: str) -> bool:
        codes = self.user.territory_codes
        return self.sees_whole_table or any(is_inside(place, code) for code in codes)
