"""What a K/0 card says about a group on a day, in the order of the card (UP01). Numbers are counted, never typed."""

from datetime import date

from groups.models import EnterpriseGroup


def card_content(group: EnterpriseGroup, day: date) -> dict:
    """The card as values that JSON can hold: words, whole rupiah, dates as ISO text, and of people only row numbers."""
    return {"as_at": day.isoformat(), "name": group.name}
