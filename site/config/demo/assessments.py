"""The tests of the demonstration: who answered what, when, how surely. Invented, the same each time.

Only answers are made up here; what they come to is counted by the services like anybody's.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from assessments.quizzes import services
from assessments.quizzes.enums import Difficulty, Form, Occasion, QuestionKind
from assessments.quizzes.items import Item, Response
from assessments.quizzes.models import Attempt, Question, Quiz, Sitting
from assessments.quizzes.selectors.items import items_of
from config.demo.workshops import JUNE_EXCEPTIONS, JUNE_WALK_IN
from courses.curriculum.models import Enrolment, LessonPage
from courses.curriculum.services.learning import complete_lesson, enrol
from courses.workshops.models import Registration, Workshop
from people.models import User

PAIRED = "pre-post"

#: How many of the fifteen questions each of the list of June 2024 knew, before and after.
KNEW_BEFORE = (8, 9, 7, 10, 6, 8, 9, 10, 7, 8, 5, 9, 10, 8, 7, 9, 6, 10, 9, 7, 8, 6, 7, 9)
KNEW_AFTER = (12, 12, 11, 13, 10, 12, 13, 13, 11, 12, 9, 12, 9, 12, 11, 12, 10, 9, 13, 11, 12, 11, 12, 13)  # fmt: skip  # noqa: E501
#: Places in the list: who answered in English, changed the language half-way, wrote on paper.
IN_ENGLISH = (3, 12, 18)
CHANGED_LANGUAGE = (8,)
ON_PAPER = 20
#: Who was still at it when the facilitator closed the post-test: the one who left early.
NOT_HANDED_IN = 5
#: Letters of ``JUNE_EXCEPTIONS`` of people who were not in the room.
AWAY = "XA"
#: Beliefs that many share: the chance that somebody who is wrong is sure of it.
SURE_OF_A_COMMON_ERROR, SURE_OF_ANOTHER, SURE_WHEN_RIGHT = 0.7, 0.2, 0.85
#: Questions of module tests right of six, one attempt after the other, of the first people of June.
MODULE_TESTS: dict[str | int, tuple[int, ...]] = {
    "participant": (3, 5),
    1: (6,),
    2: (2,),
    4: (5,),
    6: (3, 4),
}


def hold_paired_test(workshop: Workshop, actor: User) -> None:
    """Give the workshop of June 2024 its pre-test and post-test, and let its people take them."""
    quiz = Quiz.objects.get(code=PAIRED)
    listed = list(Registration.objects.filter(workshop=workshop).expected().order_by("pk"))
    pre, post = services.plan_paired_test(workshop=workshop, quiz=quiz, actor=actor)
    hardness = _hardness(quiz)
    for sitting, day, hour, half_day, knew in (
        (pre, workshop.start_date, 9, 0, KNEW_BEFORE),
        (post, workshop.end_date, 15, 3, KNEW_AFTER),
    ):
        at = _time(day, hour, 5)
        sitting = services.open_sitting(sitting=sitting, actor=actor, at=at)
        for place, registration in enumerate(listed):
            letters = JUNE_EXCEPTIONS.get(place, "....")
            came_late = place == JUNE_WALK_IN and sitting.occasion == Occasion.PRE
            if letters[half_day] in AWAY or came_late:
                continue
            if place == ON_PAPER and sitting.occasion == Occasion.PRE:
                _on_paper(sitting, registration, knew[place], hardness, actor, at)
            else:
                _on_screen(sitting, registration, place, knew[place], hardness, at)
        services.close_sitting(sitting=sitting, actor=actor, at=at + timedelta(minutes=20))


def plan_pre_test(workshop: Workshop, actor: User) -> None:
    """The workshop to come has its tests planned."""
    services.plan_paired_test(workshop=workshop, quiz=Quiz.objects.get(code=PAIRED), actor=actor)


def practise(people: Sequence[User]) -> None:
    """Some have practised and taken the test of the first module, the participant among them."""
    participant = User.objects.get(username="participant")
    practice = Quiz.objects.get(code="practice-before")
    _take_alone(participant, practice, right=7)
    _take_alone(participant, practice, right=3, answered=5, hand_in=False)
    first_test = Quiz.objects.get(code="test-b1")
    lessons = LessonPage.objects.live().child_of(first_test.module)
    for who, scores in MODULE_TESTS.items():
        person = participant if isinstance(who, str) else people[who]
        if person != participant:
            for lesson in lessons:
                complete_lesson(person=person, lesson=lesson)
        for right in scores:
            _take_alone(person, first_test, right=right)


def _on_screen(
    sitting: Sitting,
    registration: Registration,
    place: int,
    knew: int,
    hardness: dict[str, float],
    opened_at: datetime,
) -> None:
    """One person takes the test on a phone: an answer about every forty seconds."""
    chance = random.Random(f"{sitting.occasion} {place}")  # noqa: S311 - plays no part in secrets
    begun = opened_at + timedelta(seconds=60 + 7 * place)
    attempt = services.start_attempt(
        person=registration.person,
        sitting=sitting,
        registration=registration,
        form=services.form_for(sitting=sitting, registration=registration),
        at=begun,
    )
    is_cut_off = place == NOT_HANDED_IN and sitting.occasion == Occasion.POST
    made = _answers(attempt.paper, knew, hardness, f"{sitting.occasion} {place}")
    if is_cut_off:
        made = _known(attempt.paper, made)
    given, at = [], begun
    for each in made:
        at += timedelta(seconds=chance.randint(22, 52))
        given.append(_given(each, _language(place, each[0]), at))
    # A phone sends what was answered a few at a time.
    for start in range(0, len(given), 8):
        batch = given[start : start + 8]
        services.save_answers(attempt_id=attempt.pk, given=batch, now=batch[-1].given_at)
    if not is_cut_off:
        services.finish_attempt(attempt=attempt, at=at, actor=registration.person)


def _on_paper(
    sitting: Sitting,
    registration: Registration,
    knew: int,
    hardness: dict[str, float],
    actor: User,
    opened_at: datetime,
) -> None:
    """One person had no phone: a facilitator typed in the answer sheet."""
    form = services.form_for(sitting=sitting, registration=registration, actor=actor)
    printed = services.print_form(
        workshop=registration.workshop, quiz=sitting.quiz, form=Form(form), actor=actor
    )
    written_at = opened_at + timedelta(minutes=15)
    made = _answers(printed.paper, knew, hardness, f"{sitting.occasion} paper")
    services.enter_paper(
        sitting=sitting,
        registration=registration,
        printed=printed,
        answers=[_given(each, "lo", written_at) for each in made],
        actor=actor,
        at=written_at,
    )


def _take_alone(
    person: User, quiz: Quiz, *, right: int, answered: int | None = None, hand_in: bool = True
) -> Attempt:
    """A practice or a module's test, of which the first ``right`` questions are answered rightly."""
    rounds = Enrolment.objects.filter(person=person, course=quiz.course_id)
    attempt = services.start_attempt(
        person=person,
        sitting=services.self_paced_sitting(quiz),
        enrolment=rounds.order_by("-round").first() or enrol(person=person, course=quiz.course),
    )
    chance = random.Random(f"{quiz.code} {attempt.number} {right}")  # noqa: S311
    items = items_of(attempt.version_ids)
    given = [
        services.Given(
            position,
            _right(items[entry["v"]])
            if position <= right
            else _wrong(items[entry["v"]], chance, is_common=False),
            "lo",
            is_sure=chance.random() < 0.6,
        )
        for position, entry in enumerate(attempt.paper[:answered], 1)
    ]
    services.save_answers(attempt_id=attempt.pk, given=given)
    return services.finish_attempt(attempt=attempt, actor=person) if hand_in else attempt


