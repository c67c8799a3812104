"""The days of one month or year where the administrator has set others than the rule gives."""

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.calendar import Period
from activities.queries import PeriodQuerySet


class PeriodKind(models.TextChoices):
    """What is written in the period: monthly registers or yearly cards."""

    MONTH = "month", _("Register bulanan R/I")
    YEAR = "year", _("Kartu tahunan K/0")


class ReportingPeriod(models.Model):
    """One period that differs from the rule, e.g. prolonged after a flood. Without a row the rule holds.

    What was handed in before keeps its "late" or "on time": that was decided on its day.
    """

    kind = models.CharField(_("jenis"), max_length=5, choices=PeriodKind.choices)
    start = models.DateField(_("bulan atau tahun"), help_text=_("Tanggal 1 bulan itu, atau 1 Januari tahun itu."))
    opens_on = models.DateField(_("dibuka"))
    due_on = models.DateField(_("batas tepat waktu"))
    locks_on = models.DateField(_("dikunci sejak"), help_text=_("Sejak tanggal ini isian tidak dapat diubah."))
    note = models.CharField(_("alasan"), max_length=300)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("masa pelaporan")
        verbose_name_plural = _("masa pelaporan")
        ordering = ["-start", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "start"],
                name="period_once",
                violation_error_message=_("Masa ini sudah ada. Ubah baris yang ada."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PeriodKind.values),
                name="period_kind",
                violation_error_message=_("Pilih register bulanan atau kartu tahunan."),
            ),
            models.CheckConstraint(
                condition=Q(start__day=1) & (Q(kind="month") | Q(start__month=1)),
                name="period_start",
                violation_error_message=_("Isi tanggal 1 bulan itu, atau 1 Januari untuk kartu tahunan."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")) & Q(due_on__lt=F("locks_on")),
                name="period_order",
                violation_error_message=_("Urutannya: dibuka, batas tepat waktu, lalu dikunci sesudahnya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {date_format(self.start, 'F Y')}"

    @property
    def period(self) -> Period:
        """The same as a value."""
        return Period(self.start, self.opens_on, self.due_on, self.locks_on)
