"""Pairs of people who may be one, how far they were searched for, and persons merged into another (SD03-SD05).

The new column is empty for everyone: neither this migration nor a later import of many people pays for it.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_chair_index"),
        ("regions", "0004_month"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("regency_code", models.CharField(max_length=4, verbose_name="kode kabupaten/kota")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Perlu diperiksa"),
                            ("not_duplicate", "Bukan orang yang sama"),
                            ("merged", "Sudah digabung"),
                        ],
                        default="open",
                        max_length=13,
                        verbose_name="keadaan",
                    ),
                ),
                ("likeness", models.PositiveSmallIntegerField(verbose_name="kemiripan nama")),
                (
                    "found_by",
                    models.CharField(
                        choices=[
                            ("birth", "Tanggal lahir sama"),
                            ("year", "Satu desa, tahun lahir sama"),
                            ("village", "Satu desa, tanggal lahir belum lengkap"),
                        ],
                        max_length=7,
                        verbose_name="persamaan",
                    ),
                ),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ditemukan pada")),
                ("seen_as", models.CharField(editable=False, max_length=64, verbose_name="ciri keduanya")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="diputuskan pada")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="alasan")),
                ("former", models.JSONField(editable=False, null=True, verbose_name="keadaan sebelum digabung")),
                (
                    "former_nik_sealed",
                    models.CharField(editable=False, max_length=90, null=True, verbose_name="NIK sebelumnya, tersegel"),
                ),
                (
                    "former_family_card_sealed",
                    models.CharField(
                        editable=False, max_length=90, null=True, verbose_name="No. KK sebelumnya, tersegel"
                    ),
                ),
            ],
            options={
                "verbose_name": "pasangan data ganda",
                "verbose_name_plural": "pasangan data ganda",
                "ordering": ["regency_code", "-likeness", "id"],
            },
        ),
        migrations.CreateModel(
            name="DuplicateScan",
            fields=[
                (
                    "regency_code",
                    models.CharField(
                        max_length=4, primary_key=True, serialize=False, verbose_name="kode kabupaten/kota"
                    ),
                ),
                ("changed_until", models.DateTimeField(null=True, verbose_name="perubahan diperiksa sampai")),
                ("scanned_at", models.DateTimeField(null=True, verbose_name="diperiksa pada")),
                ("people_count", models.PositiveIntegerField(default=0, verbose_name="orang diperiksa")),
                ("crowded_count", models.PositiveIntegerField(default=0, verbose_name="kelompok nama terlalu besar")),
            ],
            options={
                "verbose_name": "pencarian data ganda",
                "verbose_name_plural": "pencarian data ganda",
                "ordering": ["regency_code"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="person_nik_or_reason",
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_people",
                to="members.person",
                verbose_name="digabung ke",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="person_merged"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("nik_index__isnull", False), ("nik_missing_reason", ""), ("nik_sealed__isnull", False)),
                    models.Q(
                        ("nik_index__isnull", True),
                        ("nik_sealed__isnull", True),
                        models.Q(("nik_missing_reason", ""), _negated=True),
                    ),
                    models.Q(("merged_into__isnull", False), ("nik_index__isnull", True)),
                    _connector="OR",
                ),
                name="person_nik_or_reason",
                violation_error_message="Isi NIK, atau pilih alasan mengapa NIK belum ada.",
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="decided_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diputuskan oleh",
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="first",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="members.person",
                verbose_name="orang pertama",
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="kept",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="members.person",
                verbose_name="orang yang dipertahankan",
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="members.person",
                verbose_name="orang kedua",
            ),
        ),
        migrations.AddIndex(
            model_name="duplicatepair",
            index=models.Index(fields=["state", "regency_code", "-likeness", "id"], name="duplicate_to_review"),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="duplicate_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="duplicate_pair_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "not_duplicate", "merged"])), name="duplicate_pair_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("former__isnull", False), ("kept__isnull", False), ("state", "merged")),
                    models.Q(
                        models.Q(("state", "merged"), _negated=True), ("former__isnull", True), ("kept__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="duplicate_pair_merged",
            ),
        ),
    ]
