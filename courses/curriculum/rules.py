"""When a module is completed: a pure rule over lessons, and what upper apps ask for besides.

The rule of a module is its editor's: all lessons (the usual one), certain lessons, or a number of
them. An app above, such as the tests, adds its own condition with ``require`` from its
``AppConfig.ready()`` and calls ``services.settle`` when somebody comes to meet it; so nothing here
knows what a test is.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from courses.curriculum.models import Enrolment, ModulePage


@dataclass(frozen=True, slots=True)
class ModuleRule:
    """What must be read of a module, by codes of lessons.

    ``needed`` is how many lessons (None: as many as there are, unless ``required`` names some).
    A rule asks only for lessons that are there: one that was unpublished since is not waited for.
    """

    needed: int | None = None
    required: tuple[str, ...] = ()

    def lessons_needed(self, lessons: Collection[str]) -> int:
        """How many of ``lessons`` (codes of those published) must be read."""
        required = len(set(self.required) & set(lessons))
        if self.needed is None:
            return required or len(lessons)
        return min(max(self.needed, required), len(lessons))

    def is_met(self, lessons: Collection[str], read: Iterable[str]) -> bool:
        """Whether somebody who has ``read`` these has read enough. Nothing is enough of nothing."""
        there, done = set(lessons), set(read) & set(lessons)
        return (
            bool(there)
            and set(self.required) & there <= done
            and len(done) >= self.lessons_needed(lessons)
        )


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition of an upper app. ``is_met`` says whether a round meets it in a module, ``words``
    tell a person who has read enough what is still to be done there."""

    is_met: Callable[[Enrolment, ModulePage], bool]
    words: Callable[[Enrolment, ModulePage], str | Promise]


_requirements: dict[str, Requirement] = {}


def require(name: str, requirement: Requirement) -> None:
    """Let an upper app add a condition; the same name again replaces it."""
    _requirements[name] = requirement


def no_longer_require(name: str) -> None:
    """Take a condition out again."""
    _requirements.pop(name, None)


def unmet(enrolment: Enrolment, module: ModulePage) -> list[str | Promise]:
    """What upper apps still wait for before the module is completed, in words."""
    return [
        each.words(enrolment, module)
        for each in _requirements.values()
        if not each.is_met(enrolment, module)
    ]
