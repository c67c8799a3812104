"""A kept report for tests, made for a user as the catalogue would have made it."""

from regions.models import Region
from reports.catalogue.asking import made_in_indonesian
from reports.catalogue.registry import report_of
from reports.forms.catalogue import ReportForm
from reports.models import ReportRun
from reports.runs.keeping import keep


def question(user, slug: str = "rekap", code: str = "", **given: str):
    """A report and its usual question in a region, as an address asks it."""
    report, region = report_of(slug), Region.objects.get(pk=code or user.territory_codes[0])
    form = ReportForm(given, report=report, user=user, region=region)
    assert form.is_valid(), form.errors
    return report, form.asked()


def make_run(user, code: str = "", slug: str = "rekap", **given: str) -> ReportRun:
    """The report made and kept at this user's wish."""
    report, asked = question(user, slug, code, **given)
    return keep(report, asked, made_in_indonesian(report, asked), is_wished=True)
