"""The groups that owe a K/0 card in a year, each with the card it has."""

from datetime import date

from django.db.models import Count, F, FilteredRelation, Q

from activities.forms.card import NOT_HANDED_IN, STATES
from activities.models import SubmissionStatus


def owing_card(groups, year: int, today: date):
    """Groups that owe a card: active on 1 January, or today where that is still to come (as `actions.cards.owes_year`).

    Each carries what is on record of its card of the year as `card_*` columns; all None where there is none.
    """
    found = groups.working_on(min(date(year, 1, 1), today))
    found = found.annotate(card=FilteredRelation("annualcards", condition=Q(annualcards__year=year)))
    return found.annotate(
        card_status=F("card__status"),
        card_visited_on=F("card__visited_on"),
        card_submitted_on=F("card__submitted_on"),
        card_is_late=F("card__is_late"),
    )


def of_state(groups, code: str):
    """Of the groups from `owing_card` those whose card stands like this; "" for all."""
    if not code:
        return groups
    if code == NOT_HANDED_IN:
        return groups.filter(Q(card_status=None) | Q(card_status=SubmissionStatus.DRAFT))
    return groups.filter(card_status=STATES[code])


def state_counts(groups) -> dict[str, int]:
    """How many of the groups from `owing_card` stand in each state, by its code in addresses; one query."""
    rows = groups.order_by().values("card_status").annotate(number=Count("pk")).values_list("card_status", "number")
    codes = {status: code for code, status in STATES.items()}
    counts = dict.fromkeys([NOT_HANDED_IN, *STATES], 0)
    for status, number in rows:
        counts[codes.get(status, NOT_HANDED_IN)] += number
    return counts
