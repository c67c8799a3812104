"""Static files as the browser gets them: one style sheet, one script, both hashed and compressed.

The sources stay small files that are read as they are in development. An officer's first visit may cost five requests,
so `collectstatic` writes the parts into `css/app.css` and `js/app.js` before it hashes them.
"""

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE = "css/app.css"
SCRIPT = "js/app.js"

STYLE_IMPORT = re.compile(r"""^@import\s+(?:url\()?["'](?P<part>[^"']+)["']\)?(?P<media>[^;]*);""", re.MULTILINE)
SCRIPT_IMPORT = re.compile(r"""^import\s+["'](?P<part>[^"']+)["'];""", re.MULTILINE)
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANK_SPACE = re.compile(r"\s*\n\s*")


def flat_style(text: str, read: Callable[[str], str]) -> str:
    """Return the sheet with every `@import` replaced by what it imports, without comments and indentation."""

    def part(found: re.Match[str]) -> str:
        body, media = flat_style(read(found["part"]), read), found["media"].strip()
        return f"@media {media} {{\n{body}\n}}" if media else body

    whole = STYLE_IMPORT.sub(part, STYLE_COMMENT.sub("", text))
    return BLANK_SPACE.sub("\n", whole).strip()


def flat_script(text: str, read: Callable[[str], str]) -> str:
    """Return the script with every side-effect `import "./x.js";` replaced by that file in a block of its own.

    Modules that export are not bundled: a block keeps names private, it cannot hand them on.
    """
    return SCRIPT_IMPORT.sub(lambda found: "{\n" + read(found["part"]).strip() + "\n}", text)


class BundledManifestStorage(CompressedManifestStaticFilesStorage):
    """Manifest storage whose `css/app.css` and `js/app.js` carry the files they import."""

    def post_process(self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any) -> Iterator:
        """Write both bundles next to the collected files, then hash and compress everything."""
        if not dry_run:
            paths = {**paths, **self._bundles(paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _bundles(self, paths: dict[str, tuple[Storage, str]]) -> dict[str, tuple[Storage, str]]:
        bundles = {}
        for name, flatten in ((STYLE, flat_style), (SCRIPT, flat_script)):
            if name in paths:
                content = flatten(self._source(paths, name), self._reader(paths, dirname(name)))
                self.delete(name)
                bundles[name] = (self, self._save(name, ContentFile(content.encode())))
        return bundles

    def _reader(self, paths: dict[str, tuple[Storage, str]], folder: str) -> Callable[[str], str]:
        return lambda part: self._source(paths, normpath(join(folder, part)))

    @staticmethod
    def _source(paths: dict[str, tuple[Storage, str]], name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as source:
            return source.read().decode()
