"""The register R/I/UPPKA on paper: filled in from what is on record, or to be filled in by hand (FE10).

The order is that of the official register and of the entry screens: the meetings with their topics and coaching, who
was present, the capital seen on the visit, the visit itself.
"""

from collections.abc import Iterable
from datetime import date

from accounts.models import Receipt
from activities.actions.meetings import roster_on
from activities.attendance import members_of_month
from activities.models import TOPICS, Attendance, Coaching, Meeting, MeetingMode, MonthlyReport, SubmissionStatus
from groups.models import CapitalRecord, EnterpriseGroup
from groups.programme import programme_name
from members.models import Membership, MembershipRole
from reports.paper.sheet import (
    Names,
    in_indonesian,
    long_date,
    month_name,
    places,
    region_names,
    rupiah,
    signed_by,
    whose,
)

BLANK_MEETINGS = 5
# Lines for members whom the registry does not know yet; on a form without any names, room for a usual group.
NEW_MEMBERS, NEW_GROUP_MEMBERS = 1, 20
# More meetings than this make a second roster below the first.
COLUMNS = 12
# Millimetres of a column: of one or two meetings, of some, of many.
_WIDEST, _WIDE, _NARROW = 20, 11, 8
PRESENT, ABSENT, NO_MEMBER, TO_TICK = "hadir", "", "bukan", "isi"
TICKED_TOPICS = ("topic_business", "topic_finance", "topic_health")
HOW_TO_TICK = (
    "Centang kotak anggota yang hadir. Anggota baru ditulis pada baris kosong; daftarkan dahulu sebelum kehadirannya "
    "diisikan."
)
HOW_TO_READ = "✓ hadir · kosong: tidak hadir · –: bukan anggota pada hari itu. Jumlah dihitung dari centang."
_UNSENT = {
    SubmissionStatus.DRAFT: ("DRAF", "belum dikirim, isinya masih dapat berubah"),
    SubmissionStatus.RETURNED: ("DIKEMBALIKAN", "sedang diperbaiki, isinya masih dapat berubah"),
}


@in_indonesian
def filled_form(report: MonthlyReport, *, with_names: bool) -> dict:
    """One register as it stands; names of members only for those who may see them."""
    group, names = report.group, region_names([report.village_id])
    meetings = list(report.meetings.with_present_count())
    roster = _roster_of(report, meetings, with_names=with_names)
    mark, mark_text = _UNSENT.get(SubmissionStatus(report.status), ("", ""))
    form = _frame(report.month) | {
        "mark": mark,
        "mark_text": mark_text,
        "head": _head(report.village_id, names, group, report.month),
        "meetings": [_meeting(number, one) for number, one in enumerate(meetings, start=1)],
        "blank_meetings": 0,
        "no_meeting_reason": report.no_meeting_reason or None,
        "roster": roster,
        "roster_note": HOW_TO_READ,
        "capital": (capital := _capital(report.capital_seen)),
        "capital_note": "" if capital else "Tidak ada modal yang dicatat pada kunjungan bulan ini.",
        "entry": _entry(report),
        "note": report.note,
        "sign": signed_by(
            names.get(report.village_id, ""),
            report.visited_on,
            mentor=str(group.mentor or ""),
            chair=_chair_on(report, meetings) if with_names else "",
        ),
    }
    return form | {"running": _running(form["code"], group, report.month, mark)}


@in_indonesian
def blank_forms(groups: Iterable[EnterpriseGroup], month: date, day: date, *, with_names: bool) -> list[dict]:
    """An empty register for each group, its members printed beside empty boxes; the queries are few for any number."""
    groups = list(groups)
    names = region_names({group.village_id for group in groups})
    members = members_of(groups, day) if with_names else {}
    return [_blank(group, month, members.get(group.pk, []), names) for group in groups]


