"""Referrals by lender and outcome, and which groups have partners and access to capital (BD07, UP06).

In words and by hand: `docs/figures.md`, "Mitra dan usulan".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from associations.models import OPEN_STATES, Consent, Loan, Referral, ReferralState
from associations.referring import lapsed_boards, of_lapsed_boards
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level
from reports.as_at import place_of
from reports.catalogue.by_region import groups_link, is_heavy, is_today, list_table, programme_of, region_table
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.table import Column, Kind, Row, Table

_LENDER = "product__agreement__partner"
_OUTCOMES: dict[str, tuple[str, ...]] = {
    "open": tuple(OPEN_STATES),
    "disbursed": (ReferralState.DISBURSED,),
    "refused": (ReferralState.REFUSED,),
    "cancelled": (ReferralState.CANCELLED,),
}
_WORDS = {"proposed": "", "open": "terbuka", "disbursed": "cair", "refused": "ditolak", "cancelled": "dibatalkan"}


def nearest_rank(days: Counter[int], share: Decimal) -> int | None:
    """The value below or at which this share of the counted days lies (nearest rank); None of nothing."""
    wanted = ceil(days.total() * share)
    seen = 0
    for value in sorted(days):
        seen += days[value]
        if seen >= wanted:
            return value
    return None


def _by_lender(asked: Asked) -> Table:
    rows = _proposed(asked)
    counts = rows.values(lender=F(_LENDER), name=F(f"{_LENDER}__name")).annotate(**_NUMBERS).order_by("name", "lender")
    days = _days_to_decision(rows)
    today = local_today(asked.region)
    late = Counter(of_lapsed_boards(rows, lapsed_boards(today)).values_list(_LENDER, flat=True))
    lines = [_lender_row(row, days[row["lender"]], late[row["lender"]]) for row in counts]
    title = _("Usulan permodalan menurut mitra")
    return list_table(asked, title, _lender_columns(asked), lines)


_NUMBERS: dict[str, Any] = {
    "proposed": Count("pk"),
    **{name: Count("pk", filter=Q(state__in=states)) for name, states in _OUTCOMES.items()},
    "asked": Sum("amount_asked"),
    "approved": Sum("amount_approved"),
    "paid": Sum("amount_disbursed"),
}


def _proposed(asked: Asked) -> QuerySet[Referral]:
    """The referrals of the region that were proposed in the span, as they stand now."""
    rows = Referral.objects.in_region(asked.region.pk).filter(proposed_on__range=(asked.since, asked.on))
    return rows.order_by()


def _days_to_decision(rows: QuerySet[Referral]) -> dict[int, Counter[int]]:
    """How many decisions took how many days from the day the papers were sent, by lender."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    decided = rows.filter(decided_on__isnull=False).values_list(_LENDER, "sent_on", "decided_on")
    for lender, sent_on, decided_on, count in decided.annotate(count=Count("pk")):
        found[lender][(decided_on - sent_on).days] += count
    return found


def _lender_row(row: dict, days: Counter[int], late: int) -> Row:
    found = dict(row) | {"approved": row["approved"] or 0, "paid": row["paid"] or 0, "late": late}
    found["median"] = nearest_rank(days, Decimal("0.5"))
    found["slowest"] = nearest_rank(days, Decimal("0.9"))
    return Row(str(row["lender"]), found)


def _lender_columns(asked: Asked) -> list[Column]:
    def behind(name: str):
        return lambda row: _list_url(asked, mitra=row.values["lender"], keadaan=_WORDS[name])

    return [
        Column("name", _("Mitra"), Kind.TEXT, lambda row: reverse("partner_detail", args=[row.values["lender"]])),
        Column("proposed", _("Usulan"), link=behind("proposed")),
        Column("open", _("Masih berjalan"), link=behind("open")),
        Column("disbursed", _("Cair"), link=behind("disbursed")),
        Column("refused", _("Ditolak"), link=behind("refused")),
        Column("cancelled", _("Dibatalkan"), link=behind("cancelled")),
        Column("asked", _("Diusulkan (Rp)"), Kind.RUPIAH),
        Column("approved", _("Disetujui (Rp)"), Kind.RUPIAH),
        Column("paid", _("Cair (Rp)"), Kind.RUPIAH),
        Column("median", _("Hari sampai putusan, median")),
        Column("slowest", _("Hari sampai putusan, 90%")),
        Column(
            "late",
            _("Pengurus lewat masa bakti"),
            link=lambda row: _list_url(asked, mitra=row.values["lender"], pengurus="lewat"),
        ),
    ]


def _list_url(asked: Asked, **filters: Any) -> str:
    """The list of the same referrals: of the region, proposed in the span."""
    inside = "" if asked.region.pk == NATION_CODE else asked.region.pk
    span = {"dari": asked.since.isoformat() if asked.since else "", "sampai": asked.on.isoformat()}
    given = {"wilayah": inside, **span, **filters}
    return f"{reverse('referral_list')}?{urlencode({name: value for name, value in given.items() if value})}"


def _access(asked: Asked) -> Table:
    paid = _paid(asked)
    lent = Loan.objects.in_region(asked.region.pk).filter(on__lte=asked.on).order_by()
    wanted = {"active": Q(), "referral": _in(paid), "loan": _in(lent), "any": _in(paid) | _in(lent)}
    values = _groups_by_place(asked, wanted)
    for place, count, amount in _paid_by_place(asked, paid):
        values[place]["count"] += count
        values[place]["paid"] += amount
    columns = [
        Column("active", _("Kelompok aktif"), link=groups_link(asked, status="aktif")),
        Column("any", _("Punya akses modal")),
        Column("share", _("Bagian"), Kind.PERCENT),
        Column("referral", _("Lewat usulan cair")),
        Column("loan", _("Punya pinjaman tercatat")),
        Column("count", _("Usulan cair"), link=_paid_link(asked)),
        Column("paid", _("Cair (Rp)"), Kind.RUPIAH),
    ]
    title = _("Akses modal kelompok %(programme)s") % programme_of(asked.on)
    return _table(asked, title, columns, values)


