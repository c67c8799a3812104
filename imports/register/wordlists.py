"""The words by which people write what the registry keeps as a choice. Pure: texts in, the choices' own values out.

A text is looked up by its plain words; what is not listed is refused with what can be written.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from groups.models import CapitalSource, DecreeIssuer, GroupStatus
from imports.register.cells import Refused, cleaned
from members.models import MembershipRole, NikMissingReason, Sex
from regions.names import search_words


def listed(*spellings: tuple[str, str]) -> dict[str, str]:
    """A look-up table from pairs of a value and its spellings, parted by `|`."""
    return {words: value for value, written in spellings for words in written.split("|")}


_SEX = listed(
    (Sex.FEMALE, "p|pr|prp|perempuan|wanita|pere|perem|cewek|female|f|perempuan p|p perempuan|wnt|prempuan"),
    (Sex.MALE, "l|lk|laki|laki laki|lelaki|pria|male|laki2|lk2|laki laki l|l laki laki|lk lk|cowok"),
)
_ROLE = listed(
    (
        MembershipRole.CHAIR,
        "ketua|ketua kelompok|ketua i|ketua 1|ketua uppka|ketua uppks|ketua umum|ket|ket kelompok|ketua klp",
    ),
    (MembershipRole.SECRETARY, "sekretaris|sekertaris|sekretaris i|sekretaris 1|sek|sekr|sekretaris kelompok|sekret"),
    (MembershipRole.TREASURER, "bendahara|bendahara i|bendahara 1|bend|bendahara kelompok|bdh"),
    (MembershipRole.CADRE, "kader|kader uppka|kader uppks|kader kb|kader kelompok"),
    (MembershipRole.MEMBER, "anggota|anggota kelompok|agt|angg|anggota biasa|peserta|anggota aktif|anggota uppka"),
)
# `Ketua/Kader`, `Sekretaris merangkap Bendahara`
_AND = re.compile(r"\s*(?:[/,;&+]|\bdan\b|\bmerangkap\b|\bsekaligus\b)\s*", re.IGNORECASE)
_HIGHEST_FIRST = (
    MembershipRole.CHAIR,
    MembershipRole.SECRETARY,
    MembershipRole.TREASURER,
    MembershipRole.CADRE,
    MembershipRole.MEMBER,
)
# Offices that a group has and the registry does not keep: such a person is a member.
_LESSER_OFFICES = frozenset(
    "wakil wkl wk waket sekretaris sekertaris bendahara ketua seksi sie humas koordinator koord korbid pengurus"
    " pembantu bidang bagian staf staff divisi".split()
)
_STATUS = listed(
    (GroupStatus.ACTIVE, "aktif|masih aktif|a|ya|hidup|jalan|berjalan|masih berjalan|active"),
    (
        GroupStatus.INACTIVE,
        "tidak aktif|tdk aktif|non aktif|nonaktif|tidakaktif|kurang aktif|pasif|vakum|macet|tidak berjalan|tidak"
        "|tidak jalan|inactive|mati suri|non active|belum aktif|ta",
    ),
    (GroupStatus.DISSOLVED, "bubar|dibubarkan|sudah bubar|tutup|ditutup|dissolved|mati"),
)
_STAGE = listed(
    ("dasar", "dasar|tahap dasar|tahapan dasar|uppka dasar|uppks dasar|kelompok dasar"),
    (
        "berkembang",
        "berkembang|tahap berkembang|tahapan berkembang|uppka berkembang|uppks berkembang|kelompok berkembang"
        "|bekembang|berkembng",
    ),
    ("mandiri", "mandiri|tahap mandiri|tahapan mandiri|uppka mandiri|uppks mandiri|kelompok mandiri"),
)
# By the first words: what follows is the name of the place or the office.
_ISSUER = listed(
    (
        DecreeIssuer.VILLAGE,
        "kepala desa|kades|lurah|kepala kelurahan|desa|kelurahan|wali nagari|keuchik|geuchik|kuwu|pemerintah desa"
        "|pemdes|kepala kampung|perbekel|village|penghulu|pambakal|hukum tua|kepala lembang|peratin"
        "|pj kepala desa|pj kades",
    ),
    (DecreeIssuer.DISTRICT, "camat|kecamatan|kepala distrik|district|plt camat"),
    (
        DecreeIssuer.AGENCY,
        "opd kb|opdkb|opd|dinas|kepala dinas|kadis|dppkb|dppkbp3a|dpppakb|dp3akb|dpmppkb|bkkbd|bkbpp|disdalduk|dalduk"
        "|kepala opd|kepala opdkb|kepala dppkb|kepala dppkbp3a|kepala bkkbd|agency|bkkbn|badan|dp2kb"
        "|dp2kbp3a|kepala dp2kb",
    ),
    (DecreeIssuer.REGENT, "bupati|wali kota|walikota|regent|sk bupati|pj bupati"),
)
_SOURCE = listed(
    (CapitalSource.VISIT, "kunjungan petugas|kunjungan|kunjungan pkb|kunjungan plkb|kunjungan lapangan"),
    (CapitalSource.CARD, "kartu k 0|k 0|kartu k0|k 0 uppka|k0|kartu k 0 uppka|kartu data kelompok"),
    (CapitalSource.REGISTER, "register bulanan r i|register|r i|r i uppka|register bulanan|register r i"),
    (CapitalSource.BOOK, "buku kas kelompok|buku kas|buku kelompok|kas|kas kelompok|pembukuan kelompok"),
    (CapitalSource.IMPORT, "berkas impor|impor"),
    (CapitalSource.OTHER, "lainnya|lain|lain lain"),
)
_NIK_MISSING = listed(
    (
        NikMissingReason.NOT_RECORDED,
        "belum melakukan perekaman ktp el|belum rekam|belum perekaman|belum rekam ktp|belum rekam ktp el|belum merekam"
        "|belum punya ktp|belum punya nik|belum punya|belum memiliki ktp|belum memiliki nik|tidak punya ktp"
        "|tidak punya nik|belum ada ktp|belum ada nik|belum ada|tidak punya|belum melakukan perekaman",
    ),
    (
        NikMissingReason.NOT_BROUGHT,
        "ktp kk tidak dibawa|tidak dibawa|ktp tidak dibawa|tidak bawa ktp|kk tidak dibawa|lupa|tidak membawa ktp"
        "|ktp ketinggalan|tidak bawa|tidak membawa",
    ),
    (NikMissingReason.DAMAGED, "nomor di berkas rusak|rusak|tidak terbaca|nik rusak|tidak jelas"),
    (NikMissingReason.REFUSED, "tidak bersedia memberikan|tidak bersedia|menolak|tidak mau|keberatan"),
    (NikMissingReason.IN_CARE, "sedang diurus di dukcapil|sedang diurus|dalam pengurusan|proses|dalam proses|diurus"),
)


def _value(table: dict[str, str], text: str) -> str:
    words = search_words(text)
    found = table.get(words) or table.get(text.lower().replace(" ", ""))
    # The stored value itself is understood too: `not_brought`.
    return str(found or (text if text in table.values() else ""))


@lru_cache(4096)
def read_sex(raw: str) -> str:
    """`P` or `L`, "" for an empty cell. Raises Refused."""
    text = cleaned(raw)
    found = _value(_SEX, text)
    if text and not found:
        raise Refused("sex", _("Jenis kelamin tidak terbaca. Tulis P untuk perempuan atau L untuk laki-laki."))
    return found


@lru_cache(4096)
def read_role(raw: str) -> tuple[str, bool]:
    """The role in the group, and whether it says all of the cell: of two the higher is kept, a lesser is none."""
    text = cleaned(raw)
    found = _value(_ROLE, text)
    if not text or found:
        return found, True
    several = [_value(_ROLE, part) for part in _AND.split(text)]
    if len(several) > 1 and all(several):
        return next(str(role) for role in _HIGHEST_FIRST if role in several), False
    if search_words(text).partition(" ")[0] in _LESSER_OFFICES:
        return str(MembershipRole.MEMBER), False
    raise Refused("role", _("Jabatan tidak dikenal. Tulis ketua, sekretaris, bendahara, kader, atau anggota."))


@lru_cache(1024)
def read_group_status(raw: str) -> str:
    """The group's status. Raises Refused."""
    text = cleaned(raw)
    found = _value(_STATUS, text)
    if text and not found:
        raise Refused("status", _("Status kelompok tidak dikenal. Tulis aktif, tidak aktif, atau bubar."))
    return found


