"""Many rows at once: COPY on PostgreSQL, executemany on SQLite, ids taken beforehand, and questions about many.

Bulk paths pass no `save()`: whoever calls these has checked every rule, and writes the audit entry and the marks for
the totals itself. Constraints and triggers of the database hold as ever.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from django.db.models import Max
from django.db.models.expressions import RawSQL
from django.db.models.sql import InsertQuery
from psycopg import sql

_BINARY = {
    "bigint": "int8",
    "boolean": "bool",
    "bytea": "bytea",
    "date": "date",
    "integer": "int4",
    "smallint": "int2",
    "text": "text",
    "timestamp with time zone": "timestamptz",
    "uuid": "uuid",
}

_ARRAYS = {
    "bigint": "SELECT unnest(%s::bigint[])",
    "text": "SELECT unnest(%s::text[])",
    "uuid": "SELECT unnest(%s::uuid[])",
}
_FEW = 100


def add_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Add rows to a model's table; `names` are the attributes (`village_id`) that each row gives in that order.

    Raises IntegrityError for what the database refuses.
    """
    fields = [_field(model, name) for name in names]
    if connection.vendor == "postgresql":
        _copy(model, fields, rows)
    else:
        _executemany(model, fields, rows)


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Take the next `count` ids of a table for rows that are about to be added; nobody else gets them.

    Call it inside the transaction of the write: SQLite has no counter to take from, but one writer at a time.
    """
    if count == 0:
        return []
    if connection.vendor != "postgresql":
        first = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        return list(range(first, first + count))
    # OFFSET 0 lets the sequence be looked up once, not for every id.
    statement = (
        "SELECT nextval(told.counter) FROM"
        " (SELECT pg_get_serial_sequence(%s, %s)::regclass AS counter OFFSET 0) AS told, generate_series(1, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [model._meta.db_table, model._meta.pk.column, count])
        return [row[0] for row in cursor.fetchall()]


def check_at_once() -> None:
    """Until the end of this transaction, let the database check references with each statement, not all at the end.

    What is checked while rows come in is no wait after them. SQLite, which has one writer, goes on as it does.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def among(values: Iterable, kind: str):
    """What stands behind `__in` for some thousand values of a kind (a key of `_ARRAYS`): one parameter, not thousands.

    A long list of parameters costs more to write and to read than the rows it finds.
    """
    listed = list(values)
    if connection.vendor != "postgresql" or len(listed) < _FEW:
        return listed
    return RawSQL(_ARRAYS[kind], [listed])


def _field(model, name: str):
    for field in model._meta.concrete_fields:
        if field.attname == name:
            return field
    raise ValueError(f"{model.__name__} has no column {name}")


def _copy(model, fields, rows) -> None:
    """Rows in the server's own binary form where every column has one: an eighth of the work of text."""
    types = [_binary_type(field) for field in fields]
    is_binary = None not in types
    statement = sql.SQL("COPY {} ({}) FROM STDIN {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        sql.SQL("(FORMAT BINARY)" if is_binary else ""),
    )
    # Django's cursor leaves the driver's own errors of a COPY as they are.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        if is_binary:
            copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _binary_type(field: models.Field) -> str | None:
    """The driver's name of a column's type, or None for one that is sent as text."""
    told = field.db_type(connection) or ""
    return "varchar" if told.startswith("varchar") else _BINARY.get(told)


def _executemany(model, fields, rows) -> None:
    """Let Django write the statement for one row, and run it for all."""
    rows = list(rows)
    if not rows:
        return
    query = InsertQuery(model)
    query.insert_values(fields, [model(**dict(zip((field.attname for field in fields), rows[0], strict=True)))])
    ((statement, _params),) = query.get_compiler(connection=connection).as_sql()
    prepared = [
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, prepared)
