"""Loading a made-up register: in one transaction when it is small, by four processes when it is the nation."""

import multiprocessing
import os
from collections.abc import Iterator

import django
from django.db import connection, transaction

from groups.models import Country, GroupStage, LicenceKind, Sector
from uppks.demo import writing
from uppks.demo.plan import RegencyPlan, Scale
from uppks.demo.rows import RegencyRows

# In an order in which no row comes before the one it points to.
TABLES = [
    "groups.EnterpriseGroup",
    "groups.EnterpriseGroup_sectors",
    "groups.EnterpriseGroup_export_countries",
    "groups.GroupSerial",
    "groups.StatusChange",
    "groups.StageAssessment",
    "groups.CapitalRecord",
    "groups.Product",
    "groups.GroupLicence",
    "groups.OnlineChannel",
    "members.Person",
    "members.KbRecord",
    "members.WelfareRecord",
    "members.Membership",
    "activities.MonthlyReport",
    "activities.Meeting",
    "activities.Attendance",
    "activities.ReviewStep",
]
_PARALLEL_FROM = 100_000


def load(scale: Scale, plans: list[RegencyPlan]) -> Iterator[dict[str, int]]:
    """Write every regency; yields the rows written per table as each part is done."""
    refs = reference_rows(scale)
    if connection.vendor == "postgresql" and scale.members >= _PARALLEL_FROM:
        yield from _load_parallel(plans, refs)
        return
    with transaction.atomic():
        for plan in plans:
            yield _write_regency(plan, refs)
    writing.after_load(TABLES)


def reference_rows(scale: Scale) -> dict:
    """Ids of the reference rows that made-up groups point to."""
    return {
        "stages": list(GroupStage.objects.order_by("rank").values_list("id", flat=True)),
        "sectors": list(Sector.objects.order_by("code").values_list("id", flat=True)),
        "licence_kinds": list(LicenceKind.objects.order_by("code").values_list("id", flat=True)),
        "countries": list(Country.objects.order_by("code").values_list("code", flat=True))[:40],
        "long_history": scale.members < 5_000_000,
        "whole_months": scale.members < 100_000,
        "welfare_share": 0.75 if scale.members < 5_000_000 else 0.25,
    }


def _write_regency(plan: RegencyPlan, refs: dict) -> dict[str, int]:
    rows = RegencyRows(plan, refs).make()
    return {name: writing.write(name, rows[name]) for name in TABLES}


def _load_parallel(plans: list[RegencyPlan], refs: dict) -> Iterator[dict[str, int]]:
    """One process a core, the largest regencies first; each regency is one transaction."""
    largest_first = sorted(plans, key=lambda plan: -sum(group.size for group in plan.groups))
    work = [(plan, refs) for plan in largest_first]
    pool = multiprocessing.get_context("spawn").Pool(os.cpu_count(), initializer=django.setup)
    with writing.bare_tables(TABLES), pool:
        yield from pool.imap_unordered(_write_in_transaction, work)
    writing.after_load(TABLES)


def _write_in_transaction(work: tuple[RegencyPlan, dict]) -> dict[str, int]:
    """Write one regency, whole or not at all."""
    with transaction.atomic():
        return _write_regency(*work)
