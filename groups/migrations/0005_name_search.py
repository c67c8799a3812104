"""Finding groups by parts of their names and by misspelt names: on PostgreSQL an index of pieces of three letters.

Built beside the running work, hence outside a transaction. A second run after an interrupted one starts anew. SQLite,
the embedded database of one office, reads through its few thousand names.
"""

from django.db import migrations

NAME = "group_name_trigrams"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {NAME} ON groups_enterprisegroup USING gin (name_key gin_trgm_ops)"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("groups", "0004_month"), ("regions", "0002_postgres_extensions")]

    operations = [migrations.RunPython(add, remove)]
