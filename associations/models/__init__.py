"""AKU: boards, terms and seats; events and files; partners, referrals and consents; savings, credit and graduation."""

from accounts.audit import audited
from associations.models.alert import AlertNotice, BoardAlert
from associations.models.board import Board, BoardEvent, BoardEventKind, BoardLevel, BoardName
from associations.models.dossier import GraduationDecision, GraduationOutcome
from associations.models.event import Document, DocumentContent, DocumentKind, EventAttendance
from associations.models.money import (
    Loan,
    LoanEntry,
    LoanEntryKind,
    LoanScheme,
    SavingsAccount,
    SavingsEntry,
    SavingsKind,
)
from associations.models.partner import Agreement, Partner, PartnerKind, PartnerProduct
from associations.models.referral import (
    OPEN_STATES,
    Consent,
    ConsentVisit,
    Referral,
    ReferralState,
    ReferralStep,
    RefusalReason,
)
from associations.models.seat import BoardPosition, BoardSeat
from associations.models.term import BoardTerm

__all__ = [
    "OPEN_STATES",
    "Agreement",
    "AlertNotice",
    "Board",
    "BoardAlert",
    "BoardEvent",
    "BoardEventKind",
    "BoardLevel",
    "BoardName",
    "BoardPosition",
    "BoardSeat",
    "BoardTerm",
    "Consent",
    "ConsentVisit",
    "Document",
    "DocumentContent",
    "DocumentKind",
    "EventAttendance",
    "GraduationDecision",
    "GraduationOutcome",
    "Loan",
    "LoanEntry",
    "LoanEntryKind",
    "LoanScheme",
    "Partner",
    "PartnerKind",
    "PartnerProduct",
    "Referral",
    "ReferralState",
    "ReferralStep",
    "RefusalReason",
    "SavingsAccount",
    "SavingsEntry",
    "SavingsKind",
]

audited(Board)
audited(BoardName)
audited(BoardEvent)
audited(EventAttendance)
audited(BoardTerm)
audited(BoardPosition)
audited(BoardSeat, mask=["phone"])
audited(Document)
audited(Partner, mask=["contact_phone"])
audited(Agreement)
audited(PartnerProduct, m2m=["areas"])
audited(Referral)
audited(Consent, mask=["secret_digest", "given_by"])
audited(LoanScheme)
audited(Loan)
audited(SavingsAccount)
audited(SavingsEntry, mask=["amount"])
audited(LoanEntry, mask=["amount"])
audited(GraduationDecision)
