from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Laporan")

    def ready(self):
        from reports import graduation_stored, tasks  # noqa: F401, PLC0415  (register duties of the day)
        from reports.exports import preparing  # noqa: F401, PLC0415  (registers the kind of job)
        from reports.runs import making  # noqa: F401, PLC0415  (registers the kind of job)
        from reports.schedules import sending  # noqa: F401, PLC0415  (registers the duty of the day and its job)
