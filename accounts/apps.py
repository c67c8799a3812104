from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Akun dan jejak")

    def ready(self):
        from allauth.mfa.models import Authenticator  # noqa: PLC0415  (models are loaded only now)

        from accounts.audit import audited  # noqa: PLC0415
        from accounts.models import ChangeProposal, Territory, User  # noqa: PLC0415
        from regions.models import Region, RegionSuccession  # noqa: PLC0415

        audited(User, mask=["password"], exclude=["last_login", "date_joined", "is_demo", "session_epoch"])
        audited(Territory)
        audited(ChangeProposal)
        audited(Region, exclude=["path_name", "search_key"])
        audited(RegionSuccession)
        audited(Authenticator, mask=["data"], exclude=["created_at", "last_used_at"])
