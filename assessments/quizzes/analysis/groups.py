"""Breaking people down without pointing at anybody (domain facts, 6.4).

In whatever leaves the workshop a group of fewer than five is never broken out, and never so that it
can be worked out from the total and the groups that are shown.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

#: Fewer people than this are a small group.
LEAST = 5

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def grouped(people: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """People by ``key``, groups in the order in which they are met first."""
    groups: dict[K, list[T]] = defaultdict(list)
    for each in people:
        groups[key(each)].append(each)
    return dict(groups)


def hidden(sizes: Mapping[K, int]) -> frozenset[K]:
    """Which of the groups, that make up a known total together, must not be shown.

    Those that are small; and while they are a single one, or are fewer than five people together,
    the next smallest as well: otherwise what is hidden could be worked out by subtraction. Empty
    groups hide nothing and protect nothing.
    """
    by_size = sorted(
        ((size, place, key) for place, (key, size) in enumerate(sizes.items()) if size > 0),
        key=lambda each: each[:2],
    )
    small = [entry for entry in by_size if entry[0] < LEAST]
    if not small:
        return frozenset()
    shown = by_size[len(small) :]
    while shown and (len(small) < 2 or sum(size for size, _place, _key in small) < LEAST):
        small.append(shown.pop(0))
    return frozenset(key for _size, _place, key in small)
