"""Marks made on a phone without a network."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.curriculum.models import CoursePage, LessonPage, LessonProgress, OfflineMark
from courses.curriculum.services.learning import complete_lesson, current_enrolment
from people.models import User

#: How far back a phone's clock is believed.
BELIEVED = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class MarkFromPhone:
    """One lesson marked as read: the phone's own id for the mark, the lesson's key, the hour."""

    client_id: uuid.UUID
    lesson: int
    at: datetime


@dataclass(slots=True)
class TakenIn:
    """What became of the marks, as client ids: new, known already, of a lesson that is gone."""

    taken: list[uuid.UUID] = field(default_factory=list)
    repeated: list[uuid.UUID] = field(default_factory=list)
    refused: list[uuid.UUID] = field(default_factory=list)

    @property
    def settled(self) -> list[uuid.UUID]:
        """All that the phone need not send again."""
        return [*self.taken, *self.repeated, *self.refused]


@transaction.atomic
def take_in_marks(*, person: User, course: CoursePage, marks: list[MarkFromPhone]) -> TakenIn:
    """Mark the lessons as read at the hour the phone says. Safe to repeat: a client id counts once.

    Raises ValidationError when a client id is another person's.
    """
    outcome = TakenIn()
    lessons = LessonPage.objects.live().descendant_of(course).in_bulk([m.lesson for m in marks])
    known = dict(
        OfflineMark.objects.filter(client_id__in=[m.client_id for m in marks]).values_list(
            "client_id", "person_id"
        )
    )
    if set(known.values()) - {person.pk}:
        raise ValidationError(_("These marks were made by another person."))
    now = timezone.now()
    for mark in sorted(marks, key=lambda each: each.at):
        lesson = lessons.get(mark.lesson)
        if mark.client_id in known or mark.client_id in outcome.taken:
            outcome.repeated.append(mark.client_id)
        elif lesson is None:
            outcome.refused.append(mark.client_id)
        else:
            at = min(max(mark.at, now - BELIEVED), now)
            OfflineMark.objects.create(
                client_id=mark.client_id, person=person, lesson=lesson, marked_at=at
            )
            _complete(person, lesson, at)
            outcome.taken.append(mark.client_id)
    return outcome


def _complete(person: User, lesson: LessonPage, at: datetime) -> None:
    """Mark as read with the hour of the phone, unless it was read before.

    A mark from before a refresher began is of the round before, which was completed.
    """
    enrolment = current_enrolment(person, lesson)
    if enrolment is not None and enrolment.is_refresher and at < enrolment.started_at:
        return
    was_read = LessonProgress.objects.filter(
        enrolment=enrolment, lesson=lesson, completed_at__isnull=False
    ).exists()
    progress = complete_lesson(person=person, lesson=lesson)
    if not was_read:
        LessonProgress.objects.filter(pk=progress.pk).update(completed_at=at)
