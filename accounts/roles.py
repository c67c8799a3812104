"""Who may do what: every permission of the registry and the roles that hold it, as one table.

A role says what a user may do; the territory says where (see `regions/scoping.py`). The two are never mixed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The seven kinds of users. A user has exactly one."""

    OFFICER = "officer", _("Petugas lapangan (PKB/PLKB)")
    COORDINATOR = "coordinator", _("Koordinator kecamatan")
    REGENCY = "regency", _("Staf kabupaten/kota (OPD-KB)")
    PROVINCE = "province", _("Staf provinsi (Perwakilan)")
    AKU = "aku", _("Pengelola AKU")
    ADMIN = "admin", _("Administrator nasional")
    AUDITOR = "auditor", _("Pemeriksa")


class Permission(models.TextChoices):
    """One thing a user can be allowed to do."""

    GROUP_VIEW = "group_view", _("Melihat kelompok")
    GROUP_EDIT = "group_edit", _("Mendaftarkan dan mengubah kelompok")
    CAPITAL_RECORD = "capital_record", _("Mencatat modal")
    MEMBER_VIEW = "member_view", _("Melihat anggota (NIK tersamar)")
    MEMBER_EDIT = "member_edit", _("Mendaftarkan dan mengubah anggota")
    NIK_SHOW = "nik_show", _("Membuka NIK dengan alasan")
    KB_STATUS_VIEW = "kb_status_view", _("Melihat status KB dan tahapan KS")
    KB_METHOD_VIEW = "kb_method_view", _("Melihat metode KB")
    ACTIVITY_VIEW = "activity_view", _("Melihat kegiatan dan laporan bulanan")
    ACTIVITY_EDIT = "activity_edit", _("Mengisi kartu K/0 dan register R/I")
    ACTIVITY_REVIEW = "activity_review", _("Meninjau kartu dan register yang dikirim")
    HAND_OVER = "hand_over", _("Menyerahterimakan wilayah petugas")
    MEMBER_MERGE = "member_merge", _("Menggabungkan data ganda orang")
    IMPORT = "import", _("Mengimpor berkas register")
    SIGA_COMPARE = "siga_compare", _("Membandingkan dengan tabel SIGA")
    BOARD_VIEW = "board_view", _("Melihat kepengurusan AKU")
    BOARD_EDIT = "board_edit", _("Mengelola kepengurusan AKU")
    REFERRAL_EDIT = "referral_edit", _("Mengelola mitra dan usulan permodalan")
    CONSENT_RECORD = "consent_record", _("Mencatat persetujuan kelompok bagi mitra")
    MONEY_VIEW = "money_view", _("Melihat simpanan dan pinjaman")
    MONEY_EDIT = "money_edit", _("Mencatat simpanan dan pinjaman")
    GRADUATION_DECIDE = "graduation_decide", _("Memutuskan naik kelas")
    CHANGE_REVIEW = "change_review", _("Meninjau usulan perubahan penting")
    REPORT_VIEW = "report_view", _("Melihat dasbor dan rekap")
    EXPORT = "export", _("Mengunduh rekap dan daftar")
    EXPORT_PERSONAL = "export_personal", _("Mengunduh kolom data pribadi")
    AUDIT_VIEW = "audit_view", _("Melihat jejak perubahan")
    ACCESS_LOG_VIEW = "access_log_view", _("Melihat catatan akses data pribadi")
    REFERENCE_EDIT = "reference_edit", _("Mengelola tabel acuan")
    USER_MANAGE = "user_manage", _("Mengelola pengguna")


_READ_GROUPS = {Permission.GROUP_VIEW, Permission.BOARD_VIEW, Permission.REPORT_VIEW}
_READ_PEOPLE = _READ_GROUPS | {Permission.MEMBER_VIEW, Permission.KB_STATUS_VIEW, Permission.ACTIVITY_VIEW}
_KEEP_REGISTER = _READ_PEOPLE | {
    Permission.GROUP_EDIT,
    Permission.CAPITAL_RECORD,
    Permission.MEMBER_EDIT,
    Permission.NIK_SHOW,
    Permission.KB_METHOD_VIEW,
    Permission.IMPORT,
    Permission.CONSENT_RECORD,
    Permission.MONEY_VIEW,
    Permission.MONEY_EDIT,
}

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.OFFICER: frozenset(_KEEP_REGISTER | {Permission.ACTIVITY_EDIT}),
    Role.COORDINATOR: frozenset(_READ_PEOPLE | {Permission.ACTIVITY_REVIEW}),
    Role.REGENCY: frozenset(
        _KEEP_REGISTER
        | {
            Permission.ACTIVITY_REVIEW,
            Permission.HAND_OVER,
            Permission.MEMBER_MERGE,
            Permission.SIGA_COMPARE,
            Permission.GRADUATION_DECIDE,
            Permission.CHANGE_REVIEW,
            Permission.EXPORT,
            Permission.EXPORT_PERSONAL,
        }
    ),
    Role.PROVINCE: frozenset(_READ_PEOPLE | {Permission.SIGA_COMPARE, Permission.EXPORT}),
    Role.AKU: frozenset(
        _READ_GROUPS | {Permission.BOARD_EDIT, Permission.REFERRAL_EDIT, Permission.CONSENT_RECORD, Permission.EXPORT}
    ),
    Role.ADMIN: frozenset(Permission.values),
    Role.AUDITOR: frozenset({Permission.GROUP_VIEW, Permission.AUDIT_VIEW, Permission.ACCESS_LOG_VIEW}),
}

# Where a stolen password would open a whole province or the registry itself (AC06).
SECOND_FACTOR_ROLES = frozenset({Role.PROVINCE, Role.ADMIN})


def role_allows(role: str, permission: str) -> bool:
    """True if the role table gives this role this permission; an unknown role is allowed nothing."""
    return permission in ROLE_PERMISSIONS.get(role, frozenset())


def permissions_of(role: str) -> list[Permission]:
    """What the role may do, in the order of the table above."""
    return [permission for permission in Permission if role_allows(role, permission)]
