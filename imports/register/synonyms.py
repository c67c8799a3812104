"""The columns of the three sheets, and the words by which people head them. Pure.

A heading is compared as a set of words with short forms written out (`Tgl. Lahir` is `tanggal lahir`), so neither case,
signs nor order matter. What is not listed is never guessed: the person says on screen what the column is.
"""

import re
from functools import lru_cache

from imports.register.rows import SheetKind
from regions.names import search_words

_VILLAGE = ("kode_desa", "provinsi", "kabupaten_kota", "kecamatan", "desa_kelurahan")
_REFERENCE = ("kode_kelompok", "kode_lama", "nama_kelompok", *_VILLAGE)
_AMOUNTS = ("modal_sendiri", "modal_pinjaman", "modal_hibah")

FIELDS: dict[SheetKind, tuple[str, ...]] = {
    SheetKind.GROUPS: (
        *_REFERENCE,
        "alamat",
        "rt",
        "rw",
        "tanggal_berdiri",
        "nomor_sk",
        "tanggal_sk",
        "penerbit_sk",
        "tahapan",
        "status",
        "jenis_usaha",
        "produk",
        *_AMOUNTS,
        "modal_per_tanggal",
        "sumber_modal",
        "alasan_tidak_lazim",
    ),
    SheetKind.MEMBERS: (
        *_REFERENCE,
        "nik",
        "alasan_tanpa_nik",
        "alasan_nik_berbeda",
        "nama",
        "jenis_kelamin",
        "tanggal_lahir",
        "jabatan",
        "status_kb",
        "metode_kb",
        "tahapan_ks",
        "tanggal_masuk",
        "tanggal_keluar",
        "no_hp",
        "alamat",
        "alasan_dua_kelompok",
    ),
    SheetKind.CAPITAL: (*_REFERENCE, "per_tanggal", *_AMOUNTS, "sumber", "keterangan", "alasan_tidak_lazim"),
}
"""The headings of the template, sheet by sheet and in their order."""

PLACES = frozenset(_VILLAGE)
MONEY = frozenset(_AMOUNTS)

