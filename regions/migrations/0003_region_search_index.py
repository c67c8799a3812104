"""An index for parts of words in the names of regions, on PostgreSQL; SQLite reads through the list in milliseconds."""

from django.db import migrations


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX region_search_trigram ON regions_region USING gin (search_key gin_trgm_ops)"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX region_search_trigram")


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_postgres_extensions")]

    operations = [migrations.RunPython(create_index, drop_index)]
