"""The worked example of "Naik kelas" in `docs/figures.md`, as rows."""

from datetime import date

from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus, StatusChange
from tests import factories

A, B = date(2025, 8, 15), date(2026, 8, 15)
MILLION = 1_000_000
ACTIVE, INACTIVE, DISSOLVED = GroupStatus.ACTIVE, GroupStatus.INACTIVE, GroupStatus.DISSOLVED
HISTORIES = {
    "Melati": (factories.BUMIAYU, [], [(date(2025, 3, 1), 15), (date(2026, 3, 1), 25)]),
    "Mawar": (factories.BUMIAYU, [], [(date(2025, 6, 1), 5)]),
    "Teratai": (factories.SUGIHWARAS, [], [(A, 22), (B, 21)]),
    "Anggrek": (factories.SUGIHWARAS, [(date(2025, 12, 1), ACTIVE)], [(date(2026, 1, 1), 8)]),
    "Kenanga": (factories.DARMA, [], [(date(2025, 1, 10), 60), (date(2026, 1, 10), 120)]),
    "Cempaka": (factories.DARMA, [], [(date(2025, 5, 1), 30), (date(2026, 5, 1), 18)]),
    "Dahlia": (
        factories.DARMA,
        [(factories.LONG_AGO, ACTIVE), (date(2026, 2, 1), INACTIVE)],
        [(date(2025, 1, 10), 60)],
    ),
    "Flamboyan": (
        factories.DARMA,
        [(factories.LONG_AGO, ACTIVE), (date(2025, 7, 1), DISSOLVED), (date(2026, 1, 1), ACTIVE)],
        [],
    ),
}


def make_graduation_example() -> dict[str, EnterpriseGroup]:
    """Eight groups in two districts with their histories, by name; the regions must exist."""
    factories.make_tiers()
    made = {
        name: make_history(village, changes or [(factories.LONG_AGO, ACTIVE)], records, name)
        for name, (village, changes, records) in HISTORIES.items()
    }
    wrong = CapitalRecord.objects.create(group=made["Flamboyan"], on=date(2025, 5, 1), own=90 * MILLION)
    void_record(wrong)
    return made


def make_history(village: str, changes, records, name: str = "") -> EnterpriseGroup:
    """A group with these status changes (day, status) and capital records (day, million rupiah), both oldest first."""
    on, status = max(changes, key=lambda change: change[0])
    group = factories.make_group(village, name, status=status, status_on=on, founded_on=None)
    StatusChange.objects.bulk_create(
        StatusChange(group=group, on=day, status=then, reason="Uji") for day, then in changes
    )
    for day, amount in records:
        factories.make_capital(group, amount * MILLION, day)
    return group


def void_record(record: CapitalRecord) -> None:
    """Cancel a record; the group's newest is the caller's to keep right."""
    CapitalRecord.objects.create(
        group_id=record.group_id, on=record.on, own=record.own, replaces=record, is_void=True, correction_reason="Uji"
    )
