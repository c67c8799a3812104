"""Finding people by name among millions: on PostgreSQL an index of whole words, and one of trigrams for misspellings.

SQLite, the embedded database of one office, searches within the territory without them (see `members/search.py`).
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.models import F

WORDS = GinIndex(SearchVector("name_key", config="simple"), name="person_name_words")
TRIGRAMS = GinIndex(OpClass(F("name_key"), name="gin_trgm_ops"), name="person_name_trigrams")


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in (WORDS, TRIGRAMS):
            schema_editor.add_index(apps.get_model("members", "Person"), index)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in (WORDS, TRIGRAMS):
            schema_editor.remove_index(apps.get_model("members", "Person"), index)


class Migration(migrations.Migration):
    dependencies = [("members", "0002_rules"), ("regions", "0002_postgres_extensions")]

    operations = [migrations.RunPython(add, remove)]
