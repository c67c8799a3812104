"""A table of SIGA is kept, once for each content, month and territory."""

import hashlib
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from imports.models import SigaTable, SigaVillage
from imports.siga import stored
from imports.siga.placing import PlacedTable

_BATCH = 1_000
_COUNTS = ("existing", "reporting", "topic_business", "topic_finance", "topic_health")


class NothingToCompare(ValidationError):
    """No village of the file lies in the territory, or none is known."""


@transaction.atomic
def keep_table(*, by, placed: PlacedTable, file_name: str, sha256: str) -> SigaTable:
    """Keep the rows that were matched. Raises NothingToCompare where there are none: an empty table is no success."""
    if not placed.matched:
        raise NothingToCompare(_nothing(placed), code="nothing")
    table = SigaTable.objects.create(
        by=by,
        month=placed.month,
        region_id=placed.region_code,
        file_name=file_name[-120:],
        sha256=sha256,
        fingerprint=fingerprint(by, sha256, placed.month),
        row_count=placed.row_count,
        matched_count=len(placed.matched),
        unmatched_count=len(placed.unmatched),
        outside_count=placed.outside_count,
        refused_count=placed.refused_count,
        other_month_count=placed.other_month_count,
        skipped_count=placed.skipped_count,
        columns_not_read=placed.columns_not_read,
        problems=[problem.as_json() for problem in placed.problems],
        unmatched=[stored.as_json(one) for one in placed.unmatched],
    )
    villages = [
        SigaVillage(table=table, region_id=place.code, row=row.row, **{name: getattr(row, name) for name in _COUNTS})
        for row, place in placed.matched
    ]
    SigaVillage.objects.bulk_create(villages, batch_size=_BATCH)
    return table


def kept_table(by, sha256: str, month: date) -> SigaTable | None:
    """The table made of this file before, for the same month and territory."""
    return SigaTable.objects.filter(fingerprint=fingerprint(by, sha256, month)).first()


def fingerprint(by, sha256: str, month: date) -> str:
    """What makes two tables the same: the content, the month, and the territory that chose the rows."""
    parts = [sha256, f"{month:%Y-%m}", *sorted(by.territory_codes)]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _nothing(placed: PlacedTable) -> str:
    if placed.outside_count and not placed.unmatched:
        return _("Tidak satu pun desa di berkas ini termasuk wilayah Anda.")
    return _("Tidak satu pun desa di berkas ini dikenali. Periksa kolom provinsi sampai kelurahan.")
