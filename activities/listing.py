"""The groups that exist in a month with the state of their register: the list behind ADA and LAPOR (DB02, RP01)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import HANDED_IN, WRITABLE, Meeting, SubmissionStatus
from groups.listing import Place
from groups.models import EnterpriseGroup
from regions.months import last_day, month_key

_IN = Q(register_status__in=HANDED_IN)
# What a list of a month can be narrowed to, by its word in addresses. Said of the columns of `groups_of_month`: through
# the relation itself, the registers would be joined a second time.
STATES: dict[str, tuple[str | Promise, Q]] = {
    "lapor": (_("Sudah lapor"), _IN),
    "belum": (_("Belum lapor"), Q(register_status__isnull=True) | Q(register_status__in=WRITABLE)),
    "tepat": (_("Lapor tepat waktu"), _IN & Q(is_late=False)),
    "terlambat": (_("Lapor terlambat"), _IN & Q(is_late=True)),
    "disetujui": (_("Disetujui"), Q(register_status=SubmissionStatus.APPROVED)),
    "terkirim": (_("Terkirim, menunggu ditinjau"), Q(register_status=SubmissionStatus.SUBMITTED)),
    "dikembalikan": (_("Dikembalikan"), Q(register_status=SubmissionStatus.RETURNED)),
    "draf": (_("Draf"), Q(register_status=SubmissionStatus.DRAFT)),
    "kosong": (_("Belum diisi"), Q(register_status__isnull=True)),
}
# What the meetings of a reported month were about; a month in which nobody met has none.
TOPIC_FILTERS: dict[str, tuple[str | Promise, Q]] = {
    "pertemuan": (_("Ada pertemuan"), Q()),
    "usaha": (_("Usaha ekonomi keluarga"), Q(topic_business=True)),
    "keuangan": (_("Pengelolaan keuangan keluarga"), Q(topic_finance=True)),
    "kb": (_("KB dan kesehatan reproduksi"), Q(topic_health=True)),
    "pembinaan": (_("Ada pembinaan"), ~Q(coaching="")),
}
# The badge of each state: its kind, its sign (None: the kind's own), its words.
BADGES: dict[str, tuple[str, str | None, str | Promise]] = {
    "": ("none", "○", _("Belum diisi")),
    SubmissionStatus.DRAFT: ("none", "…", _("Draf")),
    SubmissionStatus.SUBMITTED: ("stage", None, _("Terkirim")),
    SubmissionStatus.RETURNED: ("warning", None, _("Dikembalikan")),
    SubmissionStatus.APPROVED: ("ok", None, _("Disetujui")),
}


@dataclass(frozen=True)
class MonthRow:
    """One group of the list: what its register says, and where it is as far as the list does not."""

    group: EnterpriseGroup
    month: date
    meetings: int
    where: str

    @property
    def badge(self) -> tuple[str, str | None, str | Promise]:
        """Kind, sign and words of the register's state."""
        return BADGES[self.group.register_status or ""]

    @property
    def key(self) -> str:
        """The month as addresses carry it."""
        return month_key(self.month)


def groups_of_month(groups, month: date):
    """Those of the groups that exist in the month (ADA), with the columns of its register; all NULL without one."""
    register = FilteredRelation("monthlyreports", condition=Q(monthlyreports__month=month))
    return groups.working_on(last_day(month)).annotate(
        register=register,
        register_status=F("register__status"),
        visited_on=F("register__visited_on"),
        submitted_on=F("register__submitted_on"),
        is_late=F("register__is_late"),
        register_pk=F("register__pk"),
    )


def narrowed_to(groups, month: date, state: str, topic: str):
    """The groups of `groups_of_month` in one state, or whose reported meetings had one topic; "" narrows nothing."""
    if state:
        groups = groups.filter(STATES[state][1])
    if topic:
        meetings = Meeting.objects.filter(TOPIC_FILTERS[topic][1], report_id=OuterRef("register_pk")).order_by()
        groups = groups.filter(_IN, Exists(meetings))
    return groups


def month_rows(groups: Iterable[EnterpriseGroup], month: date, place: Place) -> list[MonthRow]:
    """The rows of one page, with the number of their meetings in one query."""
    groups = list(groups)
    held = Meeting.objects.filter(report_id__in=[group.register_pk for group in groups if group.register_pk])
    counts = dict(held.order_by().values_list("report_id").annotate(number=Count("pk")))
    return [MonthRow(group, month, counts.get(group.register_pk, 0), _where(group, place)) for group in groups]


def _where(group: EnterpriseGroup, place: Place) -> str:
    above = group.village.path_above
    return above.removesuffix(place.region.path_name).rstrip(", ") if place.region else above
