"""What changes the regions between two editions of the ministry's list: one begins, one ends (DM08)."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from regions.clock import Placed, local_today
from regions.codes import NATION_CODE, CodeError, Level, clean_code, parent_of
from regions.models import Region, RegionSuccession
from regions.region_list import RegionRow, clean_name, row_of


@transaction.atomic
def add_region(*, by: Placed, code: str, name: str, origins: Sequence[Region], on: date) -> Region:
    """Store a region that the ministry's list has gained, with the regions it was made from.

    Level, parent, full name, search key and time zone follow from the code. The origins go on until they are retired.
    Raises ``ValidationError`` with the messages by field.
    """
    row = new_row(code, name)
    check_new(row, origins, on, today=local_today(by))
    region = Region(**vars(row))
    region.full_clean()
    region.save(force_insert=True)
    _link([(origin, region) for origin in origins], on)
    return region


@transaction.atomic
def retire_region(*, by: Placed, region: Region, on: date, successors: Sequence[Region]) -> Region:
    """End a region on a local day in favour of others; its records stay where they are until each is moved by choice.

    A region already retired keeps its day and can be given more successors. Raises ``ValidationError`` by field.
    """
    locked = Region.objects.visible_to(by).select_for_update().filter(pk=region.pk).first()
    if locked is None:
        raise ValidationError(_("Wilayah ini di luar wilayah Anda."))
    check_retirement(locked, on, successors, today=local_today(by))
    locked.retired_on = on
    locked.save(update_fields=["retired_on"])
    known = set(locked.successions.values_list("successor_id", flat=True))
    _link([(locked, successor) for successor in successors if successor.pk not in known], on)
    return locked


def new_row(code: str, name: str) -> RegionRow:
    """Return what is to be stored for a new code. Raises ``ValidationError`` beside the field."""
    cleaned = clean_name(name)
    if not cleaned:
        raise ValidationError({"name": _("Tulis nama wilayah seperti di daftar Kemendagri, paling panjang 120 huruf.")})
    try:
        code = clean_code(code)
        parent = Region.objects.filter(code=parent_of(code)).first()
        if code == NATION_CODE or Region.objects.filter(code=code).exists():
            raise CodeError(_("Kode ini sudah ada di daftar wilayah."))
        if parent is None or parent.retired_on:
            raise CodeError(_("Wilayah induk dari kode ini tidak ada atau tidak berlaku lagi. Catat induknya dahulu."))
        return row_of(code, cleaned, parent)
    except CodeError as error:
        raise ValidationError({"code": str(error)}) from error


def check_new(row: RegionRow, origins: Sequence[Region], on: date, *, today: date) -> None:
    """Raise ``ValidationError`` where a new region cannot come from these regions on this day."""
    _check_day(on, today, "on")
    if not origins:
        raise ValidationError({"origins": _("Pilih wilayah asalnya: setiap wilayah baru terbentuk dari wilayah lama.")})
    _check_level(row.level, origins, "origins")


def check_retirement(region: Region, on: date, successors: Sequence[Region], *, today: date) -> None:
    """Raise ``ValidationError`` where a region cannot end on this day in favour of these regions."""
    if region.level == Level.NATION:
        raise ValidationError(_("Wilayah nasional tidak dapat diakhiri."))
    _check_day(on, today, "retired_on")
    if region.retired_on and region.retired_on != on:
        raise ValidationError({"retired_on": _("Wilayah ini sudah diakhiri; tanggalnya tidak dapat diubah lagi.")})
    if Region.objects.children_of(region.code).current().exists():
        raise ValidationError(
            _("Masih ada wilayah di bawahnya yang berlaku. Akhiri wilayah-wilayah itu dahulu, satu per satu.")
        )
    if not successors:
        raise ValidationError({"successors": _("Pilih sedikitnya satu wilayah pengganti.")})
    if any(successor.pk == region.pk for successor in successors):
        raise ValidationError({"successors": _("Sebuah wilayah tidak dapat menggantikan dirinya sendiri.")})
    _check_level(region.level, successors, "successors")
    ended = next((successor for successor in successors if successor.retired_on), None)
    if ended:
        raise ValidationError(
            {"successors": _("%(name)s sudah tidak berlaku; pilih penggantinya.") % {"name": ended.path_name}}
        )


def _check_day(on: date, today: date, field: str) -> None:
    if on > today:
        raise ValidationError({field: _("Tanggal ini belum tiba. Catat perubahannya pada hari berlakunya.")})


def _check_level(level: int, regions: Sequence[Region], field: str) -> None:
    other = next((region for region in regions if region.level != level), None)
    if other:
        raise ValidationError(
            {
                field: _("%(name)s setingkat %(level)s, tidak sama dengan wilayah ini.")
                % {"name": other.path_name, "level": other.get_level_display()}
            }
        )


def _link(pairs: Sequence[tuple[Region, Region]], on: date) -> None:
    for old, new in pairs:
        succession = RegionSuccession(predecessor=old, successor=new, on=on)
        succession.full_clean()
        succession.save()
