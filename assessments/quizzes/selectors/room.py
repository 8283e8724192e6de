"""The room during a paired test: who has not begun, who is at it, who has finished. Never answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.quizzes.enums import Ending, Form, Occasion, QuizKind, SittingState
from assessments.quizzes.models import Answer, Attempt, FormOrder, Quiz, QuizQuestion, Sitting
from assessments.quizzes.selectors.attempts import workshops_tested_by
from assessments.quizzes.services.attempts import GRACE
from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.models import Registration, Workshop

#: Where somebody stands in a sitting.
NOT_STARTED, AT_IT, FINISHED = "not_started", "at_it", "finished"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one sitting: by name, with the form and how they take it, nothing else.

    Before they begin, ``form`` is the one meant for them, if they have an order of forms already.
    """

    registration: Registration
    state: str
    form: str = ""
    ending: str = ""
    is_expected: bool = True

    @property
    def is_on_paper(self) -> bool:
        """Whether it was entered from paper."""
        return self.ending == Ending.PAPER


@dataclass(frozen=True, slots=True)
class SittingRoom:
    """A sitting with the people of its room in Lao order."""

    sitting: Sitting
    seats: Sequence[Seat]

    def _of(self, state: str) -> list[Seat]:
        return [seat for seat in self.seats if seat.state == state]

    @property
    def not_started(self) -> list[Seat]:
        """Those expected who have not begun."""
        return self._of(NOT_STARTED)

    @property
    def at_it(self) -> list[Seat]:
        """Those who have begun and not finished."""
        return self._of(AT_IT)

    @property
    def finished(self) -> list[Seat]:
        """Those who have finished, on screen or on paper."""
        return self._of(FINISHED)

    @property
    def has_forms(self) -> bool:
        """Whether it is known already which form somebody gets who has not begun."""
        return any(seat.form for seat in self.not_started)

    @property
    def is_pre(self) -> bool:
        """Whether it is the pre-test."""
        return self.sitting.occasion == Occasion.PRE


@dataclass(frozen=True, slots=True)
class Late:
    """Answers of one person that reached us after the end and wait for a decision."""

    attempt_id: int
    occasion: str
    registration: Registration
    answers: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """The paired test of a workshop."""

    quiz: Quiz
    pre: SittingRoom
    post: SittingRoom
    late: Sequence[Late]

    @property
    def rooms(self) -> list[SittingRoom]:
        """Both sittings in order."""
        return [self.pre, self.post]

    @property
    def is_begun(self) -> bool:
        """Whether anybody has begun either test: from then on it is not exchanged."""
        return any(seat.state != NOT_STARTED for room in self.rooms for seat in room.seats)

    @property
    def pairs(self) -> int:
        """People who finished both tests: the only ones the gain is computed on."""
        done = [{seat.registration.pk for seat in room.finished} for room in self.rooms]
        return len(done[0] & done[1])

    @property
    def without_pre(self) -> list[Registration]:
        """Who came late: no pre-test, now that it is closed."""
        if self.pre.sitting.state != SittingState.CLOSED:
            return []
        neither = {registration.pk for registration in self.without_both}
        return [
            seat.registration
            for seat in self.pre.not_started
            if seat.registration.pk not in neither
        ]

    @property
    def without_post(self) -> list[Registration]:
        """Who left early: a pre-test and, now that it is closed, no post-test."""
        if self.post.sitting.state != SittingState.CLOSED:
            return []
        begun = {seat.registration.pk for seat in self.pre.finished}
        return [
            seat.registration for seat in self.post.not_started if seat.registration.pk in begun
        ]

    @property
    def without_both(self) -> list[Registration]:
        """Who took neither, now that both are closed."""
        if any(room.sitting.state != SittingState.CLOSED for room in self.rooms):
            return []
        absent = {seat.registration.pk for seat in self.pre.not_started}
        return [
            seat.registration for seat in self.post.not_started if seat.registration.pk in absent
        ]


def sittings_led_by(person: Any, code: str) -> QuerySet[Sitting]:
    """The sittings of a workshop that ``person`` facilitates."""
    return Sitting.objects.filter(
        workshop__in=workshops_tested_by(person), workshop__code=code
    ).select_related("quiz", "workshop")