_SHARED = {
    "kode_kelompok": "kode kelompok|nomor kelompok|nomor register kelompok|nomor registrasi kelompok|kode uppka",
    "kode_lama": "kode lama|nomor lama|kode asal|kode kelompok lama|nomor kelompok lama|id kelompok|id lama",
    "nama_kelompok": "nama kelompok|kelompok|nama kelompok uppka|nama uppka|kelompok uppka|uppka|nama kelompok usaha"
    "|nama kelompok uppks uppka|nama poktan|kelompok usaha",
    "kode_desa": "kode desa|kode wilayah|kode desa kelurahan|kode kelurahan|kode kemendagri|kode wilayah desa"
    "|kode desa kel|kode kel desa|kode wilayah desa kelurahan|kode kampung|kode gampong|kode nagari",
    "provinsi": "provinsi|nama provinsi|propinsi|nama propinsi",
    "kabupaten_kota": "kabupaten kota|kabupaten|kota|nama kabupaten|nama kabupaten kota|kabupaten kotamadya",
    "kecamatan": "kecamatan|nama kecamatan|distrik",
    "desa_kelurahan": "desa kelurahan|desa|kelurahan|desa kel|kel|nama desa|nama desa kelurahan|nama kelurahan"
    "|nama desa kel|kampung|gampong|nagari|desa kelurahan kampung",
}
_CAPITAL = {
    "modal_sendiri": "modal sendiri|sendiri|swadaya|modal swadaya|jumlah modal sendiri|modal uang sendiri"
    "|modal milik sendiri",
    "modal_pinjaman": "modal pinjaman|pinjaman|jumlah modal pinjaman|jumlah pinjaman|kredit|modal kredit|hutang|utang"
    "|modal dari pinjaman",
    "modal_hibah": "modal hibah|hibah|jumlah modal hibah|jumlah hibah|bantuan|modal bantuan|hibah bantuan"
    "|bantuan modal|modal hibah bantuan|dana hibah",
    "alasan_tidak_lazim": "alasan tidak lazim|alasan modal tidak lazim|alasan modal berubah",
}
_OWN: dict[SheetKind, dict[str, str]] = {
    SheetKind.GROUPS: {
        "alamat": "alamat|alamat kelompok|alamat lengkap|alamat sekretariat|alamat kelompok uppka",
        "rt": "rt|rt rw",
        "rw": "rw",
        "tanggal_berdiri": "tanggal berdiri|berdiri|tanggal pembentukan|tanggal dibentuk|berdiri sejak"
        "|tanggal berdiri kelompok|tanggal pembentukan kelompok|tanggal pendirian|tanggal terbentuk",
        "nomor_sk": "nomor sk|sk|nomor sk pengukuhan|sk pengukuhan|nomor surat keputusan|nomor sk kelompok"
        "|nomor sk pembentukan|sk pembentukan",
        "tanggal_sk": "tanggal sk|tanggal sk pengukuhan|tanggal surat keputusan|tanggal sk pembentukan",
        "penerbit_sk": "penerbit sk|penerbit|sk dari|sk oleh|pejabat penerbit sk|diterbitkan oleh|sk diterbitkan oleh"
        "|yang menerbitkan sk|yang mengukuhkan|dikukuhkan oleh|yang mengeluarkan sk|dikeluarkan oleh",
        "tahapan": "tahapan|tahap|tahapan kelompok|tahap kelompok|tahapan uppka|tingkatan|klasifikasi|strata"
        "|klasifikasi kelompok|tingkat perkembangan|tahap perkembangan|tahapan perkembangan|tahapan kelompok uppka",
        "status": "status|status kelompok|keaktifan|status keaktifan|aktif tidak aktif|kondisi kelompok",
        "jenis_usaha": "jenis usaha|usaha|bidang usaha|kegiatan usaha|jenis kegiatan usaha|usaha ekonomi produktif"
        "|uep|jenis usaha kelompok|jenis usaha ekonomi produktif|sektor usaha",
        "produk": "produk|jenis produk|nama produk|produk unggulan|hasil produksi|hasil usaha|produk usaha"
        "|produk yang dihasilkan|produk kelompok",
        **_CAPITAL,
        "modal_per_tanggal": "modal per tanggal|per tanggal|tanggal modal|posisi modal|posisi tanggal"
        "|keadaan per tanggal|keadaan tanggal|posisi modal per tanggal|tanggal data modal|tanggal pencatatan modal",
        "sumber_modal": "sumber modal|sumber|sumber data modal|sumber catatan modal",
    },
    SheetKind.MEMBERS: {
        "nik": "nik|nomor ktp|ktp|nik ktp|nomor nik|nomor induk kependudukan|nomor nik ktp|nik nomor ktp"
        "|nomor identitas|nomor ktp nik|nomor induk kependudukan nik|nik anggota|nomor nik anggota|nomor ktp anggota",
        "alasan_tanpa_nik": "alasan tanpa nik|alasan belum ada nik|alasan nik kosong|alasan tidak ada nik",
        "alasan_nik_berbeda": "alasan nik berbeda|alasan nik berbeda dengan data|alasan beda nik",
        "nama": "nama|nama anggota|nama lengkap|nama lengkap anggota|nama anggota kelompok|nama anggota uppka"
        "|nama sesuai ktp|nama anggota sesuai ktp|nama lengkap sesuai ktp|nama peserta|nama orang"
        "|nama anggota kelompok uppka|nama pengurus anggota|nama pengurus dan anggota|nama ktp",
        "jenis_kelamin": "jenis kelamin|kelamin|jk|j k|l p|p l|lp|sex|gender|jenis kelamin l p|jns kelamin|jen kel"
        "|jenis kel|jkel|jen kelamin|lk pr|laki laki perempuan|pria wanita|kel lp",
        "tanggal_lahir": "tanggal lahir|lahir|ttl|tempat tanggal lahir|tanggal bulan tahun lahir|tgllahir|tanggal lhr"
        "|tempat dan tanggal lahir|tempat lahir tanggal lahir|lahir tanggal|tanggal kelahiran|tempat lahir tanggal",
        "jabatan": "jabatan|kedudukan|jabatan dalam kelompok|kedudukan dalam kelompok|peran|posisi|jabatan kelompok"
        "|jabatan di kelompok|jabatan anggota|peran dalam kelompok|jabatan dalam kepengurusan|kepengurusan",
        "status_kb": "status kb|kb|kesertaan kb|kesertaan ber kb|kesertaan berkb|status kesertaan kb|peserta kb"
        "|keikutsertaan kb|keikutsertaan ber kb|ber kb|status ber kb|ikut kb|akseptor kb|keterangan kb"
        "|status peserta kb|status keikutsertaan kb|pus peserta kb|kepesertaan kb",
        "metode_kb": "metode kb|metode|kontrasepsi|alat kontrasepsi|alkon|jenis kontrasepsi|alat kb|jenis kb|cara kb"
        "|metode kontrasepsi|jenis alat kontrasepsi|jenis alkon|alat cara kb|kb yang dipakai|alat kontrasepsi kb"
        "|alokon|jenis alokon|kb jenis|kesertaan kb metode|mix kontrasepsi|jenis metode kb|kesertaan kb jenis",
        "tahapan_ks": "tahapan ks|tahap ks|ks|tahapan keluarga sejahtera|tahap keluarga sejahtera|keluarga sejahtera"
        "|tahapan|tahap|status ks|tahapan kel sejahtera|tahapan keluarga|tingkat ks|kel sejahtera|tahap kel sejahtera"
        "|tahapan kesejahteraan|tingkat kesejahteraan|kesejahteraan keluarga|status keluarga sejahtera"
        "|tahapan kesejahteraan keluarga|klasifikasi ks",
        "tanggal_masuk": "tanggal masuk|masuk|tanggal bergabung|bergabung|tanggal masuk kelompok|tanggal gabung|tmt"
        "|tanggal menjadi anggota|menjadi anggota sejak|anggota sejak|tanggal masuk anggota|mulai menjadi anggota"
        "|tanggal masuk menjadi anggota|tanggal daftar|masuk tanggal|sejak",
        "tanggal_keluar": "tanggal keluar|keluar|tanggal berhenti|berhenti|tanggal keluar kelompok|keluar tanggal",
        "no_hp": "nomor hp|hp|nomor telepon|telepon|nomor hp wa|nomor wa|wa|whatsapp|nomor whatsapp|handphone"
        "|nomor handphone|hp wa|nomor telepon hp|telepon hp|kontak|nomor kontak|nomor hp anggota|nomor telp"
        "|nomor seluler",
        "alamat": "alamat|alamat rumah|alamat lengkap|alamat anggota|alamat domisili|dusun|alamat tinggal"
        "|alamat tempat tinggal|dusun alamat|alamat dusun",
        "alasan_dua_kelompok": "alasan dua kelompok|alasan ikut dua kelompok|alasan 2 kelompok",
    },
    SheetKind.CAPITAL: {
        "per_tanggal": "per tanggal|tanggal|keadaan per tanggal|keadaan tanggal|posisi per tanggal|posisi tanggal"
        "|tanggal pencatatan|tanggal catat|tanggal dicatat|tanggal kunjungan|tanggal lihat",
        **_CAPITAL,
        "sumber": "sumber|sumber modal|sumber data|sumber catatan|asal data",
        "keterangan": "keterangan|catatan|uraian",
    },
}
# Written out before comparing; a word of several is given as they are.
_SHORT = {
    "tgl": "tanggal", "tg": "tanggal", "tangal": "tanggal", "tgal": "tanggal",
    "klp": "kelompok", "kelp": "kelompok", "klpk": "kelompok", "kelpok": "kelompok", "kelompk": "kelompok",
    "no": "nomor", "nmr": "nomor", "nomer": "nomor", "num": "nomor",
    "nm": "nama", "prov": "provinsi", "prop": "provinsi", "kab": "kabupaten", "kec": "kecamatan", "ds": "desa",
    "kd": "kode", "jml": "jumlah", "jmlh": "jumlah", "angg": "anggota", "agt": "anggota", "almt": "alamat",
    "tlp": "telepon", "telp": "telepon", "telpon": "telepon", "telephone": "telepon", "phone": "telepon",
    "ket": "keterangan", "jns": "jenis", "jab": "jabatan", "uppks": "uppka", "upks": "uppka", "dlm": "dalam",
    "kelahiran": "lahir", "lhr": "lahir", "bln": "bulan", "thn": "tahun", "th": "tahun", "sts": "status",
    "thp": "tahap", "tmpt": "tempat",
    "pinjam": "pinjaman", "kodya": "kota", "kotamadya": "kota", "nohp": "nomor hp", "notelp": "nomor telepon",
    "noktp": "nomor ktp", "norek": "nomor rekening", "lk": "l", "pr": "p", "perempuan": "p", "wanita": "p",
}  # fmt: skip
# They say nothing about what a column holds.
_EMPTY_WORDS = frozenset("rp idr rupiah dan atau yang yg wajib diisi isi".split())
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# In brackets these say that the column is about something else: `Nama (suami)`.
_OTHER = frozenset(
    "suami istri isteri pasangan anak ibu ayah orang tua kepala keluarga ketua pembina petugas lama lalu kelompok desa"
    " sebelumnya awal akhir kk".split()
)
_SCALED = re.compile(r"\b(ribu|ribuan|rb|juta|jutaan|jt|miliar|milyar)\b|\b0{3,6}\b|,-?000\b")

