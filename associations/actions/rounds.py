"""A whole round of savings at once: what each member put in, or took out, at one meeting (UP08)."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.actions.money import open_savings, record_savings
from associations.models import SavingsEntry
from groups.actions.rows import hold_group, refuse_future
from groups.models import EnterpriseGroup


@transaction.atomic
def record_round(
    *, by, group: EnterpriseGroup, on: date, kind: str, amounts: Mapping[str, tuple], evidence: str = ""
) -> list[SavingsEntry]:
    """Put one entry of a kind and day into the book of each; books that are missing are opened.

    `amounts` gives for a name of the caller's choice the person (None for the group itself) and the whole rupiah. All
    or nothing: what is refused comes back as one ValidationError, each sentence under the name it belongs to.
    """
    held = hold_group(group, by)
    refuse_future(on, held)
    if not amounts:
        raise ValidationError(_("Isi jumlah paling sedikit untuk satu orang."), code="nothing")
    entries, refused = [], {}
    # In the order of the people's numbers: two rounds at once take the same locks in the same order.
    for name, (person, amount) in sorted(amounts.items(), key=lambda item: item[1][0].pk if item[1][0] else 0):
        try:
            account = open_savings(by=by, group=held, person=person)
            entries.append(record_savings(by=by, account=account, on=on, kind=kind, amount=amount, evidence=evidence))
        except ValidationError as error:
            refused[name] = error.messages
    if refused:
        raise ValidationError(refused)
    return entries
