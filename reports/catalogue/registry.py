"""All reports of the catalogue, in the order of their sections."""

from reports.catalogue.first import COMPLETENESS, RECAP
from reports.catalogue.quality import QUALITY
from reports.catalogue.report import Report

REPORTS: tuple[Report, ...] = (RECAP, COMPLETENESS, QUALITY)


def report_of(slug: str) -> Report | None:
    """The report with this word in its address."""
    return next((report for report in REPORTS if report.slug == slug), None)


def reports_for(user) -> list[Report]:
    """The reports this user may make."""
    return [report for report in REPORTS if user.allows(report.permission)]
