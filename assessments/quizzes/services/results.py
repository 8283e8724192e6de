"""What an attempt keeps of itself when it is finished."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.quizzes.models import Attempt, QuestionVersion

#: An entry of ``Attempt.results``.
Entry = dict[str, Any]


def results_of(attempt: Attempt, credits: Mapping[int, Decimal | None]) -> list[Entry]:
    """One entry a question in the order asked: its code and tags, and ``credit`` if it was answered.
    ``credits`` by position."""
    tags = {
        pk: {"q": code, "phase": phase, "module": module or "", "objective": objective}
        for pk, code, phase, module, objective in QuestionVersion.objects.filter(
            pk__in=set(attempt.version_ids)
        ).values_list(
            "pk",
            "question__code",
            "question__phase",
            "question__module__code",
            "question__objective",
        )
    }
    found = []
    for position, pk in enumerate(attempt.version_ids, 1):
        entry: Entry = dict(tags[pk])
        if (value := credits.get(position)) is not None:
            entry["credit"] = str(value)
        found.append(entry)
    return found
