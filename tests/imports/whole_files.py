"""Whole register files in small, like those that offices send, and what reads them the way a worker does."""

from datetime import date, datetime
from io import BytesIO

from imports.actions.register import ask_commit, receive_file
from imports.models import ImportBatch
from jobs.running import run_job
from tests.factories import BUMIAYU, DARMA, SUGIHWARAS, make_nik
from tests.imports.workbooks import workbook

GROUPS = ["kode_lama", "nama_kelompok", "kode_desa", "tanggal_berdiri", "status", "tahapan", "jenis_usaha"]
GROUPS += ["modal_sendiri", "modal_pinjaman", "modal_hibah", "modal_per_tanggal"]
MEMBERS = ["kode_lama", "nik", "nama", "jenis_kelamin", "tanggal_lahir", "jabatan", "status_kb", "metode_kb"]
MEMBERS += ["tahapan_ks", "tanggal_masuk"]
BORN = date(1990, 5, 17)
_NAMES = ("Sulastri", "Rohani", "Murni", "Sri Wahyuni", "Tuti Alawiyah", "Nur Hidayah", "Ratna Dewi", "Aminah")
_ROLES = ("ketua", "sekretaris", "bendahara", "anggota")


def group_line(number: int, village: str = "", own: int | str = 6_000_000, **told) -> list:
    """A row of the clean workbook's sheet of groups, in the order of `GROUPS`; group 3 is in Bumiayu."""
    line = {"kode_lama": f"S-{number:03}", "nama_kelompok": f"UPPKA Melati {number}"}
    line["kode_desa"] = village or (BUMIAYU, SUGIHWARAS, DARMA)[number % 3]
    line |= {"tanggal_berdiri": datetime(2015, 3, 1), "status": "aktif", "tahapan": "Dasar"}  # noqa: DTZ001
    line |= {"jenis_usaha": "makanan olahan", "modal_sendiri": own, "modal_pinjaman": 2_000_000, "modal_hibah": 0}
    line |= {"modal_per_tanggal": datetime(2026, 6, 30)} | told  # noqa: DTZ001
    return [line[name] for name in GROUPS]


def member_line(number: int, place: int, **told) -> list:
    """A row of the clean workbook's sheet of members: the `place`-th one of group `number`."""
    serial = number * 10 + place
    line = {"kode_lama": f"S-{number:03}", "nik": make_nik(born=BORN, serial=serial), "jenis_kelamin": "P"}
    line |= {"nama": f"{_NAMES[place % 8]} {'ABCDEFGHIJ'[number % 10] * 2}", "jabatan": _ROLES[min(place, 3)]}
    line |= {"tanggal_lahir": datetime(1990, 5, 17), "status_kb": "aktif", "metode_kb": "suntik"}  # noqa: DTZ001
    line |= {"tahapan_ks": "KS I", "tanggal_masuk": datetime(2020, 1, 1)} | told  # noqa: DTZ001
    return [line[name] for name in MEMBERS]


def clean_book(groups: int = 3, members: int = 4) -> bytes:
    """A workbook without a flaw: so many groups in three villages, with so many members each."""
    first = [GROUPS, *(group_line(number) for number in range(1, groups + 1))]
    people = [member_line(number, place) for number in range(1, groups + 1) for place in range(members)]
    return workbook(first, [MEMBERS, *people], names=("Kelompok", "Anggota"))


