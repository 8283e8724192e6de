"""Taking a course: enrol, open, mark as read, take the mark back, begin again as a refresher."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from courses.curriculum.models import (
    CoursePage,
    Enrolment,
    LessonPage,
    LessonProgress,
    ModulePage,
)
from courses.curriculum.services.completing import settle
from people.models import User


@transaction.atomic
def enrol(*, person: User, course: CoursePage) -> Enrolment:
    """Let ``person`` take ``course``. Safe to repeat: gives the first enrolment there is.

    Raises ValidationError when the course is not published.
    """
    _must_be_open(course)
    enrolment, created = Enrolment.objects.get_or_create(
        person=person, course=course, round=1, defaults=_snapshot(person)
    )
    if created:
        audit.record(actor=person, verb="enrol", target=enrolment, course=course.slug)
    return enrolment


@transaction.atomic
def begin_again(*, person: User, course: CoursePage, module: ModulePage | None = None) -> Enrolment:
    """Let somebody who has completed a ``module``, or the whole ``course``, go through it again.

    A new round with its own progress; what was completed before stays. Safe to repeat: while the
    round begun last is not completed, it is the answer. Raises ValidationError when there is
    nothing completed to refresh.
    """
    _must_be_open(course)
    rounds = Enrolment.objects.select_for_update().filter(person=person, course=course)
    covering = rounds.covering(module) if module else rounds.filter(module=None).order_by("-round")
    current = covering.first()
    if current is None:
        raise ValidationError(_("You have not begun this yet: there is nothing to refresh."))
    if not current.completions.filter(module=module).exists():
        if current.is_refresher:
            return current
        raise ValidationError(_("You can take it again as a refresher once you have completed it."))
    latest = rounds.aggregate(latest=Max("round"))["latest"]
    enrolment, created = Enrolment.objects.get_or_create(
        person=person,
        course=course,
        round=latest + 1,
        defaults=_snapshot(person) | {"module": module},
    )
    if created:
        audit.record(
            actor=person,
            verb="begin_again",
            target=enrolment,
            course=course.slug,
            module=module.code if module else "",
        )
    return enrolment


@transaction.atomic
def open_lesson(*, person: User, lesson: LessonPage) -> LessonProgress | None:
    """Note that an enrolled person opened ``lesson``, so that they can go on from there.

    Nothing is kept of people who only look around (None). Opening is a trace and not a decision:
    only the first opening of a round writes an audit line.
    """
    enrolment = current_enrolment(person, lesson)
    if enrolment is None:
        return None
    progress, created = LessonProgress.objects.update_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"last_opened_at": timezone.now()}
    )
    if created:
        audit.record(actor=person, verb="open_lesson", target=progress, lesson=lesson.code)
    return progress


@transaction.atomic
def complete_lesson(*, person: User, lesson: LessonPage) -> LessonProgress:
    """Mark ``lesson`` as read, enrolling the person when they were not. Safe to repeat: the time of
    the first mark of a round stays. When it was the last lesson that the rule of the module asks
    for, the module is completed. Raises ValidationError when the lesson is not published."""
    if not lesson.live:
        raise ValidationError(_("This lesson is not published at the moment."))
    enrolment = current_enrolment(person, lesson) or enrol(person=person, course=_course_of(lesson))
    progress, _created = LessonProgress.objects.get_or_create(enrolment=enrolment, lesson=lesson)
    if LessonProgress.objects.filter(pk=progress.pk, completed_at=None).update(
        completed_at=timezone.now()
    ):
        progress.refresh_from_db()
        audit.record(actor=person, verb="complete_lesson", target=progress, lesson=lesson.code)
        settle(enrolment=enrolment, module=_module_of(lesson), actor=person)
    return progress


@transaction.atomic
def reopen_lesson(*, person: User, lesson: LessonPage) -> LessonProgress | None:
    """Take the mark "read" back. Safe to repeat; None when the person never opened the lesson in
    the present round. A completion that was recorded stays."""
    enrolment = current_enrolment(person, lesson)
    progress = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson).first()
    if enrolment is None or progress is None:
        return None
    if LessonProgress.objects.filter(pk=progress.pk, completed_at__isnull=False).update(
        completed_at=None
    ):
        progress.refresh_from_db()
        audit.record(actor=person, verb="reopen_lesson", target=progress, lesson=lesson.code)
    return progress


def current_enrolment(person: User, lesson: LessonPage) -> Enrolment | None:
    """The round in which what ``person`` does with ``lesson`` now counts."""
    rounds = Enrolment.objects.filter(person=person, course=_course_of(lesson))
    return rounds.covering(_module_of(lesson)).first()


def _must_be_open(course: CoursePage) -> None:
    if not course.live:
        raise ValidationError(_("This course is not open at the moment."))


def _snapshot(person: User) -> dict[str, object]:
    """Who somebody is as a round begins."""
    return {
        "organisation_id": person.organisation_id,
        "gender": person.gender,
        "level": person.level,
    }


def _course_of(lesson: LessonPage) -> CoursePage:
    return CoursePage.objects.ancestor_of(lesson).get()


def _module_of(lesson: LessonPage) -> ModulePage:
    return ModulePage.objects.parent_of(lesson).get()
