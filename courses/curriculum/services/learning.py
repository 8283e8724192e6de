"""Taking a course: enrol, open, mark as read, take the mark back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from courses.curriculum.models import CoursePage, Enrolment, LessonPage, LessonProgress
from people.models import User


@transaction.atomic
def enrol(*, person: User, course: CoursePage) -> Enrolment:
    """Let ``person`` take ``course``. Safe to repeat: gives the enrolment there is.

    Raises ValidationError when the course is not published.
    """
    if not course.live:
        raise ValidationError(_("This course is not open at the moment."))
    enrolment, created = Enrolment.objects.get_or_create(person=person, course=course)
    if created:
        audit.record(actor=person, verb="enrol", target=enrolment, course=course.slug)
    return enrolment


@transaction.atomic
def open_lesson(*, person: User, lesson: LessonPage) -> LessonProgress | None:
    """Note that an enrolled person opened ``lesson``, so that they can go on from there.

    Nothing is kept of people who only look around (None). Opening is a trace and not a decision:
    only the first opening writes an audit line.
    """
    enrolment = Enrolment.objects.filter(person=person, course=_course_of(lesson)).first()
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
    the first mark stays. Raises ValidationError when the lesson is not published."""
    if not lesson.live:
        raise ValidationError(_("This lesson is not published at the moment."))
    enrolment = enrol(person=person, course=_course_of(lesson))
    progress, _created = LessonProgress.objects.get_or_create(enrolment=enrolment, lesson=lesson)
    if LessonProgress.objects.filter(pk=progress.pk, completed_at=None).update(
        completed_at=timezone.now()
    ):
        progress.refresh_from_db()
        audit.record(actor=person, verb="complete_lesson", target=progress, lesson=lesson.code)
    return progress


@transaction.atomic
def reopen_lesson(*, person: User, lesson: LessonPage) -> LessonProgress | None:
    """Take the mark "read" back. Safe to repeat; None when the person never opened the lesson."""
    progress = LessonProgress.objects.filter(enrolment__person=person, lesson=lesson).first()
    if progress is None:
        return None
    if LessonProgress.objects.filter(pk=progress.pk, completed_at__isnull=False).update(
        completed_at=None
    ):
        progress.refresh_from_db()
        audit.record(actor=person, verb="reopen_lesson", target=progress, lesson=lesson.code)
    return progress


def _course_of(lesson: LessonPage) -> CoursePage:
    return CoursePage.objects.ancestor_of(lesson).get()
