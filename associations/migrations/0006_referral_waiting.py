"""What still runs, in all of its states together, the longest waiting first: an index of its own.

On PostgreSQL it is built beside the running work, hence outside a transaction; a second run after an interrupted one
starts anew.
"""

from django.db import migrations, models

NAME = "referral_waiting"
INDEX = models.Index(
    fields=["state_on", "id", "state"],
    condition=models.Q(state__in=("proposed", "sent", "approved")),
    name=NAME,
)


def add(apps, schema_editor):
    model = apps.get_model("associations", "Referral")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        schema_editor.add_index(model, INDEX, concurrently=True)
    else:
        schema_editor.add_index(model, INDEX)


def remove(apps, schema_editor):
    model = apps.get_model("associations", "Referral")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.remove_index(model, INDEX, concurrently=True)
    else:
        schema_editor.remove_index(model, INDEX)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("associations", "0005_loan_schemes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, remove)],
            state_operations=[migrations.AddIndex("referral", INDEX)],
        )
    ]
