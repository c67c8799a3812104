from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "imports"
    verbose_name = _("Berkas masuk")

    def ready(self):
        from imports.register import jobs  # noqa: F401, PLC0415  (registers the kinds of job)
