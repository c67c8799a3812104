"""The English catalogue is complete, and the machinery that says so sees every kind of fault (OP07)."""

from pathlib import Path

import pytest

from uppks import translations
from uppks.management.commands.update_messages import catalogue_faults
from uppks.translations import Message

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
NAME = gettext_lazy("Nama kelompok")
def text(count):
    a = ngettext("%(count)s anggota", "%(count)s anggota semuanya", count) % {"count": count}
    return a + pgettext("bulan", "Mei") + _(
        "Kalimat panjang yang "
        "disambung."
    )
"""
TEMPLATE = """{% load i18n %}
   <h1 title="{% translate 'Judul' %}">{{ value|default:_("Tidak ada") }}</h1>
 {# bukan teks #}
<p>It's 5" wide, 0x, 08 {% blocktranslate trimmed count total=total %}
    Satu kelompok di {{ place }}.
  {% plural %}
    {{ total }} kelompok di {{ place }}.
{% endblocktranslate %}</p>
{% comment %} {% translate "Tidak dipakai" %} {% endcomment %}
{% translate "Mei" context "bulan" as month %}{% translate "100% gotong royong" %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one Python file, one template, and a migration that must not count."""
    for name, text in {
        "app/models.py": PYTHON,
        "templates/app/page.html": TEMPLATE,
        "app/migrations/0001_initial.py": '_("Dari migrasi")',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def found_in(project: Path) -> dict[Message, list[str]]:
    return translations.messages_of(translations.source_files([project]), project)


def complete(project: Path):
    """A catalogue in which every text of the project has a translation."""
    catalogue = translations.merged(translations.read(project / "none.po"), found_in(project))
    for entry in catalogue:
        entry.msgstr = "" if entry.msgid_plural else f"en {entry.msgid}"
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"en {entry.msgid}", 1: f"en {entry.msgid_plural}"}
    return catalogue


def test_the_english_catalogue_is_complete_and_compiled():
    assert catalogue_faults() == []


def test_every_way_of_writing_a_text_is_found_with_its_file(project):
    assert found_in(project) == {
        Message(None, "Nama kelompok"): ["app/models.py"],
        Message(None, "%(count)s anggota", "%(count)s anggota semuanya"): ["app/models.py"],
        Message("bulan", "Mei"): ["app/models.py", "templates/app/page.html"],
        Message(None, "Kalimat panjang yang disambung."): ["app/models.py"],
        Message(None, "Judul"): ["templates/app/page.html"],
        Message(None, "Tidak ada"): ["templates/app/page.html"],
        Message(None, "Satu kelompok di %(place)s.", "%(total)s kelompok di %(place)s."): ["templates/app/page.html"],
        Message(None, "100%% gotong royong"): ["templates/app/page.html"],
    }


def test_a_complete_catalogue_has_no_fault(project):
    assert translations.faults(complete(project), found_in(project)) == []


def test_a_new_text_a_gone_text_and_a_fuzzy_one_are_each_named(project):
    catalogue = complete(project)
    catalogue.find("Judul").flags.append("fuzzy")
    catalogue.remove(catalogue.find("Tidak ada"))
    catalogue.append(translations.entry_for(Message(None, "Teks lama"), [], None))
    catalogue.find("Teks lama").msgstr = "Old text"
    assert translations.faults(catalogue, found_in(project)) == [
        "belum ada di katalog: 'Tidak ada' (templates/app/page.html)",
        "terjemahan meragukan (fuzzy): 'Judul'",
        "tidak dipakai lagi: 'Teks lama'",
    ]


@pytest.mark.parametrize("translation", ["%(number)s members in total", "members in total", "{count} and {other}"])
def test_a_translation_with_other_placeholders_is_a_fault(project, translation):
    catalogue = complete(project)
    catalogue.find("%(count)s anggota").msgstr_plural[1] = translation
    assert translations.faults(catalogue, found_in(project)) == [
        "isian dalam terjemahan tidak sama: '%(count)s anggota'"
    ]


def test_merging_keeps_translations_drops_unused_texts_and_leaves_new_ones_empty(project):
    catalogue = complete(project)
    catalogue.find("Judul").msgstr = "Heading"
    catalogue.append(translations.entry_for(Message(None, "Teks lama"), [], None))
    (project / "app/views.py").write_text('_("Teks baru")', encoding="utf-8")
    result = translations.merged(catalogue, found_in(project))
    assert result.find("Judul").msgstr == "Heading"
    assert result.find("Teks baru").msgstr == ""
    assert result.find("Teks lama") is None
    assert [entry.msgid for entry in result] == sorted(entry.msgid for entry in result)


def test_writing_twice_changes_nothing_and_a_changed_catalogue_is_not_compiled(project):
    path = project / "locale/en/LC_MESSAGES/django.po"
    translations.write(complete(project), path)
    first = path.read_bytes()
    translations.write(translations.merged(translations.read(path), found_in(project)), path)
    assert path.read_bytes() == first
    assert translations.is_compiled(path)
    path.write_text(path.read_text(encoding="utf-8").replace("en Judul", "Heading"), encoding="utf-8")
    assert not translations.is_compiled(path)
