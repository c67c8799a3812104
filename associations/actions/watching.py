"""The watch over terms: each threshold is raised once per term, and told to each keeper once (BD04, NX04).

What is found done is not done again: a duty that was broken off, two workers, or a second run on one day raise nothing
twice (unique rows) and send nobody the same alert twice.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, Role, role_allows
from associations.models import AlertNotice, BoardAlert, BoardTerm
from associations.models.alert import PAST
from associations.queries import today_by_zone
from associations.terms import alert_for
from regions.codes import is_inside

Key = tuple[int, int, date]


@transaction.atomic
def raise_alerts() -> list[BoardAlert]:
    """Raise what is due on each region's own today, and close what no longer speaks of anything to do.

    Only the smallest threshold reached is raised: a term put on record twenty days before its end does not alert three
    times. Gives the alerts that are new.
    """
    days = today_by_zone()
    due = _due(days)
    _close_all_but(due, max(days.values()))
    known = {_key(alert): alert for alert in BoardAlert.objects.filter(term__in=[key[0] for key in due])}
    # The successor that had closed it was taken back: it stands again, and nobody is told twice.
    again = [known[key].pk for key in due if key in known and known[key].closed_on is not None]
    BoardAlert.objects.filter(pk__in=again).update(closed_on=None)
    new = [_alert(key, term, days) for key, term in due.items() if key not in known]
    BoardAlert.objects.bulk_create(new, ignore_conflicts=True)
    return new


def threshold_on(term: BoardTerm, day: date) -> int | None:
    """The smallest threshold a term has reached on the day; PAST from the planned end on; None before the first."""
    left = (term.ends_on - day).days
    return PAST if left <= 0 else alert_for(left)


def keepers() -> list[User]:
    """Who keeps boards somewhere: active accounts with the permission."""
    roles = [role for role in Role if role_allows(role, Permission.BOARD_EDIT)]
    users = User.objects.filter(Q(role__in=roles) | Q(is_superuser=True), is_active=True).order_by("pk")
    return [user for user in users if user.allows(Permission.BOARD_EDIT)]


@transaction.atomic
def claim_unsent(user: User) -> list[BoardAlert]:
    """The open alerts of the user's territory the user was not written about, noted at once as written.

    The user's row is held meanwhile, so that of two workers one gets them. What could not be sent goes back by
    `give_back`.
    """
    User.objects.select_for_update().get(pk=user.pk)
    open_now = BoardAlert.objects.visible_to(user).standing().select_related("term__board__region")
    told = AlertNotice.objects.filter(user=user, mailed_at__isnull=False).values("alert")
    alerts = list(open_now.exclude(pk__in=told).order_by("threshold", "ends_on", "pk"))
    _note(user, alerts, mailed_at=timezone.now())
    return alerts


def give_back(user: User, alerts: Iterable[BoardAlert]) -> None:
    """What was claimed could not be sent: it is to be sent again."""
    AlertNotice.objects.filter(user=user, alert__in=list(alerts)).update(mailed_at=None)


@transaction.atomic
def dismiss(*, by: User, alert: BoardAlert) -> None:
    """Put an alert away from one's own start page; the board's page and the watch list go on showing it."""
    if not any(is_inside(alert.term.board.region_id, code) for code in by.territory_codes):
        raise ValidationError(_("Badan pengurus ini di luar wilayah Anda."), code="outside")
    _note(by, [alert], dismissed_at=timezone.now())


def _note(user: User, alerts: Iterable[BoardAlert], **columns) -> None:
    AlertNotice.objects.bulk_create(
        [AlertNotice(alert=alert, user=user, **columns) for alert in alerts],
        update_conflicts=True,
        unique_fields=["alert", "user"],
        update_fields=list(columns),
    )


def _due(days: dict[str, date]) -> dict[Key, BoardTerm]:
    """The terms in office without a successor on record that have reached a threshold on their own day."""
    terms = BoardTerm.objects.filter(closed_on__isnull=True).select_related("board__region")
    found = {}
    for term in terms:
        day = days[term.board.region.time_zone]
        number = threshold_on(term, day) if term.starts_on <= day else None
        if number is not None:
            found[term.pk, number, term.ends_on] = term
    return found


def _close_all_but(due: dict[Key, BoardTerm], day: date) -> None:
    """Close alerts of terms that are over or were moved, and those that a smaller threshold has overtaken."""
    over = [alert.pk for alert in BoardAlert.objects.open() if _key(alert) not in due]
    BoardAlert.objects.filter(pk__in=over).update(closed_on=day)


def _key(alert: BoardAlert) -> Key:
    return alert.term_id, alert.threshold, alert.ends_on


def _alert(key: Key, term: BoardTerm, days: dict[str, date]) -> BoardAlert:
    _pk, number, ends_on = key
    return BoardAlert(term=term, threshold=number, ends_on=ends_on, raised_on=days[term.board.region.time_zone])
