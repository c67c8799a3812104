"""Rebuild ``regions.csv.xz`` from the npm package ``idn-area-data``. Standard library only.

    npm pack idn-area-data@4.0.1
    python regions/data/build_regions.py idn-area-data-4.0.1.tgz

Takes the package as ``.tgz`` or unpacked, checks it, and writes one row per region (``code,name``, sorted by code,
codes without dots). Everything else (level, parent, time zone, full name) follows from the code when it is loaded. The
package's islands are left out: no group lives on an island without a village. The same input gives the same bytes.
"""

import argparse
import csv
import io
import lzma
import sys
import tarfile
from collections import Counter
from pathlib import Path

# What Kepmendagri 300.2.2-2430/2025 counts. Another edition of the list needs its own figures here and in loading.py.
FILES = {
    "provinces": ("", 2, 38),
    "regencies": ("province_code", 4, 514),
    "districts": ("regency_code", 6, 7_285),
    "villages": ("district_code", 10, 83_762),
}
TARGET = Path(__file__).resolve().parent / "regions.csv.xz"


def main() -> None:
    """Read the package named on the command line and write the list."""
    parser = argparse.ArgumentParser(description="Rebuild regions.csv.xz from the npm package idn-area-data.")
    parser.add_argument("package", type=Path, help="the package: a .tgz file or an unpacked folder")
    parser.add_argument("--to", type=Path, default=TARGET, help="where to write the list")
    options = parser.parse_args()
    rows = sorted(row for name in FILES for row in read_level(options.package, name))
    check_parents({code for code, _ in rows})
    packed = packed_csv(rows)
    options.to.write_bytes(packed)
    sys.stdout.write(f"{options.to}: {len(rows)} regions, {len(packed)} bytes\n")


def read_level(package: Path, name: str) -> list[tuple[str, str]]:
    """Return ``(code, name)`` of one level; stop with a message when the file is not as expected."""
    parent_column, length, expected = FILES[name]
    reader = csv.DictReader(io.StringIO(read_member(package, f"data/{name}.csv")))
    rows = []
    for row in reader:
        code = row["code"].replace(".", "")
        if not (code.isascii() and code.isdigit() and len(code) == length):
            sys.exit(f"{name}: {row['code']!r} is no code of {length} digits")
        if parent_column and not code.startswith(row[parent_column].replace(".", "")):
            sys.exit(f"{name}: {row['code']} does not lie in {row[parent_column]}")
        rows.append((code, " ".join(row["name"].replace("’", "'").split())))
    if len(rows) != expected or len({code for code, _ in rows}) != expected:
        sys.exit(f"{name}: {len(rows)} rows, expected {expected} different ones")
    return rows


def read_member(package: Path, name: str) -> str:
    """Return the text of one file of the package."""
    if package.is_dir():
        return (package / name).read_text(encoding="utf-8")
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"package/{name}")
        if member is None:
            sys.exit(f"{package} has no {name}")
        return member.read().decode("utf-8")


def check_parents(codes: set[str]) -> None:
    """Stop unless every region below a province has the region above it."""
    parents = {4: 2, 6: 4, 10: 6}
    orphans = Counter(len(code) for code in codes if len(code) > 2 and code[: parents[len(code)]] not in codes)
    if orphans:
        sys.exit(f"regions without the one above them, by code length: {dict(orphans)}")


def packed_csv(rows: list[tuple[str, str]]) -> bytes:
    """Return the rows as compressed CSV; xz is a fifth smaller here than gzip and unpacks in 50 ms."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name"))
    writer.writerows(rows)
    return lzma.compress(text.getvalue().encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    main()
