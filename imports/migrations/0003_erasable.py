from django.db import migrations

from regions.database_rules import Erasable

_TABLES = (
    "groups.CapitalRecord",
    "groups.StatusChange",
    "groups.StageAssessment",
    "members.KbRecord",
    "members.WelfareRecord",
)


class Migration(migrations.Migration):
    """An import that is undone takes back the observations it added."""

    dependencies = [
        ("imports", "0002_register"),
        ("regions", "0005_erase_pass"),
        ("groups", "0004_month"),
        ("members", "0004_chair_index"),
    ]

    operations = [Erasable(table) for table in _TABLES]
