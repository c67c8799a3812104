"""Posts of a board and who holds them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from associations.models.board import Board
from associations.models.term import BoardTerm
from associations.queries import SeatQuerySet


class BoardPosition(models.Model):
    """A post (jabatan) that boards have; a reference row.

    A single post has one holder at a time (BD03). A required post that nobody holds is shown as vacant.
    """

    code = models.SlugField(_("kode"), max_length=30, unique=True)
    name = models.CharField(_("nama jabatan"), max_length=80)
    rank = models.PositiveSmallIntegerField(_("urutan"), default=100)
    is_single = models.BooleanField(_("satu pemegang"), default=False)
    is_required = models.BooleanField(_("harus terisi"), default=False)
    retired_on = models.DateField(_("tidak dipakai sejak"), null=True, blank=True)

    class Meta:
        verbose_name = _("jabatan pengurus")
        verbose_name_plural = _("jabatan pengurus")
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self):
        """Whether a post is single is settled before anyone holds it: seats carry it (see `BoardSeat`)."""
        super().clean()
        known = BoardPosition.objects.filter(pk=self.pk).exclude(is_single=self.is_single)
        if self.pk and known.exists() and BoardSeat.objects.filter(position_id=self.pk).exists():
            raise ValidationError(
                {"is_single": _("Jabatan ini sudah pernah diisi, jadi aturan satu pemegang tidak dapat diubah.")}
            )


class BoardSeat(Recorded):
    """One person in one post of one term, from a local day up to (not including) another (BD02).

    `board` repeats the term's board and `single_position` repeats the position where it has one holder at a time, so
    that the database itself refuses two holders of one post of one board on one day (BD03; see the migrations).
    """

    term = models.ForeignKey(BoardTerm, models.PROTECT, related_name="seats", verbose_name=_("masa bakti"))
    board = models.ForeignKey(
        Board, models.PROTECT, related_name="seats", editable=False, verbose_name=_("badan pengurus")
    )
    position = models.ForeignKey(BoardPosition, models.PROTECT, related_name="seats", verbose_name=_("jabatan"))
    single_position = models.ForeignKey(
        BoardPosition, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    portfolio = models.CharField(_("bidang"), max_length=80, blank=True)
    holder_name = models.CharField(_("nama pemegang jabatan"), max_length=120)
    person = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="board_seats", verbose_name=_("orang")
    )
    phone = models.CharField(
        _("nomor HP"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 .\-]{6,18}$", _("Isi angka saja, misalnya 0812 3456 7890."))],
    )
    starts_on = models.DateField(_("sejak"))
    ends_on = models.DateField(_("sampai"), null=True, blank=True)
    end_reason = models.CharField(_("alasan berhenti"), max_length=300, blank=True)
    decree_number = models.CharField(_("nomor SK"), max_length=80, blank=True)
    minutes = models.CharField(_("berita acara"), max_length=160, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemegang jabatan")
        verbose_name_plural = _("pemegang jabatan")
        ordering = ["position__rank", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="board_seat_period",
                violation_error_message=_("Tanggal berhenti tidak boleh sebelum tanggal mulai menjabat."),
            ),
            models.CheckConstraint(
                condition=Q(single_position__isnull=True) | Q(single_position=F("position")),
                name="board_seat_single_position",
                violation_error_message=_("Jabatan tunggal tidak cocok dengan jabatan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} #{self.pk}"

    def audit_name(self) -> str:
        """`Jabatan Sekretaris pada BPD AKU Papua`: the post, not its holder."""
        return f"Jabatan {self.position} pada {self.board}"

    def clean(self):
        """A seat lies within the time its term holds office."""
        super().clean()
        if not self.starts_on or not self.term_id:
            return
        if self.starts_on < self.term.starts_on:
            raise ValidationError({"starts_on": _("Jabatan tidak dapat dimulai sebelum masa baktinya dimulai.")})
        if self.term.closed_on and (self.ends_on is None or self.ends_on > self.term.closed_on):
            raise ValidationError({"ends_on": _("Jabatan harus berakhir bersama masa baktinya atau sebelumnya.")})

    def get_absolute_url(self) -> str:
        """The page of the board."""
        return self.board.get_absolute_url()

    @property
    def region_code(self) -> str:
        """The code of the board's region."""
        return self.board.region_id

    def holds_on(self, day: date) -> bool:
        """True if the seat is held on the given local day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)
