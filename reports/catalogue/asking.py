"""What is asked of a report, between address, table and what is kept: words, parameters and back."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from regions.months import month_key, month_of
from reports.catalogue.report import Asked, Dated, Report
from reports.recap import levels_in, slug_of
from reports.table import Table

# What is kept and sent is worded in one language, so that two makings of it can be compared.
KEPT_LANGUAGE = "id"


def made(report: Report, asked: Asked) -> Table:
    """The report's table, with the day, month or span it speaks of and every filter in words (RP02, DB03)."""
    table = report.make(asked)
    filters = [*table.filters, *(words for words in _chosen_words(report, asked) if words not in table.filters)]
    return replace(table, filters=filters, period=period_words(report, asked))


def _chosen_words(report: Report, asked: Asked) -> list[str]:
    """The filters in use as they stand in the form."""
    found = ((choice, dict(choice.options()).get(asked.chosen.get(choice.name, ""))) for choice in report.choices)
    return [f"{choice.label}: {label}" for choice, label in found if label and asked.chosen[choice.name]]


def made_in_indonesian(report: Report, asked: Asked, seen: Table | None = None) -> Table:
    """The same, worded in Indonesian; `seen` is what was made for the screen, where that is in Indonesian anyway."""
    if seen is not None and get_language() == KEPT_LANGUAGE:
        return seen
    with translation.override(KEPT_LANGUAGE):
        return made(report, asked)


def levels_of(report: Report, region: Region) -> dict[str, Level]:
    """The levels by which this report of this region can be divided, by their word in addresses."""
    return {slug: level for slug, level in levels_in(region).items() if level in report.levels}


def is_past(report: Report, asked: Asked) -> bool:
    """True for a report of a day that is over: made again later it should say the same (RP04)."""
    return report.dated is not Dated.TODAY and asked.on < local_today(asked.region)


def period_words(report: Report, asked: Asked) -> str:
    """Of which day, month, year or span the report speaks."""
    if report.dated is Dated.MONTH:
        return date_format(asked.on, "F Y")
    if report.dated is Dated.YEAR:
        return _("Tahun %(year)d") % {"year": asked.on.year}
    if report.dated is Dated.SPAN and asked.since:
        days = {"since": date_format(asked.since, "j F Y"), "until": date_format(asked.on, "j F Y")}
        return _("%(since)s sampai %(until)s") % days
    return date_format(asked.on, "j F Y")


def parameters_of(report: Report, asked: Asked) -> dict[str, str]:
    """The question as it stands in addresses: the region, the level, the date, the other filters."""
    levels = {"tingkat": slug_of(asked.level)} if report.levels and asked.level != Level.NATION else {}
    dates = {
        Dated.DAY: {"tanggal": asked.on.isoformat()},
        Dated.MONTH: {"bulan": month_key(month_of(asked.on))},
        Dated.YEAR: {"tahun": str(asked.on.year)},
        Dated.SPAN: {"dari": asked.since.isoformat() if asked.since else "", "sampai": asked.on.isoformat()},
        Dated.TODAY: {},
    }
    chosen = {name: value for name, value in asked.chosen.items() if value}
    return {"wilayah": asked.region.pk, **levels, **dates[report.dated], **chosen}


def address_of(report: Report, asked: Asked) -> str:
    """The page of the catalogue on which this question is answered."""
    return f"{reverse('catalogue_report', args=[report.slug])}?{urlencode(parameters_of(report, asked))}"


def kept_filters(asked: Asked) -> dict:
    """What of a question stands in no column of its own, as JSON."""
    since = asked.since.isoformat() if asked.since else None
    return {"chosen": dict(sorted(asked.chosen.items())), "since": since}


def asked_again(user, region: Region, level: int, on: date, kept: dict) -> Asked:
    """The question that was kept, asked by this user."""
    since = date.fromisoformat(kept["since"]) if kept.get("since") else None
    return Asked(user, region, Level(level), on, since, kept.get("chosen", {}))
