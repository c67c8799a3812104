"""The audit trail, the access log and the receipts can grow and never change (AU03)."""

from django.db import migrations

from regions.database_rules import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        AppendOnly("AuditEntry"),
        AppendOnly("AccessEntry"),
        AppendOnly("Receipt"),
    ]
