"""How far one person is with one course: one query, counted against the outline."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from core.prepared import Prepared, given
from courses.curriculum.models import Enrolment, ModulePage
from courses.curriculum.rules import unmet
from courses.curriculum.selectors.outline import Course, Lesson, Module, PhaseOfCourse

#: Opening the lesson one is in again within this time is not worth a write.
SAME_SITTING = timedelta(minutes=10)


_read: Prepared[tuple[Any, ...]] = Prepared(
    lambda: (
        Enrolment.objects.filter(person=given("person"), course=given("course"))
        .order_by()
        .values_list(
            *("round", "module_id"),
            *("lessons__lesson_id", "lessons__completed_at", "lessons__last_opened_at"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Done:
    """So many of so many, and the minutes still to read."""

    done: int
    total: int
    minutes_left: int

    @property
    def percent(self) -> int:
        """0 to 100; 100 only when nothing is left."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def is_complete(self) -> bool:
        """Whether everything is read."""
        return self.total > 0 and self.done == self.total

    @property
    def is_begun(self) -> bool:
        """Whether anything is read."""
        return self.done > 0


@dataclass(frozen=True)
class Progress:
    """A person's way through a course, in each module in the round begun last. Lessons taken
    offline since then do not count. ``refreshing`` are the modules that are gone through again."""

    course: Course
    enrolled: bool = False
    refreshing: frozenset[int] = frozenset()
    completed: frozenset[int] = frozenset()
    opened: dict[int, datetime] = field(default_factory=dict)

    def has_done(self, lesson: Lesson) -> bool:
        """Whether the person has marked the lesson as read."""
        return lesson.pk in self.completed

    def of_lessons(self, lessons: tuple[Lesson, ...]) -> Done:
        """Progress over some lessons."""
        left = [lesson for lesson in lessons if lesson.pk not in self.completed]
        minutes = sum(lesson.minutes for lesson in left)
        return Done(len(lessons) - len(left), len(lessons), minutes)

    def of_module(self, module: Module) -> Done:
        """Lessons read of the module's lessons."""
        return self.of_lessons(module.lessons)

    def of_phase(self, phase: PhaseOfCourse) -> Done:
        """Lessons read of all lessons of the phase."""
        return self.of_lessons(
            tuple(lesson for module in phase.modules for lesson in module.lessons)
        )

    def of_course(self) -> Done:
        """Lessons read of all lessons."""
        return self.of_lessons(self.course.lessons)

    @property
    def modules_done(self) -> int:
        """Modules of which enough is read."""
        return sum(self.meets_rule(module) for module in self.course.modules)

    def meets_rule(self, module: Module) -> bool:
        """Whether as much of the module is read as its completion rule asks for."""
        codes = [lesson.code for lesson in module.lessons]
        read = [lesson.code for lesson in module.lessons if lesson.pk in self.completed]
        return module.rule.is_met(codes, read)

    @property
    def next_lesson(self) -> Lesson | None:
        """Where to go on: the lesson opened last unless it is read, else the next unread one after
        it, else the first unread one; None when all is read."""
        unread = [lesson for lesson in self.course.lessons if lesson.pk not in self.completed]
        if not unread:
            return None
        known = {pk: at for pk, at in self.opened.items() if self.course.lesson_by_pk(pk)}
        if not known:
            return unread[0]
        last = max(known, key=lambda pk: (known[pk], pk))
        order = [lesson.pk for lesson in self.course.lessons]
        onwards = order[order.index(last) :]
        return next((lesson for lesson in unread if lesson.pk in onwards), unread[0])

    def is_new_opening(self, lesson: Lesson) -> bool:
        """Whether opening the lesson now is worth noting: another lesson, or another sitting."""
        if not self.enrolled:
            return False
        at = self.opened.get(lesson.pk)
        if at is None or timezone.now() - at > SAME_SITTING:
            return True
        return max(self.opened.values()) > at


