"""Two sides of one test: what somebody answered on a screen, and what stands on their sheet of paper.

Where both say something else, a facilitator decides which counts; what was answered on the screen stays
beside the result for as long as single answers are kept. Pure rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.quizzes.items import Item, Response
from assessments.quizzes.models import Answer
from assessments.quizzes.scoring import is_same

SCREEN, PAPER = "screen", "paper"
#: Stands for the whole test, where the sheet is of the other form.
OTHER_FORM = 0


@dataclass(frozen=True, slots=True)
class OnScreen:
    """What was answered on a screen: the form, and by version ``response``, ``language``, ``is_sure``
    and ``given_at`` (ISO)."""

    form: str
    answers: dict[int, dict[str, Any]]

    def response(self, version_id: int) -> Response | None:
        """What was answered to a version."""
        return self.answers.get(version_id, {}).get("response")

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "form": self.form,
            "answers": {str(key): each for key, each in self.answers.items()},
        }


def from_json(stored: Mapping[str, Any]) -> OnScreen:
    """What ``to_json`` stored."""
    return OnScreen(stored["form"], {int(key): each for key, each in stored["answers"].items()})


def from_answers(form: str, answers: Iterable[Answer]) -> OnScreen:
    """Of the answers of an attempt that was made on a screen."""
    return OnScreen(
        form,
        {
            each.version_id: {
                "response": each.response,
                "language": each.language,
                "is_sure": each.is_sure,
                "given_at": each.given_at.isoformat(),
            }
            for each in answers
            if each.response
        },
    )


def to_decide(
    screen: OnScreen | None,
    versions: Sequence[int],
    sheet: Mapping[int, Response | None],
    items: Mapping[int, Item],
) -> list[int]:
    """At which positions of a sheet (answers by position, from 1) both sides say something else;
    ``OTHER_FORM`` when something was answered on the screen that the sheet does not ask."""
    if screen is None:
        return []
    found = [OTHER_FORM] if set(screen.answers) - set(versions) else []
    for position, version in enumerate(versions, 1):
        one, other = screen.response(version), sheet.get(position)
        if one and other and not is_same(items[version], one, other):
            found.append(position)
    return found


def given_at(said: Mapping[str, Any]) -> datetime:
    """When an answer on the screen was given."""
    return datetime.fromisoformat(said["given_at"])
