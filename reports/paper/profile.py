"""A group on one page (RP06): what it is, who belongs to it, its capital and tier, its reports, its board.

Every value is the one of the group's page. What a viewer may not see there is not printed for her either.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.db.models import Count, Q

from accounts.roles import Permission
from activities.models import HANDED_IN, MonthlyReport, SubmissionStatus
from associations.models import Referral, ReferralState
from associations.overview import board_rows
from associations.queries import with_board_state
from groups.capital_chart import CapitalChart, capital_chart
from groups.freshness import freshness_of, with_seen_on
from groups.models import EnterpriseGroup, GroupStatus
from groups.programme import programme_name
from groups.tiers import BandHistory, TierReason, published_bands, why_tier
from members.models import Membership, MembershipRole, Sex
from members.models.facts import TAKING_PART
from regions.clock import local_today
from regions.models import Region
from regions.months import last_day, month_of, months_ending
from reports.paper.sheet import in_indonesian, long_date, month_name, places, region_names, rupiah, whose

NOTHING = "–"
HIDDEN = "tidak ditampilkan untuk peran Anda"
MONTHS = 12
# Of products, licences and sectors the first few stand on the page, each in so many letters.
SHOWN, LONGEST = 4, 40
ON_TIME, LATE, RETURNED, DRAFT, MISSING, NOT_OWED = "✓", "T", "K", "D", "×", "–"
SIGNS_EXPLAINED = (
    "✓ lapor tepat waktu · T lapor terlambat · K dikembalikan · D draf, belum dikirim · × belum lapor · "
    "– kelompok tidak aktif"
)


@in_indonesian
def profile_form(user, group: EnterpriseGroup) -> dict:
    """The page of one group, for those who may see each part."""
    today = local_today(group)
    history = published_bands()
    programme = programme_name(today)
    names = region_names([group.village_id])
    chair = _chair(user, group, today)
    return {
        "code": "PROFIL",
        "title": f"PROFIL KELOMPOK {programme}",
        "subtitle": f"Keadaan per {long_date(today)}",
        "mark": "" if group.status == GroupStatus.ACTIVE else group.get_status_display().upper(),
        "mark_text": f"sejak {long_date(group.status_on)}",
        "running": f"Profil · {group.name} · {group.number_display}",
        "head": [*places(group.village_id, names), *whose(group), ["Ketua", chair or "Belum ada"]],
        "names": int(bool(chair) and user.allows(Permission.MEMBER_VIEW)),
        "identity": _identity(group, today),
        "members": _members(user, group, today),
        "capital": _capital(group, today, history),
        "months": _months(user, group, today),
        "signs": SIGNS_EXPLAINED,
        "boards": _boards(user, group),
        "partners": _partners(user, group),
    }


def _identity(group: EnterpriseGroup, today: date) -> list[list[str]]:
    seen_on = with_seen_on(EnterpriseGroup.objects.filter(pk=group.pk)).values_list("seen_on", flat=True).get()
    decree = (group.decree_number, long_date(group.decree_on), group.get_decree_issuer_display())
    decreed = " · ".join(filter(None, decree)) or "Ada, belum lengkap"
    stage = f"{group.stage}, dinilai {long_date(group.stage_on)}" if group.stage else "Belum dinilai"
    return [
        ["Status", f"{group.get_status_display()} sejak {long_date(group.status_on)}"],
        ["Tahapan", stage],
        ["Berdiri", long_date(group.founded_on) or NOTHING],
        ["SK pengukuhan", decreed if group.has_decree else "Belum ada SK"],
        ["Alamat", _address(group)],
        ["Jenis usaha", _few(sector.name for sector in group.sectors.all())],
        ["Produk", _few(product.name for product in group.products.filter(ended_on__isnull=True))],
        ["Izin usaha", _few(str(licence) for licence in group.licences.select_related("kind"))],
        ["Pemasaran", group.get_market_reach_display() or NOTHING],
        ["Pembina", str(group.mentor or NOTHING)],
        ["Terakhir dilihat", f"{long_date(seen_on)}{_freshness(group, seen_on, today)}"],
    ]


def _freshness(group: EnterpriseGroup, seen_on: date, today: date) -> str:
    """How fresh that is, in brackets; only a group that works is fresh or stale (NX06)."""
    if group.status != GroupStatus.ACTIVE:
        return ""
    return f" ({str(freshness_of(seen_on, today).label).lower()})"


def _few(words: Iterable[str]) -> str:
    """The first of a list, and how many more there are: the page stays one page."""
    every = list(words)
    shown = ", ".join(each if len(each) <= LONGEST else f"{each[: LONGEST - 1]}…" for each in every[:SHOWN])
    more = f" dan {len(every) - SHOWN} lainnya" if len(every) > SHOWN else ""
    return f"{shown}{more}" or NOTHING


def _address(group: EnterpriseGroup) -> str:
    parts = [group.address, group.rt and f"RT {group.rt}", group.rw and f"RW {group.rw}"]
    return ", ".join(filter(None, parts)) or NOTHING


def _chair(user, group: EnterpriseGroup, today: date) -> str:
    """The name of the chair for those who may see members, else only that there is one; nothing where there is none."""
    chair = Membership.objects.of_group(group).current(today).filter(role=MembershipRole.CHAIR)
    name = chair.values_list("person__name", flat=True).first()
    if name is None:
        return ""
    return name if user.allows(Permission.MEMBER_VIEW) else f"Ada, nama {HIDDEN}"


def _members(user, group: EnterpriseGroup, today: date) -> dict:
    """Members by sex, and by KB for those who may see it: of a single group nobody else sees even a share (AU07)."""
    found = (
        Membership.objects.of_group(group)
        .current(today)
        .aggregate(
            all=Count("pk"),
            female=Count("pk", filter=Q(person__sex=Sex.FEMALE)),
            kb=Count("pk", filter=Q(person__kb_status__in=TAKING_PART)),
            unknown=Count("pk", filter=Q(person__kb_status="")),
        )
    )
    cells = [
        ["Anggota", str(found["all"])],
        ["Perempuan", str(found["female"])],
        ["Laki-laki", str(found["all"] - found["female"])],
    ]
    if not user.allows(Permission.KB_STATUS_VIEW):
        return {"cells": cells, "note": f"Kesertaan KB {HIDDEN}."}
    cells += [
        ["Peserta KB", str(found["kb"])],
        ["Bukan peserta saat ini", str(found["all"] - found["kb"] - found["unknown"])],
        ["Belum tercatat", str(found["unknown"])],
        ["% KB", _share(found["kb"], found["all"])],
    ]
    return {"cells": cells, "note": "% KB dihitung dari semua anggota, termasuk yang statusnya belum tercatat."}


def _share(part: int, whole: int) -> str:
    """To one decimal, with the comma of Indonesian; of nothing there is no share."""
    if not whole:
        return NOTHING
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def _capital(group: EnterpriseGroup, today: date, history: BandHistory) -> dict:
    """The newest record in its parts, the line of all valid records, and why the group is in its tier."""
    valid = group.capital_records.valid()
    points = list(valid.order_by("on", "id").values_list("on", "total"))
    newest = valid.order_by("-on", "-id").first()
    why = why_tier(group.capital_total, group.capital_on, history, today)
    if newest is None:
        return {"cells": [], "chart": None, "why": "Belum ada catatan modal, jadi belum ada jenjang.", "tier": NOTHING}
    return {
        "cells": [
            ["Modal sendiri", rupiah(newest.own)],
            ["Pinjaman", rupiah(newest.loan)],
            ["Hibah", rupiah(newest.grant)],
            ["Jumlah", rupiah(newest.total)],
            ["Per tanggal", long_date(newest.on)],
        ],
        "chart": _drawn(capital_chart(points, history.at(today))),
        "tier": why.band.name if why else NOTHING,
        "why": _why(why) if why else "",
    }


def _why(why: TierReason) -> str:
    words = (
        f"Jenjang {why.band.name}: modal {rupiah(why.total)} per {long_date(why.on)} berada dalam batas "
        f"{_bounds(why)}, yang berlaku sejak {long_date(why.valid_from)}."
    )
    if why.next_band:
        words += f" Kurang {rupiah(why.missing)} ke jenjang {why.next_band.name}."
    # An amount stays on one line.
    return words.replace("Rp ", "Rp\u00a0")


def _bounds(why: TierReason) -> str:
    if why.band.upper is None:
        return f"{rupiah(why.band.lower)} ke atas"
    return f"{rupiah(why.band.lower)} sampai di bawah {rupiah(why.band.upper)}"


def _drawn(chart: CapitalChart) -> dict:
    """The places of points and bands, as the picture on the group's page has them."""
    last = chart.points[-1]
    return {
        "width": chart.width,
        "height": chart.height,
        "points": [[point.x, point.y] for point in chart.points],
        "bands": [asdict(band) for band in chart.bands],
        "ticks": [asdict(tick) for tick in chart.ticks],
        "last": rupiah(last.amount),
        "last_is_below": chart.latest_is_below,
        "text": f"{chart.title}. {chart.description}",
    }


