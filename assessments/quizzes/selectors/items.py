"""Items by version. A version never changes, so what was read once is kept in the process."""

import uuid
from collections.abc import Iterable

from django.core.cache import caches
from django.db import transaction

from assessments.quizzes.items import Item, from_json
from assessments.quizzes.models import QuestionVersion

#: Seconds that an item is kept.
KEPT_FOR = 60 * 60 * 24
#: How many items are kept, some kilobytes each.
MOST_KEPT = 5000
_ERA = "quizzes.items"
_era_and_items: tuple[str, dict[int, Item]] = ("", {})


def items_of(version_ids: Iterable[int]) -> dict[int, Item]:
    """The items of these versions, by id; no query when all are kept. They belong to everybody."""
    wanted, kept = set(version_ids), _kept()
    found = {pk: kept[pk] for pk in wanted if pk in kept}
    if missing := wanted - found.keys():
        rows = QuestionVersion.objects.filter(pk__in=missing).values_list("pk", "content")
        read = {pk: from_json(content) for pk, content in rows}
        # A version made in this transaction may be undone with it, and its number given again.
        transaction.on_commit(lambda: _kept().update(read))
        found |= read
    return found


def _kept() -> dict[int, Item]:
    """The items that are kept, themselves: the cache would make new ones each time. It holds only
    their era; when that has passed, or was taken out with all else, they go."""
    global _era_and_items
    era, items = _era_and_items
    if caches["local"].get(_ERA) != era or len(items) > MOST_KEPT:
        era, items = _era_and_items = uuid.uuid4().hex, {}
        caches["local"].set(_ERA, era, KEPT_FOR)
    return items
