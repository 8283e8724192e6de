"""Reading what was learnt in workshops: a constant number of queries, whatever the number of people.

Scores are read from what attempts keep of themselves, so the figures stay when single answers have
been forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet

from assessments.quizzes.analysis.gains import Objective, Sat, Score, Test
from assessments.quizzes.analysis.misconceptions import Misconception, Said, misconceptions
from assessments.quizzes.enums import Occasion
from assessments.quizzes.models import Answer, Attempt, Sitting
from assessments.quizzes.selectors.items import items_of
from core.content import LANGUAGES
from courses.curriculum.models import ModulePage
from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.models import Registration
from people.selectors import ministries, same_person

_COLUMNS = (
    "pk",
    "registration_id",
    "sitting__quiz_id",
    "sitting__occasion",
    "finished_at",
    "points",
    "max_points",
    "has_passed",
    "results",
    "language",
)
_PERSON = (
    "pk",
    "workshop_id",
    "person_id",
    "status",
    "gender",
    "organisation_id",
    "level",
    "participant_type",
)


def tested_people(registrations: "QuerySet[Registration]") -> list[Sat]:
    """Each person of ``registrations`` once a workshop: the tests they finished.

    Those who are on the attendance list, and whoever else began a test. Records of one person that
    were merged are one person. Never shown outside by name.
    """
    people = same_person()
    tops = {pk: top.pk for pk, top in ministries().items()}
    attempts: dict[int, list[Any]] = defaultdict(list)
    taken = Attempt.objects.filter(
        registration__in=registrations, sitting__occasion__in=[Occasion.PRE, Occasion.POST]
    )
    for attempt in taken.order_by("number", "pk").values_list(*_COLUMNS, named=True):
        attempts[attempt.registration_id].append(attempt)
    languages = _languages(taken)
    found: dict[tuple[int, int], Sat] = {}
    rows: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in registrations.order_by("pk").values_list(*_PERSON, named=True):
        if row.status not in EXPECTED_STATUSES and row.pk not in attempts:
            continue
        key = (row.workshop_id, people.get(row.person_id, row.person_id))
        if key not in found or row.status in EXPECTED_STATUSES:
            found[key] = Sat(
                workshop=row.workshop_id,
                person=key[1],
                registration=row.pk,
                gender=row.gender,
                body=tops.get(row.organisation_id, 0),
                level=row.level,
                participant_type=row.participant_type,
            )
        rows[key] += attempts.get(row.pk, [])
    return [_with_tests(who, rows[key], languages) for key, who in found.items()]


def _with_tests(
    who: Sat, attempts: Iterable[Any], languages: Mapping[int, Mapping[str, int]]
) -> Sat:
    """A person with the tests of one quiz: the one they finished most of."""
    by_quiz: dict[int, dict[str, Any]] = defaultdict(dict)
    running = False
    spoken: dict[str, int] = defaultdict(int)
    for attempt in attempts:
        running = running or attempt.finished_at is None
        if attempt.finished_at is not None and attempt.max_points:
            by_quiz[attempt.sitting__quiz_id].setdefault(attempt.sitting__occasion, attempt)
        if attempt.language:
            spoken[attempt.language] += attempt.max_points
        for language, number in languages.get(attempt.pk, {}).items():
            spoken[language] += number
    tests = max(by_quiz.values(), key=len, default={})
    return replace(
        who,
        before=_test(tests[Occasion.PRE]) if Occasion.PRE in tests else None,
        after=_test(tests[Occasion.POST]) if Occasion.POST in tests else None,
        is_running=running,
        language=max(LANGUAGES, key=lambda each: spoken[each]) if spoken else "",
    )


def _test(attempt: Any) -> Test:
    phases: dict[str, Score] = {}
    objectives: dict[Objective, Score] = {}
    for entry in attempt.results:
        # A question, or the sum that was kept of several.
        score = Score(
            Fraction(Decimal(entry.get("points") or entry.get("credit") or 0)),
            int(entry.get("of", 1)),
        )
        if phase := entry.get("phase"):
            phases[phase] = phases[phase] + score if phase in phases else score
        if entry.get("module") and entry.get("objective"):
            key = (str(entry["module"]), int(entry["objective"]))
            objectives[key] = objectives[key] + score if key in objectives else score
    whole = Score(Fraction(attempt.points or 0), attempt.max_points)
    return Test(whole, phases, objectives, attempt.has_passed)


def _languages(attempts: "QuerySet[Attempt]") -> dict[int, dict[str, int]]:
    """By attempt: how many answers were given in which language."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    counted = (
        Answer.objects.filter(attempt__in=attempts, is_late=False)
        .values_list("attempt_id", "language")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for attempt, language, number in counted:
        found[attempt][language] = number
    return found


def objective_words(objectives: Iterable[Objective]) -> dict[Objective, dict[str, str]]:
    """What objectives say, in both languages; nothing for those that are gone from their module."""
    wanted = list(objectives)
    lines = {
        code: {"en": (en or "").splitlines(), "lo": (lo or "").splitlines()}
        for code, en, lo in ModulePage.objects.filter(
            code__in={module for module, _number in wanted}
        )
        .order_by("-path")
        .values_list("code", "objectives_en", "objectives_lo")
    }
    return {
        (module, number): {
            language: _line(lines.get(module, {}).get(language, []), number)
            for language in LANGUAGES
        }
        for module, number in wanted
    }


def _line(lines: list[str], number: int) -> str:
    full = [line.strip() for line in lines if line.strip()]
    return full[number - 1] if 0 < number <= len(full) else ""


def misconceptions_in(sitting: Sitting) -> list[Misconception]:
    """What the room was wrong and sure about in a sitting, without names.

    Only answers of attempts that are finished, and only while single answers are kept.
    """
    rows = list(
        Answer.objects.filter(
            attempt__sitting=sitting,
            attempt__finished_at__isnull=False,
            is_late=False,
            credit__isnull=False,
        )
        .order_by("pk")
        .values_list("version_id", "response", "credit", "is_sure")
    )
    items = items_of({version for version, *_rest in rows})
    said = [
        (version, Said(response, credit, is_sure))
        for version, response, credit, is_sure in rows
        if credit is not None
    ]
    return misconceptions(items, said)
