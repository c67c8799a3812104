"""The browser fixtures: an installed Chromium, the two screens people use, and what every page must keep to.

A page opened through `phone` or `desktop` is watched: a request to another host, a breach of the content policy or an
error in the console fails the test that opened it. Pictures go to artifacts/<database>/.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.http import HttpResponse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser import MISSING, find_chromium

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": WCAG_TAGS},
    # Without: axe would copy imported style sheets into the page, which the content policy rightly refuses.
    "preload": False,
    "resultTypes": ["violations"],  # every rule is judged; what passed is not listed part by part
}
FAULTS = """options => axe.run(options).then(found => found.violations.flatMap(
    fault => fault.nodes.map(node => `${fault.id}: ${fault.help}: ${node.target}`)))"""
SLOWEST_STEP_MS = 10_000


def pytest_collection_modifyitems(items):
    """Mark the browser tests, and give each a database with what the migrations put there."""
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run of this worker."""
    executable = find_chromium()
    if executable is None:
        pytest.skip(MISSING)
    # Playwright keeps an event loop in this thread; the ORM would take it for asynchronous code and refuse.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--disable-gpu", "--disable-dev-shm-usage"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def static_files_are_kept() -> Iterator[None]:
    """Let a browser keep the static files, as it does where they are served for real, and read each only once."""
    read, kept = StaticFilesHandler.serve, {}

    def serve_kept(handler, request) -> HttpResponse:
        if request.path not in kept:
            answer = read(handler, request)
            kept[request.path] = answer.getvalue(), answer.headers["Content-Type"]
        content, kind = kept[request.path]
        return HttpResponse(content, content_type=kind, headers={"Cache-Control": "max-age=600"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_kept)
        yield


class Watch:
    """Notes what no page may do: ask another host, breach the content policy, write an error to the console."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.breaches: list[str] = []

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch every page of this context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.breaches.append(f"kesalahan skrip: {error.error}"))
        return context

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.breaches.append(f"permintaan ke host lain: {request.url}")

    def _console(self, message) -> None:
        # An answer of 4xx is also written to the console; the tests that provoke one expect it.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.breaches.append(f"konsol: {message.text}")


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    """The watch over every page of this test; it fails the test at its end."""
    watch = Watch(urlsplit(live_server.url).netloc)
    yield watch
    assert watch.breaches == []


@pytest.fixture
def open_browser(
    browser: Browser, live_server, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a new, watched page: `open_browser(PHONE, java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def open_page(viewport: dict[str, int], **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, locale="id-ID", timezone_id="Asia/Jakarta", **options
        )
        context.set_default_timeout(SLOWEST_STEP_MS)
        contexts.append(watch.over(context))
        return context.new_page()

    yield open_page
    for context in contexts:
        if request.node.stash.get(FAILED, False):
            photograph_failure(context, request.node.name)
        context.close()


def photograph_failure(context: BrowserContext, name: str) -> None:
    """Keep what a failed test last saw. A page that cannot be photographed must not hide why the test failed."""
    for number, page in enumerate(context.pages):
        with suppress(PlaywrightError):
            page.screenshot(path=picture_path(f"gagal-{name}-{number}"))


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember that a test failed, so that its pages are photographed before they close."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def phone(open_browser) -> Page:
    """A page on an officer's phone: 360 by 740, touch."""
    return open_browser(PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def phone_without_script(open_browser) -> Page:
    """The same phone with JavaScript off: every form must still work."""
    return open_browser(PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)


@pytest.fixture
def desktop(open_browser) -> Page:
    """A page on an office computer: 1280 by 800."""
    return open_browser(DESKTOP)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return a function that fails when the open page breaks WCAG 2.2 AA, naming rule and place."""

    def check(page: Page) -> None:
        page.evaluate(Axe().axe_script)
        # Finding the way to every part of a page takes as long as judging it: only asked for where there is a fault.
        if page.evaluate(FAULTS, AXE_OPTIONS | {"selectors": False}):
            faults = page.evaluate(FAULTS, AXE_OPTIONS)
            assert faults == [], f"{page.url}\n" + "\n".join(faults)

    return check


@pytest.fixture
def no_sideways_scroll() -> Callable[[Page], None]:
    """Return a function that fails when the page is wider than the screen."""

    def check(page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} lebih lebar {wide} px dari layar"

    return check


def picture_path(name: str) -> Path:
    """Return where a picture of this name is kept."""
    folder = Path(settings.BASE_DIR) / "artifacts" / connection.vendor
    folder.mkdir(parents=True, exist_ok=True)
    return folder / (re.sub(r"[^\w.-]+", "-", name) + ".png")


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Return a function that keeps a picture of the page as artifacts/<database>/<name>.png."""

    def keep(page: Page, name: str) -> None:
        # Hiding the caret would make Playwright write a style into the page, which our content policy refuses.
        page.screenshot(path=picture_path(name), full_page=True, caret="initial", scale="css")

    return keep
