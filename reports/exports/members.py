"""The list of members as a file, in the columns of the register workbook, so that it can be imported back (IE07, IE08).

Without personal columns the NIK is masked as on every page; an import takes a masked one for "not told". With them it
stands whole, beside birth date, telephone and address; the KB method only for those who may see it.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from members.listing import memberships_asked
from members.models import KbMethod, KbStatus, MembershipRole, NikMissingReason, WelfareStage
from members.nik import mask_nik
from members.nik_vault import NikKeys, SealBroken, open_sealed
from reports.exports.sheet import ListSheet, RegionNames, SheetColumn
from reports.table import Kind

_GROUP = (
    SheetColumn("kode_kelompok", width=18, is_fixed=True),
    SheetColumn("kode_lama"),
    SheetColumn("nama_kelompok", width=30),
    SheetColumn("kode_desa", width=13, is_fixed=True),
    SheetColumn("provinsi", width=22),
    SheetColumn("kabupaten_kota", width=26),
    SheetColumn("kecamatan", width=20),
    SheetColumn("desa_kelurahan", width=20),
)
_PERSON = (
    SheetColumn("nik", width=19, is_fixed=True),
    SheetColumn("alasan_tanpa_nik", width=26, is_fixed=True),
    SheetColumn("nama", width=28),
    SheetColumn("jenis_kelamin", width=13, is_fixed=True),
    SheetColumn("jabatan", width=13, is_fixed=True),
    SheetColumn("tanggal_masuk", Kind.DATE, 14),
    SheetColumn("tanggal_keluar", Kind.DATE, 14),
)
_FACTS = (SheetColumn("status_kb", width=20, is_fixed=True), SheetColumn("tahapan_ks", width=16, is_fixed=True))
_METHOD = (SheetColumn("metode_kb", width=18, is_fixed=True),)
_PERSONAL = (
    SheetColumn("tanggal_lahir", Kind.DATE, 14),
    SheetColumn("no_hp", width=16),
    SheetColumn("alamat", width=30),
)
_KEY = ("village_id", "group_id", "id")
_VALUES = (
    "group__number",
    "group__source_id",
    "group__name",
    "person__nik_sealed",
    "person__nik_missing_reason",
    "person__name",
    "person__sex",
    "role",
    "started_on",
    "ended_on",
)


class MemberSheet(ListSheet):
    """Memberships that hold today, one a row."""

    slug = "anggota"
    permission = Permission.MEMBER_VIEW
    view_name = "membership_list"
    title = _("Anggota")
    noun = _("keanggotaan")
    sheet_name = "Anggota"
    size = 4000
    has_personal = True

    def read(self):
        """As the list of members reads its address."""
        return memberships_asked(self.user, self.asked)

    def make_columns(self) -> list[SheetColumn]:
        """The columns of the template that this user may take away and has asked for."""
        self.names = RegionNames()
        self.with_facts = self.user.allows(Permission.KB_STATUS_VIEW)
        self.with_method = self.personal and self.user.allows(Permission.KB_METHOD_VIEW)
        self.words = [self._said(choices) for choices in (MembershipRole, NikMissingReason, KbStatus, WelfareStage)]
        self.methods = self._said(KbMethod)
        facts = _FACTS if self.with_facts else ()
        method = _METHOD if self.with_method else ()
        return [*_GROUP, *_PERSON, *facts, *method, *(_PERSONAL if self.personal else ())]

    def rows(self):
        """The memberships as plain values, in one query of three tables."""
        facts = ("person__kb_status", "person__welfare_stage") if self.with_facts else ()
        method = ("person__kb_method",) if self.with_method else ()
        personal = ("person__birth_on", "person__phone", "person__address") if self.personal else ()
        return self.found.rows.values_list(*_KEY, *_VALUES, *facts, *method, *personal)

    def key_of(self, row) -> tuple:
        """Village, group and the membership's own number."""
        return row[:3]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """The batch with its places, which are read once each."""
        places = self.names.read({row[0] for row in batch})
        roles, reasons, statuses, stages = self.words
        opened, keys = (open_nik if self.personal else open_mask), NikKeys.from_settings()
        for row in batch:
            village, _group, _pk, number, source, group, sealed, reason, name, sex, role, begun, ended, *more = row
            if self.with_facts:
                more[:2] = statuses[more[0]], stages[more[1]]
            if self.with_method:
                more[2 if self.with_facts else 0] = self.methods[more[2 if self.with_facts else 0]]
            yield (
                *(number, source, group, village),
                *places[village],
                *(opened(sealed, keys), reasons[reason], name, sex, roles[role], begun, ended),
                *more,
            )

    @staticmethod
    def _said(choices) -> dict[str, str | None]:
        return {value: str(label) for value, label in choices.choices} | {"": None}


def open_nik(sealed: str | None, keys: NikKeys) -> str:
    """A sealed NIK opened; the caller has the permission and the reason, and the file is in the access log."""
    if not sealed:
        return ""
    try:
        return open_sealed(sealed, keys)
    except SealBroken:
        return mask_nik("")


def open_mask(sealed: str | None, keys: NikKeys) -> str:
    """A sealed NIK as every page shows it: `3374••••••••0001`."""
    return mask_nik(open_nik(sealed, keys)) if sealed else ""
