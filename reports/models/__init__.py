"""What the read side keeps: stored totals, history, kept reports and prepared files."""

from accounts.audit import audited
from reports.models.exports import ExportFile, ExportFormat, ExportPart
from reports.models.history import (
    HistoryState,
    HistoryTierTotal,
    HistoryTotal,
    Measure,
    ReferenceFigure,
    StoredMatrix,
    Target,
)
from reports.models.months import MonthState, MonthTotal, SeenTotal
from reports.models.runs import ReportRun, ReportSchedule, ReportSending, Rhythm
from reports.models.totals import RefreshState, RegionCount, RegionTierTotal, RegionTotal, TotalQuerySet

__all__ = [
    "ExportFile",
    "ExportFormat",
    "ExportPart",
    "HistoryState",
    "HistoryTierTotal",
    "HistoryTotal",
    "Measure",
    "MonthState",
    "MonthTotal",
    "ReferenceFigure",
    "RefreshState",
    "RegionCount",
    "RegionTierTotal",
    "RegionTotal",
    "ReportRun",
    "ReportSchedule",
    "ReportSending",
    "Rhythm",
    "SeenTotal",
    "StoredMatrix",
    "Target",
    "TotalQuerySet",
]

audited(Target)
audited(ReferenceFigure)
audited(ReportSchedule)
