"""The daily duty of the watch: raise what is due, and write to each keeper once, in one mail (BD04, NX04).

A mail names boards and days and leads to their pages; it holds nothing of a person.
"""

import logging
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.models import User
from associations.actions.watching import claim_unsent, give_back, keepers, raise_alerts
from associations.models import BoardAlert
from jobs.daily import every_day
from regions.clock import local_today

_log = logging.getLogger(__name__)


@every_day("board_watch")
def watch_boards(_day: date) -> None:
    """Raise the alerts of the day and send each keeper those of the own territory. Raises OSError where mail fails.

    Keepers without an address find the alerts on their start page. A mail that did not leave is given back and sent in
    a later hour, because the duty then counts as not done.
    """
    raise_alerts()
    problem: OSError | None = None
    for user in keepers():
        if user.email:
            problem = _written_to(user) or problem
    if problem is not None:
        raise problem


def _written_to(user: User) -> OSError | None:
    """Send the user what is new; what went wrong, if anything did."""
    alerts = claim_unsent(user)
    if not alerts:
        return None
    try:
        mail_alerts(user, alerts)
    except OSError as error:
        give_back(user, alerts)
        _log.warning("board_mail_failed", exc_info=error)
        return error
    return None


def mail_alerts(user: User, alerts: list[BoardAlert]) -> None:
    """One mail about these boards, in Indonesian. Raises OSError where it could not leave."""
    with translation.override("id"):
        subject = _("Registri UPPKS: %(count)s masa bakti AKU perlu perhatian") % {"count": len(alerts)}
        lines = [
            _("Masa bakti badan pengurus AKU berikut segera atau sudah berakhir, dan belum ada penggantinya."),
            *map(_line, alerts),
            _("Semua yang dipantau: %(url)s") % {"url": f"{settings.SITE_URL}{reverse('board_watch')}"},
            _("Setiap peringatan dikirim sekali. Surat ini tidak perlu dibalas."),
        ]
        send_mail(subject, "\n\n".join(lines), None, [user.email])


def _line(alert: BoardAlert) -> str:
    board = alert.term.board
    left = (alert.ends_on - local_today(board.region)).days
    words = {
        "board": str(board),
        "end": date_format(alert.ends_on, "j F Y"),
        "days": number_format(abs(left), force_grouping=True),
    }
    if left > 0:
        text = _("%(board)s: berakhir %(end)s, %(days)s hari lagi")
    elif left == 0:
        text = _("%(board)s: berakhir hari ini, %(end)s")
    else:
        text = _("%(board)s: habis %(end)s, lewat %(days)s hari")
    return f"{text % words}\n{settings.SITE_URL}{board.get_absolute_url()}"
