"""The English catalogue kept in step with the texts: extracting, merging, compiling, finding what is wrong.

Message ids are written in Indonesian in Python and in templates. Needs `babel` and `polib` (requirements-dev.txt); the
product itself only reads the compiled `.mo` files.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import polib
from babel.messages.extract import extract as extract_messages
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml", ".webmanifest"}
LEFT_OUT = {"migrations", "tests", "__pycache__", "node_modules", "staticfiles"}
METADATA = {
    "Project-Id-Version": "registri-uppks",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)[^{}]*\}")


class Message(NamedTuple):
    """One text to translate: its context (or None), the Indonesian text, and the plural text (or "")."""

    context: str | None
    text: str
    plural: str = ""


def source_files(folders: Iterable[Path]) -> list[Path]:
    """Return the Python files and templates under these folders that can hold texts, in a stable order."""
    suffixes = {".py", *TEMPLATE_SUFFIXES}
    found = {
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in suffixes and not LEFT_OUT.intersection(path.relative_to(folder).parts)
    }
    return sorted(found)


def messages_in(path: Path) -> Iterator[Message]:
    """Yield the texts of one file. Raises SyntaxError for a template with a broken translation block."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Between parentheses Python's tokenizer does not look at indentation, which a template has none of.
        source = f"({templatize(source, origin=str(path))}\n)"
    for _line, texts, _comments, context in extract_messages("python", BytesIO(source.encode()), keywords=KEYWORDS):
        singular, plural = (texts[0], texts[1]) if isinstance(texts, tuple) else (texts, "")
        if singular:
            yield Message(context, singular, plural)


def messages_of(files: Iterable[Path], base: Path) -> dict[Message, list[str]]:
    """Return every text with the files that use it, named from `base`.

    A text used both alone and with a plural counts as the one with the plural, as gettext does.
    """
    found: dict[Message, list[str]] = {}
    for path in files:
        for message in messages_in(path):
            places = found.setdefault(message, [])
            name = path.relative_to(base).as_posix()
            if name not in places:
                places.append(name)
    for message in [message for message in found if message.plural]:
        alone = found.pop(message._replace(plural=""), [])
        found[message] = sorted({*found[message], *alone})
    return found


def key(entry: polib.POEntry) -> Message:
    """Return the text an entry of the catalogue stands for."""
    return Message(entry.msgctxt, entry.msgid, entry.msgid_plural)


def merged(catalogue: polib.POFile, found: dict[Message, list[str]]) -> polib.POFile:
    """Return the catalogue for the texts found: translations kept, unused entries gone, new ones empty, sorted."""
    kept = {key(entry): entry for entry in catalogue if not entry.obsolete}
    result = polib.POFile(wrapwidth=0)
    result.metadata = dict(METADATA)
    for message in sorted(found, key=lambda each: (each.text, each.context or "", each.plural)):
        result.append(entry_for(message, found[message], kept.get(message)))
    return result


def entry_for(message: Message, places: list[str], known: polib.POEntry | None) -> polib.POEntry:
    """Return the entry of one text, with its translation where it has one."""
    entry = polib.POEntry(
        msgctxt=message.context,
        msgid=message.text,
        msgid_plural=message.plural,
        occurrences=[(place, "") for place in places],
        flags=["python-format"] if "%(" in message.text + message.plural else [],
        msgstr=known.msgstr if known else "",
        tcomment=known.tcomment if known else "",
    )
    if message.plural:
        entry.msgstr_plural = known.msgstr_plural if known else {0: "", 1: ""}
    if known and known.fuzzy:
        entry.flags.append("fuzzy")
    return entry


def placeholders(text: str) -> set[str]:
    """Return the names to be filled in, as in `%(count)s` and `{count}`."""
    return {named or braced for named, braced in PLACEHOLDER.findall(text)}


def translations_of(entry: polib.POEntry) -> list[str]:
    """Return the translations of an entry: one, or one per plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults(catalogue: polib.POFile, found: dict[Message, list[str]]) -> list[str]:
    """Return in Indonesian what is wrong with the catalogue, one line per fault; an empty list when nothing is."""
    known = {key(entry): entry for entry in catalogue if not entry.obsolete}
    lines = [f"belum ada di katalog: {message.text!r} ({found[message][0]})" for message in found.keys() - known.keys()]
    lines += [f"tidak dipakai lagi: {message.text!r}" for message in known.keys() - found.keys()]
    for entry in known.values():
        lines += entry_faults(entry)
    return sorted(lines)


def entry_faults(entry: polib.POEntry) -> list[str]:
    """Return what is wrong with one entry of the catalogue."""
    lines = []
    translations = translations_of(entry)
    allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    if entry.fuzzy:
        lines.append(f"terjemahan meragukan (fuzzy): {entry.msgid!r}")
    if not all(translations):
        lines.append(f"belum diterjemahkan: {entry.msgid!r}")
    elif any(not placeholders(text) <= allowed for text in translations) or placeholders(translations[-1]) != allowed:
        lines.append(f"isian dalam terjemahan tidak sama: {entry.msgid!r}")
    return lines


def read(path: Path) -> polib.POFile:
    """Return the catalogue in this file, or an empty one where there is no file."""
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)


def is_compiled(path: Path) -> bool:
    """Say whether the `.mo` beside this `.po` file holds exactly the same texts."""
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.read_bytes() == read(path).to_binary()


def write(catalogue: polib.POFile, path: Path) -> None:
    """Write the catalogue and its compiled form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{catalogue}", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(read(path).to_binary())
