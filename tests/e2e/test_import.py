"""A register file in a browser: sent, waited for, read, stored, taken back; with and without JavaScript (FE01)."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from imports.models import BatchState, ImportBatch
from jobs.running import run_job
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.steps import SMALL_TARGETS
from tests.e2e.test_pages_axe import session_of
from tests.imports.workbooks import workbook

SCREENS = [(PHONE, "light", True), (PHONE, "dark", False), (DESKTOP, "light", True)]
HEADERS = ["Nama Klp", "Desa/Kel.", "Kecamatan", "Kab/Kota", "Provinsi", "Nama", "L/P", "Catatan panjang tanpa arti"]
ABOVE = ["Wonomulyo", "Polewali Mandar", "Sulawesi Barat"]


def work() -> ImportBatch:
    """Do what waits for the worker; gives the newest file."""
    batch = ImportBatch.objects.latest("pk")
    run_job.call(batch.job_id)
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize(("screen", "scheme", "has_script"), SCREENS, ids=["phone", "dark-no-script", "desk"])
def test_a_file_is_sent_read_stored_and_taken_back(
    screen, scheme, has_script, open_browser, live_server, cast, axe, no_sideways_scroll, screenshot, tmp_path
):
    """IE01, IE03, IE05, IE11"""
    rows = [["Melati", village, *ABOVE, name, sex, ""] for village, name, sex in _MEMBERS]
    path = tmp_path / "daftar anggota kecamatan wonomulyo triwulan keempat.xlsx"
    path.write_bytes(workbook([HEADERS, *rows], [["Rapat", "Tempat"], ["1", "Balai"]], names=("Anggota", "Catatan")))
    unknown = tmp_path / "lain.csv"
    unknown.write_text("Nama Klp;Wil;Peserta UPPKA;Gol;NIK\nMelati;7604032004;Siti;P;\n", encoding="utf-8")
    page = open_browser(screen, color_scheme=scheme, java_script_enabled=has_script, has_touch=screen is PHONE)
    page.context.add_cookies([session_of(cast.inside[Role.REGENCY], live_server.url)])

    def look(name):
        screenshot(page, f"impor-{name}-{screen['width']}-{scheme}")
        no_sideways_scroll(page)
        if has_script:
            axe(page)
            assert screen is not PHONE or page.evaluate(SMALL_TARGETS) == []

    def send(file):
        page.goto(reverse("import_add"))
        page.set_input_files("[name=file]", file)
        page.click("main button:has-text('Kirim dan periksa')")
        page.wait_for_selector("#kemajuan")

    def wait_for(selector):
        """The page turns by itself; without JavaScript there is a link to look again."""
        if not has_script:
            page.click("main noscript a")
        page.wait_for_selector(selector)

    page.goto(reverse("import_list"))
    look("kosong")
    page.goto(reverse("import_add"))
    look("baru")
    send(unknown)
    look("kemajuan")
    work()
    wait_for("h2:has-text('Kolom mana berisi apa?')")
    look("kolom")
    send(path)
    work()
    wait_for("h2:has-text('Masalah yang ditemukan')")
    look("diperiksa")
    page.click("button:has-text('Simpan baris yang benar saja')")
    page.wait_for_selector("#kemajuan")
    assert work().state == BatchState.COMMITTED
    wait_for(".receipt-code")
    page.click("summary:has-text('Batalkan impor ini')")
    look("tersimpan")
    page.click("button:has-text('Ya, batalkan impor ini')")
    page.wait_for_selector("#kemajuan")
    assert work().state == BatchState.UNDONE
    wait_for("text=sudah tidak ada di registri")
    look("dibatalkan")
    page.goto(reverse("import_list"))
    look("daftar")


_MEMBERS = [("Bumiayu", "Siti Aminah", "P"), ("Bumiayu", "Rohani", "X"), ("Bumiaju", "Murni", "P")]
