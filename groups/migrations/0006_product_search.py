"""Finding products by parts of their names: on PostgreSQL an index of pieces of three letters, whatever their case.

Built beside the running work, hence outside a transaction. A second run after an interrupted one starts anew. SQLite,
the embedded database of one office, reads through its few thousand names.
"""

from django.db import migrations

NAME = "group_product_trigrams"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {NAME} ON groups_product USING gin (upper(name::text) gin_trgm_ops)"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("groups", "0005_name_search")]

    operations = [migrations.RunPython(add, remove)]
