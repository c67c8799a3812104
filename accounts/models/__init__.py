"""Who: users with a role and a territory, what they changed, what personal data they opened, and what they ask for."""

from accounts.models.recorded import Recorded
from accounts.models.trail import AccessEntry, AccessKind, AuditEntry, AuditEntryManager, Receipt, RegionLogQuerySet
from accounts.models.users import Territory, User
from accounts.models.wishes import ChangeProposal, ProposalState, SavedFilter

__all__ = [
    "AccessEntry",
    "AccessKind",
    "AuditEntry",
    "AuditEntryManager",
    "ChangeProposal",
    "ProposalState",
    "Receipt",
    "Recorded",
    "RegionLogQuerySet",
    "SavedFilter",
    "Territory",
    "User",
]
