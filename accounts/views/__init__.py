"""The pages of one's own account, of the two logs and of receipts."""

from accounts.views.logs import access_list, audit_detail, audit_list
from accounts.views.own import account_settings, sessions_end, sign_out
from accounts.views.receipts import receipt_find

__all__ = [
    "access_list",
    "account_settings",
    "audit_detail",
    "audit_list",
    "receipt_find",
    "sessions_end",
    "sign_out",
]
