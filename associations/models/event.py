"""Meetings and other events of the association, who attended, and the files kept with boards, terms and agreements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from associations.models.board import Board, BoardEvent
from associations.queries import BoardOwnedQuerySet, EventOwnedQuerySet


class EventAttendance(models.Model):
    """One board that came to an event, with how many people (UP09)."""

    event = models.ForeignKey(BoardEvent, models.CASCADE, related_name="attendances", verbose_name=_("kegiatan"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="attendances", verbose_name=_("badan pengurus"))
    people = models.PositiveSmallIntegerField(_("jumlah utusan"), default=1)

    objects = EventOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kehadiran badan pengurus")
        verbose_name_plural = _("kehadiran badan pengurus")
        ordering = ["event_id", "board__region_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "board"],
                name="event_attendance_once",
                violation_error_message=_("Badan pengurus ini sudah dicatat hadir."),
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="event_attendance_people",
                violation_error_message=_("Jumlah utusan paling sedikit satu orang."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.event_id} · #{self.board_id}"

    def audit_name(self) -> str:
        """`Kehadiran BPC AKU Mamuju pada Musda 2026`."""
        return f"Kehadiran {self.board} pada {self.event}"

    @property
    def region_code(self) -> str:
        """The region of the board that held the event."""
        return self.event.board.region_id


class DocumentKind(models.TextChoices):
    """What a kept file is."""

    DECREE = "decree", _("SK")
    MINUTES = "minutes", _("Berita acara")
    AGENDA = "agenda", _("Acara dan undangan")
    DECISION = "decision", _("Keputusan")
    AGREEMENT = "agreement", _("Naskah kerja sama")
    PHOTO = "photo", _("Foto")
    OTHER = "other", _("Lainnya")


class Document(models.Model):
    """A file kept with a board, and with one of its terms, seats, events or agreements. PDF or JPEG, checked.

    Its bytes stand sealed in `DocumentContent`, outside everything a web server serves, and leave only through a view
    that asks for permission and territory. Never deleted: taken out of sight with a day and a reason.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="documents", verbose_name=_("badan pengurus"))
    term = models.ForeignKey(
        "associations.BoardTerm",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("masa bakti"),
    )
    seat = models.ForeignKey(
        "associations.BoardSeat",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("pemegang jabatan"),
    )
    event = models.ForeignKey(
        BoardEvent, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("kegiatan")
    )
    agreement = models.ForeignKey(
        "associations.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("kerja sama"),
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=DocumentKind.choices)
    title = models.CharField(_("judul"), max_length=160)
    content_type = models.CharField(_("jenis berkas"), max_length=20)
    size = models.PositiveIntegerField(_("ukuran (bita)"))
    sha256 = models.CharField(_("sidik berkas"), max_length=64)
    uploaded_at = models.DateTimeField(_("diunggah pada"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("diunggah oleh")
    )
    removed_at = models.DateTimeField(_("ditarik pada"), null=True, blank=True)
    removed_reason = models.CharField(_("alasan ditarik"), max_length=300, blank=True)

    objects = BoardOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokumen")
        verbose_name_plural = _("dokumen")
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="document_once_a_board",
                violation_error_message=_("Berkas ini sudah tersimpan pada badan pengurus ini."),
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/jpeg"]),
                name="document_content_type",
                violation_error_message=_("Berkas harus PDF atau JPEG."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""),
                name="document_removed_reason",
                violation_error_message=_("Tulis alasan dokumen ini ditarik."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page it is shown on: that of its event, else that of its board."""
        return (self.event or self.board).get_absolute_url()

    def audit_name(self) -> str:
        """`Dokumen SK BPD AKU Papua`: not its title, which somebody typed."""
        return f"Dokumen {self.get_kind_display()} {self.board}"

    @property
    def region_code(self) -> str:
        """The code of the board's region."""
        return self.board.region_id


class DocumentContent(models.Model):
    """The bytes of a document, sealed; apart, so that no list ever reads them."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="content", verbose_name=_("dokumen"))
    sealed = models.BinaryField(_("isi tersegel"))

    class Meta:
        verbose_name = _("isi dokumen")
        verbose_name_plural = _("isi dokumen")
        ordering = ["document_id"]

    def __str__(self) -> str:
        return f"#{self.document_id}"
