"""All reports of the catalogue, in the order of their sections."""

from reports.catalogue.report import Report

REPORTS: tuple[Report, ...] = ()


def report_of(slug: str) -> Report | None:
    """The report with this word in its address."""
    return next((report for report in REPORTS if report.slug == slug), None)
