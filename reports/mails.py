"""Mails about reports: a title, a date and a link. No figure and nothing of a person ever stands in one (RP05).

A mail that cannot leave is noted by the kind of its failure alone: what servers answer repeats the address.
"""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.catalogue.registry import report_of
from reports.models import ReportRun

# What the server refuses, and an address that no mail can be addressed to.
MailFailed = (OSError, ValueError)
_log = logging.getLogger(__name__)


def mail_runs(recipient, runs: list[ReportRun]) -> None:
    """Send the links of kept reports to whom they were made for. Raises one of `MailFailed` where that cannot be."""
    with translation.override("id"):
        report = report_of(runs[0].report)
        title = str(report.name if report else runs[0].report)
        lines = [
            _("%(report)s, keadaan %(day)s, siap dibuka:") % {"report": title, "day": date_format(runs[0].on, "j F Y")},
            *(f"{settings.SITE_URL}{run.get_absolute_url()}" for run in runs),
            _("Masuklah ke Registri UPPKS untuk membukanya. Tautan ini hanya berlaku bagi Anda."),
        ]
        send_mail(_("Registri UPPKS: %(report)s") % {"report": title}, "\n\n".join(lines), None, [recipient.email])


def tell_of_runs(recipient, runs: list[ReportRun]) -> bool:
    """The same for somebody who finds them on the page as well: a mail that cannot leave is noted, no more."""
    if not recipient.email:
        return False
    try:
        mail_runs(recipient, runs)
    except MailFailed as error:
        note_failure(error)
        return False
    return True


def note_failure(error: Exception) -> None:
    """Note in the log that a mail could not leave."""
    _log.warning("report_mail_failed: %s", type(error).__name__)