@in_indonesian
def empty_form(month: date | None) -> dict:
    """A register without a group, for one that is not on record yet."""
    form = _by_hand(month, [], NEW_GROUP_MEMBERS)
    head = [*places("", {}), ["Nama kelompok", ""], ["Nomor kelompok", ""]]
    head.append(["Bulan", month_name(month) if month else ""])
    return form | {"head": head, "sign": signed_by("", None), "running": f"{form['code']} · formulir kosong"}


def members_of(groups: list[EnterpriseGroup], day: date) -> dict[int, list[Membership]]:
    """The members of each group on a day, in the order of the attendance screen, in one query."""
    found: dict[int, list[Membership]] = {}
    current = Membership.objects.filter(group__in=groups).current(day).select_related("person")
    for membership in current.order_by("group_id", "person__name_key", "id"):
        found.setdefault(membership.group_id, []).append(membership)
    return found


def names_on(forms: list[dict]) -> int:
    """How many names of people these forms carry: what the access log keeps."""
    return sum(len(form["roster"][0]["rows"]) for form in forms if form["roster"])


def _frame(month: date | None) -> dict:
    """What every register carries, filled in or not; the programme bears the name of its month (RP08)."""
    programme = programme_name(month) if month else "UPPKA"
    return {
        "code": f"R/I/{programme}",
        "title": f"REGISTER KEGIATAN KELOMPOK {programme}",
        "subtitle": "Diisi ketua kelompok, diserahkan kepada PKB/PLKB paling lambat tanggal 3 bulan berikutnya",
        "legend": _legend(),
    }


def _legend() -> str:
    topics = [str(TOPICS[name]) for name in TICKED_TOPICS]
    numbered = ", ".join(f"{number} {words}" for number, words in enumerate(topics, start=1))
    coaching = ", ".join(str(label).lower() for label in Coaching.labels)
    modes = " atau ".join(str(label).lower() for label in MeetingMode.labels)
    return f"Cara: {modes}. Materi: {numbered}, 4 lainnya (tulis). Jenis pembinaan: {coaching}."


def _head(village: str, names: Names, group: EnterpriseGroup, month: date) -> list[list[str]]:
    return [*places(village, names), *whose(group), ["Bulan", month_name(month)]]


def _running(code: str, group: EnterpriseGroup, month: date, mark: str = "") -> str:
    """The line on top of the second page and those after it."""
    return " · ".join(filter(None, [code, group.name, group.number_display, month_name(month), mark]))


def _meeting(number: int, one: Meeting) -> dict:
    return {
        "number": number,
        "on": f"{one.on:%d/%m/%Y}",
        "mode": one.get_mode_display(),
        "presenter": one.presenter,
        "topics": [getattr(one, name) for name in TICKED_TOPICS],
        "other": one.topic_other,
        "coaching": one.get_coaching_display() if one.coaching else "",
        "agency": one.agency,
        "target": one.target,
        "present": one.present_count,
    }


def _roster_of(report: MonthlyReport, meetings: list[Meeting], *, with_names: bool) -> list[dict]:
    """The members of the month with a column for each meeting; nothing for those who may not see members."""
    if not with_names:
        return []
    ticked = set(Attendance.objects.filter(meeting__report=report).values_list("meeting_id", "membership_id"))
    rows = list(_on_roster(report, meetings, {membership for _meeting, membership in ticked}))
    chunks = [meetings[start : start + COLUMNS] for start in range(0, len(meetings), COLUMNS)] or [[]]
    return [_part(rows, chunk, place * COLUMNS, ticked) for place, chunk in enumerate(chunks)]


def _on_roster(report: MonthlyReport, meetings: list[Meeting], ticked: set[int]) -> Iterable[Membership]:
    """Who was a member at any of the meetings; without a meeting, on the last day of the month or of the visit."""
    if not meetings:
        return roster_on(report.group, report.visited_on or report.month)
    return members_of_month(report.group, meetings, ticked)


