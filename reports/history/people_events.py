"""How many members and KB participants a group gained and lost in which month: one statement for a whole region.

The ORM cannot group what a window function gives, and walking the people in Python takes seconds, so the statement is
written out. It is fixed text with parameters and runs unchanged on both databases.
"""

from datetime import date

from django.db import connection

from members.models.facts import TAKING_PART
from regions.codes import code_range

NEVER_ENDS = date(9999, 12, 31)

# held: memberships that hold somewhere in the span. facts: what is on record about their people, and about those who
# were merged into them. spans: from each record up to the next; two of one day leave the earlier an empty span. parts:
# where a membership and a taking part overlap, half-open like both.
STATEMENT = """
WITH held AS MATERIALIZED (
    SELECT id, group_id, person_id, started_on, COALESCE(ended_on, %(never)s) AS ended_on
    FROM members_membership
    WHERE village_id >= %(low)s AND village_id < %(high)s AND started_on <= %(last)s
      AND (ended_on IS NULL OR (ended_on > %(first)s AND ended_on > started_on))
), facts AS (
    SELECT held.id AS membership_id, group_id, started_on, ended_on, record."on" AS since, record.id AS id, status
    FROM held JOIN members_kbrecord record ON record.person_id = held.person_id
    WHERE record."on" <= %(last)s
    UNION ALL
    SELECT held.id, group_id, started_on, ended_on, record."on", record.id, status
    FROM members_person merged
    JOIN held ON held.person_id = merged.merged_into_id
    JOIN members_kbrecord record ON record.person_id = merged.id
    WHERE merged.merged_into_id IS NOT NULL AND record."on" <= %(last)s
), spans AS (
    SELECT group_id, started_on, ended_on, status, since,
           LEAD(since, 1, %(never)s) OVER (PARTITION BY membership_id ORDER BY since, id) AS until
    FROM facts
), parts AS (
    SELECT group_id,
           CASE WHEN since > started_on THEN since ELSE started_on END AS since,
           CASE WHEN until < ended_on THEN until ELSE ended_on END AS until
    FROM spans
    WHERE status IN (%(new)s, %(active)s, %(long_term)s)
), kept AS MATERIALIZED (
    SELECT group_id, CASE WHEN since < %(first)s THEN %(first)s ELSE since END AS since, until
    FROM parts
    WHERE since < until AND until > %(first)s
)
SELECT 'kb', group_id, SUBSTR(CAST(since AS varchar(10)), 1, 7), COUNT(*) FROM kept GROUP BY 2, 3
UNION ALL
SELECT 'kb', group_id, SUBSTR(CAST(until AS varchar(10)), 1, 7), -COUNT(*) FROM kept WHERE until <= %(last)s
GROUP BY 2, 3
UNION ALL
SELECT 'members', group_id,
       SUBSTR(CAST(CASE WHEN started_on < %(first)s THEN %(first)s ELSE started_on END AS varchar(10)), 1, 7), COUNT(*)
FROM held GROUP BY 2, 3
UNION ALL
SELECT 'members', group_id, SUBSTR(CAST(ended_on AS varchar(10)), 1, 7), -COUNT(*) FROM held WHERE ended_on <= %(last)s
GROUP BY 2, 3
"""
MEMBERS, PARTICIPANTS = "members", "kb"

Event = tuple[int, str, int]


def people_events(code: str, first: date, last: date) -> dict[str, list[Event]]:
    """By `MEMBERS` and `PARTICIPANTS`: group, month (`2026-08`) and by how many they grew or shrank.

    Those who were there by the day `first` count in its month; nothing is told beyond the day `last`.
    """
    low, high = code_range(code)
    new, active, long_term = TAKING_PART
    # A letter comes after every code.
    span = {"first": first, "last": last, "never": NEVER_ENDS, "low": low, "high": high or "A"}
    found: dict[str, list[Event]] = {MEMBERS: [], PARTICIPANTS: []}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {**span, "new": new, "active": active, "long_term": long_term})
        for what, *event in cursor.fetchall():
            found[what].append(tuple(event))
    return found
