"""Finds an installed Chromium for the browser tests. Standard library only: `bootstrap.py` reads it too."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "dilewati: peramban tidak ada; pasang paket Debian `chromium`"


def find_chromium() -> str | None:
    """Return the path of Chromium: `CHROMIUM` from the environment, else the first known name on PATH."""
    given = os.environ.get("CHROMIUM", "")
    return given or next(filter(None, map(shutil.which, NAMES)), None)
