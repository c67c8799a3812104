"""What a process of its own does: wake Django up first, then write regencies.

Kept apart because a new process imports this module before Django is ready, so no model may be imported at its top.
"""

import importlib

import django


def start() -> None:
    """Run once in each new process."""
    django.setup()


def write_regency(work) -> dict[str, int]:
    """Write one regency in one transaction; `work` is its plan and the reference rows."""
    loading = importlib.import_module("uppks.demo.loading")
    return loading.write_in_transaction(*work)
