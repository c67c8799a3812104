"""The yearly card of one group: opened, and handed in with a copy of what it says."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editing import check_version
from activities.actions.deciding import hand_in
from activities.actions.rows import check_open, hold_writable, save
from activities.card import card_content
from activities.models import AnnualCard
from activities.periods import period_of_year
from groups.actions.rows import hold_group
from groups.models import EnterpriseGroup
from regions.clock import local_today


@transaction.atomic
def open_card(*, by, group: EnterpriseGroup, year: int) -> AnnualCard:
    """The card of a group and year, made as a draft where there is none yet.

    Raises ValidationError where the year is not open or the group owes no card.
    """
    held = hold_group(group, by)
    found = AnnualCard.objects.filter(group=held, year=year).first()
    if found is not None:
        found.group = held
        return found
    check_open(period_of_year(year), local_today(held))
    if not owes_year(held, year):
        raise ValidationError(_("Kelompok ini tidak aktif pada awal tahun itu."), code="owes_nothing")
    card = AnnualCard(group=held, village_id=held.village_id, year=year, created_by=by, changed_by=by)
    card.full_clean(exclude=["group", "village"])
    card.save(force_insert=True)
    return card


def owes_year(group: EnterpriseGroup, year: int) -> bool:
    """True if the group was active on 1 January, or is today where that is still to come."""
    day = min(date(year, 1, 1), local_today(group))
    return EnterpriseGroup.objects.filter(pk=group.pk).working_on(day).exists()


@transaction.atomic
def submit_card(*, by, card: AnnualCard, version: int, visited_on: date, note: str = "") -> AnnualCard:
    """Hand in a card: what the register holds about the group today is copied into it.

    A card may have gaps: what is unlikely about a group is shown as a warning and keeps nothing back, for a card that
    says "no chair" is news too. Only a group without a name cannot hand one in. Raises ValidationError, StaleEdit.
    """
    held = hold_writable(card, by)
    check_version(held, version)
    if not owes_year(held.group, held.year):
        raise ValidationError(_("Kelompok ini tidak aktif pada awal tahun itu."), code="owes_nothing")
    if not held.group.name.strip():
        raise ValidationError(_("Kelompok ini belum bernama. Isi namanya, lalu serahkan kartunya."), code="no_name")
    held.content = card_content(held.group, local_today(held))
    held.note = note.strip()
    save(held, by, ["content", "note"])
    hand_in(held, by, visited_on)
    return held
