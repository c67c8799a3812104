"""Steps, entries, visits and decisions only grow, whoever asks (UP08, BD07, NX05, NX13)."""

from django.db import migrations

from regions.database_rules import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("associations", "0003_events_partners_money")]

    operations = [
        AppendOnly("ReferralStep"),
        AppendOnly("ConsentVisit"),
        AppendOnly("SavingsEntry"),
        AppendOnly("LoanEntry"),
        AppendOnly("GraduationDecision"),
    ]