def _months(user, group: EnterpriseGroup, today: date) -> dict:
    """The last twelve months with the sign of each, the running one last."""
    if not user.allows(Permission.ACTIVITY_VIEW):
        return {"cells": [], "note": f"Laporan bulanan {HIDDEN}."}
    months = months_ending(month_of(today), MONTHS)
    reports = {report.month: report for report in MonthlyReport.objects.filter(group=group, month__gte=months[0])}
    changes = list(group.status_changes.values_list("on", "status"))
    cells = []
    for month in months:
        owed = was_active(group, changes, min(last_day(month), today))
        cells.append([month_name(month), _sign(reports.get(month), owed=owed)])
    existing = sum(sign != NOT_OWED for _month, sign in cells)
    reported = sum(sign in (ON_TIME, LATE) for _month, sign in cells)
    return {"cells": cells, "note": f"ADA {existing} bulan, LAPOR {reported} bulan dari {MONTHS} bulan terakhir."}


def _sign(report: MonthlyReport | None, *, owed: bool) -> str:
    if not owed:
        return NOT_OWED
    if report is None:
        return MISSING
    if report.status in HANDED_IN:
        return LATE if report.is_late else ON_TIME
    return RETURNED if report.status == SubmissionStatus.RETURNED else DRAFT


def was_active(group: EnterpriseGroup, changes: list[tuple[date, str]], day: date) -> bool:
    """The rule of `working_on` on one group: `changes` are its status changes, newest first."""
    if group.status == GroupStatus.ACTIVE and group.status_on <= day:
        return True
    return next((status for on, status in changes if on <= day), None) == GroupStatus.ACTIVE


