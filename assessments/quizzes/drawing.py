"""Which questions somebody gets, in which order: made from a seed, so it can be made again."""

import random
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from assessments.quizzes.enums import QuestionKind, QuestionUse
from assessments.quizzes.items import Item
from assessments.quizzes.models import Question, QuestionVersion, Quiz, QuizDraw, QuizQuestion
from assessments.quizzes.selectors.items import items_of
from core.prepared import Prepared, given

#: An entry of ``Attempt.paper``.
Entry = dict[str, Any]


class Drawable(NamedTuple):
    """What drawing asks of a question: the words are those of its current version."""

    pk: int
    current: int | None
    case: int | None
    place_in_case: int


_fixed: Prepared[tuple[Any, ...]] = Prepared(
    lambda: (
        QuizQuestion.objects.filter(quiz=given("quiz"))
        .order_by("sort_order")
        .values_list("form", *(f"question__{name}" for name in Drawable._fields))
    )
)
_draws = Prepared(lambda: QuizDraw.objects.filter(quiz=given("quiz")))


def draw(quiz: Quiz, *, form: str, seed: int, shuffle: bool = True) -> list[Entry]:
    """The paper of one attempt: versions in the order asked, options in the order shown.

    The same seed over the same bank gives the same paper. ``shuffle=False`` keeps the order written
    by the editor, for forms on paper.
    """
    chance = random.Random(seed)  # noqa: S311
    rows = _fixed.all(quiz=quiz.pk)
    fixed = [Drawable(*row) for of, *row in rows if of == form]
    taken = {pk for _form, pk, *_ in rows}
    groups = [*_grouped(fixed), *_drawn(quiz, taken, chance)]
    if shuffle and quiz.shuffle_questions:
        chance.shuffle(groups)
    versions = [question.current for group in groups for question in group]
    items = items_of([each for each in versions if each is not None])
    return [
        _entry(pk, items[pk], chance, shuffle and quiz.shuffle_options)
        for pk in versions
        if pk is not None
    ]


def pool_of(rule: QuizDraw) -> list[Drawable]:
    """All questions of the bank that a draw may take, by code; the rule need not be saved."""
    wanted = {
        "module": rule.module_id,
        "phase": rule.phase,
        "objective": rule.objective,
        "difficulty": rule.difficulty,
        "kind": rule.kind,
    }
    questions = Question.objects.filter(
        is_live=True,
        current__isnull=False,
        use=QuestionUse.PRACTICE,
        **{name: value for name, value in wanted.items() if value},
    ).order_by("code")
    rows = questions.values_list("guidelines", *Drawable._fields)
    return [
        Drawable(*row)
        for guidelines, *row in rows
        if rule.guideline is None or rule.guideline in guidelines
    ]


def sizes_of(pool: Iterable[Drawable]) -> list[int]:
    """How many questions each group of a pool has: those of a case are drawn together or not at all."""
    return [len(group) for group in _grouped(pool)]


def fewest_drawn(wanted: int, sizes: Sequence[int]) -> int:
    """How many questions a draw of ``wanted`` gets at least, whatever chance does: it stops when every
    group that is left is larger than what is missing."""
    for missing in range(wanted, 0, -1):
        taken = sum(size for size in sizes if size <= missing)
        reachable = {taken}
        for size in sizes:
            if size > missing:
                reachable |= {each + size for each in reachable}
        if wanted - missing in reachable:
            return wanted - missing
    return wanted


def _drawn(quiz: Quiz, taken: set[int], chance: random.Random) -> list[list[Drawable]]:
    """Groups of questions for each draw of the quiz, none twice and none of those ``taken``."""
    found: list[list[Drawable]] = []
    for rule in _draws.all(quiz=quiz.pk):
        pool = _grouped([question for question in pool_of(rule) if question.pk not in taken])
        chance.shuffle(pool)
        missing = rule.count
        for group in pool:
            if len(group) <= missing:
                found.append(group)
                taken.update(question.pk for question in group)
                missing -= len(group)
    return found


def _grouped(questions: Iterable[Drawable]) -> list[list[Drawable]]:
    """Questions of one case together and in its order; every other one alone."""
    groups: dict[Any, list[Drawable]] = {}
    for question in questions:
        groups.setdefault(question.case or f"q{question.pk}", []).append(question)
    return [sorted(group, key=lambda each: each.place_in_case) for group in groups.values()]


def _entry(pk: int, item: Item, chance: random.Random, shuffle: bool) -> Entry:
    """One question of the paper. Steps to be put in order are never shown in the right one."""
    lines = [each.id for each in item.lines]
    if item.kind is QuestionKind.ORDERING:
        return {"v": pk, "o": _other_order(lines, chance)}
    if item.kind is QuestionKind.MATCHING:
        return {"v": pk, "o": lines, "m": _other_order([e.id for e in item.partners], chance)}
    if shuffle and item.kind is not QuestionKind.TRUE_FALSE:
        chance.shuffle(lines)
    return {"v": pk, "o": lines}


def _other_order(ids: Sequence[int], chance: random.Random) -> list[int]:
    """``ids`` in an order that is not theirs, if there is one."""
    order = list(ids)
    while len(order) > 1 and order == list(ids):
        chance.shuffle(order)
    return order


def versions_in(papers: Iterable[Sequence[Entry]]) -> dict[int, QuestionVersion]:
    """The versions that papers name, by id."""
    wanted = {entry["v"] for paper in papers for entry in paper}
    return QuestionVersion.objects.select_related("question").in_bulk(wanted)
