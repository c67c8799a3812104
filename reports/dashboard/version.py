"""From which state of the stored figures a dashboard is drawn."""

from django.db.models import Count, Sum

from reports.models import RefreshState
from reports.monthly import months_version
from reports.totals import near


def version_of(code: str) -> str:
    """A short name of what is stored inside or around a region: another one after each recomputation."""
    states = RefreshState.objects.filter(near("regency_code", [code]))
    found = states.aggregate(number=Count("pk"), revisions=Sum("revision"))
    return f"{found['number']}@{found['revisions']} {months_version([code])}"
