"""What each rule of a register file is called where problems are counted; each problem has its own full sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NAMES: dict[str, str | Promise] = {
    "number": _("NIK berubah menjadi angka"),
    "short": _("NIK kurang dari 16 angka"),
    "long": _("NIK lebih dari 16 angka"),
    "characters": _("NIK berisi huruf atau tanda"),
    "dummy": _("NIK karangan"),
    "place": _("Kode wilayah di NIK"),
    "serial": _("Nomor urut di NIK"),
    "date": _("Tanggal tidak terbaca"),
    "sex": _("Jenis kelamin"),
    "name": _("Nama"),
    "money": _("Jumlah rupiah"),
    "village": _("Desa tidak ditemukan"),
    "village_close": _("Nama desa mirip, perlu dipilih"),
    "village_outside": _("Desa di luar wilayah Anda"),
    "village_name": _("Nama desa berbeda dengan kodenya"),
    "outside": _("Di luar wilayah Anda"),
    "group": _("Kelompok tidak ditemukan"),
    "group_ambiguous": _("Kelompok lebih dari satu"),
    "group_missing": _("Kelompok belum disebut"),
    "same_name": _("Nama kelompok sudah ada di desa itu"),
    "no_number": _("Nomor kelompok di desa itu habis"),
    "role": _("Jabatan"),
    "kb_status": _("Status KB"),
    "kb_method": _("Metode KB"),
    "method_not_allowed": _("Metode KB tidak boleh Anda isi"),
    "welfare": _("Tahapan KS"),
    "stage": _("Tahapan kelompok"),
    "status": _("Status kelompok"),
    "issuer": _("Penerbit SK"),
    "sector": _("Jenis usaha tidak dikenal"),
    "source": _("Sumber catatan"),
    "phone": _("Nomor HP"),
    "rt": _("RT dan RW"),
    "formula": _("Rumus yang galat"),
    "too_long": _("Isi terlalu panjang"),
    "nik_twice": _("NIK dua kali di berkas"),
    "nik_elsewhere": _("NIK terdaftar di luar wilayah Anda"),
    "nik_other_person": _("NIK milik orang lain"),
    "nik_missing": _("Alasan tanpa NIK"),
    "nik_missing_reason": _("Tanpa NIK dan tanpa alasan"),
    "nik_birth": _("Tanggal lahir berbeda dengan NIK"),
    "nik_sex": _("Jenis kelamin berbeda dengan NIK"),
    "nik_region": _("Kecamatan di NIK tidak dikenal"),
    "already_member": _("Sudah menjadi anggota"),
    "holder": _("Jabatan sudah dipegang orang lain"),
    "second_group": _("Anggota kelompok lain juga"),
    "future": _("Tanggal di masa depan"),
    "before_birth": _("Sebelum tanggal lahir"),
    "before_founding": _("Sebelum kelompok berdiri"),
    "dissolved": _("Kelompok sudah bubar"),
    "unlikely": _("Modal tidak lazim"),
    "stale": _("Data sudah diubah orang lain"),
}


def rule_name(code: str) -> str | Promise:
    """The rule in a few words; its code where it has none."""
    return _NAMES.get(code, code)
