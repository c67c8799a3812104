"""Files from elsewhere: registers that are taken in, and the ministry's tables that are compared."""

from accounts.audit import audited
from imports.models.batch import (
    BatchState,
    ColumnMemory,
    ImportBatch,
    ImportedChange,
    ImportedRange,
    ImportIssue,
    ImportPart,
    IssueLevel,
)
from imports.models.siga import SigaTable, SigaVillage

audited(ImportBatch, exclude=["mapping", "places", "sheets", "held", "job"])
audited(SigaTable, exclude=["fingerprint", "problems", "unmatched"])

__all__ = [
    "BatchState",
    "ColumnMemory",
    "ImportBatch",
    "ImportIssue",
    "ImportPart",
    "ImportedChange",
    "ImportedRange",
    "IssueLevel",
    "SigaTable",
    "SigaVillage",
]
