"""The ledger: rows are changed through it, and it can put every one of them back exactly.

An entry is a plain dict: ``did`` (change, remove, add), ``model``, ``pk``, and the values of the fields
concerned ``before`` and ``after``, as JSON can carry them without losing anything.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, router
from django.utils.translation import gettext as _

Entry = dict[str, Any]


class StillPointedAtError(Exception):
    """A row was to be removed although another still points at it: some mover is missing."""


class Ledger:
    """What is done in one merge, in order; ``reason`` and ``actor`` are those of the merge."""

    def __init__(self, *, reason: str = "", actor: Any = None) -> None:
        self.reason = reason
        self.actor = actor
        self.entries: list[Entry] = []
        self._replaced: dict[tuple[type[models.Model], Any], tuple[models.Model, models.Model]] = {}

    def change(self, row: models.Model, *, watch: Iterable[str] = (), **values: Any) -> None:
        """Set fields of a row that is stored, without its ``save()``.

        ``watch`` are fields that must still say the same when the merge is undone.
        """
        names = [*values, *watch]
        before = _values(row, names)
        for name, value in values.items():
            setattr(row, name, value)
        after = _values(row, names)
        changed = {name: getattr(row, _field(row, name).attname) for name in values}
        if before == after and not watch:
            return
        _rows(type(row)).filter(pk=row.pk).update(
            **{_field(row, name).attname: value for name, value in changed.items()}
        )
        self._write("change", row, before=before, after=after)

    def remove(self, row: models.Model) -> None:
        """Take a row away, with all its values kept. Raises when another row points at it."""
        for relation in row._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            pointing = _rows(relation.related_model).filter(**{relation.field.name: row.pk})  # type: ignore[union-attr]
            if pointing.exists():
                raise StillPointedAtError(
                    f"{pointing.model._meta.label} -> {row._meta.label} {row.pk}"
                )
        self._write("remove", row, before=_values(row, _names(row)), after={})
        rows = _rows(type(row)).filter(pk=row.pk)
        rows._raw_delete(rows.db)

    def add(self, row: models.Model) -> None:
        """Store a new row."""
        row.save()
        self._write("add", row, before={}, after=_values(row, _names(row)))

    def replace(self, old: models.Model, new: models.Model) -> None:
        """Say that ``new`` stands for ``old`` from now on; ``old`` is removed when all is carried."""
        self._replaced[type(old), old.pk] = old, new

    def replaced(self, model: type[models.Model]) -> list[tuple[Any, Any]]:
        """The pairs of rows of ``model`` of which the second now stands for the first."""
        return [pair for (of, _pk), pair in self._replaced.items() if of is model]

    def finish(self) -> list[Entry]:
        """Remove what was replaced, upper apps' rows first, and give the entries."""
        for old, _new in reversed(self._replaced.values()):
            self.remove(old)
        self._replaced.clear()
        return self.entries

    def _write(
        self, did: str, row: models.Model, *, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        self.entries.append(
            {
                "did": did,
                "model": row._meta.label,
                "pk": _plain(row, row._meta.pk),
                "before": before,
                "after": after,
            }
        )


def problems_of_undoing(entries: Iterable[Entry]) -> list[str]:
    """What has come about since and contradicts putting everything back, in the reader's language.

    Every row that was changed must still say what it was changed to.
    """
    problems: list[str] = []
    #: What fields will say at this point of going back, where that is not what is stored now.
    going_back: dict[tuple[str, Any], dict[str, Any]] = {}
    for entry in reversed(list(entries)):
        key = entry["model"], entry["pk"]
        if entry["did"] == "add":
            continue
        if entry["did"] == "remove":
            if _get(entry) is not None:
                problems.append(_taken_words(entry))
            going_back[key] = dict(entry["before"])
            continue
        known = going_back.setdefault(key, {})
        row = None if entry["after"].keys() <= known.keys() else _get(entry)
        if row is None and not entry["after"].keys() <= known.keys():
            problems.append(_gone_words(entry))
            known.update(entry["before"])
            continue
        for name, value in entry["after"].items():
            now = known[name] if name in known else _values(row, [name])[name]  # type: ignore[arg-type]
            if now != value:
                problems.append(_changed_words(entry, row, name))
        known.update(entry["before"])
    return list(dict.fromkeys(problems))


def undo(entries: Iterable[Entry]) -> None:
    """Put every row back as it was; ask ``problems_of_undoing`` first."""
    for entry in reversed(list(entries)):
        model = apps.get_model(entry["model"])
        rows = _rows(model).filter(pk=entry["pk"])
        if entry["did"] == "change":
            rows.update(**_attributes(model, entry["before"]))
        elif entry["did"] == "remove":
            row = model(**_attributes(model, entry["before"]))
            # As it was: no save() of its own, no times of today.
            row.save_base(raw=True, force_insert=True, using=router.db_for_write(model))
        else:
            rows._raw_delete(rows.db)


def _rows(model: Any) -> "models.QuerySet[Any]":
    return model._base_manager.all()


def _field(row: Any, name: str) -> Any:
    return row._meta.get_field(name)


def _names(row: models.Model) -> list[str]:
    return [field.name for field in row._meta.concrete_fields]


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(row, _field(row, name)) for name in names}


def _plain(row: models.Model, field: Any) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, bool | int | float | str):
        return value
    return field.value_to_string(row)


def _attributes(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Values as the database had them, by attribute (``person_id``)."""
    found = {}
    for name, value in values.items():
        field: Any = model._meta.get_field(name)
        reads = field.target_field if field.is_relation else field
        found[field.attname] = (
            value if isinstance(field, models.JSONField) else reads.to_python(value)
        )
    return found


def _get(entry: Entry) -> models.Model | None:
    try:
        return _rows(apps.get_model(entry["model"])).get(pk=entry["pk"])
    except ObjectDoesNotExist:
        return None


def _thing(entry: Entry) -> str:
    return str(apps.get_model(entry["model"])._meta.verbose_name)


def _changed_words(entry: Entry, row: models.Model | None, name: str) -> str:
    field: Any = apps.get_model(entry["model"])._meta.get_field(name)
    return _("%(thing)s (%(which)s): “%(field)s” has been changed since.") % {
        "thing": _thing(entry),
        "which": row if row is not None else entry["pk"],
        "field": field.verbose_name,
    }


def _gone_words(entry: Entry) -> str:
    return _("%(thing)s %(number)s does not exist any more.") % {
        "thing": _thing(entry),
        "number": entry["pk"],
    }


def _taken_words(entry: Entry) -> str:
    return _("%(thing)s %(number)s exists again already.") % {
        "thing": _thing(entry),
        "number": entry["pk"],
    }
