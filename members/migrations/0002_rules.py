"""One holder of a single role at a time, on every date (DM02), and histories that only grow."""

from django.db import migrations

from regions.database_rules import AppendOnly, NoOverlap


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("regions", "0002_postgres_extensions")]

    operations = [
        NoOverlap(
            "Membership",
            "membership_single_role_once",
            keys=["group", "role"],
            where={"role": ["chair", "secretary", "treasurer"]},
        ),
        AppendOnly("KbRecord"),
        AppendOnly("WelfareRecord"),
    ]
