"""Reads about people that more than one place needs."""

from people.models import Organisation


def ministries() -> dict[int, Organisation]:
    """Organisation id -> the top of its chain, for all organisations, in one query."""
    rows = {org.pk: org for org in Organisation.objects.all()}
    tops = {}
    for pk in rows:
        top, seen = rows[pk], {pk}
        while top.parent_id is not None and top.parent_id not in seen:
            top = rows[top.parent_id]
            seen.add(top.pk)
        tops[pk] = top
    return tops
