"""The registers of one month for the whole nation, out of an index alone: 77 MB for 1.6 million of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_handover_undo")]

    operations = [
        migrations.AddIndex(
            model_name="monthlyreport",
            index=models.Index(fields=["month", "group"], include=("status", "is_late"), name="report_month_group"),
        ),
    ]
