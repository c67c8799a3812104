"""The pages of register files: send one, read what was found, decide, and each state in words (IE01-IE06, IE11)."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Receipt
from imports import views
from imports.models import BatchState, ColumnMemory, ImportBatch
from imports.register.layout import find_layout
from imports.register.page import BatchPage
from imports.register.rule_names import rule_name
from imports.register.steps import check_batch
from imports.views import register as register_views
from jobs.models import Job, JobState
from jobs.running import queue_job, run_job
from tests import factories
from tests.imports.register_batches import UNKNOWN, make_batch, make_issue
from tests.imports.workbooks import workbook, zipped

ADD = "/impor/baru/"
HEADERS = ["Nama Klp", "Desa/Kel.", "Kecamatan", "Kab/Kota", "Provinsi", "Nama", "L/P", "NO. KTP", "Hobi"]
ABOVE = ["Wonomulyo", "Polewali Mandar", "Sulawesi Barat"]


def member(name: str, sex: str = "P", village: str = "Bumiayu", nik: str = "") -> list[str]:
    return ["Melati", village, *ABOVE, name, sex, nik, ""]


def book(*rows: list[str]) -> bytes:
    return workbook([HEADERS, *rows], [["Rapat", "Tempat"], ["1", "Balai"]], names=("Anggota Bumiayu", "Catatan"))


def send(client, content: bytes, name: str = "daftar.xlsx", **more):
    return client.post(ADD, {"file": SimpleUploadedFile(name, content), **more})


def sent(client, content: bytes) -> ImportBatch:
    """A file that was sent through the page and checked by the worker."""
    batch = ImportBatch.objects.get(pk=send(client, content).url.strip("/").rpartition("/")[2])
    run_job.call(batch.job_id)
    batch.refresh_from_db()
    return batch


def text_of(client, batch: ImportBatch, query: str = "") -> str:
    """The words of the page of a file, in one line."""
    return " ".join(client.get(batch.get_absolute_url() + query).content.decode().split())


@pytest.fixture
def officer(cast):
    return cast.officer


@pytest.fixture
def client_of(sign_in, officer):
    return sign_in(officer)


def test_a_file_is_received_and_checked_in_the_background(client_of, officer):
    """IE01: the answer comes at once; nothing is in the register, so no receipt is shown."""
    answer = send(client_of, book(member("Siti Aminah")))
    batch = ImportBatch.objects.get()
    assert answer.url == batch.get_absolute_url()
    assert (batch.by, batch.state, batch.file_name) == (officer, BatchState.RECEIVED, "daftar.xlsx")
    assert (batch.job.kind, batch.job.state) == ("import_check", JobState.WAITING)
    page = text_of(client_of, batch)
    assert "Halaman ini boleh ditutup" in page
    assert "receipt-code" not in page
    assert f'hx-get="{batch.get_absolute_url()}" hx-trigger="every 2s"' in page
    assert f'<noscript><p><a class="button button-secondary" href="{batch.get_absolute_url()}">Muat ulang' in page
    assert f"<title>Impor {batch.pk} · Registri UPPKS</title>" in page


def test_a_form_sent_twice_makes_one_batch(client_of):
    """FE04"""
    token = re.search(r'name="token" value="([^"]+)"', client_of.get(ADD).content.decode())[1]
    urls = {send(client_of, book(member(name)), token=token).url for name in ("Siti", "Rohani")}
    assert (len(urls), ImportBatch.objects.count(), Receipt.objects.count()) == (1, 1, 1)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\x00" * 4_000, "hanya nol"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "gambar"),
        (b"%PDF-1.7 x", "gambar atau dokumen"),
        (_OLE, "Excel lama (.xls)"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        (b"<html><table></table></html>", "halaman web"),
        (b"x" * 9_000, "lebih besar dari 50 MB"),
    ],
    ids=["empty", "zeros", "image", "pdf", "xls", "password", "web", "big"],
)
def test_what_is_no_table_is_refused_at_once_by_name(client_of, monkeypatch, content, words):
    """IE06"""
    monkeypatch.setattr(views.import_add, "takes_file", 8_000)
    answer = send(client_of, content)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_what_turns_out_unreadable_later_is_named_on_its_page(client_of):
    """IE06: a zip that is no workbook; a table of something else; both say what to do."""
    batch = sent(client_of, zipped({"surat.txt": "halo"}))
    page = text_of(client_of, batch)
    assert batch.state == BatchState.REFUSED
    assert str(batch.refusal_text) in page
    assert "Kirim berkas lagi" in page
    other = sent(client_of, workbook([["Rapat", "Tempat"], ["1", "Balai"]]))
    assert (other.refusal, "Pindahkan isinya ke templat" in text_of(client_of, other)) == ("no_header", True)


def test_the_page_tells_counts_sheets_and_each_problem(client_of):
    """IE02, IE03, IE04: what would happen, how it was read, each problem with sheet, row, column, value and rule."""
    batch = sent(client_of, book(member("Siti Aminah"), member("Rohani", sex="X"), member("Murni", nik="7604")))
    assert batch.state == BatchState.CHECKED
    page = text_of(client_of, batch)
    counted = BatchPage(batch)
    assert [(line.new, line.refused) for line in counted.lines] == [(1, 0), (1, 2), (0, 0)]
    assert '<span class="import-heading">NO. KTP</span>' in page
    assert "Kolom tidak dibaca:</strong> Hobi" in page
    assert "Lembar tidak dibaca:</strong> Catatan" in page
    wrong = batch.issues.get(code="sex")
    assert (wrong.sheet, wrong.row, wrong.column, wrong.value) == ("Anggota Bumiayu", 3, "L/P", "X")
    for words in (
        "Baris 3",
        "Anggota Bumiayu",
        "L/P",
        wrong.message,
        "Aturan: Jenis kelamin (<code>sex</code>)",
        "✕",
        "Salah",
    ):
        assert words in page
    assert "7604<" not in page
    assert "••••" in page


def test_storing_all_is_barred_with_a_reason_while_rows_are_refused(client_of, officer):
    """IE03: all or nothing, or the sound rows alone."""
    batch = make_batch(officer, rows=2)
    page = text_of(client_of, batch)
    assert re.search(r'value="semua"[^>]* disabled aria-describedby="belum-semua"', page)
    assert "masih ada baris yang ditolak" in page
    assert "Simpan baris yang benar saja (10 baris)" in page
    sound = text_of(client_of, make_batch(officer))
    assert "disabled" not in sound
    assert "Simpan semua (12 baris)" in sound
    assert "Simpan baris yang benar saja" not in sound
    nothing = make_batch(officer, counts={"members": {"new": 0, "changed": 0, "same": 12, "refused": 0}})
    assert "Tidak ada yang perlu disimpan" in text_of(client_of, nothing)


def test_problems_are_counted_by_rule_narrowed_and_paged(client_of, officer, monkeypatch):
    """IE04: two hundred a page here two, errors first, each page after the last row of the one before."""
    monkeypatch.setattr(register_views, "ISSUES_ON_PAGE", 2)
    batch = make_batch(officer, rows=3)
    make_issue(batch, 40, code="date", column="Tgl Lahir", value="31/02/1990", message="Tidak ada tanggal itu.")
    page = client_of.get(batch.get_absolute_url()).context
    assert [(rule.code, rule.level, rule.count) for rule in page["page"].rules] == [
        ("sex", "error", 3),
        ("date", "error", 1),
        ("nik_region", "warning", 3),
    ]
    seen = [(issue.level, issue.row) for issue, *_words in page["issue_rows"]]
    while page["issues"].next_url:
        page = client_of.get(page["issues"].next_url).context
        seen += [(issue.level, issue.row) for issue, *_words in page["issue_rows"]]
    assert seen == [*[("error", row) for row in (6, 7, 8, 40)], *[("warning", row) for row in (6, 7, 8)]]
    narrowed = client_of.get(batch.get_absolute_url() + "?tingkat=error&aturan=date").context
    assert [issue.row for issue, *_words in narrowed["issue_rows"]] == [40]
    unknown = client_of.get(batch.get_absolute_url() + "?aturan=tidak-ada")
    assert (unknown.context["issue_rows"], "Saringan ini tidak dikenal" in unknown.content.decode()) == ([], True)


def test_the_page_costs_the_same_for_few_problems_and_for_many(client_of, officer):
    def cost(rows: int) -> int:
        batch = make_batch(officer, rows=rows)
        client_of.get(batch.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client_of.get(batch.get_absolute_url())
        return len(queries)

    assert cost(1) == cost(25) <= 14


def test_the_history_tells_file_sender_state_and_counts(client_of, officer, cast, sign_in):
    """IE11"""
    assert "Belum ada berkas yang dikirim" in client_of.get("/impor/").content.decode()
    batch = make_batch(officer, BatchState.COMMITTED, rows=2)
    page = " ".join(client_of.get("/impor/").content.decode().split())
    for words in (f"Impor {batch.pk}", "daftar.xlsx", batch.sha256[:12], "Tersimpan", str(officer), ">10<", ">2<"):
        assert words in page
    stranger = sign_in(cast.regency)
    assert f"Impor {batch.pk}" not in stranger.get("/impor/").content.decode()
    assert stranger.get(batch.get_absolute_url()).status_code == 404
    assert f"Impor {batch.pk}" in sign_in(cast.admin).get("/impor/").content.decode()


def test_a_file_name_stands_in_no_title_or_address(client_of, officer):
    """AU07: people name files after people."""
    batch = make_batch(officer)
    ImportBatch.objects.filter(pk=batch.pk).update(file_name="Siti Aminah 7604.xlsx")
    page = text_of(client_of, batch)
    assert "Siti Aminah" not in re.search(r"<title>(.*?)</title>", page)[1]
    assert not [link for link in re.findall(r'href="([^"]*)"', page) if "Siti" in link]


def test_what_a_file_says_is_only_text_on_the_page(client_of, officer):
    """IE04: sheet, heading, value and file name come from strangers."""
    hostile = "<script>alert(1)</script>"
    told = make_batch(officer).sheets[0] | {"name": hostile, "not_read": [hostile], "headers": {"0": hostile}}
    told |= {"columns": {"0": "nama"}, "missing": ["jenis_kelamin"]}
    for state in (BatchState.CHECKED, BatchState.UNMAPPED, BatchState.COMMITTED):
        batch = make_batch(officer, state, sheets=[told])
        ImportBatch.objects.filter(pk=batch.pk).update(file_name=hostile, refusal_text=hostile)
        make_issue(batch, 9, sheet=hostile, column=hostile, value=hostile, message=hostile)
        page = text_of(client_of, batch)
        assert hostile not in page
        assert page.count("&lt;script&gt;alert(1)") >= 3


def test_the_same_content_sent_again_leads_to_what_was_stored(client_of, officer):
    """IE11: pointed out, and still allowed."""
    first = make_batch(officer, BatchState.COMMITTED, sha256="c" * 64)
    again = make_batch(officer, sha256="c" * 64)
    page = text_of(client_of, again)
    assert "Berkas yang sama persis sudah tersimpan" in page
    assert f'href="{first.get_absolute_url()}"' in page
    assert 'value="semua"' in page
    assert "sama persis" not in text_of(client_of, first)


def test_the_part_that_changes_asks_again_and_then_turns_the_page(client_of, officer):
    """OP04: while the worker has it a piece of the page, then the page itself."""
    batch = make_batch(officer, BatchState.COMMITTING)
    batch.job = queue_job(kind="uji", by=officer, title="Menyimpan", params={})
    batch.save()
    piece = client_of.get(batch.get_absolute_url(), headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    assert "<strong>Menyimpan</strong>" in piece.content.decode()
    Job.objects.filter(pk=batch.job_id).update(state=JobState.DONE)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.COMMITTED)
    assert client_of.get(batch.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_failed_job_says_why_and_can_be_repeated(client_of, officer):
    batch = make_batch(officer, BatchState.RECEIVED)
    batch.job = queue_job(kind="uji", by=officer, title="Memeriksa", params={})
    batch.save()
    Job.objects.filter(pk=batch.job_id).update(state=JobState.FAILED, problem="Basis data penuh.")
    page = text_of(client_of, batch)
    assert "Basis data penuh." in page
    assert reverse("job_retry", args=[batch.job_id]) in page
    assert "hx-get" not in page


def test_sound_rows_are_stored_and_told_like_a_receipt(client_of):
    """IE03, IE05"""
    batch = sent(client_of, book(member("Siti Aminah"), member("Rohani", sex="X")))
    answer = client_of.post(reverse("import_commit", args=[batch.pk]), {"pilihan": "benar"})
    assert answer.url == batch.get_absolute_url()
    batch.refresh_from_db()
    assert (batch.state, batch.valid_only) == (BatchState.COMMITTING, True)
    run_job.call(batch.job_id)
    batch.refresh_from_db()
    page = text_of(client_of, batch)
    assert batch.state == BatchState.COMMITTED
    assert f"Impor {batch.pk}</p>" in page
    assert "1 baris ditolak dan tidak tersimpan" in page
    assert reverse("import_refused", args=[batch.pk]) in page
    assert "Yang hilang dari registri: 1 kelompok baru, 1 anggota baru" in page
    repeat = client_of.post(reverse("import_commit", args=[batch.pk]), {"pilihan": "benar"}, follow=True)
    assert "Tidak ada yang tersimpan dua kali" in repeat.content.decode()
    assert Job.objects.filter(kind="import_commit").count() == 1


def test_a_stored_file_is_taken_back_from_its_page(client_of):
    """IE11"""
    batch = sent(client_of, book(member("Siti Aminah")))
    client_of.post(reverse("import_commit", args=[batch.pk]), {"pilihan": "semua"})
    batch.refresh_from_db()
    run_job.call(batch.job_id)
    client_of.post(reverse("import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.job.kind == "import_undo"
    assert "Halaman ini boleh ditutup" in text_of(client_of, batch)
    run_job.call(batch.job_id)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert "sudah tidak ada di registri" in text_of(client_of, batch)


@pytest.mark.django_db(transaction=True)
def test_five_taps_at_once_on_store_make_one_job(cast):
    """FE04"""
    batch = make_batch(cast.officer)

    def post(_number: int):
        client = Client()
        client.force_login(cast.officer)
        try:
            return client.post(
                reverse("import_commit", args=[batch.pk]), {"pilihan": "semua", "token": str(uuid.uuid4())}
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(post, range(5)))
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, batch.get_absolute_url())] * 5
    assert Job.objects.filter(kind="import_commit").count() == 1


def test_a_file_can_be_let_go(client_of, officer):
    batch = make_batch(officer, rows=1)
    client_of.post(reverse("import_discard", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.issues.count()) == (BatchState.DISCARDED, 0)
    assert "tidak ada yang tersimpan di registri" in text_of(client_of, batch)
    late = client_of.post(reverse("import_commit", args=[batch.pk]), {"pilihan": "semua"}, follow=True)
    assert "sudah berubah" in late.content.decode()


def test_another_person_reads_a_file_and_decides_nothing(sign_in, cast):
    """AC02: the national administrator sees every file; what it brings in stands in its sender's name."""
    batch = make_batch(cast.officer, rows=1)
    page = text_of(sign_in(cast.admin), batch)
    assert "pengirimnya, yang dapat menyimpan" in page
    assert 'name="pilihan"' not in page
    for name in ("import_commit", "import_discard", "import_undo", "import_columns", "import_places", "import_refused"):
        method = "get" if name == "import_refused" else "post"
        assert getattr(sign_in(cast.regency), method)(reverse(name, args=[batch.pk])).status_code == 404