Words = frozenset[str]


def _words_of(heading: str) -> Words:
    found: list[str] = []
    for word in search_words(heading).split():
        found += _SHORT.get(word, word).split()
    return frozenset(word for word in found if word not in _EMPTY_WORDS)


def _listed(kind: SheetKind) -> dict[Words, str]:
    """Every known set of words, and the field it means on this sheet."""
    known: dict[Words, str] = {}
    for field, spellings in {**_SHARED, **_OWN[kind]}.items():
        for spelling in (field, *spellings.split("|")):
            known.setdefault(_words_of(spelling.replace("_", " ")), field)
    return known


_KNOWN = {kind: _listed(kind) for kind in SheetKind}
# `NamaKelompok` and `NAMAKELOMPOK` have no words to tell apart.
_JOINED = {
    kind: {
        spelling.replace(" ", "").replace("_", ""): field
        for field, spellings in {**_SHARED, **_OWN[kind]}.items()
        for spelling in (field, *spellings.split("|"))
    }
    for kind in SheetKind
}


@lru_cache(4096)
def field_of(kind: SheetKind, heading: str) -> str:
    """The template's name of the column with this heading, or "" for one that is not known on this sheet."""
    if not heading.strip() or len(heading) > 200:
        return ""
    known = _KNOWN[kind]
    for written in (heading, _without_brackets(heading)):
        if words := _words_of(written):
            found = known.get(words) or _JOINED[kind].get("".join(search_words(written).split()))
            if found:
                return found
    return ""


def _without_brackets(heading: str) -> str:
    return _BRACKETS.sub(lambda found: found[0] if _words_of(found[0]) & _OTHER else " ", heading)


def is_scaled(heading: str) -> bool:
    """True for a heading that says its amounts are thousands or millions: `Modal (Rp 000)`, `Modal (juta)`."""
    return _SCALED.search(heading.lower()) is not None
