"""Every list that leaves as a file, by its word in addresses."""

from reports.exports.boards import BoardSheet, CoverageSheet
from reports.exports.groups import GroupSheet
from reports.exports.logs import ChangeSheet, LookSheet, SigaSheet
from reports.exports.members import MemberSheet
from reports.exports.months import CardSheet, HandOverSheet, RegisterSheet, ReviewSheet
from reports.exports.sheet import ListSheet

_ALL: tuple[type[ListSheet], ...] = (
    GroupSheet,
    MemberSheet,
    RegisterSheet,
    CardSheet,
    ReviewSheet,
    HandOverSheet,
    BoardSheet,
    CoverageSheet,
    SigaSheet,
    ChangeSheet,
    LookSheet,
)
LISTS: dict[str, type[ListSheet]] = {sheet.slug: sheet for sheet in _ALL}
