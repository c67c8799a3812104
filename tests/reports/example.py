"""The worked example of `docs/figures.md`, as rows."""

from datetime import UTC, date, datetime
from uuid import UUID

from groups.models import (
    EnterpriseGroup,
    GroupLicence,
    GroupStage,
    GroupStatus,
    LicenceKind,
    OnlineChannel,
    Product,
    Sector,
)
from members.models import KbStatus, Membership, MembershipRole, Person, Sex
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


def make_traits() -> None:
    """What "Hitungan lain" adds to the example: stages, markets, products, licences, a decree, chairs, welfare, NIK."""
    entries = {
        "Melati": {"stage": "berkembang", "market_reach": "export", "has_decree": True},
        "Mawar": {"stage": "dasar", "market_reach": "province"},
        "Kenanga": {"stage": "mandiri", "market_reach": "regency"},
        "Dahlia": {"stage": "mandiri", "market_reach": "export"},
    }
    groups = {group.name: group for group in EnterpriseGroup.objects.all()}
    for name, columns in entries.items():
        stage = GroupStage.objects.get(code=columns.pop("stage"))
        EnterpriseGroup.objects.filter(name=name).update(stage=stage, stage_on=date(2026, 1, 10), **columns)
    _make_business(groups)
    factories.make_capital(groups["Kenanga"], 120_000_000, date(2026, 1, 10), unlikely_reason="Hibah mesin")
    for name in ("Budi", "Gita"):
        Membership.objects.filter(person__name=name).update(role=MembershipRole.CHAIR)
    Person.objects.filter(name="Ani").update(
        welfare_stage="ii", nik_sealed="tersegel", nik_index=UUID(int=1), nik_missing_reason=""
    )
    Person.objects.filter(name="Citra").update(welfare_stage="i")


def _make_business(groups: dict) -> None:
    food, craft = Sector.objects.get(code="makanan-olahan"), Sector.objects.get(code="kerajinan")
    groups["Melati"].sectors.set([food])
    groups["Mawar"].sectors.set([food, craft])
    groups["Dahlia"].sectors.set([craft])
    groups["Melati"].export_countries.set(["JP", "MY"])
    groups["Dahlia"].export_countries.set(["JP"])
    for name, product, ended_on in (("Melati", "Abon", None), ("Melati", "Sirup", DAY), ("Mawar", "Tas", DAY)):
        Product.objects.create(group=groups[name], name=product, ended_on=ended_on)
    licences = (
        ("Melati", "pirt", date(2026, 8, 25)),
        ("Melati", "pirt", None),
        ("Melati", "halal", date(2026, 8, 25)),
        ("Mawar", "pirt", date(2026, 8, 14)),
        ("Dahlia", "halal", None),
    )
    for number, (name, kind, expires_on) in enumerate(licences):
        kept = LicenceKind.objects.get(code=kind)
        GroupLicence.objects.create(group=groups[name], kind=kept, number=str(number), expires_on=expires_on)
    for name in ("Melati", "Dahlia"):
        OnlineChannel.objects.create(group=groups[name], kind="whatsapp", address="0812")


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
