"""The decision on a group's graduation on one page (NX05): drawn from what was frozen with it, so it never changes."""

from datetime import date

from associations.models import GraduationDecision, GraduationOutcome
from reports.paper.sheet import Pairs, in_indonesian, long_date, rupiah

MET, MISSING = "✓", "×"


@in_indonesian
def decision_form(decision: GraduationDecision) -> dict:
    """The page of one decision."""
    kept = decision.findings
    is_graduated = decision.outcome == GraduationOutcome.GRADUATED
    return {
        "title": "KEPUTUSAN NAIK KELAS",
        "subtitle": f"Kelompok {kept['group']['name']}, {kept['group']['place']}",
        "code": decision.number,
        "running": f"Keputusan naik kelas {decision.number}",
        "mark": "DINYATAKAN NAIK KELAS" if is_graduated else "BELUM DINYATAKAN NAIK KELAS",
        "mark_text": f"diputuskan {long_date(decision.on)}",
        "head": _head(decision),
        "rules": [_rule(rule) for rule in kept["rules"]],
        "dates": [
            ["Memenuhi syarat sejak", long_date(decision.eligible_on) or "belum memenuhi semua syarat"],
            ["Tanggal keputusan", long_date(decision.on)],
        ],
        "reason": decision.reason,
        "note": _note(kept["limits"]),
        "by": kept["by"],
        "place_date": f".............................., {long_date(decision.on)}",
    }


def _head(decision: GraduationDecision) -> Pairs:
    kept = decision.findings
    capital = f"{rupiah(kept['capital']['total'])} per {_day(kept['capital']['on'])}" if kept["capital"]["on"] else "–"
    decree = ", ".join(filter(None, [kept["decree"]["number"], _day(kept["decree"]["on"])]))
    return [
        ["Nama kelompok", kept["group"]["name"]],
        ["Nomor kelompok", kept["group"]["number"]],
        ["SK pengukuhan", decree or "–"],
        ["Jenjang modal", kept["tier"] or "–"],
        ["Modal terakhir", capital],
        ["Nomor keputusan", decision.number],
    ]


def _rule(rule: dict) -> dict:
    records = "; ".join(f"{_day(one['on'])}: {rupiah(one['total'])}" for one in rule["records"])
    return {
        "sign": MET if rule["since"] else MISSING,
        "name": rule["name"],
        "text": f"{rule['text']} {records}".strip(),
        "since": _day(rule["since"]) or "belum terpenuhi",
    }


def _note(limits: dict) -> str:
    top = f"Jenjang tertinggi mulai dari {rupiah(limits['top'])}. " if limits["top"] else ""
    return (
        f"{top}Syarat kantor: {limits['observations']} catatan berturut-turut di jenjang itu, berjarak paling sedikit "
        f"{limits['days']} hari, dan yang terakhir tidak lebih tua dari {limits['fresh']} hari."
    )


def _day(kept: str | None) -> str:
    return long_date(date.fromisoformat(kept)) if kept else ""