def paired_quizzes() -> QuerySet[Quiz]:
    """The paired tests that can be chosen: in use, with questions in both forms."""
    asked = QuizQuestion.objects.filter(quiz=OuterRef("pk"))
    return Quiz.objects.filter(
        Exists(asked.filter(form=Form.A)),
        Exists(asked.filter(form=Form.B)),
        kind=QuizKind.PAIRED,
        is_live=True,
    )


def room_of(workshop: Workshop, now: datetime | None = None) -> Room | None:
    """Both sittings with everybody who is expected or has begun; None before a test is chosen.

    Five queries, however many people.
    """
    now = now or timezone.now()
    sittings = {
        each.occasion: each
        for each in Sitting.objects.filter(workshop=workshop).select_related("quiz")
    }
    if not {Occasion.PRE, Occasion.POST} <= set(sittings):
        return None
    attempts = list(
        Attempt.objects.filter(sitting__in=sittings.values(), registration__isnull=False)
        .only("sitting", "registration", "form", "ending", "ends_at", "finished_at", "number")
        .order_by("number")
    )
    people = list(_people(workshop, {attempt.registration_id for attempt in attempts}))
    found = {(each.sitting_id, each.registration_id): each for each in attempts}
    orders = {
        each.registration_id: each
        for each in FormOrder.objects.filter(
            quiz=sittings[Occasion.PRE].quiz_id, registration__workshop=workshop
        )
    }

    def room(occasion: str) -> SittingRoom:
        sitting = sittings[occasion]
        seats = (
            _seat(person, found.get((sitting.pk, person.pk)), now)
            or _empty_seat(person, orders.get(person.pk), occasion)
            for person in people
        )
        return SittingRoom(
            sitting, [seat for seat in seats if seat.is_expected or seat.state != NOT_STARTED]
        )

    return Room(
        sittings[Occasion.PRE].quiz,
        room(Occasion.PRE),
        room(Occasion.POST),
        _late(list(sittings.values()), {person.pk: person for person in people}),
    )


def people_to_test(workshop: Workshop) -> QuerySet[Registration]:
    """Who is expected at the tests, in Lao order: without facilitators and interpreters."""
    return (
        Registration.objects.filter(workshop=workshop)
        .expected()
        .participants()
        .select_related("person", "organisation")
        .in_lao_order()
    )


def _people(workshop: Workshop, begun: set[int | None]) -> QuerySet[Registration]:
    """Those expected, and those who have begun whatever became of them since."""
    expected = people_to_test(workshop).values("pk").order_by()
    return (
        Registration.objects.filter(
            Q(pk__in=expected) | Q(pk__in=[pk for pk in begun if pk is not None])
        )
        .select_related("person", "organisation")
        .in_lao_order()
    )


def _empty_seat(registration: Registration, order: FormOrder | None, occasion: str) -> Seat:
    form = order.form_for(occasion) if order else ""
    is_expected = registration.status in EXPECTED_STATUSES
    return Seat(registration, NOT_STARTED, form, is_expected=is_expected)


def _seat(registration: Registration, attempt: Attempt | None, now: datetime) -> Seat | None:
    if attempt is None:
        return None
    is_expected = registration.status in EXPECTED_STATUSES
    is_over = attempt.is_finished or bool(attempt.ends_at and now > attempt.ends_at + GRACE)
    ending = attempt.ending or (Ending.TIME_UP if is_over else "")
    state = FINISHED if is_over else AT_IT
    return Seat(registration, state, attempt.form, ending, is_expected)


def _late(sittings: list[Sitting], people: dict[int, Registration]) -> list[Late]:
    """Attempts with answers that wait, in the order of the people."""
    rows = (
        Answer.objects.filter(
            is_late=True, attempt__sitting__in=sittings, attempt__registration__isnull=False
        )
        .values("attempt_id", "attempt__registration_id", "attempt__sitting__occasion")
        .annotate(answers=Count("pk"), arrived_at=Max("saved_at"))
        .order_by("attempt__registration__person__sort_key", "attempt_id")
    )
    return [
        Late(
            row["attempt_id"],
            row["attempt__sitting__occasion"],
            people[row["attempt__registration_id"]],
            row["answers"],
            row["arrived_at"],
        )
        for row in rows
    ]


def attempts_running(sitting: Sitting, now: datetime | None = None) -> int:
    """How many are at it now and have time left."""
    over = (now or timezone.now()) - GRACE
    running = Attempt.objects.filter(sitting=sitting).running()
    return running.filter(Q(ends_at=None) | Q(ends_at__gte=over)).count()
