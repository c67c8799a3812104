from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Laporan")

    def ready(self):
        from reports import tasks  # noqa: F401, PLC0415  (register duties of the day)
        from reports.exports import preparing  # noqa: F401, PLC0415  (registers the kind of job)
        from reports.graduation import stored  # noqa: F401, PLC0415  (registers a duty of the day)
        from reports.runs import making  # noqa: F401, PLC0415  (registers the kind of job)
        from reports.schedules import sending  # noqa: F401, PLC0415  (registers the duty of the day and its job)
