"""Who carries what from one record to the other: each app says it for its own rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from people.merging.ledger import Ledger

Move = Callable[[Ledger, Any, Any], None]


@dataclass(frozen=True, slots=True)
class Mover:
    """What an app does when ``merged`` becomes ``kept``: ``move(ledger, kept, merged)``.

    ``carries`` names the fields it looks after ("workshops.Registration.person"), ``stays`` those that
    rightly go on pointing at the merged record: who made or decided something then. A test fails when
    a field is in neither. ``counts`` says what somebody has, for the screen: words -> how many.
    ``hinders`` gives reasons of the app's own why a merge cannot be undone any more.
    """

    name: str
    move: Move
    order: int
    carries: frozenset[str]
    stays: frozenset[str] = frozenset()
    counts: Callable[[Any], dict[str, int]] | None = None
    hinders: Callable[[Any], list[str]] | None = None


_movers: dict[str, Mover] = {}


def register(mover: Mover) -> None:
    """Called from ``AppConfig.ready()``. The same name again replaces the mover."""
    _movers[mover.name] = mover


def movers() -> list[Mover]:
    """All of them, lower apps first: what an upper app carries may depend on what a lower one did."""
    return sorted(_movers.values(), key=lambda mover: mover.order)


def carry(
    ledger: Ledger,
    model: type[models.Model],
    name: str,
    *,
    old: models.Model,
    new: models.Model,
    once_by: Iterable[str] = (),
    **also: Any,
) -> list[tuple[Any, Any]]:
    """Let the rows of ``model`` that point at ``old`` by the field ``name`` point at ``new``.

    With ``once_by`` there may be one row of each such value: where ``new`` has it already, that row
    stands for the other; these pairs are given, and the second is for the caller to enrich. ``also``
    narrows the rows.
    """
    keys = [model._meta.get_field(each).attname for each in once_by]  # type: ignore[union-attr]
    rows = model._base_manager.all()

    def key(row: models.Model) -> tuple[Any, ...]:
        return tuple(getattr(row, each) for each in keys)

    taken = {key(row): row for row in rows.filter(**{name: new.pk})} if once_by else {}
    pairs = []
    for row in rows.filter(**{name: old.pk}, **also).order_by("pk"):
        twin = taken.get(key(row)) if once_by else None
        if twin is None:
            ledger.change(row, **dict[str, Any]({name: new}))
        else:
            ledger.replace(row, twin)
            pairs.append((row, twin))
    return pairs


def references_to(model: type[models.Model]) -> set[str]:
    """Every stored field of the house that points at ``model``, as "app.Model.field"."""
    return {
        f"{each._meta.label}.{field.name}"
        for each in apps.get_models(include_auto_created=True)
        if not each._meta.proxy
        for field in each._meta.local_fields
        if field.is_relation and field.related_model is model
    }
