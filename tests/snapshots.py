"""Rows that many tests begin with, made once for each process and then put back as they were.

Loading a course through its service takes a second, and putting its rows back a few milliseconds.
The first test that asks pays for the service; when the database is not as it was then, a later one
does too, so what a test finds never depends on the tests before it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

Row = tuple[Any, ...]


@dataclass
class Snapshot:
    """What a service wrote, as rows by table."""

    before: dict[str, Row]
    columns: dict[str, list[str]] = field(default_factory=dict)
    new: dict[str, list[Row]] = field(default_factory=dict)
    changed: dict[str, list[Row]] = field(default_factory=dict)


_kept: dict[str, Snapshot] = {}


def rows_of(name: str, load: Callable[[], object]) -> None:
    """Have in the database what ``load`` writes; ``name`` is the same for the same rows.

    Must be called inside the test's transaction. ``load`` may only insert and update rows.
    """
    before = _marks()
    kept = _kept.get(name)
    if kept is not None and kept.before == before:
        _put_back(kept)
        return
    rows = {table: _rows(table) for table in before}
    load()
    _kept[name] = _difference(before, rows)


def _tables() -> dict[str, type[models.Model]]:
    """Tables by name; the database keeps those of the full-text search itself, by triggers."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and "_fts" not in model._meta.db_table
    }


def _key(table: str) -> str:
    """The column of the primary key."""
    return connection.ops.quote_name(_tables()[table]._meta.pk.column)


def _marks() -> dict[str, Row]:
    """How many rows each table has and which is the last: the same before the same load."""
    name = connection.ops.quote_name
    parts = [
        f"SELECT '{table}', COUNT(*), MAX(CAST({_key(table)} AS varchar(64))) FROM {name(table)}"
        for table in _tables()
    ]
    with connection.cursor() as cursor:
        found: list[Row] = []
        for start in range(0, len(parts), 100):
            cursor.execute(" UNION ALL ".join(parts[start : start + 100]))
            found += cursor.fetchall()
    return {table: tuple(rest) for table, *rest in found}


def _rows(table: str) -> dict[Any, Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_key(table)}, t.* FROM {connection.ops.quote_name(table)} t")
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}


def _difference(before: dict[str, Row], rows: dict[str, dict[Any, Row]]) -> Snapshot:
    kept = Snapshot(before)
    for table, old in rows.items():
        now = _rows(table)
        with connection.cursor() as cursor:
            columns = [
                c.name for c in connection.introspection.get_table_description(cursor, table)
            ]
        kept.columns[table] = columns
        kept.new[table] = [row for key, row in now.items() if key not in old]
        kept.changed[table] = [row for key, row in now.items() if old.get(key, row) != row]
    return kept


def _put_back(kept: Snapshot) -> None:
    name = connection.ops.quote_name
    models_with_rows = []
    with connection.cursor() as cursor:
        for table, rows in kept.new.items():
            if gone := kept.changed[table]:
                place = kept.columns[table].index(_tables()[table]._meta.pk.column)
                for row in gone:
                    sets = ", ".join(f"{name(column)} = %s" for column in kept.columns[table])
                    cursor.execute(
                        f"UPDATE {name(table)} SET {sets} WHERE {_key(table)} = %s",
                        [*row, row[place]],
                    )
            if rows:
                columns = ", ".join(name(column) for column in kept.columns[table])
                values = ", ".join(["%s"] * len(kept.columns[table]))
                cursor.executemany(f"INSERT INTO {name(table)} ({columns}) VALUES ({values})", rows)
                models_with_rows.append(_tables()[table])
        for statement in connection.ops.sequence_reset_sql(no_style(), models_with_rows):
            cursor.execute(statement)
