"""Telling the read side that a regency's totals have changed."""

from datetime import date

from regions.models import TouchedRegion


def touch(code: str, *, on: date) -> None:
    """Mark the regency of a region code as changed, from the local day `on` (which may lie ahead: a dated leave).

    Call it in the transaction of the write itself. Codes above a regency are not touched one by one: see `touch_all`.
    """
    TouchedRegion.objects.create(regency_code=code[:4], due_on=on)
