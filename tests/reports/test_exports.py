"""Lists that leave as files: the rows of the page, for whom, with which columns, and what is noted (IE07, IE08)."""

import csv
import random
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.csv_cells import neutral, plain
from accounts.models import AccessEntry, AccessKind
from accounts.roles import Permission, Role
from imports.reading import read_table
from members.models import KbStatus
from reports.exports.lists import LISTS
from tests import factories

FORMULAS = ["=1+1", "+62 812", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "'=1", "'", "''x", "\u00a0+1"]
REASON = "pengajuan KUR bersama bank"


@pytest.fixture
def register(cast):
    """Twelve groups in three villages and one far away, with members, capital and business."""
    factories.make_tiers()
    stage, sector = factories.make_stage(), factories.make_sector()
    villages = [factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA]
    groups = []
    for number in range(12):
        columns = {"stage": stage, "stage_on": factories.LONG_AGO} if number % 3 else {}
        status = ("active", "active", "inactive", "dissolved")[number % 4]
        group = factories.make_group(villages[number % 3], f"Melati {number}", status=status, **columns)
        group.sectors.add(sector)
        if number % 2:
            factories.make_capital(group, own=number * 10_000_000, loan=1_000_000)
        person = factories.make_person(
            group.village_id, f"Siti {number}", nik=factories.make_nik() if number % 2 else None, phone="+62812000"
        )
        factories.make_membership(group, person, "chair" if number % 5 else "member")
        groups.append(group)
    far = factories.make_group(factories.SENTANI, "Cenderawasih Jauh")
    factories.make_membership(far, factories.make_person(factories.SENTANI, "Orang Jauh"))
    return groups


def take(client, slug: str, query: str = "", **posted):
    """Ask for a list as a file."""
    return client.post(f"{reverse('export_start', args=[slug])}?{query}", {"format": "csv", **posted})


def body(answer) -> bytes:
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content)


def rows_of(answer) -> list[dict]:
    """The rows of a CSV or XLSX answer by heading, texts as they were before they were made safe."""
    content = body(answer)
    if answer["Content-Type"].startswith("text/csv"):
        lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
        lines = [[plain(cell) for cell in line] for line in lines]
    else:
        sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        lines = [["" if cell is None else cell for cell in line] for line in sheet.iter_rows(values_only=True)]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def shown(client, view_name: str, query: str) -> list[str]:
    """What the list shows under the same address, page after page: the links of its rows in order."""
    address, found = f"{reverse(view_name)}?{query}", []
    while address:
        context = client.get(address).context
        found += context["page"].rows
        address = context["page"].next_url
    return found


GROUP_FILTERS = {
    "q": ["melati", "melati 1", "zzz", "7604"],
    "status": ["semua", "tidak-aktif", "bubar"],
    "wilayah": ["7604", "760403", factories.BUMIAYU],
    "tahapan": ["dasar", "belum"],
    "jenjang": ["ada", "belum", "rintisan", "naik-kelas"],
    "peringatan": ["ada", "ketua", "modal"],
    "kesegaran": ["terverifikasi", "senyap"],
}
MEMBER_FILTERS = {
    "wilayah": ["7604", "760403", factories.DARMA],
    "jabatan": ["chair", "member"],
    "kb": ["belum", "ikut"],
    "jk": ["P", "L"],
    "kelompok": ["semua"],
}


def random_query(filters: dict, dice: random.Random) -> str:
    chosen = {name: dice.choice(values) for name, values in filters.items() if dice.random() < 0.35}
    query = QueryDict(mutable=True)
    query.update(chosen)
    return query.urlencode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_of_groups_has_the_rows_of_the_page_whatever_it_is_narrowed_by(cast, register, sign_in, form):
    """IE07: same search, same filters, same scope, same order."""
    client, dice, seen = sign_in(cast.regency), random.Random(7), 0
    for query in ["", "status=semua", *(random_query(GROUP_FILTERS, dice) for _try in range(10))]:
        pages = [group.number for group in shown(client, "group_list", query)]
        assert [row["kode_kelompok"] for row in rows_of(take(client, "kelompok", query, format=form))] == pages, query
        seen += len(pages)
    assert seen > 20


