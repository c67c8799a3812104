"""Fill in the published figures where the list of regions is already loaded; a new registry loads them with it."""

from django.db import migrations

from reports.reference import load_published


def load(apps, schema_editor):
    load_published(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_region_counts"), ("regions", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
