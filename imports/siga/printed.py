"""A comparison on the terminal: as one object for programs, as lines for people."""

from collections.abc import Iterator, Mapping

from imports.siga import problems, stored
from imports.siga.comparison import Comparison, Counts, Line
from imports.siga.months import month_name
from imports.siga.placing import PlacedTable
from regions.codes import Level, level_of
from regions.models import Region
from regions.months import month_key

_INDENT = {Level.PROVINCE: 0, Level.REGENCY: 2, Level.DISTRICT: 4, Level.VILLAGE: 6}
_NAME_WIDTH = 44


def as_object(placed: PlacedTable, comparison: Comparison) -> dict:
    """Everything, in plain values. `registry` sums the matched villages; `not_in_file` those the file does not have."""
    total = comparison.total
    return {
        "month": month_key(placed.month),
        "rows": placed.row_count,
        "matched": len(placed.matched),
        "unmatched": [stored.in_words(stored.as_json(one)) for one in placed.unmatched],
        "outside": placed.outside_count,
        "refused": placed.refused_count,
        "other_month": placed.other_month_count,
        "skipped": placed.skipped_count,
        "columns_not_read": placed.columns_not_read,
        "problems": [problems.in_words(problem.as_json()) for problem in placed.problems],
        "siga": vars(total.siga),
        "registry": vars(total.registry),
        "not_in_file": {"villages": len(comparison.not_in_file), **vars(comparison.missing_total)},
        "villages": [_village(line) for line in comparison.lines],
    }


def _village(line: Line) -> dict:
    return {
        "region": line.code,
        "siga_existing": line.siga.existing,
        "siga_reporting": line.siga.reporting,
        "existing": line.registry.existing,
        "reporting": line.registry.reporting,
    }


def as_text(placed: PlacedTable, comparison: Comparison, regions: Mapping[str, Region]) -> Iterator[str]:
    """What was read, the sums of each level, the villages that differ, and the rows without a village."""
    yield f"Tabel 6A SIGA, {month_name(placed.month.month)} {placed.month.year}"
    yield (
        f"{placed.row_count} baris desa: {len(placed.matched)} dikenali, {len(placed.unmatched)} tidak dikenali, "
        f"{placed.outside_count} di luar wilayah, {placed.refused_count} tidak dibandingkan, "
        f"{placed.other_month_count} bulan lain; {placed.skipped_count} baris jumlah atau catatan dilewati"
    )
    if placed.columns_not_read:
        yield f"Kolom tidak dibaca: {', '.join(placed.columns_not_read)}"
    for problem in placed.problems:
        yield _problem_line(problems.in_words(problem.as_json()))
    if comparison.lines:
        yield from _sums(comparison, regions)
    for one in placed.unmatched:
        yield _unmatched_line(stored.in_words(stored.as_json(one)))


def _sums(comparison: Comparison, regions: Mapping[str, Region]) -> Iterator[str]:
    yield ""
    yield f"{'':{_NAME_WIDTH}} {'SIGA':>13} {'registri':>13} {'selisih':>13}"
    yield f"{'':{_NAME_WIDTH}} {'ada':>6} {'lapor':>6} {'ada':>6} {'lapor':>6} {'ada':>6} {'lapor':>6}"
    levels = [line for level in (Level.PROVINCE, Level.REGENCY, Level.DISTRICT) for line in comparison.by_level(level)]
    villages = [line for line in comparison.lines if line.differs]
    for line in sorted([*levels, *villages], key=lambda line: line.code):
        name = " " * _INDENT[level_of(line.code)] + regions[line.code].name
        yield _line(name, line)
    yield _line("Jumlah desa yang dikenali", comparison.total)
    missing = comparison.missing_total
    yield (
        f"Di {len(comparison.not_in_file)} desa yang tidak ada di berkas, registri mencatat "
        f"{missing.existing} kelompok, {missing.reporting} lapor."
    )


def _line(name: str, line: Line) -> str:
    difference = f"{_signed(line.existing_difference)} {_signed(line.reporting_difference)}"
    return f"{name:{_NAME_WIDTH}} {_pair(line.siga)} {_pair(line.registry)} {difference}"


def _signed(number: int) -> str:
    return f"{number:>+6}" if number else f"{0:>6}"


def _pair(counts: Counts) -> str:
    return f"{counts.existing:>6} {counts.reporting:>6}"


def _problem_line(problem: dict) -> str:
    where = f"Baris {problem['row']} ({problem['village']}): " if problem["row"] else ""
    what = f" [{problem['column']} {problem['value']}]".replace("[ ", "[") if problem["value"] else ""
    return f"{where}{problem['message']}{what}"


def _unmatched_line(row: dict) -> str:
    nearest = ", ".join(f"{one['name']} ({one['region']})" for one in row["candidates"]) or "tidak ada yang mirip"
    path = ", ".join(part for part in (row["village"], row["district"], row["regency"], row["province"]) if part)
    return f"Baris {row['row']} tidak dikenali: {row['code']} {path}. {row['message']} Terdekat: {nearest}"
