"""Two rules that Django cannot state on both databases: rows that only grow, and periods that never overlap.

Each is a migration operation, so the rule stands in the database itself and holds against the application too. The
names in the SQL come from migrations alone, never from a request.
"""

from django.db.migrations.operations.base import Operation

POSTGRES_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A test database is emptied between tests; no other database ever is.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    -- Undoing an import takes its observations back; nobody outside that transaction sees the pass.
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM regions_erasepass WHERE table_name = TG_TABLE_NAME) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


class _TableRule(Operation):
    """A rule on one model's table, with its own SQL for each database."""

    reversible = True
    atomic = True

    def __init__(self, model_name: str):
        self.model_name = model_name

    def state_forwards(self, app_label, state):
        """The rule changes nothing Django keeps in its model state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model_name.rpartition(".")[2])
        for statement in self.create_sql(schema_editor, model):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        model = from_state.apps.get_model(app_label, self.model_name.rpartition(".")[2])
        for statement in self.drop_sql(schema_editor, model):
            schema_editor.execute(statement, params=None)


class AppendOnly(_TableRule):
    """Rows of this model can be added and never changed or removed, whoever asks (AU03, DM03)."""

    def create_sql(self, schema_editor, model):
        return append_only_sql(schema_editor.connection.vendor, model._meta.db_table)

    def drop_sql(self, schema_editor, model):
        return append_only_drop_sql(schema_editor.connection.vendor, model._meta.db_table)

    def describe(self):
        return f"Refuse changes and removals of {self.model_name}"


class Erasable(_TableRule):
    """An append-only table from which `regions.erasing` may remove rows; `model_name` is `groups.CapitalRecord`."""

    def create_sql(self, schema_editor, model):
        if schema_editor.connection.vendor == "postgresql":
            return [POSTGRES_REFUSE]
        table = model._meta.db_table
        return [
            f'DROP TRIGGER "{table}_append_only_delete"',
            f'CREATE TRIGGER "{table}_append_only_delete" BEFORE DELETE ON "{table}" '  # noqa: S608
            f"WHEN NOT EXISTS (SELECT 1 FROM regions_erasepass WHERE table_name = '{table}') "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: DELETE on {table} is refused'); END",
        ]

    def drop_sql(self, schema_editor, model):
        if schema_editor.connection.vendor == "postgresql":
            return []
        table = model._meta.db_table
        return [f'DROP TRIGGER "{table}_append_only_delete"', append_only_sql("sqlite", table)[1]]

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards(*self._room(), schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        super().database_backwards(*self._room(), schema_editor, from_state, to_state)

    def _room(self) -> tuple[str]:
        return (self.model_name.partition(".")[0],)

    def describe(self):
        return f"Let an undo remove rows of {self.model_name}"


def append_only_sql(vendor: str, table: str) -> list[str]:
    """The statements that make a table append-only."""
    if vendor == "postgresql":
        return [
            POSTGRES_REFUSE,
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f'CREATE TRIGGER append_only_all BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return [
        f'CREATE TRIGGER "{table}_append_only_{event.lower()}" BEFORE {event} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {event} on {table} is refused'); END"
        for event in ("UPDATE", "DELETE")
    ]


def append_only_drop_sql(vendor: str, table: str) -> list[str]:
    """The statements that lift the rule again; only migrations and the tests' clean-up use them."""
    if vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS {name} ON "{table}"' for name in ("append_only", "append_only_all")]
    return [f'DROP TRIGGER IF EXISTS "{table}_append_only_{event}"' for event in ("update", "delete")]


class NoOverlap(_TableRule):
    """Two rows of this model with equal `keys` never hold at the same time.

    A row holds from `start` up to, not including, `end`; an empty `end` means without limit. `where` narrows the rule
    to rows for which a column has one of the given values. PostgreSQL keeps it by an exclusion constraint, SQLite by
    triggers; both raise IntegrityError, and both count a row with an empty period as holding never.
    """

    def __init__(self, model_name, name, keys, start="started_on", end="ended_on", where=None):
        super().__init__(model_name)
        self.name = name
        self.keys = keys
        self.start = start
        self.end = end
        self.where = where or {}

    def deconstruct(self):
        args = [self.model_name, self.name, self.keys, self.start, self.end, self.where]
        return (self.__class__.__qualname__, args, {})

    def create_sql(self, schema_editor, model):
        columns = {name: model._meta.get_field(name).column for name in [*self.keys, self.start, self.end, *self.where]}
        table = model._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            return [self._exclusion(table, columns)]
        return [self._trigger(table, columns, event) for event in ("INSERT", "UPDATE")]

    def drop_sql(self, schema_editor, model):
        table = model._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}"']
        return [f'DROP TRIGGER "{self.name}_{event}"' for event in ("insert", "update")]

    def describe(self):
        return f"Refuse overlapping periods of {self.model_name} ({self.name})"

    def _condition(self, columns, prefix=""):
        parts = []
        for field, values in self.where.items():
            listed = ", ".join("'" + value + "'" for value in values)
            parts.append(f'{prefix}"{columns[field]}" IN ({listed})')
        return " AND ".join(parts)

    def _exclusion(self, table, columns):
        keys = ", ".join(f'"{columns[key]}" WITH =' for key in self.keys)
        period = f'daterange("{columns[self.start]}", "{columns[self.end]}", \'[)\')'
        where = f" WHERE ({self._condition(columns)})" if self.where else ""
        return (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{self.name}" EXCLUDE USING gist ({keys}, {period} WITH &&){where}'
        )

    def _trigger(self, table, columns, event):
        start, end = columns[self.start], columns[self.end]
        same = " AND ".join(f'other."{columns[key]}" = NEW."{columns[key]}"' for key in self.keys)
        parts = [
            same,
            'other."id" <> NEW."id"',
            f'(other."{end}" IS NULL OR other."{end}" > NEW."{start}")',
            f'(NEW."{end}" IS NULL OR NEW."{end}" > other."{start}")',
            f'(other."{end}" IS NULL OR other."{end}" > other."{start}")',
        ]
        if self.where:
            parts.append(self._condition(columns, "other."))
        when = [f'(NEW."{end}" IS NULL OR NEW."{end}" > NEW."{start}")']
        if self.where:
            when.append(self._condition(columns, "NEW."))
        return (
            f'CREATE TRIGGER "{self.name}_{event.lower()}" AFTER {event} ON "{table}" WHEN {" AND ".join(when)} '  # noqa: S608
            f"BEGIN SELECT RAISE(ABORT, '{self.name}') WHERE EXISTS "
            f'(SELECT 1 FROM "{table}" AS other WHERE {" AND ".join(parts)}); END'
        )
