from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class UppksConfig(AppConfig):
    name = "uppks"
    verbose_name = _("Registri UPPKS")


class RegistryAdminConfig(AdminConfig):
    default_site = "uppks.admin_site.RegistryAdminSite"
