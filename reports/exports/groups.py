"""The list of groups as a file, in the columns of the register workbook, so that it can be imported back (IE07)."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from groups.listing import groups_asked, place_of
from groups.models import CapitalRecord, CapitalSource, DecreeIssuer, EnterpriseGroup, GroupStatus, Product
from groups.tiers import tier_of
from groups.warnings import member_count, with_warnings
from reports.exports.sheet import ListSheet, RegionNames, SheetColumn
from reports.table import Kind

_COLUMNS = (
    SheetColumn("kode_kelompok", width=18, is_fixed=True),
    SheetColumn("kode_lama"),
    SheetColumn("nama_kelompok", width=30),
    SheetColumn("kode_desa", width=13, is_fixed=True),
    SheetColumn("provinsi", width=22),
    SheetColumn("kabupaten_kota", width=26),
    SheetColumn("kecamatan", width=20),
    SheetColumn("desa_kelurahan", width=20),
    SheetColumn("alamat", width=30),
    SheetColumn("rt", width=6, is_fixed=True),
    SheetColumn("rw", width=6, is_fixed=True),
    SheetColumn("tanggal_berdiri", Kind.DATE, 14),
    SheetColumn("nomor_sk", width=20),
    SheetColumn("tanggal_sk", Kind.DATE, 14),
    SheetColumn("penerbit_sk", width=20, is_fixed=True),
    SheetColumn("tahapan", width=14),
    SheetColumn("status", width=12, is_fixed=True),
    SheetColumn("jenis_usaha", width=26),
    SheetColumn("produk", width=30),
    SheetColumn("modal_sendiri", Kind.RUPIAH, 18),
    SheetColumn("modal_pinjaman", Kind.RUPIAH, 18),
    SheetColumn("modal_hibah", Kind.RUPIAH, 18),
    SheetColumn("modal_per_tanggal", Kind.DATE, 16),
    SheetColumn("sumber_modal", width=20, is_fixed=True),
    # What follows only tells what the page shows; an import does not read it.
    SheetColumn("total_modal", Kind.RUPIAH, 18),
    SheetColumn("jenjang_modal", width=16),
    SheetColumn("banyak_anggota", Kind.INTEGER, 14),
    SheetColumn("peringatan", width=40),
)
_VALUES = (
    "pk",
    "village_id",
    "number",
    "source_id",
    "name",
    "address",
    "rt",
    "rw",
    "founded_on",
    "decree_number",
    "decree_on",
    "decree_issuer",
    "stage__name",
    "status",
    "capital_total",
    "members_now",
)
_NO_CAPITAL = (None, None, None, None, "")
# Several kinds of business or products stand in one cell.
SEPARATOR = "; "


class GroupSheet(ListSheet):
    """Groups, one a row, with the newest capital."""

    slug = "kelompok"
    permission = Permission.GROUP_VIEW
    view_name = "group_list"
    title = _("Kelompok")
    noun = _("kelompok")
    sheet_name = "Kelompok"
    size = 2000

    def read(self):
        """As the list of groups reads its address; a region outside is not found there either."""
        found = groups_asked(self.user, self.asked)
        if found.form.is_valid():
            place_of(self.user, found.form.cleaned_data["wilayah"])
        return found

    def make_columns(self) -> list[SheetColumn]:
        """The columns of the template, then those of the page that an import does not read."""
        self.names = RegionNames()
        self.issuers, self.sources = _words(DecreeIssuer), _words(CapitalSource)
        self.statuses = _words(GroupStatus)
        self.warnings = [str(warning.label) for warning in self.found.warnings]
        return list(_COLUMNS)

    def rows(self):
        """The groups as plain values with all that one query can tell."""
        found = self.found
        groups = found.rows.annotate(members_now=member_count(found.day))
        groups = with_warnings(groups, found.warnings, found.day)
        return groups.values_list(*_VALUES, *(warning.column for warning in found.warnings))

    def key_of(self, row) -> tuple:
        """Village and number."""
        return row[1:3]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """The batch with its places, kinds of business, products and newest capital: four queries."""
        keys = [row[0] for row in batch]
        places = self.names.read(row[1] for row in batch)
        sectors, products = self._sectors(keys), self._products(keys)
        capital = self._capital(keys)
        for row in batch:
            yield self._row(row, places[row[1]], sectors, products, capital.get(row[0], _NO_CAPITAL))

    def _row(self, row, place, sectors, products, capital) -> tuple:
        key, village, number, source, name, address, rt, rw, founded, decree, decreed, issuer = row[:12]
        stage, status, total, members, *flags = row[12:]
        tier = tier_of(total, self.found.bands)
        facts = (number, source, name, village, *place, address, rt, rw, founded, decree, decreed)
        standing = (self.issuers.get(issuer), stage, self.statuses[status])
        work = (sectors.get(key), products.get(key))
        warned = ", ".join(label for label, flag in zip(self.warnings, flags, strict=True) if flag)
        return (*facts, *standing, *work, *capital, total, tier.name if tier else None, members, warned)

    def _sectors(self, keys) -> dict[int, str]:
        rows = EnterpriseGroup.sectors.through.objects.filter(enterprisegroup_id__in=keys)
        return _joined(rows.order_by("sector__name").values_list("enterprisegroup_id", "sector__name"))

    def _products(self, keys) -> dict[int, str]:
        made = Product.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=self.found.day), group_id__in=keys)
        return _joined(made.order_by("name").values_list("group_id", "name"))

    def _capital(self, keys) -> dict[int, tuple]:
        """The newest valid record of each group: it comes last, so it stays."""
        rows = CapitalRecord.objects.valid().filter(group_id__in=keys).order_by("on", "id")
        rows = rows.values_list("group_id", "own", "loan", "grant", "on", "source")
        return {key: (own, loan, grant, on, self.sources[source]) for key, own, loan, grant, on, source in rows}


def _words(choices) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def _joined(pairs) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for key, name in pairs:
        found.setdefault(key, []).append(name)
    return {key: SEPARATOR.join(names) for key, names in found.items()}