# --- Columns that nobody knows ----------------------------------------------------------------------------------------
@pytest.fixture
def unmapped(officer) -> ImportBatch:
    """A file with two columns that the headings do not tell."""
    headings = [UNKNOWN.headers[str(place)] for place in range(5)]
    layout = find_layout([(1, headings)])
    told = {**make_batch(officer).sheets[0], **vars(UNKNOWN), "layout": layout.fingerprint}
    return make_batch(officer, BatchState.UNMAPPED, sheets=[told], counts={})


def columns(batch: ImportBatch, **changed) -> dict[str, str]:
    """What the form of columns posts, with some choices changed."""
    told = {"jenis_0": "Anggota", "tampak_0": "Anggota"}
    told |= {f"kolom_0_{place}": batch.sheets[0]["columns"].get(str(place), "") for place in range(5)}
    return told | changed


def test_unknown_columns_are_asked_about_with_their_headings(client_of, unmapped):
    """IE02"""
    page = text_of(client_of, unmapped)
    for words in ("Kolom mana berisi apa?", "Peserta UPPKA", "Gol", "Nama anggota *", "Jenis kelamin *"):
        assert words in page
    assert "Yang belum ditemukan: <strong>Nama anggota, Jenis kelamin</strong>" in page
    assert re.search(r'<option value="nik" selected>NIK</option>', page)


