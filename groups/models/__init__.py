"""The enterprise group: identity, status and stage, business and products, capital and tiers."""

from accounts.audit import audited
from groups.models.business import Country, GroupLicence, LicenceKind, OnlineChannel, Product, Sector
from groups.models.capital import CapitalRecord, CapitalSource, CapitalTier, TierSchedule
from groups.models.group import DecreeIssuer, EnterpriseGroup, GroupSerial, MarketReach
from groups.models.standing import GroupStage, GroupStatus, StageAssessment, StatusChange

__all__ = [
    "CapitalRecord",
    "CapitalSource",
    "CapitalTier",
    "Country",
    "DecreeIssuer",
    "EnterpriseGroup",
    "GroupLicence",
    "GroupSerial",
    "GroupStage",
    "GroupStatus",
    "LicenceKind",
    "MarketReach",
    "OnlineChannel",
    "Product",
    "Sector",
    "StageAssessment",
    "StatusChange",
    "TierSchedule",
]

audited(EnterpriseGroup, exclude=["name_key"], m2m=["sectors", "export_countries"])
for _model in (
    CapitalRecord,
    StatusChange,
    StageAssessment,
    Product,
    GroupLicence,
    OnlineChannel,
    Sector,
    GroupStage,
    LicenceKind,
    Country,
    TierSchedule,
    CapitalTier,
):
    audited(_model)