def _part(rows: list[Membership], meetings: list[Meeting], before: int, ticked: set[tuple[int, int]]) -> dict:
    def sign(row: Membership, one: Meeting) -> str:
        if (one.pk, row.pk) in ticked:
            return PRESENT
        return ABSENT if row.is_current_on(one.on) else NO_MEMBER

    return {
        "width": _width(len(meetings)),
        "columns": [{"number": before + place, "on": f"{one.on:%d/%m}"} for place, one in enumerate(meetings, start=1)],
        "rows": [_row(number, row, [sign(row, one) for one in meetings]) for number, row in enumerate(rows, start=1)],
        "blank_rows": 0,
        "totals": [str(one.present_count) for one in meetings],
    }


def _width(meetings: int) -> int:
    if meetings <= 2:
        return _WIDEST
    return _WIDE if meetings <= COLUMNS // 2 else _NARROW


def _row(number: int, row: Membership, marks: list[str]) -> dict:
    return {"number": number, "name": row.person.name, "role": row.get_role_display(), "marks": marks}


def _capital(record: CapitalRecord | None) -> dict | None:
    """The observation of the visit; None where there is none."""
    if record is None:
        return None
    amounts = {name: rupiah(getattr(record, name)) for name in ("own", "loan", "grant", "total")}
    return amounts | {"on": long_date(record.on)}


def _entry(report: MonthlyReport) -> list[str]:
    """The day of the visit apart from the day of entry, how it stands, and the code of its receipt."""
    state = report.get_status_display()
    if report.first_submitted_on:
        state += ", terlambat" if report.is_late else ", tepat waktu"
    return [long_date(report.visited_on) or "–", long_date(report.submitted_on) or "–", state, _receipt(report) or "–"]


def _receipt(report: MonthlyReport) -> str:
    """The code given when it was handed in: the sender's newest for this register's page."""
    if not report.is_handed_in or not report.submitted_by_id:
        return ""
    given = Receipt.objects.filter(user_id=report.submitted_by_id, action="report_submit")
    sent = given.filter(url=report.get_absolute_url()).order_by("-id").first()
    return sent.display if sent else ""


def _chair_on(report: MonthlyReport, meetings: list[Meeting]) -> str:
    """Who was chair at the end of what is reported."""
    day = meetings[-1].on if meetings else report.visited_on or report.month
    chairs = Membership.objects.of_group(report.group).current(day).filter(role=MembershipRole.CHAIR)
    return chairs.values_list("person__name", flat=True).first() or ""


def _blank(group: EnterpriseGroup, month: date, members: list[Membership], names: Names) -> dict:
    form = _by_hand(month, members, NEW_MEMBERS if members else NEW_GROUP_MEMBERS)
    chair = next((row.person.name for row in members if row.role == MembershipRole.CHAIR), "")
    return form | {
        "head": _head(group.village_id, names, group, month),
        "sign": signed_by(names.get(group.village_id, ""), None, mentor=str(group.mentor or ""), chair=chair),
        "running": _running(form["code"], group, month),
    }


def _by_hand(month: date | None, members: list[Membership], empty_rows: int) -> dict:
    """A register with nothing in it but these names."""
    roster = {
        "width": _WIDE,
        "columns": [{"number": number, "on": ""} for number in range(1, BLANK_MEETINGS + 1)],
        "rows": [_row(number, row, [TO_TICK] * BLANK_MEETINGS) for number, row in enumerate(members, start=1)],
        "blank_rows": empty_rows,
        "totals": [""] * BLANK_MEETINGS,
    }
    return _frame(month) | {
        "mark": "",
        "mark_text": "",
        "meetings": [],
        "blank_meetings": BLANK_MEETINGS,
        "no_meeting_reason": "",
        "roster": [roster],
        "roster_note": HOW_TO_TICK,
        "capital": None,
        "capital_note": "",
        "entry": ["", "", "", ""],
        "note": "",
    }