#: An answer made up: position, response, whether sure.
_Made = tuple[int, Response, bool]


def _answers(
    paper: Sequence[dict[str, Any]], knew: int, hardness: dict[str, float], key: str
) -> list[_Made]:
    """What somebody who knows ``knew`` of the questions answers to a paper: the hard ones wrongly,
    most of them as others do."""
    asked = items_of([entry["v"] for entry in paper])
    items = [asked[entry["v"]] for entry in paper]
    # Chance goes by the question: the order in which a paper was shuffled changes nothing.
    chances = {item.code: random.Random(f"{key} {item.code}") for item in items}  # noqa: S311
    trouble = {code: hardness[code] + 0.5 * chance.random() for code, chance in chances.items()}
    known = set(sorted(trouble, key=lambda code: (trouble[code], code))[:knew])
    common = set(sorted(hardness, key=lambda code: -hardness[code])[:8])
    made: list[_Made] = []
    for position, item in enumerate(items, 1):
        chance = chances[item.code]
        if item.code in known:
            made.append((position, _right(item), chance.random() < SURE_WHEN_RIGHT))
            continue
        is_common = item.code in common and chance.random() < 0.8
        sure = SURE_OF_A_COMMON_ERROR if is_common else SURE_OF_ANOTHER
        made.append((position, _wrong(item, chance, is_common), chance.random() < sure))
    return made


def _known(paper: Sequence[dict[str, Any]], made: Sequence[_Made]) -> list[_Made]:
    """The answers that are right: who did not finish left the others for later."""
    items = items_of([entry["v"] for entry in paper])
    return [each for each in made if each[1] == _right(items[paper[each[0] - 1]["v"]])]


def _given(made: _Made, language: str, at: datetime | None = None) -> services.Given:
    position, response, is_sure = made
    return services.Given(position, response, language, is_sure=is_sure, given_at=at)


def _language(place: int, position: int) -> str:
    if place in CHANGED_LANGUAGE:
        return "en" if position > 7 else "lo"
    return "en" if place in IN_ENGLISH else "lo"


def _hardness(quiz: Quiz) -> dict[str, float]:
    """How hard each question is for the room, 0 to 1: what its author thinks, and chance."""
    steps = {Difficulty.EASY: 0.1, Difficulty.MEDIUM: 0.35, Difficulty.HARD: 0.6}
    asked = Question.objects.filter(quizzes__quiz=quiz).order_by("code")
    return {
        each.code: steps[Difficulty(each.difficulty)] + 0.3 * random.Random(each.code).random()  # noqa: S311
        for each in asked
    }


def _right(item: Item) -> Response:
    """The right answer."""
    if item.kind is QuestionKind.NUMERIC:
        return item.number
    if item.kind is QuestionKind.MATCHING:
        return {
            str(line.id): next(each.id for each in item.partners if each.match == line.match)
            for line in item.lines
        }
    if item.kind is QuestionKind.ORDERING:
        return [each.id for each in item.lines]
    return sorted(item.right_ids)


def _wrong(item: Item, chance: random.Random, is_common: bool) -> Response:
    """A wrong answer; the common one takes the first wrong option, as most others do."""
    if item.kind is QuestionKind.NUMERIC:
        return str(int(float(item.number)) * 2 + 1)
    if item.kind is QuestionKind.MATCHING:
        lines, partners = list(item.lines), [each.id for each in item.partners]
        return {
            str(line.id): partners[(place + 1) % len(partners)] for place, line in enumerate(lines)
        }
    if item.kind is QuestionKind.ORDERING:
        steps = [each.id for each in item.lines]
        return steps[::-1]
    wrong = [each.id for each in item.lines if each.id not in item.right_ids]
    return [wrong[0] if is_common else chance.choice(wrong)]


def _time(day: date, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
