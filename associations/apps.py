from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssociationsConfig(AppConfig):
    name = "associations"
    verbose_name = _("AKU")

    def ready(self):
        from associations.actions import alert_mails  # noqa: F401, PLC0415  (registers the duty of the day)