def _partnered(asked: Asked) -> Table:
    referred = _standing(asked)
    agreed = _agreed(asked)
    lent = Loan.objects.in_region(asked.region.pk).filter(on__lte=asked.on, lender__isnull=False).order_by()
    wanted = {"active": Q(), "referral": _in(referred), "consent": _in(agreed), "loan": _in(lent)}
    wanted["any"] = wanted["referral"] | wanted["consent"] | wanted["loan"]
    columns = [
        Column("active", _("Kelompok aktif"), link=groups_link(asked, status="aktif")),
        Column("any", _("Bermitra")),
        Column("share", _("Bagian"), Kind.PERCENT),
        Column("referral", _("Diusulkan ke mitra")),
        Column("consent", _("Menyetujui dilihat mitra")),
        Column("loan", _("Meminjam dari mitra")),
    ]
    title = _("Kelompok %(programme)s yang bermitra") % programme_of(asked.on)
    return _table(asked, title, columns, _groups_by_place(asked, wanted))


def _paid(asked: Asked) -> QuerySet[Referral]:
    rows = Referral.objects.in_region(asked.region.pk).filter(state=ReferralState.DISBURSED)
    return rows.filter(disbursed_on__lte=asked.on).order_by()


def _standing(asked: Asked) -> QuerySet[Referral]:
    """Referrals proposed by the day that had not been refused or cancelled by then."""
    ended = Q(state__in=(ReferralState.REFUSED, ReferralState.CANCELLED), state_on__lte=asked.on)
    return Referral.objects.in_region(asked.region.pk).filter(proposed_on__lte=asked.on).exclude(ended).order_by()


def _agreed(asked: Asked) -> QuerySet[Consent]:
    """Consents that held at the end of the day where the region is."""
    end = datetime.combine(asked.on + timedelta(days=1), time.min, ZoneInfo(asked.region.time_zone))
    still = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=end)
    rows = Consent.objects.in_region(asked.region.pk).filter(still, given_on__lte=asked.on, expires_at__gte=end)
    return rows.order_by()


def _in(rows: QuerySet) -> Q:
    return Q(pk__in=rows.values("group_id"))


def _length(asked: Asked) -> int:
    return LENGTH_BY_LEVEL[Level(max(asked.level, Level.PROVINCE))]


def _groups_by_place(asked: Asked, wanted: dict[str, Q]) -> dict[str, Counter]:
    """How many groups that were active on the day meet each condition, by region of the level."""
    groups = EnterpriseGroup.objects.in_region(asked.region.pk)
    groups = groups.active() if is_today(asked) else groups.working_on(asked.on)
    found: dict[str, Counter] = defaultdict(Counter)
    for name, condition in wanted.items():
        rows = groups.filter(condition).order_by().values_list(Left("village_id", _length(asked)))
        for place, count in rows.annotate(Count("pk")):
            found[place_of(place, asked.level)][name] += count
    return found


def _paid_by_place(asked: Asked, paid: QuerySet[Referral]) -> Iterable[tuple[str, int, int]]:
    rows = paid.values_list(Left("village_id", _length(asked))).annotate(Count("pk"), Sum("amount_disbursed"))
    for place, count, amount in rows:
        yield place_of(place, asked.level), count, amount or 0


def _paid_link(asked: Asked):
    if not is_today(asked):
        return None
    address = reverse("referral_list")
    return lambda row: f"{address}?keadaan=cair" + ("" if row.code == NATION_CODE else f"&wilayah={row.code}")


def _table(asked: Asked, title: str, columns: list[Column], values: dict[str, Counter]) -> Table:
    keys = [column.key for column in columns if column.key != "share"]
    whole = sum(values.values(), Counter())
    shown = {place: _shown(found, keys) for place, found in values.items()}
    return region_table(asked, title, columns, shown, _shown(whole, keys), _shown(Counter(), keys))


def _shown(found: Counter, keys: list[str]) -> dict[str, Any]:
    share = Decimal(found["any"]) / found["active"] if found["active"] else None
    return {**{key: found[key] for key in keys}, "share": share}


REFERRALS = Report(
    slug="usulan-mitra",
    name=gettext_lazy("Usulan permodalan menurut mitra"),
    about=gettext_lazy("Berapa usulan kepada tiap mitra, apa hasilnya, berapa rupiah, dan berapa lama sampai diputus."),
    section=Section.BOARDS,
    permission=Permission.BOARD_VIEW,
    dated=Dated.SPAN,
    make=_by_lender,
    levels=(),
    is_heavy=is_heavy,
)
CAPITAL_ACCESS = Report(
    slug="akses-modal",
    name=gettext_lazy("Kelompok dengan akses modal"),
    about=gettext_lazy("Berapa kelompok aktif yang usulannya cair atau yang punya pinjaman tercatat, per wilayah."),
    section=Section.BOARDS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.DAY,
    make=_access,
    is_heavy=is_heavy,
)
PARTNERED = Report(
    slug="kelompok-bermitra",
    name=gettext_lazy("Kelompok yang bermitra"),
    about=gettext_lazy("Berapa kelompok aktif yang diusulkan, menyetujui dilihat, atau meminjam dari mitra."),
    section=Section.BOARDS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.DAY,
    make=_partnered,
    is_heavy=is_heavy,
)
