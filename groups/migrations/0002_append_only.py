"""Capital, status and stage are histories: rows can be added and never changed (DM03, DM09)."""

from django.db import migrations

from regions.database_rules import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [
        AppendOnly("CapitalRecord"),
        AppendOnly("StatusChange"),
        AppendOnly("StageAssessment"),
    ]