def test_a_file_of_members_has_the_rows_of_the_page_whatever_it_is_narrowed_by(cast, register, sign_in):
    """IE07"""
    client, dice, seen = sign_in(cast.regency), random.Random(3), 0
    for query in ["", "kelompok=semua", *(random_query(MEMBER_FILTERS, dice) for _try in range(8))]:
        pages = [(row.group.number, row.person.name) for row in shown(client, "membership_list", query)]
        rows = rows_of(take(client, "anggota", query))
        assert [(row["kode_kelompok"], row["nama"]) for row in rows] == pages, query
        seen += len(pages)
    assert seen > 15


@pytest.fixture
def month(register, cast):
    """Registers, a card and a hand-over of these groups."""
    from activities.models import HandOver  # noqa: PLC0415

    for group in register[:3]:
        report = factories.make_report(group, factories.date(2026, 9, 1))
        factories.make_meeting(report, group.memberships.get(), on=factories.date(2026, 9, 5))
    factories.make_card(register[0])
    hand_over = HandOver.objects.create(
        successor=cast.officer, region_id="7604", on=factories.date(2026, 9, 1), recorded_by=cast.regency
    )
    hand_over.regions.add(factories.BUMIAYU)
    factories.make_siga_table({factories.BUMIAYU: (2, 1)}, region="7604", by=cast.regency)


OTHERS = {
    "register": ("report_list", "bulan=2026-09", lambda row: row.number, "kode_kelompok"),
    "kartu": ("card_list", "tahun=2026", lambda row: row.number, "kode_kelompok"),
    "tinjauan": ("review_list", "keadaan=disetujui", lambda row: row.group.number, "kode_kelompok"),
    "serah-terima": ("handover_list", "", lambda row: row.on.isoformat(), "berlaku_sejak"),
    "aku": ("board_list", "tingkat=2", lambda row: row.pk, "kode_wilayah"),
    "siga": ("siga_list", "", lambda row: row.sha256, "sha256"),
    "jejak": ("audit_list", "", None, "data"),
    "akses": ("access_list", "", None, "keterangan"),
}


@pytest.mark.parametrize("slug", OTHERS)
def test_every_other_list_leaves_with_the_rows_of_its_page(cast, month, sign_in, slug):
    """IE07: registers, cards, the queue, hand-overs, boards, tables of SIGA and both logs."""
    view_name, query, name_of, heading = OTHERS[slug]
    client = sign_in(cast.admin)
    pages = shown(client, view_name, query)
    rows = rows_of(take(client, slug, query))
    assert len(rows) == len(pages) + (slug == "akses")
    assert pages or slug == "akses"
    if name_of:
        assert [row[heading] for row in rows] == [name_of(row) for row in pages]


def test_the_file_of_coverage_names_every_regency_without_a_board(cast, month, sign_in):
    """IE07, BD05"""
    client = sign_in(cast.admin)
    report = client.get(reverse("board_coverage")).context
    rows = rows_of(take(client, "aku-cakupan"))
    named = [each.row.region.pk for each in [*report["missing"], *report["expired"]]]
    assert [row["kode_wilayah"] for row in rows][-len(named) :] == named
    assert sum(int(row["kelompok_aktif"] or 0) for row in rows) == report["missing_total"].groups


