"""The documents tell the truth where a machine can tell: names of tests, rows, guides, links, words on the screen."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from accounts.roles import Role
from uppks import translations
from uppks.management.commands.update_messages import own_folders

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ROOT / "docs" / "panduan"
GUIDE_OF = {
    Role.OFFICER: "petugas.md",
    Role.COORDINATOR: "koordinator.md",
    Role.REGENCY: "kabupaten.md",
    Role.PROVINCE: "provinsi.md",
    Role.AKU: "aku.md",
    Role.ADMIN: "admin.md",
    Role.AUDITOR: "pemeriksa.md",
}
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
ROW = re.compile(r"^\| ([A-Z]{2}\d\d) \| .+ \| [MSC] \| (.+) \| (.+) \|$", re.MULTILINE)
STATE = re.compile(r"`yes`|`no`|`partly`: .+")
# Words of the workshop that have no place in the product; split, so that this file does not name them.
FOREIGN = (
    "/wo" + "rk/",
    "../sha" + "red",
    "cla" + "ude",
    "anthro" + "pic",
    "chat" + "gpt",
    "language mo" + "del",
    "sub" + "agent",
)
# Kinds of files are not translated.
UNTRANSLATED = {"xlsx", "csv"}


def feature_rows() -> list[tuple[str, str, list[str]]]:
    """Each row of the table: its ID, its state and the tests named for it."""
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    return [(row, state, re.findall(r"`(tests/[^`]+)`", shown)) for row, state, shown in ROW.findall(text)]


@cache
def names_in(path: str) -> frozenset[str]:
    """Names of the test functions of a file; none where there is no file."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    return frozenset(node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef))


def test_every_test_named_for_a_row_exists():
    named = {test for _row, _state, tests in feature_rows() for test in tests}
    assert len(named) > 100
    missing = [test for test in named if test.partition("::")[2] not in names_in(test.partition("::")[0])]
    assert sorted(missing) == []


def test_every_row_stands_once_in_its_family_without_a_gap():
    rows = [row for row, _state, _tests in feature_rows()]
    families = {row[:2] for row in rows}
    assert len(families) == 14
    for family in families:
        numbers = [int(row[2:]) for row in rows if row[:2] == family]
        assert numbers == list(range(1, len(numbers) + 1)), family


def test_a_row_is_yes_only_with_a_test_and_partly_says_what_is_missing():
    for row, state, tests in feature_rows():
        assert STATE.fullmatch(state), row
        assert tests or state != "`yes`", row
        assert not tests or state != "`no`", row


def test_the_sum_above_the_table_is_that_of_its_rows():
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    states = [state for _row, state, _tests in feature_rows()]
    partly = sum(state.startswith("`partly`") for state in states)
    sentence = (
        f"Of {len(states)} rows, {states.count('`yes`')} are `yes`, {partly} `partly`, {states.count('`no`')} `no`."
    )
    assert sentence in text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_guide_that_the_index_names(role):
    index = (GUIDES / "README.md").read_text(encoding="utf-8")
    assert f"({GUIDE_OF[role]})" in index
    assert str(role.label) in index
    assert len((GUIDES / GUIDE_OF[role]).read_text(encoding="utf-8")) > 2_000


def heading_links(page: Path) -> set[str]:
    """What a link into this page may name after the `#`."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_project_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _sign, place = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists() and found.is_relative_to(ROOT), target
        assert not place or place in heading_links(found), target


@cache
def texts_on_screen() -> tuple[str, re.Pattern]:
    """Every text of the product in small letters; and a pattern for those with a place for a name or number."""
    found = translations.messages_of(translations.source_files(own_folders()), ROOT)
    texts = {part.lower() for message in found for part in (message.text, message.plural) if part}
    gaps = [text for text in texts if "%(" in text and len(re.sub(r"%\(\w+\)s|\W", "", text)) > 4]
    patterns = [re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(text)) for text in gaps]
    return "\n".join(texts), re.compile("|".join(patterns))


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda guide: guide.name)
def test_what_a_guide_prints_in_bold_stands_on_the_screen(guide):
    """A button that is renamed must be renamed in the guide too."""
    texts, patterns = texts_on_screen()
    wrong = []
    for bold in re.findall(r"\*\*(.+?)\*\*", guide.read_text(encoding="utf-8"), re.DOTALL):
        for part in " ".join(bold.split()).lower().split("…"):
            words = part.strip(" .,:?!")
            if words and words not in UNTRANSLATED and words not in texts and not patterns.fullmatch(words):
                wrong.append(bold)
    assert [words for words in wrong if words != "tebal"] == []


def test_no_file_of_the_project_speaks_of_the_workshop():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("bukan repositori git")
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    assert len(files) > 300
    found = []
    for file in files:
        if file.suffix not in {".xz", ".png", ".mo", ".ico"} and file.is_file():
            text = file.read_text(encoding="utf-8", errors="ignore").lower()
            found += [(file.relative_to(ROOT).as_posix(), word) for word in FOREIGN if word in text]
    assert found == []
