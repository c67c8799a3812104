"""What has happened to a group, newest first, from all its histories: status, stage, tier."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from groups.models import GroupStatus
from groups.tiers import TierMove


@dataclass(frozen=True)
class Event:
    """One line of the history, as `components/timeline.html` shows it."""

    on: date
    what: str
    by: str
    why: str


def events_of(status_changes, stage_assessments, tier_moves: list[TierMove]) -> list[Event]:
    """All changes of one group in one line of time."""
    events = [_status_event(change) for change in status_changes]
    events += [_stage_event(assessment) for assessment in stage_assessments]
    events += [_tier_event(move) for move in tier_moves if move.to]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _status_event(change) -> Event:
    what = _("Status: %(status)s") % {"status": GroupStatus(change.status).label}
    return Event(change.on, what, str(change.recorded_by or ""), change.reason)


def _stage_event(assessment) -> Event:
    what = _("Tahapan: %(stage)s") % {"stage": assessment.stage.name}
    return Event(assessment.on, what, str(assessment.recorded_by or ""), assessment.reason)


def _tier_event(move: TierMove) -> Event:
    if move.origin is None:
        what = _("Jenjang pertama: %(to)s") % {"to": move.to.name}
    else:
        names = {"origin": move.origin.name, "to": move.to.name}
        what = (_("Naik kelas: %(origin)s ke %(to)s") if move.is_up else _("Turun kelas: %(origin)s ke %(to)s")) % names
    return Event(move.on, what, "", _("Karena batas jenjang berubah.") if move.by_bands else "")
