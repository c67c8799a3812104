"""What is missing in a group's record: each warning as a code, a condition on rows, and a sentence.

The same conditions mark rows in a list, filter it, and stand on the group's page. Only working groups are warned about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.conf import settings
from django.db.models import BooleanField, Count, ExpressionWrapper, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from groups.models import GroupStatus
from groups.queries import was_active
from regions.months import last_day

# Who is, or was, a KB participant. The room of people keeps the list; a test holds the two together.
TOOK_PART_ONCE = ("active", "former", "long_term", "new", "paused")


@dataclass(frozen=True)
class GroupWarning:
    """One thing that is missing: its code in addresses, a short name, a sentence, and the view that mends it.

    `condition` gets the local day and answers for one group. Some warnings say something about people and need a
    permission of their own.
    """

    code: str
    label: str | Promise
    text: str | Promise
    condition: Callable[[date], Q]
    mend_view: str
    mend_label: str | Promise
    permission: str = Permission.GROUP_VIEW

    @property
    def column(self) -> str:
        """Name under which a list carries this warning."""
        return "warns_" + self.code.replace("-", "_")


def current_members(day: date):
    """Memberships of the outer group that hold on the day."""
    membership = apps.get_model("members", "Membership")
    return membership.objects.current(day).filter(group_id=OuterRef("pk")).order_by()


def member_count(day: date) -> Coalesce:
    """How many people are members of the outer group on the day, as a column."""
    counted = current_members(day).values("group_id").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def has_row(rows, after: int = 0) -> IsNull:
    """True if the outer group has more than `after` of these rows.

    One look into an index for each group. With EXISTS, PostgreSQL would rather read all 13 million memberships once,
    even where a page of 25 groups is wanted. No column is asked for, so that the index alone can answer.
    """
    return IsNull(Subquery(rows.values(found=Value(1))[after : after + 1]), False)


def _no_chair(day: date) -> Q:
    return ~Q(has_row(current_members(day).filter(role="chair")))


def _chair_without_kb(day: date) -> Q:
    kb_record = apps.get_model("members", "KbRecord")
    took_part = kb_record.objects.filter(status__in=TOOK_PART_ONCE).order_by()
    chairs = current_members(day).filter(role="chair")
    # What is newest answers for most chairs; only for the others is the whole history asked.
    shown = chairs.filter(
        Q(person__kb_status__in=TOOK_PART_ONCE)
        | Q(person__spouse__kb_status__in=TOOK_PART_ONCE)
        | Q(has_row(took_part.filter(person_id=OuterRef("person_id"))))
        | Q(has_row(took_part.filter(person_id=OuterRef("person__spouse_id"))))
        | Q(has_row(took_part.filter(person__merged_into=OuterRef("person_id"))))
        | Q(has_row(took_part.filter(person__merged_into=OuterRef("person__spouse_id"))))
    )
    return Q(has_row(chairs)) & ~Q(has_row(shown))


def _few_members(day: date) -> Q:
    return ~Q(has_row(current_members(day), after=settings.MIN_MEMBERS - 1))


def _decree_incomplete(day: date) -> Q:
    return Q(has_decree=True) & (Q(decree_number="") | Q(decree_on__isnull=True) | Q(decree_issuer=""))


def _no_capital(day: date) -> Q:
    return Q(capital_on__isnull=True)


def _old_capital(day: date) -> Q:
    return Q(capital_on__lt=day - timedelta(days=settings.CAPITAL_STALE_DAYS))


def _not_reported(day: date) -> Q:
    month = apps.get_model("activities", "ReportingPeriod").objects.late_month(day)
    if month is None:
        return Q(pk__in=[])
    reports = apps.get_model("activities", "MonthlyReport").objects.handed_in()
    return was_active(last_day(month)) & ~Q(has_row(reports.filter(group_id=OuterRef("pk"), month=month).order_by()))


WARNINGS = (
    GroupWarning(
        "ketua",
        _("Belum ada ketua"),
        _("Kelompok ini belum mempunyai ketua."),
        _no_chair,
        "roster",
        _("Tunjuk ketua"),
    ),
    GroupWarning(
        "kb-ketua",
        _("Riwayat KB ketua"),
        _("Catatan belum menunjukkan bahwa ketua, atau pasangannya, pernah menjadi peserta KB."),
        _chair_without_kb,
        "roster",
        _("Lihat pengurus"),
        Permission.KB_STATUS_VIEW,
    ),
    GroupWarning(
        "anggota",
        _("Anggota kurang"),
        _("Jumlah anggota masih di bawah batas paling sedikit."),
        _few_members,
        "member_add",
        _("Tambah anggota"),
    ),
    GroupWarning(
        "sk",
        _("SK belum lengkap"),
        _("SK pengukuhan dicentang, tetapi nomor, tanggal, atau penerbitnya belum diisi."),
        _decree_incomplete,
        "group_decree",
        _("Lengkapi SK"),
    ),
    GroupWarning(
        "modal",
        _("Modal belum dicatat"),
        _("Modal kelompok ini belum pernah dicatat."),
        _no_capital,
        "capital_add",
        _("Catat modal"),
    ),
    GroupWarning(
        "modal-lama",
        _("Modal lama"),
        _("Catatan modal terakhir sudah lebih dari satu tahun."),
        _old_capital,
        "capital_add",
        _("Catat modal"),
    ),
    GroupWarning(
        "lapor",
        _("Belum lapor"),
        _("Register kegiatan bulan yang sudah lewat batasnya belum masuk."),
        _not_reported,
        "report_due",
        _("Isi register"),
        Permission.ACTIVITY_VIEW,
    ),
)


def warnings_for(user) -> list[GroupWarning]:
    """The warnings this user may know of."""
    return [warning for warning in WARNINGS if user.allows(warning.permission)]


def with_warnings(groups, warnings: Iterable[GroupWarning], day: date):
    """Groups with one true-or-false column for each warning."""
    works = Q(status=GroupStatus.ACTIVE)
    columns = {
        warning.column: ExpressionWrapper(works & warning.condition(day), output_field=BooleanField())
        for warning in warnings
    }
    return groups.annotate(**columns)


def having_warning(groups, warning: GroupWarning, day: date):
    """Groups that have this warning on the day."""
    return groups.filter(Q(status=GroupStatus.ACTIVE) & warning.condition(day))


def having_any_warning(groups, warnings: Iterable[GroupWarning], day: date):
    """Groups that have at least one of the warnings on the day."""
    wanted = Q()
    for warning in warnings:
        wanted |= warning.condition(day)
    return groups.filter(Q(status=GroupStatus.ACTIVE) & wanted) if wanted else groups.none()


def warnings_of(group, warnings: Iterable[GroupWarning]) -> list[GroupWarning]:
    """Which of the warnings a group from `with_warnings` has."""
    return [warning for warning in warnings if getattr(group, warning.column)]
