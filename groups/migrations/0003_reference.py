"""Fill the reference tables, so that the first group can be registered at once."""

from django.db import migrations

from groups.reference import load_reference


def load(apps, schema_editor):
    load_reference(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_append_only")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
