"""A register file that somebody sent: what it is, what the check found in it, and what came of it (IE11)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from imports.queries import ImportBatchQuerySet
from jobs.models import Job


class BatchState(models.TextChoices):
    """Where a file stands. Nothing of it is in the register before `COMMITTED`."""

    RECEIVED = "received", _("Menunggu diperiksa")
    UNMAPPED = "unmapped", _("Menunggu kolom dipilih")
    CHECKED = "checked", _("Sudah diperiksa")
    REFUSED = "refused", _("Berkas ditolak")
    COMMITTING = "committing", _("Sedang disimpan")
    COMMITTED = "committed", _("Tersimpan")
    UNDONE = "undone", _("Dibatalkan")
    DISCARDED = "discarded", _("Tidak dipakai")


class ImportBatch(models.Model):
    """One file sent for the register, private to its sender and to national administrators.

    The content is kept sealed in `ImportPart` rows until the batch is closed or expires. `mapping` holds, by layout
    fingerprint, which column means what where the person chose it, and `places` which village a written place means.
    `sheets` tells how each sheet was read, `counts` what the check found, `stored` what the commit wrote; the three are
    written as `imports/register/outcome.py` says. `held` are the groups on record that a long file names, by id: its
    commit locks them first.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("dikirim oleh")
    )
    at = models.DateTimeField(_("dikirim pada"), auto_now_add=True)
    file_name = models.CharField(_("nama berkas"), max_length=120)
    sha256 = models.CharField(_("sidik berkas (SHA-256)"), max_length=64)
    size = models.PositiveBigIntegerField(_("ukuran (bita)"))
    kind = models.CharField(_("jenis berkas"), max_length=4, blank=True)
    encoding = models.CharField(_("penyandian"), max_length=20, blank=True)
    delimiter = models.CharField(_("pemisah"), max_length=1, blank=True)
    state = models.CharField(_("keadaan"), max_length=10, choices=BatchState.choices, default=BatchState.RECEIVED)
    refusal = models.CharField(_("kode penolakan"), max_length=30, blank=True)
    refusal_text = models.CharField(_("alasan ditolak"), max_length=300, blank=True)
    mapping = models.JSONField(_("kolom yang dipilih"), default=dict, blank=True)
    places = models.JSONField(_("desa yang dipilih"), default=dict, blank=True)
    sheets = models.JSONField(_("lembar"), default=list, blank=True)
    counts = models.JSONField(_("hasil pemeriksaan"), default=dict, blank=True)
    held = models.JSONField(_("kelompok yang disebut"), default=list, blank=True, editable=False)
    checked_at = models.DateTimeField(_("diperiksa pada"), null=True, blank=True)
    valid_only = models.BooleanField(_("hanya baris yang benar"), default=False)
    stored = models.JSONField(_("hasil penyimpanan"), default=dict, blank=True)
    committed_at = models.DateTimeField(_("disimpan pada"), null=True, blank=True)
    undone_at = models.DateTimeField(_("dibatalkan pada"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("dibatalkan oleh"),
    )
    job = models.ForeignKey(
        Job, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("pekerjaan")
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas impor")
        verbose_name_plural = _("berkas impor")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["by", "-id"], name="batch_of_user"),
            models.Index(fields=["sha256"], name="batch_sha256"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page of the file."""
        return reverse("import_detail", args=[self.pk])


class ImportPart(models.Model):
    """A piece of the file's content, sealed: it holds NIK in the clear, and no disk shall."""

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="parts", db_index=False, verbose_name=_("berkas")
    )
    number = models.PositiveIntegerField(_("urutan"))
    sealed = models.BinaryField(_("isi tersegel"))

    class Meta:
        verbose_name = _("isi berkas impor")
        verbose_name_plural = _("isi berkas impor")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="part_once")]

    def __str__(self) -> str:
        return f"#{self.batch_id}/{self.number}"


class IssueLevel(models.TextChoices):
    """An error refuses its row; a warning never does."""

    ERROR = "error", _("Salah")
    WARNING = "warning", _("Perlu dilihat")


class ImportIssue(models.Model):
    """One problem the check found: where, in which value, against which rule. A NIK stands here masked only."""

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="issues", db_index=False, verbose_name=_("berkas")
    )
    sheet = models.CharField(_("lembar"), max_length=120, blank=True)
    row = models.PositiveIntegerField(_("baris"))
    column = models.CharField(_("kolom"), max_length=120, blank=True)
    value = models.CharField(_("isi"), max_length=120, blank=True)
    level = models.CharField(_("tingkat"), max_length=7, choices=IssueLevel.choices)
    code = models.CharField(_("aturan"), max_length=30)
    message = models.CharField(_("penjelasan"), max_length=500)

    class Meta:
        verbose_name = _("masalah berkas impor")
        verbose_name_plural = _("masalah berkas impor")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["batch", "level", "id"], name="issue_of_batch"),
            models.Index(fields=["batch", "sheet", "row"], name="issue_of_row"),
        ]
        constraints = [models.CheckConstraint(condition=Q(level__in=IssueLevel.values), name="issue_level")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row} {self.code}"


class ImportedRange(models.Model):
    """Rows that a batch added: those of one table from one id through another. All were written by this batch."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="ranges", verbose_name=_("berkas"))
    model = models.CharField(_("tabel"), max_length=60)
    first = models.BigIntegerField(_("dari"))
    last = models.BigIntegerField(_("sampai"))

    class Meta:
        verbose_name = _("baris yang ditambahkan")
        verbose_name_plural = _("baris yang ditambahkan")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="range_forward")]

    def __str__(self) -> str:
        return f"{self.model} {self.first}-{self.last}"


class ImportedChange(models.Model):
    """A row that a batch changed: its columns before, and its version after."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes", verbose_name=_("berkas"))
    model = models.CharField(_("tabel"), max_length=60)
    object_pk = models.BigIntegerField(_("baris"))
    before = models.JSONField(_("sebelumnya"), default=dict)
    version = models.PositiveIntegerField(_("versi sesudahnya"))

    class Meta:
        verbose_name = _("baris yang diubah")
        verbose_name_plural = _("baris yang diubah")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "model", "object_pk"], name="imported_change_once")]

    def __str__(self) -> str:
        return f"{self.model} #{self.object_pk}"


class ColumnMemory(models.Model):
    """Which column means what in a layout that the header words alone did not tell: remembered per sender."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False, verbose_name=_("pengirim")
    )
    layout = models.CharField(_("sidik susunan kolom"), max_length=64)
    columns = models.JSONField(_("kolom"), default=dict)
    changed_at = models.DateTimeField(_("diubah pada"), auto_now=True)

    class Meta:
        verbose_name = _("ingatan kolom")
        verbose_name_plural = _("ingatan kolom")
        constraints = [models.UniqueConstraint(fields=["by", "layout"], name="column_memory_once")]

    def __str__(self) -> str:
        return self.layout[:12]
