"""Kept reports: who may open one, how long it stays, and the same report made before."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.roles import Permission
from jobs.kinds import tidies
from reports.catalogue.asking import asked_again, is_past, kept_filters, made_in_indonesian
from reports.catalogue.registry import report_of, reports_for
from reports.catalogue.report import Asked, Report
from reports.exports.keeping import scope_of
from reports.models import ReportRun
from reports.runs.content import digest_of, pressed, unpressed
from reports.table import Table

# What decides, beside role and territory, whether a figure is shown, rounded or hidden.
_OPENS_FIGURES = (Permission.MEMBER_VIEW, Permission.KB_STATUS_VIEW, Permission.KB_METHOD_VIEW)
# Of one question that is asked often the last few are looked at.
_LOOKED_AT = 20


def rights_of(user) -> str:
    """The fingerprint of what a user's reports are made from: role and territory, and which figures are withheld."""
    seen = [user.allows(permission) for permission in _OPENS_FIGURES]
    return sha256(f"{scope_of(user)} {user.is_superuser} {seen}".encode()).hexdigest()


def open_to(user) -> QuerySet:
    """The kept reports this user could make now: own ones, and those somebody of equal rights wished to keep."""
    slugs = [report.slug for report in reports_for(user)]
    own = Q(by=user) | Q(expires_at__isnull=True, made_at__isnull=False)
    runs = ReportRun.objects.visible_to(user).filter(own, report__in=slugs, scope=rights_of(user))
    return runs.select_related("region", "by", "job")


def question_of(run: ReportRun, user) -> tuple[Report, Asked]:
    """What was asked, as this user asks it again. Raises LookupError for a report that is made no more."""
    report = report_of(run.report)
    if report is None:
        raise LookupError(run.report)
    return report, asked_again(user, run.region, run.level, run.on, run.asked)


def table_of(run: ReportRun) -> Table:
    """The table as it was made."""
    return unpressed(run.content)


def keep(report: Report, asked: Asked, table: Table, *, is_wished: bool = False) -> ReportRun:
    """Keep this making; where the newest kept one of the same question says the same, that one."""
    digest, found = digest_of(table), runs_of(report, asked)
    same = next((run for run in found[:1] if run.digest == digest and run.is_ready), None)
    if same is None:
        same = new_run(report, asked)
        fill(same, table)
        same.expires_at = None if is_wished else over_at()
        same.save()
    elif is_wished and same.expires_at is not None:
        same.expires_at = None
        same.save(update_fields=["expires_at"])
    return same


def keep_if_past(report: Report, asked: Asked, table: Table) -> ReportRun | None:
    """Keep what was made for a day that is over, unless it was never computed yet; None for what is of today."""
    if not is_past(report, asked) or table.as_at is None:
        return None
    return keep(report, asked, made_in_indonesian(report, asked, table))


def new_run(report: Report, asked: Asked) -> ReportRun:
    """A run of this question, not made and not saved yet."""
    return ReportRun(
        report=report.slug,
        region=asked.region,
        level=asked.level,
        on=asked.on,
        asked=kept_filters(asked),
        by=asked.user,
        scope=rights_of(asked.user),
    )


def fill(run: ReportRun, table: Table) -> None:
    """Put a table into a run; the caller saves."""
    run.content, run.digest, run.row_count = pressed(table), digest_of(table), len(table.rows)
    run.made_at = table.made_at


def runs_of(report: Report, asked: Asked) -> list[ReportRun]:
    """The kept makings of this question by this user with these rights, the newest first; without their content."""
    rows = ReportRun.objects.filter(by=asked.user, report=report.slug, region=asked.region, on=asked.on)
    rows = rows.filter(level=asked.level, scope=rights_of(asked.user)).defer("content").order_by("-id")
    wanted = kept_filters(asked)
    return [run for run in rows[:_LOOKED_AT] if run.asked == wanted and (run.made_at is None or run.is_ready)]


def newly_ready(user) -> QuerySet:
    """What the worker has made for this user within a day: the catalogue says so on top (RP07)."""
    lately = timezone.now() - timedelta(days=1)
    runs = open_to(user).filter(by=user, job__isnull=False, made_at__gte=lately)
    return runs.defer("content")[:5]


def over_at():
    """Until when what nobody wished to keep is kept: long enough to be compared a year later."""
    return timezone.now() + timedelta(days=settings.REPORT_KEPT_DAYS)


@tidies
def remove_expired_runs() -> int:
    """Remove the content of kept reports whose time is over; what was asked and when stays. Gives how many."""
    over = ReportRun.objects.filter(expires_at__lte=timezone.now(), content__isnull=False)
    return over.update(content=None) if over.exists() else 0
