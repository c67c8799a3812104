"""Ghost groups: active on paper, but long not seen, without capital on record or without any register (NX06)."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from groups.freshness import DORMANT, SeenBy, last_seen, of_freshness, with_seen_on
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.months import months_apart
from reports.as_at import place_of
from reports.catalogue.by_region import chosen_of, groups_link, is_heavy, list_table, programme_of, region_table
from reports.catalogue.report import Asked, Choice, Dated, Report, Section
from reports.table import Column, Kind, Row, Table

# A list that nobody can work through helps nobody; the words beside it say how many are left out.
GROUPS_SHOWN = 1000
SEEN_BY = {
    SeenBy.REGISTRATION: gettext_lazy("Pendaftaran"),
    SeenBy.CAPITAL: gettext_lazy("Catatan modal"),
    SeenBy.REPORT: gettext_lazy("Kartu atau register"),
}
NO_CAPITAL = Q(capital_on__isnull=True)
# Neither a card nor a register was ever handed in.
NO_REPORT = Q(reported_on__isnull=True)


def _list(asked: Asked) -> Table:
    day = local_today(asked.region)
    reason = chosen_of(asked, "alasan", dict(_options()))
    groups = with_seen_on(_of_reason(_active(asked), reason, day))
    rows = groups.select_related("village").order_by("seen_on", "village_id", "number")
    shown = list(rows[:GROUPS_SHOWN])
    words = [dict(_options())[reason]]
    if len(shown) == GROUPS_SHOWN and (every := groups.count()) > GROUPS_SHOWN:
        numbers = {"shown": _grouped(GROUPS_SHOWN), "every": _grouped(every)}
        words.append(_("%(shown)s yang paling lama tidak dilihat, dari %(every)s kelompok") % numbers)
    title = _("Kelompok %(programme)s yang diam") % programme_of(asked.on)
    return list_table(asked, title, _list_columns(asked), [_row(group, day) for group in shown], words)


def _by_region(asked: Asked) -> Table:
    day = local_today(asked.region)
    found: dict[str, Counter] = {}
    for condition, key in ((None, "active"), ("senyap", "dormant"), ("modal", "no_capital"), ("register", "no_report")):
        groups = _of_reason(_active(asked), condition, day) if condition else _active(asked)
        length = LENGTH_BY_LEVEL[Level(max(asked.level, Level.PROVINCE))]
        for place, number in groups.order_by().values_list(Left("village_id", length)).annotate(Count("pk")):
            found.setdefault(place_of(place, asked.level), Counter())[key] += number
    title = _("Kelompok %(programme)s yang diam per wilayah") % programme_of(asked.on)
    values = {place: _values(counts) for place, counts in found.items()}
    whole = _values(sum(found.values(), Counter()))
    return region_table(asked, title, _columns(asked), values, whole, _values(Counter()))


def _active(asked: Asked):
    return EnterpriseGroup.objects.in_region(asked.region.pk).active()


def _of_reason(groups, reason: str, day: date):
    """Active groups that are silent in this way; `semua`: in any."""
    if reason == "senyap":
        return of_freshness(groups, DORMANT, day)
    if reason == "modal":
        return groups.filter(NO_CAPITAL)
    if reason == "register":
        return groups.filter(NO_REPORT)
    dormant = of_freshness(groups, DORMANT, day).order_by()
    return groups.filter(NO_CAPITAL | NO_REPORT | Q(pk__in=dormant.values("pk")))


def _row(group, day: date) -> Row:
    seen = last_seen(group, day)
    reasons = [
        (seen.state is DORMANT, _("lebih dari 12 bulan tidak dilihat")),
        (group.capital_on is None, _("belum ada catatan modal")),
        (group.reported_on is None, _("belum pernah ada kartu atau register")),
    ]
    values = {
        "name": group.name,
        "number": group.number,
        "village": group.village.path_name,
        "seen_on": seen.on,
        "months": months_apart(seen.on, day),
        "seen_by": str(SEEN_BY[seen.by]),
        "reasons": "; ".join(text for holds, text in reasons if holds),
    }
    return Row(group.village_id, values)


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def _list_columns(asked: Asked) -> list[Column]:
    may_open = asked.user.allows(Permission.GROUP_VIEW)
    return [
        Column("name", _("Kelompok"), Kind.TEXT, _to_group if may_open else None),
        Column("number", _("Nomor"), Kind.TEXT),
        Column("village", _("Desa/Kelurahan"), Kind.TEXT),
        Column("seen_on", _("Terakhir dilihat"), Kind.DATE),
        Column("months", _("Bulan sejak itu")),
        Column("seen_by", _("Dilihat dari"), Kind.TEXT),
        Column("reasons", _("Mengapa di sini"), Kind.TEXT),
    ]


def _to_group(row: Row) -> str:
    return reverse("group_detail", args=[row.values["number"]])


def _values(counts: Counter) -> dict:
    active = counts["active"]
    return {
        "active": active,
        "dormant": counts["dormant"],
        "share": Decimal(counts["dormant"]) / active if active else None,
        "no_capital": counts["no_capital"],
        "no_report": counts["no_report"],
    }


def _columns(asked: Asked) -> list[Column]:
    return [
        Column("active", _("Kelompok aktif"), link=groups_link(asked, status="aktif")),
        Column("dormant", str(DORMANT.label), link=groups_link(asked, status="aktif", kesegaran=DORMANT.code)),
        Column("share", _("% diduga tidak berjalan"), Kind.PERCENT),
        Column("no_capital", _("Belum ada catatan modal"), link=groups_link(asked, status="aktif", jenjang="belum")),
        Column("no_report", _("Belum pernah ada kartu atau register")),
    ]


def _options() -> list[tuple[str, str]]:
    return [
        ("semua", _("Semua alasan")),
        ("senyap", _("Lebih dari 12 bulan tidak dilihat")),
        ("modal", _("Belum ada catatan modal")),
        ("register", _("Belum pernah ada kartu atau register")),
    ]


SILENT_GROUPS = Report(
    slug="kelompok-diam",
    name=gettext_lazy("Daftar kelompok diam"),
    about=gettext_lazy(
        "Kelompok aktif yang lama tidak dilihat, belum ada catatan modalnya, atau belum pernah melapor."
    ),
    section=Section.QUALITY,
    permission=Permission.GROUP_VIEW,
    dated=Dated.TODAY,
    make=_list,
    levels=(),
    choices=(Choice("alasan", gettext_lazy("Alasan"), _options),),
    is_heavy=is_heavy,
)
SILENT_BY_REGION = Report(
    slug="kelompok-diam-wilayah",
    name=gettext_lazy("Kelompok diam per wilayah"),
    about=gettext_lazy("Di wilayah mana kelompok aktif yang diduga tidak berjalan paling banyak."),
    section=Section.QUALITY,
    permission=Permission.REPORT_VIEW,
    dated=Dated.TODAY,
    make=_by_region,
)
