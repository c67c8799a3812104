"""`manage.py update_messages`: keep locale/en in step with the texts; `--check` only says what is wrong."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from uppks import translations


def own_folders() -> list[Path]:
    """Return the folders of the project's own apps and its templates."""
    base = Path(settings.BASE_DIR)
    own_apps = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == base]
    return [*own_apps, *map(Path, settings.TEMPLATES[0]["DIRS"])]


def catalogue_faults() -> list[str]:
    """Return in Indonesian everything wrong with the catalogues of the project, one line per fault."""
    base = Path(settings.BASE_DIR)
    found = translations.messages_of(translations.source_files(own_folders()), base)
    faults = translations.faults(translations.read(english()), found)
    stale = [path for path in sorted((base / "locale").rglob("*.po")) if not translations.is_compiled(path)]
    return faults + [f"berkas .mo tidak sama dengan {path.relative_to(base).as_posix()}" for path in stale]


def english() -> Path:
    """Return the path of the English catalogue."""
    return Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    """Extract every text from Python and templates, merge it into the English catalogue, compile all catalogues."""

    help = "Perbarui katalog bahasa Inggris dari teks di Python dan templat, lalu kompilasi."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --check."""
        parser.add_argument("--check", action="store_true", help="Hanya periksa; gagal bila ada yang salah.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update, or with --check raise CommandError naming every fault."""
        if not options["check"]:
            self.update()
            return
        faults = catalogue_faults()
        if faults:
            advice = "Jalankan `manage.py update_messages`, lengkapi locale/en, lalu jalankan sekali lagi."
            raise CommandError("\n".join([*faults, f"{len(faults)} kesalahan katalog. {advice}"]))
        self.stdout.write("Katalog bahasa lengkap.")

    def update(self) -> None:
        """Merge and compile, then say how many texts still wait for a translation."""
        base = Path(settings.BASE_DIR)
        found = translations.messages_of(translations.source_files(own_folders()), base)
        catalogue = translations.merged(translations.read(english()), found)
        translations.write(catalogue, english())
        for path in (base / "locale").rglob("*.po"):
            translations.write(translations.read(path), path)
        waiting = sum(not all(translations.translations_of(entry)) for entry in catalogue)
        self.stdout.write(f"{len(catalogue)} teks, {waiting} belum diterjemahkan.")
