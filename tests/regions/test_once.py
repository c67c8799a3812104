"""What a page asks twice is read once, and only by a page that reads."""

from django.test import RequestFactory

from regions.once import forget, once, one_page
from uppks.middleware import OnePageMiddleware


class Asked:
    """Counts how often a question reached it."""

    def __init__(self):
        self.times = 0
        self.ask = once(self._ask)

    def _ask(self, *what):
        self.times += 1
        return self.times, what


def test_one_page_asks_the_same_question_once_and_the_next_page_anew():
    asked = Asked()
    with one_page():
        assert asked.ask("76", 1) == asked.ask("76", 1) == (1, ("76", 1))
        assert asked.ask("75", 1) == (2, ("75", 1))
    with one_page():
        assert asked.ask("76", 1) == (3, ("76", 1))
    assert asked.ask("76", 1) != asked.ask("76", 1)


def test_what_was_made_true_is_read_anew():
    asked = Asked()
    with one_page():
        first = asked.ask()
        forget()
        assert asked.ask() != first


def test_only_a_request_that_reads_remembers():
    asked = Asked()
    handle = OnePageMiddleware(lambda _request: (asked.ask(), asked.ask()))
    for method, is_remembered in (("GET", True), ("HEAD", True), ("POST", False), ("PUT", False)):
        first, second = handle(RequestFactory().generic(method, "/"))
        assert (first == second) is is_remembered, method
