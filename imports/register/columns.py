"""What each column of the template is, in words: on the sheet of instructions and where columns are chosen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from imports.register.layout import FIELDS
from imports.register.rows import SheetKind

Text = str | Promise

KIND_WORDS: dict[SheetKind, Text] = {
    SheetKind.GROUPS: _("Kelompok"),
    SheetKind.MEMBERS: _("Anggota"),
    SheetKind.CAPITAL: _("Catatan modal"),
}
_OF_GROUP = _("Wajib: kode_kelompok atau kode_lama, atau nama_kelompok dengan desanya")
_OF_PLACE = _("Wajib: kode_desa, atau desa_kelurahan dengan kecamatan, kabupaten, dan provinsinya")
_ALWAYS = _("Wajib")
_NEEDED: dict[SheetKind, dict[str, Text]] = {
    SheetKind.GROUPS: {"nama_kelompok": _ALWAYS, "kode_desa": _OF_PLACE, "desa_kelurahan": _OF_PLACE},
    SheetKind.MEMBERS: {
        "kode_kelompok": _OF_GROUP,
        "kode_lama": _OF_GROUP,
        "nama_kelompok": _OF_GROUP,
        "nama": _ALWAYS,
        "jenis_kelamin": _ALWAYS,
    },
    SheetKind.CAPITAL: {
        "kode_kelompok": _OF_GROUP,
        "kode_lama": _OF_GROUP,
        "nama_kelompok": _OF_GROUP,
        "per_tanggal": _ALWAYS,
        "modal_sendiri": _("Wajib: paling sedikit satu dari tiga jumlah modal"),
    },
}
_AMOUNT = _(
    "Rupiah penuh, misalnya 25000000, 25 juta, atau Rp 25.000.000. Nol ditulis 0; yang tidak diketahui dikosongkan."
)
_WORDS: dict[str, tuple[Text, Text]] = {
    "kode_kelompok": (
        _("Nomor kelompok di registri"),
        _("Nomor 14 angka dari registri. Kosongkan untuk kelompok baru."),
    ),
    "kode_lama": (_("Nomor kelompok Anda sendiri"), _("Nomor di daftar Anda. Disimpan, dan dipakai mencari kelompok.")),
    "nama_kelompok": (_("Nama kelompok"), _("Nama seperti di SK atau papan nama.")),
    "kode_desa": (_("Kode desa"), _("Sepuluh angka kode Kemendagri, boleh dengan titik: 76.04.03.2004.")),
    "provinsi": (_("Provinsi"), _("Nama provinsi, bila kode desa tidak diisi.")),
    "kabupaten_kota": (_("Kabupaten/kota"), _("Nama kabupaten atau kota, bila kode desa tidak diisi.")),
    "kecamatan": (_("Kecamatan"), _("Nama kecamatan, bila kode desa tidak diisi.")),
    "desa_kelurahan": (_("Desa/kelurahan"), _("Nama desa atau kelurahan, bila kode desa tidak diisi.")),
    "alamat": (_("Alamat"), _("Jalan, dusun, atau lingkungan.")),
    "rt": (_("RT"), _("Angka, paling banyak tiga.")),
    "rw": (_("RW"), _("Angka, paling banyak tiga.")),
    "tanggal_berdiri": (_("Tanggal berdiri"), _("Hari, bulan, tahun: 17/08/2019 atau 17 Agustus 2019.")),
    "nomor_sk": (_("Nomor SK"), _("Nomor surat keputusan pengukuhan.")),
    "tanggal_sk": (_("Tanggal SK"), _("Hari, bulan, tahun: 02/05/2021.")),
    "penerbit_sk": (_("Penerbit SK"), _("Pilih dari daftar.")),
    "tahapan": (_("Tahapan kelompok"), _("Pilih dari daftar.")),
    "status": (_("Status kelompok"), _("Pilih dari daftar. Kosong berarti aktif untuk kelompok baru.")),
    "jenis_usaha": (_("Jenis usaha"), _("Satu atau beberapa, dipisah koma.")),
    "produk": (_("Produk"), _("Satu atau beberapa, dipisah koma.")),
    "modal_sendiri": (_("Modal sendiri"), _AMOUNT),
    "modal_pinjaman": (_("Modal pinjaman"), _AMOUNT),
    "modal_hibah": (_("Modal hibah"), _AMOUNT),
    "modal_per_tanggal": (_("Modal per tanggal"), _("Hari modal itu dilihat. Kosong berarti hari ini.")),
    "sumber_modal": (_("Sumber catatan modal"), _("Pilih dari daftar.")),
    "alasan_tidak_lazim": (
        _("Alasan modal tidak lazim"),
        _("Diisi bila modal naik atau turun sangat besar dan angkanya memang benar."),
    ),
    "nik": (_("NIK"), _("Enam belas angka dari KTP atau KK. Jangan tulis nomor karangan; kosongkan bila belum ada.")),
    "alasan_tanpa_nik": (_("Alasan tanpa NIK"), _("Diisi bila NIK kosong. Pilih dari daftar.")),
    "alasan_nik_berbeda": (
        _("Alasan NIK berbeda"),
        _("Diisi bila tanggal lahir atau jenis kelamin memang berbeda dengan yang ada di dalam NIK."),
    ),
    "nama": (_("Nama anggota"), _("Nama seperti di KTP.")),
    "jenis_kelamin": (_("Jenis kelamin"), _("P untuk perempuan, L untuk laki-laki.")),
    "tanggal_lahir": (_("Tanggal lahir"), _("Hari, bulan, tahun: 17/05/1990.")),
    "jabatan": (_("Jabatan"), _("Pilih dari daftar. Kosong berarti anggota.")),
    "status_kb": (_("Status KB"), _("Pilih dari daftar.")),
    "metode_kb": (_("Metode KB"), _("Pilih dari daftar. Hanya untuk peserta KB baru, aktif, atau lestari.")),
    "tahapan_ks": (_("Tahapan KS"), _("Pilih dari daftar.")),
    "tanggal_masuk": (_("Tanggal masuk"), _("Hari menjadi anggota. Kosong berarti hari ini.")),
    "tanggal_keluar": (_("Tanggal keluar"), _("Hari berhenti menjadi anggota. Kosong berarti masih anggota.")),
    "no_hp": (_("Nomor HP"), _("Satu nomor, misalnya 0812 3456 7890.")),
    "alasan_dua_kelompok": (
        _("Alasan ikut dua kelompok"),
        _("Diisi bila orang ini memang anggota kelompok lain juga."),
    ),
    "per_tanggal": (_("Per tanggal"), _("Hari modal itu dilihat: 30/06/2026.")),
    "sumber": (_("Sumber catatan"), _("Pilih dari daftar.")),
    "keterangan": (_("Keterangan"), _("Catatan bebas, tanpa data pribadi.")),
}


def label_of(field: str) -> Text:
    """What a column is called on the screen."""
    return _WORDS[field][0] if field in _WORDS else field


def explanation_of(field: str) -> Text:
    """What is written into a column, and how."""
    return _WORDS[field][1]


def need_of(kind: SheetKind, field: str) -> Text:
    """When a column must be filled; "" where it may be left empty."""
    return _NEEDED[kind].get(field, "")


def is_always_needed(kind: SheetKind, field: str) -> bool:
    """True for a column without which no row of this kind is read."""
    return _NEEDED[kind].get(field) is _ALWAYS


def choices_of(kind: SheetKind) -> list[tuple[str, str]]:
    """The fields of a sheet to choose from, the required ones marked by a star."""
    return [(field, f"{label_of(field)}{' *' if need_of(kind, field) else ''}") for field in FIELDS[kind]]
