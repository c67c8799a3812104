"""Steps of review are only ever added."""

from django.db import migrations

from regions.database_rules import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_month")]

    operations = [AppendOnly("ReviewStep")]