def test_what_a_column_holds_is_what_the_register_holds(cast, register, sign_in):
    """IE07: the template's own columns, dates and amounts plain."""
    group = register[7]
    row = next(
        row
        for row in rows_of(take(sign_in(cast.regency), "kelompok", "status=semua", format="xlsx"))
        if row["kode_kelompok"] == group.number
    )
    assert (row["nama_kelompok"], row["kode_desa"], row["desa_kelurahan"]) == (
        "Melati 7",
        group.village_id,
        "Sugihwaras",
    )
    assert (row["modal_sendiri"], row["modal_pinjaman"], row["modal_hibah"]) == (70_000_000, 1_000_000, 0)
    assert (row["total_modal"], row["jenjang_modal"], row["banyak_anggota"]) == (71_000_000, "Berkembang", 1)
    assert (row["tanggal_berdiri"].date(), row["status"]) == (factories.LONG_AGO, "Bubar")
    assert row["tahapan"] == "Dasar" and row["jenis_usaha"] == "Makanan olahan"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_read_by_the_import_with_the_texts_unchanged(cast, sign_in, form):
    """IE07, IE10: what looks like a formula comes back as it was; in a workbook it is text."""
    names = sorted(FORMULAS)
    for number, name in enumerate(names):
        factories.make_group(name=name, number=f"{factories.BUMIAYU}{number:04d}", address=f'{name} jalan;\n"dua"')
    content = body(take(sign_in(cast.regency), "kelompok", format=form))
    with read_table(BytesIO(content)) as sheets:
        sheet = next(iter(sheets))
        lines = [line for _number, line in sheet.rows]
    wanted = [lines[0].index(name) for name in ("nama_kelompok", "alamat")]
    found = [[line[place] for place in wanted] for line in lines[1:]]
    if form == "csv":
        assert not [cell for line in found for cell in line if re.match(r"\s*[=+\-@]|[\t\r]", cell)]
        found = [[plain(cell) for cell in line] for line in found]
    assert found == [[name, f'{name} jalan;\n"dua"'] for name in names]


def test_in_a_workbook_no_cell_is_a_formula(cast, sign_in):
    """IE10"""
    factories.make_group(name="=1+1", address="@x")
    sheet = openpyxl.load_workbook(BytesIO(body(take(sign_in(cast.regency), "kelompok", format="xlsx")))).worksheets[0]
    assert sheet.title == "Kelompok"
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value in ("=1+1", "@x")]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)] * 2


@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@'\t\r\n ab"), st.characters()), max_size=12))
def test_what_is_made_safe_comes_back_as_it_was(text):
    """IE10: also a text that begins with an apostrophe of its own."""
    assert plain(neutral(text)) == text
    assert not re.match(r"\s*[=+\-@]", neutral(text))


@pytest.mark.parametrize("text", ["'0812", "'kutip", "'7604032004"])
def test_an_apostrophe_that_a_person_has_written_stays(text):
    assert plain(text) == text


@pytest.mark.parametrize("role", Role)
def test_who_may_take_which_list(cast, register, sign_in, role):
    """IE08: the list's own permission and the one to export; the offer stands on the page of those alone."""
    user, client = cast.inside[role], sign_in(cast.inside[role])
    for slug, kind in LISTS.items():
        allowed = user.allows(Permission.EXPORT) and user.allows(kind.permission)
        assert take(client, slug).status_code == (200 if allowed else 403), slug
        if user.allows(kind.permission) and slug in ("kelompok", "jejak"):
            assert (f"/ekspor/{slug}/" in client.get(reverse(kind.view_name)).content.decode()) == allowed
    assert take(client, "tidak-ada").status_code == (404 if user.allows(Permission.EXPORT) else 403)


def test_outside_the_territory_there_is_nothing(cast, register, sign_in):
    """AC02: a region outside is not found, as on the page; a filter that means nothing is no file."""
    client = sign_in(cast.regency)
    assert take(client, "kelompok", "wilayah=91").status_code == 404
    assert rows_of(take(client, "anggota", "wilayah=91&kelompok=semua")) == []
    assert "Saringan ini tidak dikenal" in take(client, "kelompok", "status=apa").content.decode()
    assert rows_of(take(sign_in(cast.lost[Role.REGENCY]), "kelompok", "status=semua")) == []


