"""The way through a month, as a list of things to do: meetings, attendance, capital, hand in."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.views.register_month import GroupMonth
from groups.money import figures
from regions.months import month_key


@dataclass(frozen=True)
class MonthStep:
    """One step of the month, as `components/task_list.html` shows it."""

    label: str
    url: str
    done: bool
    note: str = ""
    state_text: str = ""


def month_steps(place: GroupMonth) -> list[MonthStep]:
    """The way through the month: meetings, attendance, capital, hand in."""
    return [_meeting_step(place), _attendance_step(place), _capital_step(place), _submit_step(place)]


def _address(place: GroupMonth, name: str, *more) -> str:
    return reverse(name, args=[place.group.number, month_key(place.month), *more])


def _meeting_step(place: GroupMonth) -> MonthStep:
    if not place.meetings and place.report and place.report.no_meeting_reason:
        note = _("Tidak ada pertemuan: %(reason)s") % {"reason": place.report.no_meeting_reason}
        return MonthStep(_("Pertemuan"), _address(place, "report_no_meeting"), True, note)
    number = len(place.meetings)
    note = ngettext("%(number)d pertemuan", "%(number)d pertemuan", number) % {"number": number} if number else ""
    return MonthStep(_("Pertemuan"), _address(place, "meeting_add"), bool(number), note)


def _attendance_step(place: GroupMonth) -> MonthStep:
    if not place.meetings:
        excused = bool(place.report and place.report.no_meeting_reason)
        note = "" if excused else _("Dicentang bersama pertemuannya.")
        return MonthStep(_("Daftar hadir"), "", excused, note)
    empty = next((meeting for meeting in place.meetings if not meeting.present_count), None)
    shown = empty or place.meetings[-1]
    came = sum(meeting.present_count for meeting in place.meetings)
    note = ngettext("%(number)d kehadiran", "%(number)d kehadiran", came) % {"number": came}
    return MonthStep(_("Daftar hadir"), _address(place, "meeting_edit", shown.pk), empty is None, note)


def _capital_step(place: GroupMonth) -> MonthStep:
    url = _address(place, "visit_capital")
    if place.capital is None:
        return MonthStep(_("Modal"), url, False, _("Tidak dilihat bulan ini? Lewati saja."), _("Boleh dilewati"))
    return MonthStep(_("Modal"), url, True, figures(place.capital.total))


def _submit_step(place: GroupMonth) -> MonthStep:
    return MonthStep(_("Kirim"), _address(place, "report_submit"), False, " ".join(place.missing))
