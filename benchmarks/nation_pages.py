"""What `benchmarks.nation` asks for: each question with its goal, the roles that ask it, and the best SQL for it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from activities.listing import STATES
from benchmarks.pages import PROVINCE
from groups.forms.filters import GroupFilterForm
from groups.models import Country, EnterpriseGroup
from groups.tiers import bands_as_at
from groups.warnings import WARNINGS
from members.models import Membership, Person
from members.nik_vault import open_sealed
from reports.graduation.stored import a_year_before

LIST = "Kelompok: "
# Filters with free values, or with too many to try each; of every other field each choice is asked for.
_TYPED = {
    "q": ["melati", "kelompok"],
    "barang": ["keripik"],
    "wilayah": [PROVINCE],
    "pembina": ["belum"],
    "status": ["bubar", "semua"],
}
_FEW = {"usaha": 2, "negara": 1, "izin": 3, "tahapan": 2}


@dataclass(frozen=True)
class Asked:
    """One question: its goal in milliseconds, who asks, an address for each user (or one for all), what is posted.

    `sql` is the best raw statement for the same answer, `stock` the address of the same list in stock Django admin.
    """

    name: str
    goal: float | None
    role: str
    paths: Sequence[str]
    post: Callable[[int], dict] | None = None
    sql: tuple[str, list] | None = None
    stock: str = ""
    once: bool = False

    def path(self, number: int) -> str:
        """The address that the user with this number asks for."""
        return self.paths[number % len(self.paths)]


def questions(villages: list[str]) -> list[Asked]:
    """Everything that issue and rows give a goal for, writing last."""
    return [
        Asked("Dasar: akun sendiri", None, Role.ADMIN, ["/akun/"]),
        *_found(villages),
        *_lists(),
        *_dashboards(villages),
        *_others(),
        _saves(villages),
    ]


def _found(villages: list[str]) -> list[Asked]:
    group = EnterpriseGroup.objects.in_region(villages[0]).active().order_by("pk").first()
    member = Membership.objects.of_group(group).filter(person__nik_sealed__isnull=False).order_by("pk").first()
    person = Person.objects.get(pk=member.person_id)
    nik, regency = open_sealed(person.nik_sealed), villages[0][:4]
    index = Person._meta.get_field("nik_index").get_db_prep_value(person.nik_index, connection)
    ends = [regency, str(int(regency) + 1)]

    def typed(text: str) -> Callable[[int], dict]:
        return lambda _number: {"q": text}

    some = "SELECT p.id, p.name, r.path_name FROM members_person p JOIN regions_region r ON r.code = p.village_id "
    near = "WHERE p.village_id >= %s AND p.village_id < %s AND "
    two_words = some + near + "p.name_key LIKE %s ORDER BY p.village_id, p.name_key, p.id LIMIT 100"
    alike = (
        some + near + "word_similarity(%s, p.name_key) >= 0.6 ORDER BY word_similarity(%s, p.name_key) DESC LIMIT 100"
    )
    siti = (
        some + "WHERE to_tsvector('simple', COALESCE(name_key, '')) @@ 'siti:*'::tsquery "
        "ORDER BY p.village_id, p.name_key, p.id LIMIT 100"
    )
    likely = "sutarmi handayni"
    return [
        Asked("/cari/: satu NIK", 30, Role.ADMIN, ["/cari/"], typed(nik),
              ("SELECT * FROM members_person WHERE nik_index = %s", [index])),
        Asked("/cari/: satu nomor kelompok", 30, Role.ADMIN, ["/cari/"], typed(group.number),
              ("SELECT * FROM groups_enterprisegroup WHERE number = %s", [group.number]),
              f"/stok/groups/enterprisegroup/?q={group.number}"),
        Asked("/cari/: salah eja, kabupaten", 150, Role.REGENCY, ["/cari/"], typed(likely),
              (alike, [*ends, likely, likely]), "/stok/members/person/?q=sutarmi+handayni"),
        Asked("/anggota/cari/: salah eja, kabupaten", 150, Role.REGENCY, ["/anggota/cari/"], typed(likely),
              (alike, [*ends, likely, likely])),
        Asked("/cari/: siti rahayu, kabupaten", 150, Role.REGENCY, ["/cari/"], typed("siti rahayu"),
              (two_words, [*ends, "siti %rahayu%"]), "/stok/members/person/?q=siti+rahayu"),
        Asked("/cari/: siti, nasional", 150, Role.ADMIN, ["/cari/"], typed("siti"), (siti, []),
              "/stok/members/person/?q=siti"),
        Asked("/anggota/cari/: siti, nasional", 150, Role.ADMIN, ["/anggota/cari/"], typed("siti"), (siti, [])),
        Asked("/cari/: melati, nasional", 150, Role.ADMIN, ["/cari/"], typed("melati")),
    ]  # fmt: skip


def _lists() -> list[Asked]:
    page = "SELECT * FROM groups_enterprisegroup WHERE status = 'active' {} ORDER BY village_id, number LIMIT 25"
    active = EnterpriseGroup.objects.active().order_by("village_id", "number")
    last = active[min(25_000, active.count() - 26)]
    key = [last.village_id, last.number]
    groups = "/stok/groups/enterprisegroup/"
    return [
        Asked(f"{LIST}nasional, halaman pertama", 200, Role.ADMIN, ["/kelompok/"], None, (page.format(""), []), groups),
        Asked(f"{LIST}nasional, halaman ke-1.000", 200, Role.ADMIN, [f"/kelompok/?setelah={last.pk}"], None,
              (page.format("AND (village_id, number) > (%s, %s)"), key), f"{groups}?p=250"),
        Asked(f"{LIST}provinsi, halaman pertama", 200, Role.PROVINCE, ["/kelompok/"]),
        *[
            Asked(f"{LIST}{name}={value}", 200, Role.ADMIN, [f"/kelompok/?{name}={value}"], None,
                  stock=f"{groups}?q=melati" if value == "melati" else "")
            for name, values in filters().items()
            for value in values
        ],
    ]  # fmt: skip


def filters() -> dict[str, list[str]]:
    """Every filter of the list of groups with the values that are asked for."""
    form = GroupFilterForm({}, bands=bands_as_at(timezone.localdate()), warnings=list(WARNINGS))
    wanted = {}
    for name, field in form.fields.items():
        values = _TYPED.get(name) or [str(code) for code, _label in field.choices if code]
        if name == "negara":
            values = list(Country.objects.filter(groups__isnull=False).values_list("code", flat=True)[:1])
        wanted[name] = values[: _FEW.get(name, len(values))]
        if name == "tahapan":
            wanted[name].append(values[-1])
    return wanted


def _dashboards(villages: list[str]) -> list[Asked]:
    today = timezone.localdate()
    sums = (
        "SELECT left(code, 2), sum(groups_active), sum(members), sum(capital) FROM reports_regiontotal "
        "WHERE level = 2 GROUP BY 1 ORDER BY 1"
    )
    stored = f"/dasbor/naik-kelas/?wilayah=0&dari={a_year_before(today):%d/%m/%Y}&sampai={today:%d/%m/%Y}"
    # A span nobody has asked for: another day for each run of the benchmark.
    fresh = today - timedelta(days=200 + uuid.uuid4().int % 900)
    computed = f"/dasbor/naik-kelas/?wilayah=0&dari={fresh:%d/%m/%Y}&sampai={today - timedelta(days=100):%d/%m/%Y}"
    matrix = (
        'WITH t AS (SELECT DISTINCT ON (group_id) group_id, total FROM groups_capitalrecord WHERE "on" <= %s '
        'AND NOT is_void ORDER BY group_id, "on" DESC, id DESC), f AS (SELECT DISTINCT ON (group_id) group_id, total '
        'FROM groups_capitalrecord WHERE "on" <= %s AND NOT is_void ORDER BY group_id, "on" DESC, id DESC) '
        "SELECT left(g.village_id, 4), width_bucket(f.total, ARRAY[5000000, 10000000]), "
        "width_bucket(t.total, ARRAY[5000000, 10000000]), count(*), sum(t.total) "
        "FROM groups_enterprisegroup g LEFT JOIN t ON t.group_id = g.id "
        "LEFT JOIN f ON f.group_id = g.id GROUP BY 1, 2, 3"
    )
    return [
        Asked("Dasbor nasional", 100, Role.ADMIN, ["/dasbor/0/"], None, (sums, [])),
        Asked("Dasbor provinsi", 100, Role.PROVINCE, [f"/dasbor/{PROVINCE}/"]),
        Asked("Dasbor kabupaten", None, Role.REGENCY, [f"/dasbor/{villages[0][:4]}/"]),
        Asked("Naik kelas nasional, dihitung", 1500, Role.ADMIN, [computed], None,
              (matrix, [today - timedelta(days=100), fresh]), once=True),
        Asked("Naik kelas nasional, tersimpan", 150, Role.ADMIN, [stored]),
    ]  # fmt: skip


def _others() -> list[Asked]:
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    return [
        Asked("Beranda nasional", None, Role.ADMIN, ["/"]),
        Asked("Beranda provinsi", None, Role.PROVINCE, ["/"]),
        Asked("Beranda kabupaten", None, Role.REGENCY, ["/"]),
        Asked("Beranda petugas", None, Role.OFFICER, ["/"]),
        Asked("ADA/LAPOR nasional", 150, Role.ADMIN, [f"/rekap/lapor/?bulan={month}"]),
        *[
            Asked(f"Register bulan, {state}, nasional", None, Role.ADMIN, [f"/kegiatan/?bulan={month}&keadaan={state}"])
            for state in STATES
            if state in ("belum", "lapor", "terlambat")
        ],
        Asked("Anggota: nasional, halaman pertama", None, Role.ADMIN, ["/anggota/"], None,
              stock="/stok/members/membership/"),
        Asked("Anggota: peserta KB provinsi", None, Role.PROVINCE, ["/anggota/?kb=ikut"]),
        Asked("AKU nasional", 150, Role.ADMIN, ["/aku/"]),
        Asked("Cakupan AKU", None, Role.ADMIN, ["/aku/cakupan/"]),
    ]  # fmt: skip


def _saves(villages: list[str]) -> Asked:
    """A capital record by each officer for a group of her own village."""
    groups = [EnterpriseGroup.objects.in_region(code).active().order_by("pk").first() for code in villages]
    today = timezone.localdate()

    def fields(number: int) -> dict:
        return {
            "on": today.isoformat(),
            "own": str(groups[number % len(groups)].capital_total or 3_000_000),
            "loan": "0",
            "grant": "0",
            "source": "visit",
            "evidence": "",
            "sure": "on",
            "unlikely_reason": "pengukuran kecepatan",
            "token": str(uuid.uuid4()),
        }

    return Asked(
        "Simpan catatan modal",
        250,
        Role.OFFICER,
        [f"/kelompok/{group.number}/modal/catat/" for group in groups],
        fields,
    )
