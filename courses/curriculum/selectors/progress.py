"""How far one person is with one course: one query, counted against the outline."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from courses.curriculum.models import Enrolment
from courses.curriculum.selectors.outline import Course, Lesson, Module, PhaseOfCourse

#: Opening the lesson one is in again within this time is not worth a write.
SAME_SITTING = timedelta(minutes=10)


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
    """A person's way through a course. Lessons taken offline since then do not count."""

    course: Course
    enrolled: bool = False
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
        """Modules of which every lesson is read."""
        return sum(self.of_module(module).is_complete for module in self.course.modules)

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
    rows = list(
        Enrolment.objects.filter(person=person, course_id=course.pk).values_list(
            "lessons__lesson_id", "lessons__completed_at", "lessons__last_opened_at"
        )
    )
    met = [row for row in rows if row[0] is not None]
    return Progress(
        course,
        enrolled=bool(rows),
        completed=frozenset(pk for pk, completed_at, _ in met if completed_at is not None),
        opened={pk: opened_at for pk, _, opened_at in met},
    )


def data_about(person: Any) -> list[dict[str, Any]]:
    """What the courses keep about somebody, as JSON for themselves."""
    return [
        {
            "course": enrolment.course.slug,
            "started_at": enrolment.started_at.isoformat(),
            "lessons": [
                {
                    "lesson": each.lesson.slug,
                    "first_opened_at": each.first_opened_at.isoformat(),
                    "last_opened_at": each.last_opened_at.isoformat(),
                    "completed_at": each.completed_at.isoformat() if each.completed_at else None,
                }
                for each in enrolment.lessons.all()
            ],
        }
        for enrolment in Enrolment.objects.filter(person=person)
        .select_related("course")
        .prefetch_related("lessons__lesson")
    ]
