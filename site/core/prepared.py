"""Questions to the database that pages ask all the time, put together once in a process.

Django writes the SQL of a query anew each time, which takes several times as long as the answer. What
comes back is the same as from the query itself, and is asked for each time: nothing is kept but words.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, Value

T = TypeVar("T")
#: The largest number that a column of a database holds.
_LARGEST = 2**63 - 1


class _Name(str):
    """The name of a value that is given later."""

    __slots__ = ()


def given(name: str) -> Value:
    """Stands in a query for a number or word that is given when it is asked."""
    return Value(_Name(name))


class Prepared(Generic[T]):
    """A query with places for what is ``given``, such as ``Prepared(lambda:
    Answer.objects.filter(attempt=given("attempt")))``, asked with ``.all(attempt=1)``.

    It must not depend on the language of the reader, nor on anything else but what is given.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, T]]) -> None:
        self._build = build
        self._kept: tuple[QuerySet[Any, T], Any, str, tuple[Any, ...]] | None = None

    def all(self, **values: int | str) -> list[T]:
        """The answer to the question with these ``values``; none for numbers that no row can have."""
        if any(isinstance(each, int) and abs(each) > _LARGEST for each in values.values()):
            return []
        queryset, compiler, sql, params = self._put_together()
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [values[each] if isinstance(each, _Name) else each for each in params]
            )
            rows = cursor.fetchall()
        # Django makes objects of the rows; it is only kept from asking itself.
        answered, asked = copy(compiler), queryset.all()
        answered.connection = connection
        answered.execute_sql = lambda *_args, **_options: [rows]
        setattr(asked.query, "get_compiler", lambda *_args, **_options: answered)  # noqa: B010
        return list(asked)

    def first(self, **values: int | str) -> T | None:
        """The first of the answers, if there is any."""
        return next(iter(self.all(**values)), None)

    def _put_together(self) -> tuple[QuerySet[Any, T], Any, str, tuple[Any, ...]]:
        if self._kept is None:
            queryset = self._build()
            compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
            self._kept = (queryset, compiler, *compiler.as_sql())
        return self._kept
