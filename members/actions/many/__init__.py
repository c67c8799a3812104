"""Many members at once, from a file: planned against what is on record, then written.

    planner = MemberPlanner(by=user, source="Berkas anggota.xlsx", trace="12")
    for chunk in chunks:                                     # of some thousand rows, in the order of the file
        plans = planner.plan(chunk)                          # reads only; a few queries whatever the chunk holds
        written = planner.write(plans)                       # in the transaction of the whole file

The rules are those of the one-row actions (`members/rules.py`); a row is refused here exactly where they refuse it.
"""

from members.actions.many.planner import MemberPlanner
from members.actions.many.plans import CHANGED, NEW, REFUSED, SAME, MemberPlan, RowLabel
from members.actions.many.writing import Change, Written

__all__ = ["CHANGED", "NEW", "REFUSED", "SAME", "Change", "MemberPlan", "MemberPlanner", "RowLabel", "Written"]
