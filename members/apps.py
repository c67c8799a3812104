from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Orang dan keanggotaan")

    def ready(self):
        from members import duplicate_job  # noqa: F401, PLC0415  (registers the kind of job)