def messy_book() -> bytes:
    """Sheets as officers keep them: titles, numbering, other headings, an empty row, a sum, and six wrong rows.

    Refused are rows 10 (a NIK turned into a number) and 12 (short) of the first sheet, 6 (no such day) and 7 (a dummy
    NIK) of the second, 8 (sex) and 9 (no name) as well; what else there is is sound.
    """
    heads = ["NO", "Nama Kelompok", "Desa/Kel.", "Kecamatan", "Kab/Kota", "Provinsi", "NO. KTP", "Nama Anggota", "L/P"]
    heads += ["Tgl Lahir", "Jabatan", "Kesertaan KB", "Tahapan KS"]

    def line(number, village, nik, name, sex="P", born="17/05/1990", role="Anggota", kb="Suntik", stage="Pra S"):
        place = [f"UPPKA Harapan {village}", f"Ds. {village}", "Wonomulyo", "Kabupaten Polewali Mandar"]
        return [number, *place, "Sulawesi Barat", nik, name, sex, born, role, kb, stage]

    def top(village):
        return [["DAFTAR ANGGOTA KELOMPOK UPPKA"], [f"DESA {village.upper()}"], [], heads, [*range(1, 14)]]

    nik = [make_nik(born=BORN, serial=serial) for serial in range(1, 11)]
    one = [
        *top("Bumiayu"),
        line(1, "Bumiayu", nik[0], "Kartini Hasanah", born=datetime(1990, 5, 17), role="Ketua"),  # noqa: DTZ001
        line(2, "Bumiayu", f"{nik[1][:6]}.{nik[1][6:12]}.{nik[1][12:]}", "Wahyuni", "Perempuan", kb="IUD", stage="KPS"),
        line(3, "Bumiayu", f"'{nik[2]}", "Endang Safitri", "Wanita", "17-5-90", "Bendahara", "MOW", "KS-1"),
        line(4, "Bumiayu", f" {nik[3]} ", "Dewi Astuti", "Pr", "17 Mei 1990", kb="pernah KB", stage="KSIII+"),
        line(5, "Bumiayu", 7604996609910100, "Endang Lestari", born=33010),
        [],
        line(6, "Bumiayu", nik[4][:-1], "Tuti Utami", kb="tdk KB"),
        ["JUMLAH", None, None, None, None, None, 6],
        ["Dibuat oleh petugas"],
    ]
    two = [
        *top("Sugihwaras"),
        line(1, "Sugihwaras", nik[5], "Ratna Rahayu", born="31/02/1980"),
        line(2, "Sugihwaras", "0000000000000000", "Rohani Handayani"),
        line(3, "Sugihwaras", nik[6], "Dewi Aminah", "X"),
        line(4, "Sugihwaras", nik[7], None),
        line(5, "Sugihwaras", nik[8], "Marni Rahayu", role="Ketua"),
    ]
    notes = [["Rekap dibuat oleh petugas"], ["Mohon dicek kembali"]]
    return workbook(notes, one, two, names=("Catatan", "Bumiayu", "Sugihwaras"))


def capital_csv(*amounts: str, start: int = 1) -> bytes:
    """A CSV of capital as Windows writes it: one amount for each group from `S-001` on, on one day."""
    rows = ["kode_lama;per_tanggal;modal_sendiri;modal_pinjaman;modal_hibah;sumber"]
    rows += [f"S-{number:03};30/07/2026;{amount};0;0;kas – iuran" for number, amount in enumerate(amounts, start)]
    return "\r\n".join(rows).encode("windows-1252")


def sent(user, content: bytes, name: str = "register.xlsx") -> ImportBatch:
    """A file sent and checked by the worker."""
    return at_work(receive_file(by=user, file=BytesIO(content), name=name))


def at_work(batch: ImportBatch) -> ImportBatch:
    """The batch after the worker has done its job."""
    run_job.call(batch.job_id)
    return ImportBatch.objects.get(pk=batch.pk)


def stored(user, content: bytes, *, valid_only: bool = False) -> ImportBatch:
    """A file sent, checked and stored."""
    return at_work(ask_commit(by=user, batch=sent(user, content), valid_only=valid_only))


def counted(batch: ImportBatch, part: str) -> tuple[int, int, int, int]:
    """Of one part what was new, changed, the same, refused."""
    counts = batch.stored or batch.counts
    return tuple(counts[part][outcome] for outcome in ("new", "changed", "same", "refused"))
