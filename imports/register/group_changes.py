"""What a row changes of a group on record, and changing it through the same actions as an officer does by hand.

Only what the row tells is compared. Kinds of business are replaced by those told where every word is known, otherwise
the known ones are added; products are only added.
"""

from copy import copy
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editing import StaleEdit
from accounts.proposals import CODE, asks_review, in_a_file
from groups.actions import add_product, assess_stage, change_business, change_group, set_status
from groups.actions.many import check_alone, check_product
from groups.actions.registration import one_line
from groups.actions.standing import DISSOLVE, refuse_retired
from groups.models import EnterpriseGroup, GroupStage, GroupStatus, Product, Sector, StageAssessment, StatusChange
from imports.register.planned import Written
from imports.register.rows import GroupDraft
from members.drafts import GroupPlace
from regions.names import search_words

# Columns that a row tells in the words of the registry.
_PLAIN = ("address", "founded_on", "decree_number", "decree_on", "decree_issuer")
_NUMBERS = ("rt", "rw")
SYSTEM = "impor"


@dataclass(slots=True)
class GroupChange:
    """What is told of a group and differs from what is on record; nothing where all agrees."""

    group: EnterpriseGroup
    entries: dict = field(default_factory=dict)
    status: str = ""
    stage: GroupStage | None = None
    sectors: list[Sector] | None = None
    products: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.status or self.stage or self.sectors is not None or self.products)

    def after(self) -> EnterpriseGroup:
        """The group as it will stand."""
        changed = copy(self.group)
        for name, value in self.entries.items():
            setattr(changed, name, value)
        return changed


def told_entries(draft: GroupDraft) -> dict:
    """The columns a row tells of a group; naming a decree says that there is one."""
    told = {name: getattr(draft, name) for name in (*_PLAIN, *_NUMBERS) if getattr(draft, name)}
    if draft.decree_number or draft.decree_on or draft.decree_issuer:
        told["has_decree"] = True
    return told


def change_of(group: EnterpriseGroup, draft: GroupDraft, known: list[Sector], all_known: bool) -> GroupChange:
    """Hold a row against a group on record. `known` are the kinds of business it tells, `all_known`: every word."""
    change = GroupChange(group)
    told = {name: value for name, value in told_entries(draft).items() if not _is_same(group, name, value)}
    change.entries = told | _identity(group, draft)
    change.status = draft.status if draft.status != group.status else ""
    have = set(group.sectors.all())
    wanted = set(known) if all_known else have | set(known)
    if known and wanted != have:
        change.sectors = sorted(wanted, key=lambda sector: sector.name)
    made = {product_key(product.name) for product in group.products.all()}
    change.products = [name for name in distinct_products(draft.products) if product_key(name) not in made]
    return change


def check_change(change: GroupChange, place: GroupPlace) -> None:
    """Raise ValidationError, as the actions would, for what cannot become of the group; asks nothing."""
    check_alone(change.after())
    if change.status == GroupStatus.DISSOLVED and asks_review(DISSOLVE):
        raise ValidationError({"status": ValidationError(in_a_file(), code=CODE)})
    if change.stage is not None:
        refuse_retired(change.stage, place.today)
    for name in change.products:
        check_product(name)


def distinct_products(names: tuple[str, ...]) -> list[str]:
    """The products of a cell, each once however it is written."""
    found: dict[str, str] = {}
    for name in filter(None, map(one_line, names)):
        found.setdefault(product_key(name), name)
    return list(found.values())


def product_key(name: str) -> str:
    """A product's name, made comparable."""
    return search_words(name) or name.casefold()


def stand(place: GroupPlace, group: EnterpriseGroup, status: str) -> None:
    """Let the place tell how the group stands, or will stand once its row is written."""
    place.founded_on = group.founded_on
    place.is_dissolved = (status or group.status) == GroupStatus.DISSOLVED


def values_told(draft: GroupDraft) -> dict[str, str]:
    """What a row tells, by field, as a problem quotes it."""
    names = ("address", "rt", "rw", "founded_on", "decree_number", "decree_on", "decree_issuer", "status")
    told = {name: _shown(getattr(draft, name)) for name in names}
    return told | {"name": draft.ref.name, "source_id": draft.ref.source_id, "stage": draft.stage_code}


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


def apply_change(change: GroupChange, *, by, reason: str, on) -> Written:
    """Change the group through the actions, all of it or nothing. Raises ValidationError."""
    written, group = Written(), change.group
    before = _before(change)
    try:
        with transaction.atomic():
            held = change_group(by=by, group=group, version=group.version, **change.entries)
            if change.sectors is not None:
                held = _set_sectors(by, held, change.sectors)
            if change.status:
                held = set_status(by=by, group=held, status=change.status, on=on, reason=reason)
                written.add({StatusChange._meta.label: [held.status_changes.values_list("pk", flat=True)[0]]})
            if change.stage is not None:
                held = assess_stage(by=by, group=held, stage=change.stage, on=on, reason=reason)
                written.add({StageAssessment._meta.label: [held.stage_assessments.values_list("pk", flat=True)[0]]})
            made = [add_product(by=by, group=held, name=name).pk for name in change.products]
            written.add({Product._meta.label: made} if made else {})
    except StaleEdit:
        raise ValidationError(
            _("Kelompok ini baru saja diubah orang lain. Periksa berkas lagi."), code="stale"
        ) from None
    if before:
        written.changes.append((EnterpriseGroup._meta.label, group.pk, before, held.version))
    return written


def _set_sectors(by, group: EnterpriseGroup, sectors: list[Sector]) -> EnterpriseGroup:
    return change_business(
        by=by,
        group=group,
        version=group.version,
        sectors=sectors,
        market_reach=group.market_reach,
        export_countries=list(group.export_countries.all()),
    )


def _before(change: GroupChange) -> dict:
    """The columns that will change, as they stand, in words that JSON knows."""
    group, names = change.group, list(change.entries)
    if "name" in names:
        names.append("name_key")
    names += ["status", "status_on"] if change.status else []
    names += ["stage_id", "stage_on"] if change.stage else []
    before = {name: getattr(group, name) for name in names}
    before = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in before.items()}
    if change.sectors is not None:
        before["sectors"] = sorted(sector.pk for sector in group.sectors.all())
    return before


def _is_same(group: EnterpriseGroup, name: str, told) -> bool:
    """Equal, too, are RT `004` and the `4` that a spreadsheet makes of it."""
    stored = getattr(group, name)
    if name in _NUMBERS and stored.isdecimal() and told.isdecimal():
        return int(stored) == int(told)
    return stored == told


def _identity(group: EnterpriseGroup, draft: GroupDraft) -> dict:
    """A new name, where the row means the group by a number; the sender's number, where none is kept yet."""
    ref, found = draft.ref, {}
    by_number = bool(ref.number) or bool(ref.source_id and ref.source_id == group.source_id)
    if by_number and ref.name and one_line(ref.name) != group.name:
        found["name"] = one_line(ref.name)
    if ref.source_id and not group.source_id:
        found |= {"source_system": SYSTEM, "source_id": ref.source_id}
    return found
