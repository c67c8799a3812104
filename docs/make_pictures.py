"""Remake the pictures of the README from a running demo.

    python3 bootstrap.py run            # in one terminal
    .venv/bin/python docs/make_pictures.py http://127.0.0.1:8000

Needs Chromium (Debian package `chromium`).
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "gambar"
PASSWORD = "UPPKS-contoh-2026"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 860}
PICTURES = (
    ("beranda-petugas", "petugas", "/", PHONE),
    ("kelompok", "petugas", "first-group", DESK),
    ("dasbor-provinsi", "provinsi", "/dasbor/", DESK),
    ("aku", "aku", "/aku/", DESK),
)


def main(address: str) -> None:
    """Sign in as each account and keep a picture of its page."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, username, path, size in PICTURES:
            page = signed_in(browser, address, username, size)
            if path == "first-group":
                page.goto(f"{address}/kelompok/")
                path = (
                    page.locator("a[href^='/kelompok/'][href$='/']")
                    .filter(has_text="")
                    .evaluate_all(
                        "links => links.map(a => a.getAttribute('href')).find(h => /^.kelompok.[0-9]{14}.$/.test(h))"
                    )
                )
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.context.close()
        browser.close()


def signed_in(browser, address: str, username: str, size: dict):
    """A page of a browser in which the account is signed in."""
    page = browser.new_context(viewport=size, locale="id-ID").new_page()
    page.goto(f"{address}/masuk/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    return page


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
