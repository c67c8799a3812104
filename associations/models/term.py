"""A term of office (masa bakti) of a board."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from associations.models.board import Board, BoardEvent
from associations.queries import TermQuerySet
from associations.terms import TERM_YEARS, TermPhase, holds_on, phase_on, whole_years


class BoardTerm(Recorded):
    """One term of one board, from plan or election to succession.

    The term holds office from `starts_on` up to (not including) `closed_on`; while that is empty it holds without
    limit, because an expired board goes on acting. The database refuses two terms of one board that hold on one day
    (see the migrations). `ends_on` is the planned end, the first day after the term, and decides only the state. A term
    planned or elected ahead carries its expected start, and the term before it closes on that day; the action that
    moves the one moves the other.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="terms", verbose_name=_("badan pengurus"))
    starts_on = models.DateField(_("mulai masa bakti"))
    ends_on = models.DateField(_("akhir masa bakti (rencana)"))
    unusual_length_reason = models.CharField(
        _("alasan lama masa bakti berbeda"),
        max_length=300,
        blank=True,
        help_text=_("Wajib bila masa bakti bukan 4 atau 5 tahun."),
    )
    election_event = models.ForeignKey(
        BoardEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="elected_terms",
        verbose_name=_("musyawarah pemilihan"),
    )
    elected_on = models.DateField(_("terpilih pada"), null=True, blank=True)
    inaugurated_on = models.DateField(_("dilantik pada"), null=True, blank=True)
    decree_number = models.CharField(_("nomor SK"), max_length=80, blank=True)
    decree_on = models.DateField(_("tanggal SK"), null=True, blank=True)
    decree_issuer = models.CharField(_("penerbit SK"), max_length=120, blank=True)
    closed_on = models.DateField(_("berakhir sebenarnya"), null=True, blank=True)
    close_reason = models.CharField(_("alasan berakhir"), max_length=300, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("masa bakti")
        verbose_name_plural = _("masa bakti")
        ordering = ["board_id", "-starts_on"]
        indexes = [models.Index(fields=["board", "-starts_on"], name="board_term_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="board_term_planned_period",
                violation_error_message=_("Akhir masa bakti harus sesudah tanggal mulainya."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("starts_on")),
                name="board_term_held_period",
                violation_error_message=_("Tanggal berakhir tidak boleh sebelum masa bakti dimulai."),
            ),
            models.CheckConstraint(
                condition=Q(elected_on__isnull=True)
                | Q(inaugurated_on__isnull=True)
                | Q(inaugurated_on__gte=F("elected_on")),
                name="board_term_inaugurated_after_election",
                violation_error_message=_("Pelantikan tidak boleh sebelum pemilihan."),
            ),
            models.CheckConstraint(
                condition=Q(elected_on__isnull=True) | Q(elected_on__lt=F("ends_on")),
                name="board_term_elected_before_end",
                violation_error_message=_("Pemilihan tidak boleh sesudah masa bakti berakhir."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.year}–{self.ends_on.year}"

    def audit_name(self) -> str:
        """`Masa bakti 2023–2028 BPD AKU Papua`."""
        return f"Masa bakti {self} {self.board}"

    def clean(self):
        """A term lasts 4 or 5 years, another length needs its reason (domain rule); its dates stand in their order.

        The order is kept by the constraints too; here it is said beside the date to mend.
        """
        super().clean()
        if self.elected_on and self.inaugurated_on and self.inaugurated_on < self.elected_on:
            raise ValidationError({"inaugurated_on": _("Pelantikan tidak boleh sebelum pemilihan.")})
        if self.elected_on and self.ends_on and self.elected_on >= self.ends_on:
            raise ValidationError({"elected_on": _("Pemilihan tidak boleh sesudah masa bakti berakhir.")})
        if self.starts_on and self.ends_on:
            self._check_length()

    def _check_length(self):
        if self.ends_on <= self.starts_on:
            raise ValidationError({"ends_on": _("Akhir masa bakti harus sesudah tanggal mulainya.")})
        if whole_years(self.starts_on, self.ends_on) in TERM_YEARS or self.unusual_length_reason:
            return
        raise ValidationError(
            {
                "unusual_length_reason": _(
                    "Masa bakti AKU 4 atau 5 tahun. Periksa kedua tanggal, atau tulis alasan mengapa berbeda."
                )
            }
        )

    def get_absolute_url(self) -> str:
        """The page of the board."""
        return self.board.get_absolute_url()

    @property
    def region_code(self) -> str:
        """The code of the board's region."""
        return self.board.region_id

    def holds_on(self, day: date) -> bool:
        """True if the term holds office on the local day, acting past its planned end included."""
        return holds_on(self, day)

    def phase_on(self, day: date) -> TermPhase:
        """Where the term is in its life on the local day."""
        return phase_on(self, day)

    @property
    def has_full_decree(self) -> bool:
        """True if number, date and issuer of the decree are all on record."""
        return bool(self.decree_number and self.decree_on and self.decree_issuer)
