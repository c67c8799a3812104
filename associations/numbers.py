"""Numbers of what AKU keeps: short, never reused, copied by hand without mistakes (`U-K7M4QX2`)."""

from django.db import models

from accounts.receipts import new_code


def new_number(prefix: str, rows: models.Manager) -> str:
    """A number with this letter in front that no row of the model bears yet; the column is unique in any case."""
    number = f"{prefix}-{new_code()}"
    while rows.filter(number=number).exists():
        number = f"{prefix}-{new_code()}"
    return number
