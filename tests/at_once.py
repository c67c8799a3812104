"""Several people at the same moment, for tests of races."""

import threading
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connections

from accounts.editing import StaleEdit


def at_once(*acts: Callable) -> list:
    """Run the acts at the same moment, each on its own connection; their answers, or what refused them, in order."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        start.wait()
        try:
            answers[place] = act()
        except (ValidationError, StaleEdit) as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
