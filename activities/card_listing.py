"""The groups that owe a K/0 card in a year, each with the card it has."""

from datetime import date

from django.db.models import Count, F, FilteredRelation, OuterRef, Q

from activities.forms.card import NOT_HANDED_IN, STATES
from activities.models import AnnualCard
from groups.warnings import has_row


def owing(groups, year: int, today: date):
    """Groups active on 1 January, or today where that is still to come (as `actions.cards.owes_year` has it)."""
    return groups.working_on(min(date(year, 1, 1), today))


def owing_card(groups, year: int, today: date):
    """Groups that owe a card, each with `card_status`: where its card of the year stands, None where there is none."""
    found = owing(groups, year, today)
    found = found.annotate(card=FilteredRelation("annualcards", condition=Q(annualcards__year=year)))
    return found.annotate(card_status=F("card__status"))


def of_state(groups, year: int, code: str):
    """Of these groups those whose card of the year stands like this; "" for all.

    A page of the nation is found by walking the groups in their order: so many have handed in nothing that one look
    into the index for each soon fills it. The other states are asked of the cards, of which there may be few.
    """
    if not code:
        return groups
    cards = AnnualCard.objects.filter(year=year).order_by()
    if code == NOT_HANDED_IN:
        return groups.filter(~Q(has_row(cards.filter(group_id=OuterRef("pk"), status__in=STATES.values()))))
    return groups.filter(pk__in=cards.filter(status=STATES[code]).values("group_id"))


def with_cards(groups, year: int) -> list[tuple]:
    """These groups, in their order, each with its card of the year or None; one query."""
    cards = {card.group_id: card for card in AnnualCard.objects.filter(year=year, group__in=groups).defer("content")}
    return [(group, cards.get(group.pk)) for group in groups]


def state_counts(groups) -> dict[str, int]:
    """How many of the groups from `owing_card` stand in each state, by its code in addresses; one query."""
    rows = groups.order_by().values("card_status").annotate(number=Count("pk")).values_list("card_status", "number")
    codes = {status: code for code, status in STATES.items()}
    counts = dict.fromkeys([NOT_HANDED_IN, *STATES], 0)
    for status, number in rows:
        counts[codes.get(status, NOT_HANDED_IN)] += number
    return counts
