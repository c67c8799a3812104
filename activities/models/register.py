"""The monthly register R/I/UPPKA: one per group and month, with its meetings and who was present."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from activities.models.submission import Submission, submission_constraints
from activities.queries import AttendanceQuerySet, MeetingQuerySet, SubmissionQuerySet
from members.models import Membership
from regions.months import month_key


class MonthlyReport(Submission):
    """What a group did in one month (R/I). Counts are derived from members and ticks, never typed.

    `capital_record` is the observation made on the same visit. `no_meeting_reason` says why a month had no meeting.
    """

    month = models.DateField(_("bulan"))
    no_meeting_reason = models.CharField(_("alasan tidak ada pertemuan"), max_length=300, blank=True)
    capital_record = models.ForeignKey(
        "groups.CapitalRecord",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("catatan modal"),
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("register bulanan R/I")
        verbose_name_plural = _("register bulanan R/I")
        ordering = ["-month", "village_id", "id"]
        indexes = [
            models.Index(fields=["village", "month"], name="report_village_month"),
            # The registers of one month for the whole nation, out of the index alone.
            models.Index(fields=["month", "group"], include=["status", "is_late"], name="report_month_group"),
            # The queue of those who review: small, however many months there are.
            models.Index(fields=["month", "village", "id"], name="report_waiting", condition=Q(status="submitted")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "month"],
                name="report_once_a_month",
                violation_error_message=_("Register bulan ini sudah ada."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="report_month_first",
                violation_error_message=_("Bulan ditulis sebagai tanggal 1."),
            ),
            *submission_constraints("report"),
        ]

    def get_absolute_url(self) -> str:
        """The month of this group."""
        return reverse("report_detail", args=[self.group.number, month_key(self.month)])

    def audit_name(self) -> str:
        """`Register R/I Melati, Oktober 2026`."""
        return f"Register R/I {self.group}, {date_format(self.month, 'F Y')}"

    @property
    def capital_seen(self):
        """The capital seen on the visit as it stands after corrections; None if none was, or if it was cancelled."""
        record = self.capital_record
        while record is not None and (later := getattr(record, "replaced_by", None)):
            record = None if later.is_void else later
        return record


class MeetingMode(models.TextChoices):
    """How a meeting was held."""

    FACE = "face", _("Tatap muka")
    ONLINE = "online", _("Daring")


class Coaching(models.TextChoices):
    """What a coaching session was about (UP07)."""

    MANAGEMENT = "management", _("Manajemen usaha")
    TRAINING = "training", _("Pelatihan keterampilan")
    MARKETING = "marketing", _("Pemasaran")


# The topics of the register, in the order of the card; SIGA's table 6A counts the first three.
TOPICS = {
    "topic_business": _("Usaha ekonomi keluarga"),
    "topic_finance": _("Pengelolaan keuangan keluarga"),
    "topic_health": _("KB dan kesehatan reproduksi"),
    "topic_other": _("Lainnya"),
}


class Meeting(Recorded):
    """One meeting of a group in the month of its register; a coaching session names its agency and its target."""

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="meetings", verbose_name=_("register"))
    on = models.DateField(_("tanggal"))
    mode = models.CharField(_("cara"), max_length=6, choices=MeetingMode.choices, default=MeetingMode.FACE)
    presenter = models.CharField(_("narasumber"), max_length=120)
    topic_business = models.BooleanField(TOPICS["topic_business"], default=False)
    topic_finance = models.BooleanField(TOPICS["topic_finance"], default=False)
    topic_health = models.BooleanField(TOPICS["topic_health"], default=False)
    topic_other = models.CharField(_("materi lainnya"), max_length=120, blank=True)
    coaching = models.CharField(_("pembinaan"), max_length=10, choices=Coaching.choices, blank=True)
    agency = models.CharField(_("instansi pembina"), max_length=120, blank=True)
    target = models.CharField(_("sasaran pembinaan"), max_length=200, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pertemuan")
        verbose_name_plural = _("pertemuan")
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "on", "coaching"],
                name="meeting_once_a_day",
                violation_error_message=_("Pertemuan pada tanggal ini sudah dicatat."),
            ),
            models.CheckConstraint(
                condition=Q(topic_business=True) | Q(topic_finance=True) | Q(topic_health=True) | ~Q(topic_other=""),
                name="meeting_topic",
                violation_error_message=_("Pilih paling sedikit satu materi."),
            ),
            models.CheckConstraint(
                condition=Q(mode__in=MeetingMode.values) & Q(coaching__in=["", *Coaching.values]),
                name="meeting_known",
                violation_error_message=_("Cara pertemuan atau jenis pembinaan tidak dikenal."),
            ),
            models.CheckConstraint(
                condition=Q(coaching="", agency="", target="") | (~Q(coaching="") & ~Q(agency="") & ~Q(target="")),
                name="meeting_coaching_whole",
                violation_error_message=_("Pembinaan diisi bersama instansi dan sasarannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    def audit_name(self) -> str:
        """`Pertemuan Melati pada 12 Oktober 2026`."""
        return f"Pertemuan {self.report.group} pada {date_format(self.on, 'j F Y')}"

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.report.village_id

    @property
    def topic_labels(self) -> list[str]:
        """The topics in words, in the order of the card."""
        ticked = [
            str(TOPICS[name]) for name in ("topic_business", "topic_finance", "topic_health") if getattr(self, name)
        ]
        return ticked + ([self.topic_other] if self.topic_other else [])


class Attendance(models.Model):
    """A tick: this member was present. Who is on the roster follows from the memberships of that day."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("pertemuan"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendances", verbose_name=_("anggota"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                name="attendance_once",
                violation_error_message=_("Anggota ini sudah dicentang."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.membership_id} @ #{self.meeting_id}"
