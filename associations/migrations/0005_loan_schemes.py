"""Fill the table of loan schemes, so that the first loan can be recorded at once (UP08)."""

from django.db import migrations

from associations.reference import load_loan_schemes


def load(apps, schema_editor):
    load_loan_schemes(apps.get_model("associations", "LoanScheme"))


class Migration(migrations.Migration):
    dependencies = [("associations", "0004_append_only")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