def test_what_was_chosen_is_kept_and_the_file_is_checked_anew(client_of, unmapped, officer):
    """IE02: the same layout is read by itself the next time."""
    told = columns(unmapped, kolom_0_2="nama", kolom_0_3="jenis_kelamin")
    client_of.post(reverse("import_columns", args=[unmapped.pk]), told)
    unmapped.refresh_from_db()
    assert (unmapped.state, unmapped.job.kind) == (BatchState.RECEIVED, "import_check")
    kept = ColumnMemory.objects.get(by=officer)
    assert kept.layout == unmapped.sheets[0]["layout"]
    assert kept.columns["columns"]["2"] == "nama"
    again = find_layout([(1, list(UNKNOWN.headers.values()))], {kept.layout: kept.columns})
    assert again.unknown_required == []


def test_a_choice_that_lacks_or_repeats_a_column_says_so(client_of, unmapped):
    answer = client_of.post(reverse("import_columns", args=[unmapped.pk]), columns(unmapped, kolom_0_2="nama"))
    assert "Masih perlu kolom: Jenis kelamin." in answer.content.decode()
    twice = columns(unmapped, kolom_0_2="nama", kolom_0_3="nama")
    answer = client_of.post(reverse("import_columns", args=[unmapped.pk]), twice)
    assert "dipilih dua kali" in answer.content.decode()
    unmapped.refresh_from_db()
    assert unmapped.state == BatchState.UNMAPPED