def progress_of(person: Any, course: Course) -> Progress:
    """The progress of ``person`` (anybody, also a stranger) in ``course``; at most one query."""
    if not person.is_authenticated:
        return Progress(course)
    rows = _read.all(person=person.pk, course=course.pk)
    current = {
        module.pk: max((row[0] for row in rows if row[1] in (None, module.pk)), default=0)
        for module in course.modules
    }
    completed, opened = set(), {}
    for number, _module, pk, completed_at, opened_at in rows:
        module = course.module_of(pk) if pk is not None else None
        if module is None or current[module.pk] != number:
            continue
        opened[pk] = opened_at
        if completed_at is not None:
            completed.add(pk)
    return Progress(
        course,
        enrolled=bool(rows),
        refreshing=frozenset(pk for pk, number in current.items() if number > 1),
        completed=frozenset(completed),
        opened=opened,
    )


@dataclass(frozen=True)
class Completed:
    """What a person has completed of a course, by the key of the module (None: the course itself):
    when first, when last, and whether that holds for the round they are in now."""

    first: dict[int | None, datetime] = field(default_factory=dict)
    last: dict[int | None, datetime] = field(default_factory=dict)
    now: frozenset[int | None] = frozenset()

    def module(self, module: Module) -> datetime | None:
        """When the module was completed last."""
        return self.last.get(module.pk)

    @property
    def course(self) -> datetime | None:
        """When the whole course was completed last."""
        return self.last.get(None)


def completed_by(person: Any, course: Course) -> Completed:
    """The completions of ``person`` in ``course``; at most one query."""
    if not person.is_authenticated:
        return Completed()
    rows = list(
        Enrolment.objects.filter(person=person, course_id=course.pk)
        .order_by("round", "completions__completed_at")
        .values_list("round", "module_id", "completions__module_id", "completions__completed_at")
    )
    first: dict[int | None, datetime] = {}
    last: dict[int | None, datetime] = {}
    in_round: dict[int | None, int] = {}
    for number, _covers, module, at in rows:
        if at is not None:
            first.setdefault(module, at)
            last[module], in_round[module] = at, number
    # In a module the latest round that covers it counts; for the course the latest whole round.
    now = frozenset(
        module
        for module, number in in_round.items()
        if number == max(each for each, covers, *_ in rows if covers in (None, module))
    )
    return Completed(first, last, now)


def not_completed(progress: Progress, completed: Completed) -> list[Module]:
    """The modules of which enough is read and which wait for something else: an upper app's
    condition, see ``rules.require``."""
    return [
        module
        for module in progress.course.modules
        if progress.meets_rule(module) and module.pk not in completed.now
    ]


def still_asked(person: Any, course: Course, module: Module) -> list[str | Promise]:
    """What upper apps wait for before ``module`` is completed in the person's present round."""
    rounds = Enrolment.objects.filter(person=person, course_id=course.pk)
    enrolment = rounds.covering(module.pk).first()
    page = ModulePage.objects.filter(pk=module.pk).first()
    return unmet(enrolment, page) if enrolment is not None and page is not None else []


def data_about(person: Any) -> list[dict[str, Any]]:
    """What the courses keep about somebody, as JSON for themselves."""
    return [
        {
            "course": enrolment.course.slug,
            "round": enrolment.round,
            "module": enrolment.module.code if enrolment.module else None,
            "started_at": enrolment.started_at.isoformat(),
            "as": {
                "organisation": str(enrolment.organisation) if enrolment.organisation else "",
                "gender": enrolment.gender,
                "level": enrolment.level,
            },
            "lessons": [
                {
                    "lesson": each.lesson.slug,
                    "first_opened_at": each.first_opened_at.isoformat(),
                    "last_opened_at": each.last_opened_at.isoformat(),
                    "completed_at": each.completed_at.isoformat() if each.completed_at else None,
                }
                for each in enrolment.lessons.all()
            ],
            "completions": [
                {
                    "module": each.module.code if each.module else None,
                    "completed_at": each.completed_at.isoformat(),
                }
                for each in enrolment.completions.all()
            ],
        }
        for enrolment in Enrolment.objects.filter(person=person)
        .select_related("course", "module", "organisation")
        .prefetch_related("lessons__lesson", "completions__module")
    ]