def _boards(user, group: EnterpriseGroup) -> list[list[str]]:
    """The association's boards that speak for the group: of its regency and of its province, with their state."""
    if not user.allows(Permission.BOARD_VIEW):
        return []
    codes = [group.village_id[:4], group.village_id[:2]]
    rows = board_rows(with_board_state(Region.objects.filter(pk__in=codes)).order_by("-code"))
    return [[row.name, _state(row.state)] for row in rows]


def _partners(user, group: EnterpriseGroup) -> str:
    """The lenders the group was referred to and how that stands; those who refused are left out."""
    if not user.allows(Permission.BOARD_VIEW):
        return f"Usulan kepada mitra {HIDDEN}."
    ended = (ReferralState.REFUSED, ReferralState.CANCELLED)
    rows = group.referrals.exclude(state__in=ended).select_related("product__agreement__partner").order_by("-id")
    words = [_referral(referral) for referral in rows[: SHOWN + 1]]
    if not words:
        return "Belum ada usulan kepada mitra yang tercatat."
    return "; ".join(words[:SHOWN]) + (" dan lainnya." if len(words) > SHOWN else ".")


def _referral(referral: Referral) -> str:
    amounts = (referral.amount_disbursed, referral.amount_approved, referral.amount_asked)
    amount = rupiah(next(amount for amount in amounts if amount is not None)).replace("Rp ", "Rp\u00a0")
    partner = referral.product.agreement.partner.name
    state = str(referral.get_state_display()).lower()
    return f"{partner}, {referral.product.name}: {amount}, {state} {long_date(referral.state_on)}"


def _state(state) -> str:
    until = f", masa bakti sampai {long_date(state.ends_on)}" if state.ends_on else ""
    return f"{state.sign} {state.label}{until}"
