"""`manage.py import_register FILE --user USERNAME [--check | --commit] [--valid-only] [--json]`: a register file."""

import json
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from accounts.authorship import acting
from accounts.models import User
from accounts.roles import Permission
from imports.actions.register import receive_file
from imports.models import BatchState
from imports.reading import FileRefused
from imports.register.issues import Issue
from imports.register.outcome import PARTS, Outcome
from imports.register.steps import NotStored, check_batch, commit_batch, examine

_WORDS = {"groups": "Kelompok", "members": "Anggota", "capital": "Modal"}


class Refused(Exception):
    """The command cannot do it; the message says why."""


class Command(BaseCommand):
    help = "Periksa atau simpan berkas register (XLSX atau CSV). Tanpa --commit tidak ada yang ditulis."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="Berkas register: XLSX atau CSV.")
        parser.add_argument("--user", required=True, metavar="USERNAME", help="Atas nama siapa: hanya wilayahnya.")
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--check", action="store_true", help="Periksa saja (bawaan).")
        step.add_argument("--commit", action="store_true", help="Periksa, lalu simpan.")
        parser.add_argument("--valid-only", action="store_true", help="Simpan baris yang benar saja.")
        parser.add_argument("--json", action="store_true", help="Satu objek JSON.")

    def handle(self, *, file, user, commit, valid_only, **options):
        issues: list[dict] = []
        try:
            account = _account(user)
            with acting(account):
                outcome = _committed(file, account, valid_only, issues) if commit else _checked(file, account, issues)
        except Refused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        if options["json"]:
            told = {"sheets": outcome.as_sheets(), "unread_sheets": outcome.unread_sheets, "issues": issues}
            self.stdout.write(json.dumps({**outcome.as_counts(), **told}))
        else:
            self.stdout.write("\n".join(_as_text(outcome, issues)))
        if not _is_success(outcome, commit, valid_only):
            sys.exit(1)


def _account(username: str) -> User:
    account = User.objects.filter(username=User.normalize_username(username)).first()
    if account is None:
        raise Refused(f"Tidak ada pengguna bernama {username}.")
    if not account.allows(Permission.IMPORT):
        raise Refused(f"Pengguna {username} tidak boleh mengimpor berkas register.")
    return account


def _checked(path: str, account: User, issues: list[dict]) -> Outcome:
    """Look the file through and write nothing at all."""
    try:
        with Path(path).open("rb") as file:
            _survey, outcome, _seen = examine(
                file, by=account, name=Path(path).name, note=lambda *problem: issues.append(_as_issue(*problem))
            )
            issues.extend(_unmapped(outcome))
            return outcome
    except FileRefused as refusal:
        return _file_refused(refusal, issues)
    except OSError:
        raise Refused(f"Berkas {path} tidak ada atau tidak dapat dibaca.") from None


def _committed(path: str, account: User, valid_only: bool, issues: list[dict]) -> Outcome:
    """Keep the file in the history, check it and store it."""
    try:
        with Path(path).open("rb") as file:
            batch = receive_file(by=account, file=file, name=Path(path).name, queued=False)
    except FileRefused as refusal:
        return _file_refused(refusal, issues)
    except OSError:
        raise Refused(f"Berkas {path} tidak ada atau tidak dapat dibaca.") from None
    batch.valid_only = valid_only
    outcome = check_batch(batch)
    if batch.state == BatchState.CHECKED and (valid_only or not outcome.refused):
        try:
            outcome = commit_batch(batch)
        except NotStored as problem:
            outcome = problem.outcome
        except (ValidationError, FileRefused) as problem:
            # Somebody has changed the register since the check, a moment ago.
            message = problem.message if isinstance(problem, FileRefused) else " ".join(problem.messages)
            outcome.errors += 1
            issues.append(_whole_file(getattr(problem, "code", None) or "stale", message))
    issues.extend(_unmapped(outcome))
    issues.extend(
        batch.issues.order_by("id").values("sheet", "row", "column", "value", "level", "code", "message").iterator()
    )
    if batch.state == BatchState.REFUSED:
        issues.append(_whole_file(batch.refusal, batch.refusal_text))
    return outcome


def _file_refused(refusal: FileRefused, issues: list[dict]) -> Outcome:
    issues.append(_whole_file(refusal.code, refusal.message))
    return Outcome(status="refused", errors=1)


def _whole_file(code: str, message: str) -> dict:
    return {"sheet": "", "row": 0, "column": "", "value": "", "level": "error", "code": code, "message": message}


def _unmapped(outcome: Outcome) -> list[dict]:
    """Sheets that look like one of the register, but lack a column that is needed."""
    sentence = "Kolom ini perlu dan tidak dikenal: {names}. Beri nama kolomnya seperti di templat."
    found = []
    for sheet in outcome.sheets if outcome.status == "unmapped" else ():
        if sheet.missing:
            one = _whole_file("columns", sentence.format(names=", ".join(sheet.missing)))
            found.append({**one, "sheet": sheet.name, "row": sheet.header_row})
    outcome.errors += len(found)
    return found


def _as_issue(sheet: str, row: int, issue: Issue) -> dict:
    return {
        "sheet": sheet,
        "row": row,
        "column": issue.column,
        "value": issue.value,
        "level": issue.level,
        "code": issue.code,
        "message": str(issue.message),
    }


def _is_success(outcome: Outcome, commit: bool, valid_only: bool) -> bool:
    """Nothing was refused (check), or everything that was asked for is stored (commit)."""
    if commit:
        return outcome.status == "committed" and (valid_only or not outcome.refused)
    return outcome.status == "checked" and not outcome.refused


def _as_text(outcome: Outcome, issues: list[dict]) -> list[str]:
    """The counts and every problem, as lines to read."""
    lines = [f"Baris dibaca: {outcome.rows_read}, dilewati: {outcome.rows_skipped}. Keadaan: {outcome.status}."]
    for part in PARTS:
        count = getattr(outcome, part)
        told = f"baru {count['new']}, berubah {count['changed']}, sama {count['same']}, ditolak {count['refused']}"
        lines.append(f"{_WORDS[part]}: {told}")
    lines += [f"Lembar tidak dibaca: {name}" for name in outcome.unread_sheets]
    for issue in issues:
        where = f"{issue['sheet']} baris {issue['row']} {issue['column']}".strip()
        lines.append(f"{issue['level']} [{issue['code']}] {where}: {issue['message']}")
    return lines