def test_another_kind_of_sheet_first_offers_its_own_columns(client_of, unmapped):
    answer = client_of.post(reverse("import_columns", args=[unmapped.pk]), columns(unmapped, jenis_0="Modal"))
    page = answer.content.decode()
    assert "Per tanggal *" in page
    assert "Jenis kelamin" not in page
    assert not ColumnMemory.objects.exists()


def test_a_whole_file_with_unknown_headings_goes_through(client_of):
    """IE02, from sending it to the counts."""
    rows = [["Nama Klp", "Wil", "Peserta UPPKA", "Gol", "NIK"], ["Melati", factories.BUMIAYU, "Siti", "P", ""]]
    batch = sent(client_of, workbook(rows))
    assert batch.state == BatchState.UNMAPPED
    told = {"jenis_0": "Anggota", "tampak_0": "Anggota", "kolom_0_0": "nama_kelompok", "kolom_0_1": "kode_desa"}
    told |= {"kolom_0_2": "nama", "kolom_0_3": "jenis_kelamin", "kolom_0_4": "nik"}
    client_of.post(reverse("import_columns", args=[batch.pk]), told)
    batch.refresh_from_db()
    run_job.call(batch.job_id)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["members"]["new"]) == (BatchState.CHECKED, 1)
    assert sent(client_of, workbook(rows)).state == BatchState.CHECKED


