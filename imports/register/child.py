"""What a process does that reads rows for another: it loads the settings once, and ends with the one that asked.

Nothing of the register is imported above: a child may need the settings before it can import anything else.
"""

import multiprocessing
import os
from threading import Thread

import django
from django.apps import apps


def begin() -> None:
    """Make a child ready, and let it end with its parent: one that is killed ends nobody."""
    if not apps.ready:
        django.setup()
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=[parent], daemon=True).start()


def _end_with(parent) -> None:
    parent.join()
    os._exit(1)
