"""The yearly card K/0/UPPKA on paper: as handed in, as the register tells it today, or to be filled in by hand.

Sections, labels and their order are those of the card's page (`activities/card_lines.py`), so both say the same.
"""

from collections.abc import Iterable
from datetime import date

from accounts.models import Receipt
from accounts.roles import Permission
from activities.calendar import Phase
from activities.card import card_content, without_family_facts
from activities.card_lines import COUNT, DATE, RUPIAH, TEXTS, Line, Section, sections_of
from activities.card_people import people_of
from activities.models import AnnualCard, SubmissionStatus
from activities.periods import period_of_year
from groups.models import EnterpriseGroup
from groups.money import figures
from groups.programme import programme_name
from reports.paper.sheet import (
    Names,
    in_indonesian,
    long_date,
    places,
    region_names,
    rupiah,
    signed_by,
    whose,
)

NOTHING = "–"
# A card with nothing on it: what the sections are made of where somebody writes by hand.
_EMPTY = {
    "identity": dict.fromkeys(("number", "name", "village", "address", "rt", "rw", "programme"), "")
    | {"founded_on": None},
    "decree": {"has_decree": True, "number": "", "on": None, "issuer": ""},
    "management": {"chair": None, "chair_kb_met": None, "secretary": None, "treasurer": None, "cadres": []},
    "members": {"total": None, "by_sex": {}, "by_kb": {}, "by_welfare": {}},
    "business": {"sectors": [], "products": [], "licences": [], "market_reach": "", "countries": [""], "channels": []},
    "capital": dict.fromkeys(("own", "loan", "grant", "total", "on", "tier")),
    "standing": {"stage": "", "stage_on": None, "status": ""},
    "mentor": {"user": None},
}
# The head of the form says these already.
_IN_HEAD = ("Nomor kelompok", "Nama kelompok", "Desa/Kelurahan", "Nama program")
# Longer answers get two lines where they are written by hand.
_LONG = ("Alamat", "Kader", "Jenis usaha", "Produk", "Izin usaha", "Saluran daring")


@in_indonesian
def card_form(user, card: AnnualCard, today: date) -> dict:
    """One card: the stored copy once it was handed in or its year is locked, else what the register tells today."""
    group, names = card.group, region_names([card.group.village_id])
    shows_copy = card.is_handed_in or period_of_year(card.year).phase(today) == Phase.LOCKED
    content = card.content if shows_copy else card_content(group, today)
    told = content if user.allows(Permission.KB_STATUS_VIEW) else without_family_facts(content)
    people = people_of(user, told)
    form = _frame(card.year) | {
        "head": _head(group.village_id, names, group, card.year),
        "sections": [_section(section, by_hand=False) for section in sections_of(told, people)],
        "missing": "" if content else "Tidak ada kartu yang diserahkan untuk tahun ini.",
        "entry": _entry(card, content),
        "note": card.note,
        "names": len([name for key, name in people.items() if key.startswith("membership:")]),
        "sign": signed_by(
            names.get(group.village_id, ""),
            card.visited_on,
            mentor=people.get(f"user:{group.mentor_id}", ""),
            chair=people.get(f"membership:{content['management']['chair']}", "") if content else "",
        ),
    }
    return form | _mark(card, content) | {"running": _running(form["code"], group, card.year)}


@in_indonesian
def blank_cards(groups: Iterable[EnterpriseGroup], year: int) -> list[dict]:
    """An empty card for each group, in the order given; the queries are few for any number."""
    groups = list(groups)
    names = region_names({group.village_id for group in groups})
    return [_by_hand(year, _head(group.village_id, names, group, year), group, names) for group in groups]


@in_indonesian
def empty_card(year: int | None) -> dict:
    """A card without a group, for one that is not on record yet."""
    head = [*places("", {}), ["Nama kelompok", ""], ["Nomor kelompok", ""], ["Tahun", str(year or "")]]
    return _by_hand(year, head, None, {})


