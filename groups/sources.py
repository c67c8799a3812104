"""Finding records by the number they had in another system, through the index that begins with that system."""

from django.db.models import QuerySet

MOST_SYSTEMS = 10
MOST_FOUND = 5
LONGEST = 60


def from_source(rows: QuerySet, number: str) -> list:
    """Records of `rows` that had exactly this number elsewhere, at most a few; rows without such a number are no match.

    The systems are few and are stepped through one by one, so that each question is one look into the index, also among
    millions of records.
    """
    if not number or len(number) > LONGEST:
        return []
    systems = list(_systems(rows.model._default_manager.exclude(source_id="").order_by("source_system")))
    if not systems:
        return []
    return list(rows.exclude(source_id="").filter(source_system__in=systems, source_id=number)[:MOST_FOUND])


def _systems(numbered: QuerySet):
    """Every system that records came from, each found by stepping over the one before."""
    system = numbered.values_list("source_system", flat=True).first()
    for _step in range(MOST_SYSTEMS):
        if system is None:
            return
        yield system
        system = numbered.filter(source_system__gt=system).values_list("source_system", flat=True).first()
