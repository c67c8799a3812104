"""The people: persons, their dated memberships, and dated facts about KB and welfare."""

from members.models.facts import KbMethod, KbRecord, KbStatus, NonUseReason, WelfareRecord, WelfareStage
from members.models.membership import Membership, MembershipRole
from members.models.person import NikMissingReason, Person, Sex

__all__ = [
    "KbMethod",
    "KbRecord",
    "KbStatus",
    "Membership",
    "MembershipRole",
    "NikMissingReason",
    "NonUseReason",
    "Person",
    "Sex",
    "WelfareRecord",
    "WelfareStage",
]
