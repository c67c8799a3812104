"""XLSX as rows of text, opened by a child process with a bound on memory and time: no file can take the server down."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from imports.reading.limits import CELL_END, ROW_END, Limits
from imports.reading.refused import FileRefused
from imports.reading.workbook_child import as_argument

ROOT = Path(__file__).resolve().parent.parent.parent
_CHILD = "imports.reading.workbook_child"
# The child needs nothing of the server's environment, least of all its secrets.
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TZ")


class WorkbookChild:
    """One child at work; `lines` gives what it writes. Close it when done: it does not outlive its reader."""

    def __init__(self, file: BinaryIO, limits: Limits):
        self.limits = limits
        self.is_late = False
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", _CHILD, as_argument(limits)],
            cwd=ROOT,
            env={**environment, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.alarm = threading.Timer(limits.seconds, self._end_late)
        self.alarm.daemon = True
        self.alarm.start()
        self._hand_over(file)

    def _hand_over(self, file: BinaryIO) -> None:
        file.seek(0)
        try:
            shutil.copyfileobj(file, self.process.stdin)
            self.process.stdin.close()
        except OSError:
            """It has ended already; what it wrote, or that it wrote nothing, says why."""

    def _end_late(self) -> None:
        self.is_late = True
        self.process.kill()

    def lines(self) -> Iterator:
        """A dict for a sheet, then a pair of number and texts for each of its rows, as the child wrote them.

        Raises FileRefused for what it refused, and where it broke off.
        """
        for line in self.process.stdout:
            value = json.loads(line) if line.endswith(b"\n") else {}
            if "refused" in value:
                raise FileRefused(value["refused"], **value["values"])
            if "end" in value:
                return
            if "sheet" in value:
                yield value
            elif len(content := self.process.stdout.read(value.get("bytes", 0))) == value.get("bytes"):
                rows = content.decode().split(ROW_END)
                yield from zip(value["rows"], (row.split(CELL_END) for row in rows), strict=True)
        if self.is_late:
            raise FileRefused("too_slow", seconds=self.limits.seconds)
        raise FileRefused("too_heavy")

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self.alarm.cancel()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