def _frame(year: int | None) -> dict:
    programme = programme_name(date(year, 1, 1)) if year else "UPPKA"
    return {
        "code": f"K/0/{programme}",
        "title": f"KARTU DATA POTENSI KELOMPOK {programme}",
        "subtitle": "Diisi ketua kelompok setiap Januari, diserahkan kepada PKB/PLKB paling lambat tanggal 3 Januari",
        "mark": "",
        "mark_text": "",
        "missing": "",
        "note": "",
        "by_hand": False,
    }


def _head(village: str, names: Names, group: EnterpriseGroup, year: int) -> list[list[str]]:
    return [*places(village, names), *whose(group), ["Tahun", str(year)]]


def _running(code: str, group: EnterpriseGroup, year: int) -> str:
    return f"{code} · {group.name} · {group.number_display} · {year}"


def _section(section: Section, *, by_hand: bool) -> dict:
    lines = [line for line in section.lines if str(line.label) not in _IN_HEAD]
    return {
        "title": f"{section.numeral}. {section.title}",
        "lines": [_pair(line, by_hand=by_hand) for line in lines],
        "tallies": [
            {"title": str(tally.title), "cells": [_pair(line, by_hand=by_hand) for line in tally.lines]}
            for tally in section.tallies
        ],
    }


def _pair(line: Line, *, by_hand: bool) -> dict:
    label = str(line.label)
    told = "" if by_hand else _told(line) or NOTHING
    return {"label": label, "value": told, "long": label in _LONG, "rupiah": line.kind == RUPIAH}


def _told(line: Line) -> str:
    """The value as it is written on paper; nothing for what is not known."""
    if line.value is None:
        return ""
    if line.kind == DATE:
        return long_date(line.value)
    if line.kind == RUPIAH:
        return rupiah(line.value)
    if line.kind == COUNT:
        return figures(line.value)
    return "; ".join(map(str, line.value)) if line.kind == TEXTS else str(line.value)


def _by_hand(year: int | None, head: list[list[str]], group: EnterpriseGroup | None, names: Names) -> dict:
    form = _frame(year)
    place = names.get(group.village_id, "") if group else ""
    sections = [_section(section, by_hand=True) for section in sections_of(_blank_content(), {})]
    return form | {
        "head": head,
        "sections": sections,
        "entry": ["", "", "", ""],
        "names": 0,
        "by_hand": True,
        "sign": signed_by(place, None, mentor=str(group.mentor or "") if group else ""),
        "running": _running(form["code"], group, year) if group else f"{form['code']} · formulir kosong",
    }


def _blank_content() -> dict:
    """The empty card with the line about the chair's KB history, which only a card with a chair carries."""
    return _EMPTY | {"management": _EMPTY["management"] | {"chair_kb_met": False}}


def _mark(card: AnnualCard, content: dict) -> dict:
    """The words right across a card that is not handed in."""
    if card.is_handed_in or not content:
        return {}
    if card.status == SubmissionStatus.RETURNED:
        return {"mark": "DIKEMBALIKAN", "mark_text": f"sedang diperbaiki, isi per {_as_at(content)}"}
    return {"mark": "DRAF", "mark_text": f"belum diserahkan, isi per {_as_at(content)}"}


def _as_at(content: dict) -> str:
    return long_date(date.fromisoformat(content["as_at"])) if content else ""


def _entry(card: AnnualCard, content: dict) -> list[str]:
    """The day of the visit apart from the day of entry, how it stands, and the code of its receipt."""
    state = card.get_status_display() if card.pk else "Belum diisi"
    if card.first_submitted_on:
        state += ", terlambat" if card.is_late else ", tepat waktu"
    entry = [long_date(card.visited_on), long_date(card.submitted_on), state, _receipt(card)]
    return [value or NOTHING for value in entry]


def _receipt(card: AnnualCard) -> str:
    if not card.is_handed_in or not card.submitted_by_id:
        return ""
    given = Receipt.objects.filter(user_id=card.submitted_by_id, action="card_submit", url=card.get_absolute_url())
    sent = given.order_by("-id").first()
    return sent.display if sent else ""
