"""Which handbooks there can be of a course, and whether the one that was made is still true."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

from courses.curriculum.enums import Phase
from courses.curriculum.figures import FIGURES
from courses.curriculum.selectors.glossary import glossary
from courses.curriculum.selectors.outline import Course, Module

#: The key of the scope that holds everything.
COURSE = "course"
_KEPT_FOR = 60 * 60 * 24


@dataclass(frozen=True, slots=True)
class Scope:
    """What one handbook holds: the course, one phase or one module. ``key`` stands in addresses."""

    key: str
    code: str
    heading: str
    phase: Phase | None = None
    module: str | None = None

    def holds_phase(self, phase: Phase) -> bool:
        """Whether some of this phase is in it."""
        return self.phase is None or self.phase == phase

    def holds(self, module: Module) -> bool:
        """Whether this module is in it."""
        return self.holds_phase(module.phase) and self.module in (None, module.slug)


def scopes(course: Course) -> tuple[Scope, ...]:
    """All scopes of a course in order: the whole, then each phase followed by its modules.

    A phase or module without any text has no handbook.
    """
    return tuple(_scopes(course))


def _scopes(course: Course) -> Iterator[Scope]:
    if course.lessons or course.cards:
        yield Scope(COURSE, "", course.heading)
    for phase in course.phases:
        modules = [module for module in phase.modules if module.lessons]
        if modules or phase.scenarios:
            yield Scope(phase.phase.value, "", phase.heading, phase.phase)
        for module in modules:
            yield Scope(module.slug, module.code, module.heading, module.phase, module.slug)


def scope_of(course: Course, key: str) -> Scope | None:
    """The scope with this key."""
    return next((scope for scope in scopes(course) if scope.key == key), None)


def contents_key(course: Course, scope: Scope) -> str:
    """A fingerprint of all that the handbook of ``scope`` would say and how it would look.

    Equal keys, equal handbooks: it covers headings, the revision of every text within the scope, the
    glossary, the drawn figures and the style of the paper, but nothing outside the scope. So a new
    text in one module leaves the handbooks of the others as they are.
    """
    name = f"handbook:{course.stamp}:{course.language}:{scope.key}"
    kept: str | None = caches["local"].get(name) if course.stamp else None
    if kept is None:
        kept = _contents_key(course, scope)
        if course.stamp:
            caches["local"].set(name, kept, _KEPT_FOR)
    return kept


def _contents_key(course: Course, scope: Scope) -> str:
    found = hashlib.sha256(style_key().encode())

    def add(thing: object) -> None:
        found.update(repr(thing).encode())

    add((course.heading, course.language, scope))
    for phase in course.phases:
        if scope.holds_phase(phase.phase):
            add((phase.heading, phase.summary, phase.scenarios if scope.module is None else ()))
            add([module for module in phase.modules if scope.holds(module)])
    add(course.cards if scope.key == COURSE else ())
    add(glossary(course.language, course.stamp).terms)
    return found.hexdigest()


@cache
def style_key() -> str:
    """A fingerprint of everything of the house's own that stands on this paper."""
    root = Path(settings.ROOT)
    files = [
        *sorted(FIGURES.iterdir()),
        *sorted((root / "site" / "templates" / "curriculum" / "paper").glob("*.html")),
        *(root / "static" / "css" / name for name in ("paper.css", "handbook.css")),
    ]
    found = hashlib.sha256()
    for path in files:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