# --- Places whose names are only alike --------------------------------------------------------------------------------
def test_a_village_that_is_only_alike_is_asked_and_then_taken(client_of, officer):
    """IE02: offered, never taken silently."""
    batch = sent(client_of, book(member("Siti Aminah", village="Bumiaju")))
    assert batch.counts["members"]["refused"] == 1
    page = client_of.get(batch.get_absolute_url())
    form = page.context["places"]
    assert "Desa mana yang dimaksud?" in page.content.decode()
    (name,) = form.fields
    assert form.fields[name].choices[0][0] == factories.BUMIAYU
    skipped = client_of.post(reverse("import_places", args=[batch.pk]), {name: ""}, follow=True)
    assert "Belum ada desa yang dipilih" in skipped.content.decode()
    strange = client_of.post(reverse("import_places", args=[batch.pk]), {name: factories.SENTANI})
    assert strange.status_code == 200
    client_of.post(reverse("import_places", args=[batch.pk]), {name: factories.BUMIAYU})
    batch.refresh_from_db()
    check_batch(batch)
    assert (batch.counts["members"]["new"], batch.counts["members"]["refused"]) == (1, 0)


def test_every_rule_has_a_name_in_words():
    """IE04: a code that nobody can read never stands alone."""
    known = "number short long characters dummy place date serial sex name money village village_close group_missing"
    assert not [code for code in known.split() if rule_name(code) == code]
    assert rule_name("apa_saja") == "apa_saja"


@pytest.mark.parametrize("state", BatchState.values)
def test_each_state_has_a_page(client_of, officer, state):
    """IE11: none is a dead end."""
    more = {"undone_at": timezone.now(), "undone_by": officer} if state == BatchState.UNDONE else {}
    batch = make_batch(officer, state, **more)
    page = text_of(client_of, batch)
    assert str(BatchState(state).label) in page
    assert f'href="{reverse("import_list")}">Impor berkas' in page
