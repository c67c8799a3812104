"""The house rules that a machine can read: the street, the names, and what templates and styles must not hold."""

import ast
import re
from pathlib import Path

from conftest import RUN_ONCE

ROOT = Path(__file__).resolve().parent.parent
# Imports run to the left only; imports and reports stand side by side and do not know each other.
STREET = ("regions", "accounts", "jobs", "groups", "members", "activities", "associations", "imports|reports", "uppks")
PLACE = {room: place for place, rooms in enumerate(STREET) for room in rooms.split("|")}
# Inside a room: who may know whom. HTTP and the terminal are known on the left side only.
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "core", "manager2", "process", "handle", "data", "info"}
PURE = ("calendar", "codes", "money", "months", "nik", "roles", "names", "terms", "tiles")

SOURCES = [path for room in PLACE for path in sorted((ROOT / room).rglob("*.py"))]
OWN = [path for path in SOURCES if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = [path for path in sorted((ROOT / "static").rglob("*.css")) if path.name != "tokens.css"]


def imports_of(path: Path):
    """Every module a file imports, with the line; `from a import b` counts as `a` and as `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def breaches(paths, is_breach) -> list[str]:
    """The lines of files for which the check holds, as `file:line text`."""
    return [
        f"{where(path, number)} {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if is_breach(line)
    ]


def test_no_import_runs_backwards_on_the_street():
    found = set()
    for path in SOURCES:
        own = path.relative_to(ROOT).parts[0]
        for module, line in imports_of(path):
            room = module.partition(".")[0]
            if room in PLACE and room != own and PLACE[room] >= PLACE[own]:
                found.add(f"{where(path, line)} imports {module}")
    assert sorted(found) == []


def test_only_the_left_side_of_a_room_knows_requests():
    """Models, actions and pure modules know neither requests nor forms nor views."""
    found = set()
    for path in OWN:
        parts = path.relative_to(ROOT).parts
        layer = parts[1].removesuffix(".py")
        if layer not in ("models", "actions", "queries", *PURE):
            continue
        for module, line in imports_of(path):
            own_left = any(module.startswith(f"{parts[0]}.{left}") for left in ("views", "forms", "urls", "admin"))
            if module.startswith(("django.http", "django.shortcuts")) or own_left:
                found.add(f"{where(path, line)} imports {module}")
    assert sorted(found) == []


def test_no_room_hides_its_purpose_behind_a_name():
    named = [path for path in OWN if path.stem in FORBIDDEN_NAMES]
    packages = [path.parent for path in OWN if path.name == "__init__.py" and path.parent.name in FORBIDDEN_NAMES]
    assert [*named, *packages] == []


def test_a_view_never_reads_rows_without_asking_for_whom():
    views = [path for path in OWN if "views" in path.relative_to(ROOT).parts[1]]
    assert views
    assert breaches(views, lambda line: re.search(r"\.objects\.all\(\)(?!\.visible_to)", line)) == []


def test_nothing_swallows_every_exception():
    blind = re.compile(r"except\s*:|except\s+(Base)?Exception\b")
    assert breaches(OWN, blind.search) == []


def test_signals_carry_no_rules():
    """A rule in a signal is a rule nobody finds; logging in is the one event others may hear."""
    receivers = re.compile(r"@receiver\(|\b(pre|post)_(save|delete|init)\.connect")
    assert breaches(OWN, receivers.search) == []


def test_long_files_of_models_and_views_are_split_by_noun():
    long = [path for path in OWN if path.stem in ("models", "views") and len(path.read_text().splitlines()) > 340]
    assert long == []


def test_templates_hold_no_inline_style_or_script():
    """The content security policy forbids them, so they would silently do nothing."""
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:")
    assert breaches(TEMPLATES, inline.search) == []


def test_pages_ask_no_other_host_for_anything():
    outside = re.compile(r"(src|href|action)=[\"'](https?:)?//")
    assert breaches(TEMPLATES, outside.search) == []
    assert breaches(STYLES, re.compile(r"url\([\"']?(https?:)?//|@import\s+url\(").search) == []


def test_colours_live_in_the_tokens_alone():
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^(]*\))|\b(rgba?|hsla?|oklch)\(")
    assert breaches(STYLES, raw.search) == []


def test_a_text_is_never_put_together_inside_a_translation():
    assert breaches(OWN, re.compile(r"\b(_|gettext|gettext_lazy|ngettext)\(f[\"']").search) == []


def test_today_is_asked_of_a_place_never_of_the_server():
    """DM07"""
    server = re.compile(r"\b(date|datetime)\.today\(\)|\bdatetime\.now\(\)|timezone\.now\(\)\.date\(\)|\blocaldate\(")
    assert breaches(OWN, server.search) == []


def test_public_functions_and_classes_say_what_they_mean():
    known = ("apps.py", "urls.py", "settings.py", "__init__.py")
    silent = [
        f"{where(path, node.lineno)} {node.name}"
        for path in OWN
        if path.name not in known and "management" not in path.parts
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_what_runs_once_is_there_to_run():
    """A mistyped file would run on both databases, and nobody would see why the second run takes so long."""
    assert [name for name in RUN_ONCE if not (ROOT / name).exists()] == []
