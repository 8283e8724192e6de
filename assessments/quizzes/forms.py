"""What somebody filled in on a page of questions, read as responses.

The controls of the question at position 3 are named ``a3`` (options, a number) or ``a3-<option id>``
(the place of a step, the partner of a line), and ``s3`` (sure or not). ``shown`` is what the page
showed as answered when it was opened: only what differs from it is an answer, so a page that is old,
or in the other language, changes nothing that nobody touched in it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Item, Response
from assessments.quizzes.scoring import fits

#: What may be typed into a field for a number.
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Filled:
    """One question as it stands in a form. ``is_unfinished``: something is filled in, but it is no
    answer yet, such as a word where a number is asked for. ``places`` are those chosen for steps, by
    option id, whether or not they make an order."""

    position: int
    response: Response
    is_sure: bool | None
    is_unfinished: bool = False
    places: dict[int, int] = field(default_factory=dict)


def read(item: Item, position: int, posted: QueryDict) -> Filled:
    """The question at ``position`` of a posted form, or of the query that carries a draft of it."""
    name = f"a{position}"
    response: Response
    is_unfinished = False
    filled: dict[int, int] = {}
    if item.kind is QuestionKind.NUMERIC:
        response = posted.get(name, "").strip()[:LONGEST_NUMBER]
    elif item.kind is QuestionKind.MATCHING:
        chosen = {str(line.id): posted.get(f"{name}-{line.id}", "") for line in item.lines}
        response = {key: int(value) for key, value in chosen.items() if _is_id(value)}
    elif item.kind is QuestionKind.ORDERING:
        places = {line.id: posted.get(f"{name}-{line.id}", "") for line in item.lines}
        filled = {key: int(value) for key, value in places.items() if _is_id(value)}
        response = sorted(filled, key=lambda each: (filled[each], each))
        is_unfinished = bool(filled) and set(filled.values()) != set(range(1, len(places) + 1))
    else:
        response = [int(value) for value in posted.getlist(name) if _is_id(value)]
        if item.kind is QuestionKind.SEVERAL:
            response = sorted(set(response))
    return Filled(
        position,
        response,
        {"1": True, "0": False}.get(posted.get(f"s{position}", "")),
        bool(response) and (is_unfinished or not fits(item, response)),
        filled,
    )


def has_draft(position: int, query: QueryDict) -> bool:
    """Whether a query carries a draft of the question at ``position``."""
    return any(name == f"a{position}" or name.startswith(f"a{position}-") for name in query)


def draft(position: int, posted: QueryDict) -> QueryDict:
    """What was filled in at ``position``, to be carried to the next page in its address."""
    found = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name in (f"a{position}", f"s{position}") or name.startswith(f"a{position}-"):
            found.setlist(name, [value[:LONGEST_NUMBER] for value in values[:20]])
    return found


def changed(filled: Iterable[Filled], shown: str) -> list[Filled]:
    """Those among ``filled`` that say something else than the page showed."""
    known = _shown(shown)
    found = []
    for each in filled:
        response, is_sure = known.get(str(each.position), ([], None))
        if (each.response or []) != (response or []) or (
            each.response and each.is_sure is not None and each.is_sure is not is_sure
        ):
            found.append(each)
    return found


def as_shown(answers: Mapping[int, tuple[Any, bool | None]]) -> str:
    """The value of ``shown``: responses and sureness by position."""
    return json.dumps({str(key): value for key, value in answers.items()}, separators=(",", ":"))


def _shown(text: str) -> dict[str, tuple[Any, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        key: (value[0], value[1])
        for key, value in found.items()
        if isinstance(value, list) and len(value) == 2
    }


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= 4
