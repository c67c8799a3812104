"""All reports of the catalogue, in the order of their sections."""

from reports.catalogue.board_gaps import BOARD_COVERAGE, ENDING_TERMS
from reports.catalogue.boards import BOARDS_AND_TERMS
from reports.catalogue.business import BUSINESS_AND_EXPORT
from reports.catalogue.capital import CAPITAL_AND_TIERS
from reports.catalogue.coaching import COACHING, COACHING_BY_AGENCY
from reports.catalogue.decisions import GRADUATION_DECISIONS
from reports.catalogue.first import COMPLETENESS, RECAP
from reports.catalogue.founding import FOUNDED_AND_DISSOLVED
from reports.catalogue.graduation import GRADUATION, GRADUATION_MATRIX
from reports.catalogue.money import SAVINGS_AND_CREDIT
from reports.catalogue.partners import CAPITAL_ACCESS, PARTNERED, REFERRALS
from reports.catalogue.people import MEMBERS_BY_KB
from reports.catalogue.quality import QUALITY
from reports.catalogue.report import Report
from reports.catalogue.silent import SILENT_BY_REGION, SILENT_GROUPS
from reports.history.reports import HISTORY, PUBLISHED

REPORTS: tuple[Report, ...] = (
    RECAP,
    HISTORY,
    PUBLISHED,
    CAPITAL_AND_TIERS,
    GRADUATION,
    GRADUATION_MATRIX,
    GRADUATION_DECISIONS,
    BUSINESS_AND_EXPORT,
    FOUNDED_AND_DISSOLVED,
    MEMBERS_BY_KB,
    COMPLETENESS,
    COACHING,
    COACHING_BY_AGENCY,
    QUALITY,
    SILENT_BY_REGION,
    SILENT_GROUPS,
    BOARDS_AND_TERMS,
    REFERRALS,
    CAPITAL_ACCESS,
    PARTNERED,
    SAVINGS_AND_CREDIT,
    BOARD_COVERAGE,
    ENDING_TERMS,
)


def report_of(slug: str) -> Report | None:
    """The report with this word in its address."""
    return next((report for report in REPORTS if report.slug == slug), None)


def reports_for(user) -> list[Report]:
    """The reports this user may make."""
    return [report for report in REPORTS if user.allows(report.permission)]
