"""Items by version. A version never changes, so what was read once is kept in the process."""

from collections.abc import Iterable

from django.core.cache import caches
from django.db import transaction

from assessments.quizzes.items import Item, from_json
from assessments.quizzes.models import QuestionVersion

#: Seconds that an item is kept.
KEPT_FOR = 60 * 60 * 24


def items_of(version_ids: Iterable[int]) -> dict[int, Item]:
    """The items of these versions, by id; no query when all are kept."""
    keys = {f"item:{pk}": pk for pk in version_ids}
    kept = caches["local"].get_many(keys)
    missing = [pk for key, pk in keys.items() if key not in kept]
    found = {keys[key]: item for key, item in kept.items()}
    if missing:
        rows = QuestionVersion.objects.filter(pk__in=missing).values_list("pk", "content")
        read = {pk: from_json(content) for pk, content in rows}
        # A version made in this transaction may be undone with it, and its number given again.
        to_keep = {f"item:{pk}": item for pk, item in read.items()}
        transaction.on_commit(lambda: caches["local"].set_many(to_keep, KEPT_FOR))
        found |= read
    return found
