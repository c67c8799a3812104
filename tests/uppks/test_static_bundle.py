"""What the browser gets: one style sheet and one script, small, complete, and the same in both dark blocks."""

import gzip
import re

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from uppks.static_bundle import BundledManifestStorage, flat_script, flat_style

STATIC = settings.BASE_DIR / "static"


def collect(source, root):
    """Do what collectstatic does: copy the files, then hand them to the storage. Returns it and the hashed names."""
    paths = {file.relative_to(source).as_posix(): file for file in source.rglob("*.*") if file.is_file()}
    for path, file in paths.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(file.read_bytes())
    storage = BundledManifestStorage(location=root, base_url="/static/")
    origin = FileSystemStorage(source)
    done = list(storage.post_process({path: (origin, path) for path in paths}))
    assert not [outcome for _path, _hashed, outcome in done if isinstance(outcome, Exception)]
    return storage


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    return collect(STATIC, tmp_path_factory.mktemp("static"))


def served(bundle, name):
    with bundle.open(bundle.stored_name(name)) as file:
        return file.read().decode()


def test_an_import_is_replaced_by_its_file_and_comments_are_left_out():
    parts = {"a.css": "/* why */\na { color: red; }\n", "p.css": "p { margin: 0; }"}
    flat = flat_style('@import "a.css";\n@import "p.css" print;\n', parts.__getitem__)
    assert flat == "a { color: red; }\n@media print {\np { margin: 0; }\n}"


def test_a_script_part_keeps_its_names_to_itself():
    flat = flat_script('import "./a.js";\nimport "./b.js";\n', {"./a.js": "const x = 1;", "./b.js": "const x = 2;"}.get)
    assert flat == "{\nconst x = 1;\n}\n{\nconst x = 2;\n}\n"


def test_nothing_is_left_to_fetch_beside_the_two_files(bundle):
    style, script = served(bundle, "css/app.css"), served(bundle, "js/app.js")
    assert "@import" not in style
    assert "url(" not in style
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


# Only /kelola/, those who review, compare or import ask for these: an officer's phone shall not load them.
OF_OTHERS = {"admin.css", "searched-select.js", "review.css", "siga.css", "import.css", "duplicates.css"}
OF_OTHERS |= {"graduation.css", "term.css"}
OF_OTHERS |= {"dashboard.css", "catalogue.css"}


def test_every_source_file_is_in_the_bundle(bundle):
    style, script = served(bundle, "css/app.css"), served(bundle, "js/app.js")
    for sheet in STATIC.glob("css/*.css"):
        if sheet.name in OF_OTHERS:
            continue
        rules = flat_style(sheet.read_text(), lambda part: (STATIC / "css" / part).read_text())
        assert rules.splitlines()[-2] in style, sheet.name
    for module in STATIC.glob("js/*.js"):
        if module.name not in {"app.js", *OF_OTHERS}:
            assert module.read_text().strip() in script, module.name


@pytest.mark.parametrize(("name", "limit"), [("css/app.css", 12_000), ("js/app.js", 4_200)])
def test_both_files_stay_within_an_officers_line(bundle, name, limit):
    """OF07: compressed bytes."""
    assert len(gzip.compress(served(bundle, name).encode(), 9)) <= limit


def test_a_changed_part_changes_the_address(bundle, tmp_path):
    """A year-long cache is safe only if the hash follows the parts, not just the file that imports them."""
    part = tmp_path / "sources" / "css" / "part.css"
    part.parent.mkdir(parents=True)
    part.write_text("p { margin: 0; }")
    (part.parent / "app.css").write_text('@import "part.css";')
    before = collect(tmp_path / "sources", tmp_path / "root").stored_name("css/app.css")
    part.write_text("p { margin: 1px; }")
    after = collect(tmp_path / "sources", tmp_path / "root").stored_name("css/app.css")
    assert before != after


def test_the_system_and_the_user_choose_the_same_dark():
    text = (STATIC / "css" / "tokens.css").read_text()
    by_system = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\n  \}', text, re.DOTALL)[1]
    by_choice = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', text, re.DOTALL)[1]
    assert by_system.split() == by_choice.split()
    assert "--color-text:" in by_choice


def test_colours_are_named_once():
    """Raw colours live in tokens.css alone; an icon file cannot read tokens."""
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|color-mix)\(", re.IGNORECASE)
    for sheet in STATIC.glob("css/*.css"):
        if sheet.name != "tokens.css":
            assert not raw.search(sheet.read_text()), sheet.name


def test_every_token_used_is_defined():
    text = "\n".join(sheet.read_text() for sheet in STATIC.glob("css/*.css"))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(re.findall(r"^\s*(--[\w-]+):", text, re.MULTILINE))
