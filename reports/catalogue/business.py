"""What groups make, hold and sell, and to which countries, by region (UP04)."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from groups.models import Country, LicenceKind, MarketReach, Sector
from regions.clock import local_today
from regions.codes import Level
from reports.catalogue.by_region import chosen_of, groups_link, programme_of, region_table
from reports.catalogue.report import Asked, Choice, Dated, Report, Section
from reports.counting import counted
from reports.regional import made_true
from reports.table import Column, Table
from reports.totals import stored
from reports.traits import counted_traits, stored_traits

# Count -> its heading and the filter of the list behind it.
Wanted = list[tuple[str, str, dict[str, str]]]


def _make(asked: Asked) -> Table:
    name = chosen_of(asked, "rincian", dict(_options()))
    codes, freshness = [asked.region.pk], None
    if asked.level == Level.VILLAGE:
        day = local_today(asked.region)
        groups, traits = counted(codes, asked.level, day, ()), counted_traits(codes, asked.level, day)
    else:
        freshness = made_true(codes)
        groups, traits = stored(codes, asked.level), stored_traits(codes, asked.level)
    counts = {
        place: Counter({"active": found.groups_active, **traits.get(place, {})}) for place, found in groups.items()
    }
    whole = sum(counts.values(), Counter())
    wanted = WANTED[name](whole)
    columns = [Column("active", _("Kelompok aktif"), link=groups_link(asked, status="aktif"))]
    columns += [Column(key, label, link=groups_link(asked, status="aktif", **to)) for key, label, to in wanted]
    keys = [column.key for column in columns]
    values = {place: {key: found[key] for key in keys} for place, found in counts.items()}
    title = _("Usaha kelompok %(programme)s") % programme_of(asked.on)
    words = [dict(_options())[name]]
    sums, nothing = {key: whole[key] for key in keys}, dict.fromkeys(keys, 0)
    return region_table(asked, title, columns, values, sums, nothing, words, freshness)


def _business(_whole: Counter) -> Wanted:
    """Products, licences, the farthest market, online channels."""
    licences = LicenceKind.objects.filter(retired_on__isnull=True).values_list("code", "name")
    return [
        ("products", _("Punya produk"), {"produk": "ada"}),
        *((f"licence:{code}", _("Izin %(name)s") % {"name": name}, {"izin": code}) for code, name in licences),
        *((f"reach:{code}", str(label), {"pasar": code}) for code, label in MarketReach.choices),
        ("reach:", _("Jangkauan belum diketahui"), {"pasar": "belum"}),
        ("online", _("Berjualan daring"), {"daring": "ada"}),
    ]


def _sectors(whole: Counter) -> Wanted:
    """The kinds of business in use, and others only where a group still has them."""
    found = Sector.objects.values_list("code", "name", "retired_on")
    return [
        (f"sector:{code}", name, {"usaha": code}) for code, name, gone in found if not gone or whole[f"sector:{code}"]
    ]


def _countries(whole: Counter) -> Wanted:
    """The countries that some group of the table exports to, those of the most groups first."""
    found = [(f"country:{code}", name, {"negara": code}) for code, name in Country.objects.values_list("code", "name")]
    reached = sorted((one for one in found if whole[one[0]]), key=lambda one: (-whole[one[0]], one[1]))
    return [("export", _("Mengekspor"), {"pasar": MarketReach.EXPORT.value}), *reached]


WANTED = {"usaha": _business, "jenis": _sectors, "negara": _countries}


def _options() -> list[tuple[str, str]]:
    return [
        ("usaha", _("Produk, izin, dan pasar")),
        ("jenis", _("Jenis usaha")),
        ("negara", _("Negara tujuan ekspor")),
    ]


BUSINESS_AND_EXPORT = Report(
    slug="usaha-ekspor",
    name=gettext_lazy("Produk, izin, pasar, dan ekspor"),
    about=gettext_lazy(
        "Berapa kelompok punya produk dan izin, berjualan daring, sampai pasar mana, dan ke negara mana."
    ),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.TODAY,
    make=_make,
    choices=(Choice("rincian", gettext_lazy("Rincian"), _options),),
)
