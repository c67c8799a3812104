"""What was read from files and kept: tables of SIGA."""

from accounts.audit import audited
from imports.models.siga import SigaTable, SigaVillage

audited(SigaTable, exclude=["fingerprint", "problems", "unmatched"])

__all__ = ["SigaTable", "SigaVillage"]
