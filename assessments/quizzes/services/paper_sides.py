"""A sheet of paper beside what the same person answered on a screen."""

from collections.abc import Iterable, Mapping

from assessments.quizzes.enums import Ending
from assessments.quizzes.models import Attempt, PrintedForm
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services.answers import Given
from assessments.quizzes.sides import (
    SCREEN,
    OnScreen,
    from_answers,
    from_json,
    given_at,
    to_decide,
)


def on_screen(attempt: Attempt) -> OnScreen | None:
    """What the person of an attempt answered on a screen; None when they did not."""
    if attempt.on_screen is not None:
        return from_json(attempt.on_screen)
    if attempt.ending == Ending.PAPER:
        return None
    found = from_answers(attempt.form, attempt.answers.filter(is_late=False))
    return found if found.answers else None


def differing(screen: OnScreen | None, printed: PrintedForm, given: Iterable[Given]) -> list[int]:
    """Of which positions somebody has to say which side counts, see ``sides.to_decide``."""
    versions = [entry["v"] for entry in printed.paper]
    sheet = {each.position: each.response for each in given}
    return to_decide(screen, versions, sheet, items_of(versions))


def merged_answers(
    screen: OnScreen | None, printed: PrintedForm, given: list[Given], counts: Mapping[int, str]
) -> list[Given]:
    """The answers that count: those of the sheet, and from the screen where it is empty or chosen."""
    if screen is None:
        return given
    sheet = {each.position: each for each in given if each.response is not None}
    found = []
    for position, entry in enumerate(printed.paper, 1):
        said = screen.answers.get(entry["v"])
        if said is not None and (position not in sheet or counts.get(position) == SCREEN):
            language, is_sure = said["language"], said["is_sure"]
            found.append(Given(position, said["response"], language, is_sure, given_at(said)))
        elif position in sheet:
            found.append(sheet[position])
    return found
