"""Putting many rows into the database at once: COPY on PostgreSQL, executemany on SQLite."""

import time
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from regions.bulk import add_rows


def model_of(name: str) -> type[models.Model]:
    """The model behind a table's name here; `app.Model_field` names the link table of a many-to-many field."""
    app, _dot, rest = name.partition(".")
    model, _line, field = rest.partition("_")
    found = apps.get_model(app, model)
    return found._meta.get_field(field).remote_field.through if field else found


def columns_of(model: type[models.Model], row: dict) -> list[str]:
    """The columns of a row, checked against the model: a column forgotten or unknown is named, never guessed.

    Raises ValueError.
    """
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    needed = {field.attname for field in fields if not isinstance(field, models.AutoField)}
    known = {field.attname for field in fields}
    wrong = (needed - set(row)) | (set(row) - known)
    if wrong:
        raise ValueError(f"{model.__name__}: {', '.join(sorted(wrong))}")
    return [field.column for field in fields if field.attname in row]


def write(name: str, rows: list[dict]) -> int:
    """Add the rows to the table and return how many there were."""
    if not rows:
        return 0
    model = model_of(name)
    columns_of(model, rows[0])
    fields = [field for field in model._meta.concrete_fields if field.attname in rows[0]]
    names = [field.attname for field in fields]
    add_rows(model, names, ([row[name] for name in names] for row in rows))
    return len(rows)


@contextmanager
def bare_tables(names: list[str]):
    """Take indexes, foreign keys and triggers off these tables while they are filled, and put them back after.

    PostgreSQL only; elsewhere nothing is done. What is put back is what the database itself said was there. The
    definitions are kept in a table until they are back, so a killed run is mended by the next one.
    """
    if connection.vendor != "postgresql":
        yield
        return
    tables = [model_of(name)._meta.db_table for name in names]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS demo_taken_off (put_back text NOT NULL, sort int NOT NULL)")
        cursor.execute("SELECT count(*) FROM demo_taken_off")
        if cursor.fetchone()[0] == 0:
            _take_off(cursor, tables)
    yield
    put_back()


def put_back() -> None:
    """Restore what `bare_tables` took off."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SELECT put_back FROM demo_taken_off ORDER BY sort")
        for (statement,) in cursor.fetchall():
            with transaction.atomic():
                cursor.execute(sql.SQL(statement))
                cursor.execute("DELETE FROM demo_taken_off WHERE put_back = %s", [statement])
        cursor.execute("DROP TABLE demo_taken_off")


def _take_off(cursor, tables: list[str]) -> None:
    """Remember and drop: constraints first by kind (foreign keys, then the rest), then plain indexes."""
    with transaction.atomic():
        cursor.execute(
            """SELECT c.relname, k.conname, pg_get_constraintdef(k.oid), k.contype
               FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
               WHERE c.relname = ANY(%s) AND k.contype IN ('f', 'x', 'u')
                  OR k.contype = 'f' AND k.confrelid IN (SELECT oid FROM pg_class WHERE relname = ANY(%s))
               ORDER BY k.contype""",
            [tables, tables],
        )
        for table, name, definition, kind in cursor.fetchall():
            add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(sql.Identifier(table), sql.Identifier(name))
            _remember(cursor, add.as_string(cursor.connection) + definition, {"u": 1, "x": 2, "f": 4}[kind])
            drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            cursor.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
        cursor.execute(
            """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
               FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
               WHERE c.relname = ANY(%s) AND NOT i.indisprimary""",
            [tables],
        )
        for name, definition in cursor.fetchall():
            _remember(cursor, definition, 3)
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name.strip('"'))))


def _remember(cursor, statement: str, order: int) -> None:
    cursor.execute("INSERT INTO demo_taken_off (put_back, sort) VALUES (%s, %s)", [statement, order])


def after_load(names: list[str]) -> None:
    """Let the next hand-made row get the next id, and the planner know the new sizes."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name in names:
            table = model_of(name)._meta.db_table
            column = model_of(name)._meta.pk.column
            if isinstance(model_of(name)._meta.pk, models.AutoField):
                cursor.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({}, {}), (SELECT coalesce(max({}), 1) FROM {}))"
                    ).format(sql.Literal(table), sql.Literal(column), sql.Identifier(column), sql.Identifier(table))
                )
            # PostgreSQL refuses VACUUM inside a transaction, and `prepare` loads all or nothing.
            statement = "ANALYZE {}" if connection.in_atomic_block else "VACUUM ANALYZE {}"
            cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))


class Meter:
    """Counts rows and tells how many a second went in."""

    def __init__(self):
        self.began = time.monotonic()
        self.rows: dict[str, int] = {}

    def add(self, counts: dict[str, int]) -> None:
        """Add the rows of one part."""
        for name, count in counts.items():
            self.rows[name] = self.rows.get(name, 0) + count

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    @property
    def total(self) -> int:
        """Rows of all tables together."""
        return sum(self.rows.values())

    @property
    def speed(self) -> int:
        """Rows a second over all."""
        return round(self.total / max(self.seconds, 0.001))
