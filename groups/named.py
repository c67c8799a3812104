"""Codes and names of the reference tables that filters and dashboards list, in one query for all of them."""

from collections.abc import Sequence

from django.db.models import F, IntegerField, Model, Value

from groups.models import Country, GroupStage, LicenceKind, Sector
from regions.once import once

Named = Sequence[tuple[str, str]]
LISTED: tuple[type[Model], ...] = (GroupStage, Sector, LicenceKind, Country)


def stages() -> Named:
    """Code and name of every stage, in the order of their ranks."""
    return _all_names()[GroupStage]


def sectors() -> Named:
    """Code and name of every kind of business, by name."""
    return _all_names()[Sector]


def licence_kinds() -> Named:
    """Code and name of every kind of licence, by name."""
    return _all_names()[LicenceKind]


def countries() -> Named:
    """Code and name of every country, by name."""
    return _all_names()[Country]


@once
def _all_names() -> dict[type[Model], list[tuple[str, str]]]:
    """All of them, retired ones too: records carry them still."""
    first, *others = [_rows(place, model) for place, model in enumerate(LISTED)]
    found: dict[type[Model], list[tuple[str, str]]] = {model: [] for model in LISTED}
    for place, _rank, code, name in first.union(*others, all=True).order_by("place", "order", "shown"):
        found[LISTED[place]].append((code, name))
    return found


def _rows(place: int, model: type[Model]):
    columns = {
        "place": Value(place, output_field=IntegerField()),
        "order": F("rank") if model is GroupStage else Value(0, output_field=IntegerField()),
        "word": F("code"),
        "shown": F("name"),
    }
    return model._default_manager.order_by().annotate(**columns).values_list(*columns)
