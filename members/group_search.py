"""Finding the group someone moves to, by typing its number, its name or its village."""

from django.db.models import Q

from groups.models import EnterpriseGroup, GroupStatus
from regions.names import search_words

SHOWN = 15
MAX_WORDS = 6


def groups_named(user, typed: str):
    """Groups in the user's territory that are not dissolved and match every word; at most `SHOWN`."""
    groups = EnterpriseGroup.objects.visible_to(user).exclude(status=GroupStatus.DISSOLVED).select_related("village")
    words = search_words(typed[:120]).split()[:MAX_WORDS]
    if not words:
        return groups.none()
    if all(word.isdigit() for word in words):
        groups = groups.filter(number__startswith="".join(words))
    else:
        for word in words:
            groups = groups.filter(Q(name_key__contains=word) | Q(village__search_key__contains=word))
    return groups.filter(pk__in=list(groups.order_by("village_id", "number").values_list("pk", flat=True)[:SHOWN]))
