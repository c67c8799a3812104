"""What new capital bands would do before they are published (NX10): the newest capital in the old bands and the new.

It is the graduation matrix with the bands changed and nothing else, so tables, signs and lists are the same. On the
first day of the new bands the stored tier totals are the sums of its columns, if nobody recorded anything in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, Count, Sum, Value, When
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from groups.models import EnterpriseGroup, TierSchedule
from groups.tiers import Bands, bands_of, check_bands, published_bands
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level
from regions.models import Region
from regions.scoping import in_any_region
from reports.graduation.counting import band_case
from reports.graduation.groups import CellAsked, in_cell
from reports.graduation.moves import (
    NO_CAPITAL,
    Cells,
    Graduation,
    Move,
    Share,
    Span,
    State,
    added,
    states_of,
    tier_state,
)


@dataclass(frozen=True)
class BandTrial(Graduation):
    """The matrix of active groups: the tier they are in, by the tier they would be in."""

    def _shown(self, bands: Bands, seen: set[str]) -> list[State]:
        return [state for state in states_of(bands) if state.band or state.code in seen]

    @property
    def moving(self) -> int:
        """The groups that would rise or fall."""
        return self.moved(Move.UP).groups + self.moved(Move.DOWN).groups


@dataclass(frozen=True)
class TrialFound:
    """The trial of a region and of its parts by code."""

    region: Region
    level: Level
    whole: BandTrial
    parts: dict[str, BandTrial]


def span_of_draft(schedule: TierSchedule) -> Span:
    """The eve of the draft's first day with the bands in force then, and that day with the draft's."""
    eve = schedule.valid_from - timedelta(days=1)
    return Span(eve, schedule.valid_from, published_bands().at(eve), bands_of(schedule.tiers.all()))


def what_if(region: Region, level: Level, span: Span) -> TrialFound:
    """Where the active groups of a region would stand, per region of `level`."""
    found = counted_trial([region.pk], level, span)
    parts = {code: BandTrial(span, cells) for code, cells in found.items()}
    return TrialFound(region, level, BandTrial(span, added(found.values())), parts)


def counted_trial(codes: Iterable[str], level: Level, span: Span) -> dict[str, Cells]:
    """The cells of everything inside the regions, per region of `level`, in one query."""
    place = Value(NATION_CODE) if level == Level.NATION else Left("village_id", LENGTH_BY_LEVEL[level])
    groups = EnterpriseGroup.objects.filter(in_any_region("village_id", codes)).active()
    rows = (
        groups.values(place=place, before=_tier(span.bands_from), after=_tier(span.bands_to))
        .order_by()
        .annotate(groups=Count("pk"), capital=Sum("capital_total", default=0))
    )
    found: dict[str, dict] = {}
    for row in rows:
        capital = int(row["capital"])
        share = Share(row["groups"], capital, capital)
        found.setdefault(row["place"], {})[row["before"], row["after"]] = share
    return found


def trial_groups(user, region: Region, asked: CellAsked) -> Any:
    """The active groups that a cell counts, each with the state it is in (`before`) and would be in (`after`)."""
    before, after = _tier(asked.span.bands_from), _tier(asked.span.bands_to)
    groups = EnterpriseGroup.objects.visible_to(user).in_region(region.pk).active()
    return in_cell(groups, asked, before, after).select_related("village").annotate(before=before, after=after)


def problems_of(schedule: TierSchedule) -> list[str]:
    """Why the draft cannot be tried yet; nothing where it can."""
    try:
        check_bands(list(schedule.tiers.values_list("code", "lower")) or [("", 0)])
    except ValidationError as error:
        return list(error.messages)
    return []


def changes_of(trial: BandTrial) -> list[str]:
    """What becomes of the tiers themselves: gone, new, renamed, begun at another amount; one sentence each."""
    old, new = ({band.code: band for band in bands} for bands in (trial.span.bands_from, trial.span.bands_to))
    told = [_gone(trial, old[code]) for code in old if code not in new]
    told += [_("Jenjang %(name)s baru.") % {"name": new[code].name} for code in new if code not in old]
    told += [
        _("Jenjang %(old)s berganti nama menjadi %(new)s.") % {"old": old[code].name, "new": new[code].name}
        for code in new
        if code in old and old[code].name != new[code].name
    ]
    return told


def _gone(trial: BandTrial, band) -> str:
    groups = trial.row_total(State(tier_state(band.code), band.name, band)).groups
    return _(
        "Kode jenjang %(code)s (%(name)s, %(groups)d kelompok) tidak ada dalam susunan baru. Riwayat dan laporan yang"
        " membandingkan jenjang ini akan terputus; pakai lagi kode lama bila jenjangnya sama."
    ) % {"code": band.code, "name": band.name, "groups": groups}


def _tier(bands: Bands) -> Case:
    return Case(
        When(capital_total__isnull=True, then=Value(NO_CAPITAL)),
        default=band_case("capital_total", bands),
        output_field=CharField(),
    )
