"""What is wrong with a row of a register file. An error refuses its row, a warning never does. Pure."""

from dataclasses import dataclass, replace

ERROR, WARNING = "error", "warning"
# As long as a problem is kept (`imports.models.ImportIssue`).
COLUMN_LENGTH = VALUE_LENGTH = 120
MESSAGE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: its rule, its column as the file heads it, the value as it stands there, and what to do.

    A NIK stands in `value` masked only.
    """

    code: str
    level: str
    column: str
    value: str
    message: str


def error(code: str, column: str, value: str, message: str) -> Issue:
    """A problem that refuses its row."""
    return Issue(code, ERROR, column[:COLUMN_LENGTH], value[:VALUE_LENGTH], message[:MESSAGE_LENGTH])


def warning(code: str, column: str, value: str, message: str) -> Issue:
    """Something to look at; the row is taken."""
    return Issue(code, WARNING, column[:COLUMN_LENGTH], value[:VALUE_LENGTH], message[:MESSAGE_LENGTH])


def retitled(issue: Issue, column: str) -> Issue:
    """The same problem under another heading."""
    return issue if issue.column == column else replace(issue, column=column[:COLUMN_LENGTH])
