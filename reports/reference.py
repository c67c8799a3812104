"""Published totals that a registry starts with, each as it was said (UP10). They differ in year and in what they count.

Safe to load again: what is there is left as it is, also where the administrator has changed it.
"""

from django.apps import apps

from regions.codes import NATION_CODE

SOURCE = "ANTARA 2019"
# Year, measure, wording, number.
PUBLISHED = (
    (1994, "members", "puncak", 13_000_000),
    (2015, "groups", "aktif", 91_748),
    (2019, "groups", "dibina", 12_479),
)


def load_published(get_model=apps.get_model) -> None:
    """Add the published figures that are missing; nothing before the list of regions is loaded."""
    if not get_model("regions", "Region").objects.filter(pk=NATION_CODE).exists():
        return
    for year, measure, wording, value in PUBLISHED:
        get_model("reports", "ReferenceFigure").objects.get_or_create(
            year=year,
            region_id=NATION_CODE,
            measure=measure,
            wording=wording,
            defaults={"value": value, "source": SOURCE},
        )
