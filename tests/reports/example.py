"""The worked example of `docs/figures.md`, as rows."""

from datetime import UTC, date, datetime

from groups.models import GroupStatus
from members.models import KbStatus, Sex
from tests import factories

DAY = date(2026, 8, 15)
# Noon of that day in Sulawesi Barat (WITA).
NOON = datetime(2026, 8, 15, 4, 0, tzinfo=UTC)
REGENCY, WONOMULYO, POLEWALI = "7604", "760403", "760404"


def make_example() -> None:
    """Six groups and nine people in two districts; the regions must exist."""
    factories.make_tiers()
    groups = _make_groups()
    people = _make_people()
    since = date(2024, 1, 1)
    factories.make_membership(groups["Melati"], people["Ani"], started_on=since)
    factories.make_membership(groups["Mawar"], people["Ani"], started_on=date(2025, 1, 1))
    factories.make_membership(groups["Melati"], people["Budi"], started_on=since)
    factories.make_membership(groups["Melati"], people["Citra"], started_on=since)
    factories.make_membership(groups["Melati"], people["Dewi"], started_on=since, ended_on=DAY)
    factories.make_membership(groups["Melati"], people["Eka"], started_on=date(2026, 9, 1))
    factories.make_membership(groups["Mawar"], people["Fitri"], started_on=since, ended_on=date(2026, 8, 20))
    factories.make_membership(groups["Kenanga"], people["Gita"], started_on=since)
    factories.make_membership(groups["Kenanga"], people["Hana"], started_on=since)
    factories.make_membership(groups["Dahlia"], people["Indah"], started_on=since)


def _make_groups() -> dict:
    rows = {
        "Melati": (factories.BUMIAYU, GroupStatus.ACTIVE, 25_000_000, date(2026, 3, 1)),
        "Mawar": (factories.BUMIAYU, GroupStatus.ACTIVE, 5_000_000, date(2025, 6, 1)),
        "Anggrek": (factories.SUGIHWARAS, GroupStatus.ACTIVE, None, None),
        "Kenanga": (factories.DARMA, GroupStatus.ACTIVE, 120_000_000, date(2026, 1, 10)),
        "Dahlia": (factories.DARMA, GroupStatus.INACTIVE, 60_000_000, date(2026, 1, 10)),
        "Flamboyan": (factories.DARMA, GroupStatus.DISSOLVED, None, None),
    }
    made = {}
    for name, (village, status, capital, on) in rows.items():
        made[name] = factories.make_group(village, name, status=status)
        if capital:
            factories.make_capital(made[name], capital, on)
    return made


def _make_people() -> dict:
    rows = {
        "Ani": (Sex.FEMALE, KbStatus.ACTIVE),
        "Budi": (Sex.MALE, KbStatus.NEVER),
        "Citra": (Sex.FEMALE, None),
        "Dewi": (Sex.FEMALE, KbStatus.ACTIVE),
        "Eka": (Sex.FEMALE, KbStatus.ACTIVE),
        "Fitri": (Sex.FEMALE, KbStatus.LONG_TERM),
        "Gita": (Sex.FEMALE, KbStatus.PAUSED),
        "Hana": (Sex.FEMALE, KbStatus.NEW),
        "Indah": (Sex.FEMALE, KbStatus.ACTIVE),
    }
    made = {}
    for name, (sex, status) in rows.items():
        made[name] = factories.make_person(name=name, sex=sex)
        if status:
            factories.make_kb_record(made[name], status)
    return made