PERSONAL = {"tanggal_lahir", "no_hp", "alamat", "metode_kb"}


def test_personal_columns_need_their_permission_and_a_reason(cast, register, sign_in):
    """IE08"""
    person = register[1].memberships.get().person
    person.kb_status, person.kb_method = KbStatus.ACTIVE, "iud"
    person.save()
    plain_rows = rows_of(take(sign_in(cast.regency), "anggota"))
    assert not PERSONAL & plain_rows[0].keys()
    assert {row["nik"] for row in plain_rows if row["nik"]} and all(
        "•" in row["nik"] for row in plain_rows if row["nik"]
    )
    refused = take(sign_in(cast.regency), "anggota", personal="on", reason="....")
    assert "Tulis alasan yang jelas" in refused.content.decode()
    rows = rows_of(take(sign_in(cast.regency), "anggota", personal="on", reason=REASON))
    row = next(row for row in rows if row["nama"] == person.name)
    assert (row["no_hp"], row["tanggal_lahir"], row["metode_kb"]) == ("+62812000", "1990-05-17", "IUD/AKDR")
    assert re.fullmatch(r"\d{16}", row["nik"]) and row["status_kb"] == "Peserta KB aktif"
    # A province may take the list and not the columns, whatever is posted.
    province = rows_of(take(sign_in(cast.province), "anggota", personal="on", reason=REASON))
    assert not PERSONAL & province[0].keys() and all("•" in row["nik"] for row in province if row["nik"])


def test_each_export_is_noted_with_its_filters_and_rows_and_without_words_typed(cast, register, sign_in):
    """IE08, AU02"""
    client = sign_in(cast.regency)
    take(client, "kelompok", "q=melati&status=semua&wilayah=760403")
    entry = AccessEntry.objects.get(kind=AccessKind.EXPORTED)
    assert (entry.user, entry.region_code, entry.reason) == (cast.regency, "760403", "")
    assert entry.detail == "kelompok, CSV, 8 baris; q wilayah=760403 status=semua"
    take(client, "anggota", "jk=P", personal="on", reason=REASON, format="xlsx")
    entry = AccessEntry.objects.filter(kind=AccessKind.EXPORTED).latest("id")
    assert (entry.detail, entry.reason) == ("anggota, XLSX, 6 baris, dengan kolom pribadi; jk=P", REASON)


def test_the_page_says_what_will_leave(cast, register, sign_in):
    page = sign_in(cast.regency).get(reverse("export_start", args=["anggota"]), {"jabatan": "chair"}).content.decode()
    assert "Ketua" in page and "Sertakan kolom pribadi" in page and "4 keanggotaan" in page
    page = sign_in(cast.province).get(reverse("export_start", args=["anggota"])).content.decode()
    assert "Sertakan kolom pribadi" not in page


@pytest.mark.parametrize("slug", ["kelompok", "anggota", "register"])
def test_the_cost_of_a_file_does_not_grow_with_its_rows(cast, register, sign_in, slug):
    """IE09: so many queries for a batch, not for a row."""
    client = sign_in(cast.regency)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            body(take(client, slug, "status=semua" if slug == "kelompok" else ""))
        return len(asked)

    queries()
    before = queries()
    for number in range(6):
        group = factories.make_group(name=f"Baru {number}")
        factories.make_membership(group)
    assert queries() == before
    assert before < 40


def test_more_than_one_batch_leaves_whole_and_in_order(cast, register, sign_in, monkeypatch):
    """IE09"""
    client = sign_in(cast.regency)
    whole = {
        slug: rows_of(take(client, slug, query)) for slug, query in (("kelompok", "status=semua"), ("anggota", ""))
    }
    for slug in whole:
        monkeypatch.setattr(LISTS[slug], "size", 2)
    again = {
        slug: rows_of(take(client, slug, query)) for slug, query in (("kelompok", "status=semua"), ("anggota", ""))
    }
    assert whole == again and len(whole["kelompok"]) == 12
