"""The people: persons, their dated memberships, and dated facts about KB and welfare."""

from accounts.audit import audited
from accounts.roles import Permission
from members.models.duplicates import DuplicatePair, DuplicateScan, PairReason, PairState
from members.models.facts import KbMethod, KbRecord, KbStatus, NonUseReason, WelfareRecord, WelfareStage
from members.models.membership import Membership, MembershipRole
from members.models.person import NikMissingReason, Person, Sex

__all__ = [
    "DuplicatePair",
    "DuplicateScan",
    "KbMethod",
    "KbRecord",
    "KbStatus",
    "Membership",
    "MembershipRole",
    "NikMissingReason",
    "NonUseReason",
    "PairReason",
    "PairState",
    "Person",
    "Sex",
    "WelfareRecord",
    "WelfareStage",
]

# The trail keeps that a number, a KB status or a welfare stage was recorded, never which one: those who read it have no
# permission for these (AU04, AU07). A reason may say in words what a value would: it is as private as the record. The
# copies on the person are no news of their own.
audited(
    Person,
    mask=["nik_sealed", "family_card_sealed"],
    exclude=["name_key", "nik_index", "kb_status", "kb_method", "kb_on", "welfare_stage", "welfare_on"],
    personal=Permission.MEMBER_VIEW,
)
audited(Membership, personal=Permission.MEMBER_VIEW)
audited(
    KbRecord,
    mask=["status", "method", "non_use_reason"],
    exclude=["recorded_at", "recorded_by"],
    personal=Permission.KB_METHOD_VIEW,
)
audited(WelfareRecord, mask=["stage"], exclude=["recorded_at", "recorded_by"], personal=Permission.KB_STATUS_VIEW)
# A merge keeps what it changed in `former`; the persons and memberships it changed leave their own entries.
audited(
    DuplicatePair,
    exclude=["seen_as", "former", "former_nik_sealed", "former_family_card_sealed", "decided_by", "decided_at"],
    personal=Permission.MEMBER_VIEW,
)
