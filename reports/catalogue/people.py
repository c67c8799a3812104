"""Members by KB status and by welfare stage, as at any day; small numbers hidden from those without the permission."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from members.models import KbStatus, WelfareStage
from members.models.facts import TAKING_PART
from regions.codes import Level
from reports.as_at import KB, WELFARE, Fact, people_as_at
from reports.catalogue.by_region import (
    chosen_of,
    is_heavy_in_the_past,
    is_today,
    members_link,
    programme_of,
    region_table,
)
from reports.catalogue.report import Asked, Choice, Dated, Report, Section
from reports.columns import sees_kb
from reports.few_people import without_small
from reports.regional import made_true
from reports.table import Column, Kind, Table
from reports.traits import stored_traits

NOT_KNOWN = "belum"
# Word in addresses -> the fact, its values, the filter of the list of members, and the start of its stored counts.
DIVISIONS: dict[str, tuple[Fact, type, str, str]] = {
    "kb": (KB, KbStatus, "kb", "kb:"),
    "ks": (WELFARE, WelfareStage, "ks", "welfare:"),
}

TITLES = {
    "kb": gettext_lazy("Anggota kelompok %(programme)s menurut status KB"),
    "ks": gettext_lazy("Anggota kelompok %(programme)s menurut tahapan KS"),
}

Counts = dict[str, Counter]


def _make(asked: Asked) -> Table:
    name = chosen_of(asked, "menurut", DIVISIONS)
    fact, values, _filter, prefix = DIVISIONS[name]
    stored = is_today(asked) and asked.level != Level.VILLAGE
    freshness = made_true([asked.region.pk]) if stored else None
    found = _stored(asked, prefix) if stored else _counted(asked, fact)
    rows, whole, nothing = _lines(asked, name, found, [*values.values, ""])
    title = TITLES[name] % programme_of(asked.on)
    return region_table(asked, title, _columns(asked, name), rows, whole, nothing, freshness=freshness)


def _lines(asked: Asked, name: str, found: Counts, keys: list[str]) -> tuple[dict, dict, dict]:
    """The rows, their sums, and a row without anybody, as this viewer may see them."""
    rows = {code: _row(counts, keys) for code, counts in found.items()}
    whole, nothing = _row(sum(found.values(), Counter()), keys), _row(Counter(), keys)
    if not sees_kb(asked.user):
        return *without_small(rows, whole, [_key(value) for value in keys], "members", asked.region.level), nothing
    if name == "kb":
        return {code: _with_share(row) for code, row in rows.items()}, _with_share(whole), _with_share(nothing)
    return rows, whole, nothing


def _stored(asked: Asked, prefix: str) -> Counts:
    """What is stored of today."""
    found = stored_traits([asked.region.pk], asked.level)
    return {code: _of_prefix(counts, prefix) for code, counts in found.items()}


def _of_prefix(counts: Mapping[str, int], prefix: str) -> Counter:
    return Counter({what.removeprefix(prefix): number for what, number in counts.items() if what.startswith(prefix)})


def _counted(asked: Asked, fact: Fact) -> Counts:
    found: Counts = {}
    for (place, _sex, value), number in people_as_at([asked.region.pk], asked.level, asked.on, fact).items():
        found.setdefault(place, Counter())[value] += number
    return found


def _key(value: str) -> str:
    return f"is:{value}"


def _row(counts: Counter, keys: list[str]) -> dict:
    return {"members": sum(counts.values()), **{_key(value): counts[value] for value in keys}}


def _with_share(row: dict) -> dict:
    """The row with the participants as a share of all members, as in the recap."""
    taking_part = sum(row[_key(status)] for status in TAKING_PART)
    return {
        **row,
        "taking_part": taking_part,
        "share": Decimal(taking_part) / row["members"] if row["members"] else None,
    }


def _columns(asked: Asked, name: str) -> list[Column]:
    _fact, values, given, _prefix = DIVISIONS[name]
    columns = [Column("members", _("Anggota"), link=members_link(asked))]
    if name == "kb" and sees_kb(asked.user):
        columns += [
            Column("taking_part", _("Peserta KB"), link=members_link(asked, kb="ikut")),
            Column("share", _("% KB"), Kind.PERCENT),
        ]
    for value, label in values.choices:
        columns.append(Column(_key(value), str(label), link=members_link(asked, **{given: value})))
    return [*columns, Column(_key(""), _("Belum dicatat"), link=members_link(asked, **{given: NOT_KNOWN}))]


def _options() -> list[tuple[str, str]]:
    return [("kb", _("Status KB")), ("ks", _("Tahapan keluarga sejahtera"))]


MEMBERS_BY_KB = Report(
    slug="anggota-kb",
    name=gettext_lazy("Anggota menurut status KB dan tahapan KS"),
    about=gettext_lazy("Berapa anggota peserta KB baru, aktif, lestari, dan bukan peserta, atau di setiap tahapan KS."),
    section=Section.PEOPLE,
    permission=Permission.KB_STATUS_VIEW,
    dated=Dated.DAY,
    make=_make,
    choices=(Choice("menurut", gettext_lazy("Menurut"), _options),),
    is_heavy=is_heavy_in_the_past,
)
