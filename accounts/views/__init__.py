"""The pages of one's own account, of the two logs and of receipts."""

from accounts.views.logs import access_list, audit_detail, audit_list
from accounts.views.own import account_settings, sessions_end, sign_out
from accounts.views.proposals import proposal_detail, proposal_list
from accounts.views.receipts import receipt_find
from accounts.views.saved_filters import saved_filter_edit, saved_filter_keep, saved_filter_list, saved_filter_remove

__all__ = [
    "access_list",
    "account_settings",
    "audit_detail",
    "audit_list",
    "proposal_detail",
    "proposal_list",
    "receipt_find",
    "saved_filter_edit",
    "saved_filter_keep",
    "saved_filter_list",
    "saved_filter_remove",
    "sessions_end",
    "sign_out",
]
