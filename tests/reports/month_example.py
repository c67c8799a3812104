"""The worked example of "The month" in `docs/figures.md`, as rows."""

from datetime import UTC, date, datetime

from activities.models import SubmissionStatus
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from tests import factories

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
# Noon of 10 November 2026 in Sulawesi Barat (WITA).
NOON = datetime(2026, 11, 10, 4, 0, tzinfo=UTC)
REGENCY, WONOMULYO, POLEWALI = "7604", "760403", "760404"


def make_month() -> dict[str, EnterpriseGroup]:
    """Seven groups in two districts and what they handed in for October 2026; the regions must exist."""
    groups = {
        "Melati": make_known_group(factories.BUMIAYU, "Melati"),
        "Mawar": make_known_group(factories.BUMIAYU, "Mawar"),
        "Anggrek": make_known_group(factories.SUGIHWARAS, "Anggrek"),
        "Dahlia": make_known_group(factories.SUGIHWARAS, "Dahlia", ("active", 2020, 1), ("inactive", 2026, 10)),
        "Kenanga": make_known_group(factories.DARMA, "Kenanga"),
        "Flamboyan": make_known_group(factories.DARMA, "Flamboyan", ("active", 2026, 11)),
        "Cempaka": make_known_group(factories.DARMA, "Cempaka"),
    }
    _melati(groups["Melati"])
    late = {"first_submitted_on": date(2026, 11, 4), "submitted_on": date(2026, 11, 4), "is_late": True}
    report = factories.make_report(groups["Mawar"], OCTOBER, SubmissionStatus.SUBMITTED, **late)
    factories.make_meeting(report, topic_finance=True, topic_business=False)
    factories.make_report(groups["Anggrek"], OCTOBER, SubmissionStatus.RETURNED)
    # Handed in before it came out that Dahlia had stopped on 1 October.
    factories.make_report(groups["Dahlia"], OCTOBER, SubmissionStatus.APPROVED)
    factories.make_report(groups["Kenanga"], OCTOBER, SubmissionStatus.APPROVED, no_meeting_reason="Panen")
    factories.make_report(groups["Cempaka"], OCTOBER, SubmissionStatus.DRAFT)
    return groups


def _melati(group: EnterpriseGroup) -> None:
    report = factories.make_report(group, OCTOBER, SubmissionStatus.APPROVED)
    factories.make_meeting(report, on=date(2026, 10, 5), topic_health=True)
    factories.make_meeting(report, on=date(2026, 10, 19), coaching="marketing", agency="Dinas UMKM", target="Pengurus")


def make_known_group(village: str, name: str = "", *changes: tuple[str, int, int]) -> EnterpriseGroup:
    """A group with its history, as registering leaves it: its status changed on the first days of these months."""
    changes = changes or (("active", 2020, 1),)
    newest, year, month = changes[-1]
    group = factories.make_group(village, name, status=GroupStatus(newest), status_on=date(year, month, 1))
    for status, year, month in changes:
        StatusChange.objects.create(group=group, status=status, on=date(year, month, 1), reason="Contoh")
    return group