@lru_cache(1024)
def read_stage(raw: str) -> str:
    """The code of the group's stage. Raises Refused."""
    text = cleaned(raw)
    found = _value(_STAGE, text)
    if text and not found:
        raise Refused("stage", _("Tahapan kelompok tidak dikenal. Tulis dasar, berkembang, atau mandiri."))
    return found


@lru_cache(4096)
def read_issuer(raw: str) -> str:
    """Who issued the decree, by the first words: `Camat Wonomulyo`. Raises Refused."""
    text = cleaned(raw)
    if not text:
        return ""
    words = search_words(text).split()
    for count in range(min(3, len(words)), 0, -1):
        if found := _ISSUER.get(" ".join(words[:count])):
            return found
    if text in DecreeIssuer.values:
        return text
    raise Refused("issuer", _("Penerbit SK tidak dikenal. Tulis Kepala Desa/Lurah, Camat, OPD-KB, atau Bupati."))


@lru_cache(1024)
def read_source(raw: str) -> tuple[str, str]:
    """The kind of source of an amount, and the words that say more than the kind; any other words are a remark."""
    text = cleaned(raw)
    found = _value(_SOURCE, text)
    return (found, "") if found else ("", text)


@lru_cache(1024)
def read_nik_missing(raw: str) -> str:
    """Why there is no NIK. Raises Refused."""
    text = cleaned(raw)
    found = _value(_NIK_MISSING, text)
    if text and not found:
        raise Refused(
            "nik_missing",
            _(
                "Alasan tanpa NIK tidak dikenal. Tulis belum rekam, tidak dibawa, rusak, tidak bersedia,"
                " atau sedang diurus."
            ),
        )
    return found
