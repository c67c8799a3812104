"""A hand-over may lack an old officer, and one that has not begun can be cancelled; the row stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0002_rules"),
        ("regions", "0004_month"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="cancel_reason",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="alasan pembatalan"),
        ),
        migrations.AddField(
            model_name="handover",
            name="cancelled_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="dibatalkan pada"),
        ),
        migrations.AddField(
            model_name="handover",
            name="cancelled_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dibatalkan oleh",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="territories",
            field=models.JSONField(default=dict, editable=False, verbose_name="wilayah binaan yang berubah"),
        ),
        migrations.AlterField(
            model_name="handover",
            name="officer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_overs",
                to=settings.AUTH_USER_MODEL,
                verbose_name="petugas lama",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("applied_at__isnull", True), ("cancelled_at__isnull", True)),
                fields=["on", "id"],
                name="hand_over_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_at__isnull", True),
                    models.Q(
                        ("applied_at__isnull", True),
                        ("cancelled_by__isnull", False),
                        models.Q(("cancel_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="hand_over_cancelled_whole",
                violation_error_message="Yang dibatalkan belum berlaku, dan mempunyai alasan.",
            ),
        ),
    ]
