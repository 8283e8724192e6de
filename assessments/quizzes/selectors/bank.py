"""What an editor wants to know of questions and quizzes before changing them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Model, Q, QuerySet
from django.utils.translation import gettext as _
from modeltranslation.translator import translator

from assessments.quizzes.drawing import Drawable, fewest_drawn, pool_of, sizes_of
from assessments.quizzes.enums import Form, Occasion, QuestionKind, QuestionUse, QuizKind
from assessments.quizzes.freezing import CHOICE_KINDS
from assessments.quizzes.models import (
    Answer,
    Attempt,
    Case,
    Option,
    Question,
    Quiz,
    QuizDraw,
    QuizQuestion,
)
from core.content import fingerprint
from courses.workshops.models import Workshop

#: Answers from which on a share is shown: fewer would speak of single people.
FEWEST_ANSWERS = 5


def mark_of(record: Question | Case | Quiz) -> str:
    """A mark of everything an editor can set in a stored question, case or quiz: whoever knows an
    older one has not seen the newest."""
    children: list[Any] = []
    if isinstance(record, Question):
        children = [record.options.all()]
    elif isinstance(record, Quiz):
        children = [record.fixed.all(), record.draws.all()]
    return fingerprint(
        {
            "record": _values(record, "current_id", "fingerprint"),
            "children": [[_values(each) for each in rows] for rows in children],
        }
    )


def _values(record: Any, *but: str) -> dict[str, str]:
    skipped = {*but, *_translated(type(record))}
    names = [
        field.attname for field in record._meta.concrete_fields if field.attname not in skipped
    ]
    return {name: _plain(getattr(record, name)) for name in names}


def _translated(model: type[Model]) -> list[str]:
    """Fields that stand for the words of the active language: those of each language are told."""
    if model not in translator.get_registered_models():
        return []
    return list(translator.get_options_for_model(model).get_field_names())


def _plain(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def people_asked(question: Question) -> int:
    """How many people have answered the present wording of a question."""
    if question.current_id is None:
        return 0
    answers = Answer.objects.filter(version=question.current_id)
    return answers.values("attempt__person").distinct().count()


def with_answers(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Questions with ``answered``, how many answers their present wording got, and ``right``, the
    share of the points (0 to 1)."""
    counted = Q(current__answers__is_late=False, current__answers__credit__isnull=False)
    return questions.annotate(
        answered=Count("current__answers", filter=counted),
        right=Avg("current__answers__credit", filter=counted),
    )


def questions_of(quiz: Quiz) -> set[int]:
    """The ids of the questions that a quiz asks or may draw."""
    found = set(quiz.fixed.values_list("question_id", flat=True))
    for rule in quiz.draws.all():
        found.update(question.pk for question in pool_of(rule))
    return found


def never_asked(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Questions that nobody has answered in any wording."""
    return questions.exclude(pk__in=Answer.objects.values("version__question"))


@dataclass(frozen=True, slots=True)
class DrawCount:
    """How many questions a draw wants, match, and can be counted on when the others have drawn.
    ``skipped``: codes of cases that have more questions than it wants, and are never drawn."""

    rule: QuizDraw
    wanted: int
    matching: int
    sure: int
    skipped: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether somebody may get fewer questions than the rule says."""
        return self.sure < self.wanted


def draw_counts(quiz: Quiz) -> list[DrawCount]:
    """For each draw of a quiz, saved or not, whether the bank has enough questions for it.

    ``sure`` supposes the worst: that the draws before it have taken as many of its questions as
    they can.
    """
    fixed = {row.question_id for row in quiz.fixed.all()}
    before: list[tuple[int, set[int]]] = []
    found = []
    for rule in quiz.draws.all():
        questions = [each for each in pool_of(rule) if each.pk not in fixed]
        pool = {question.pk for question in questions}
        wanted = rule.count or 0
        lost = sum(min(count, len(pool & other)) for count, other in before)
        sure = max(len(pool) - lost, 0)
        if (fewest := fewest_drawn(wanted, sizes_of(questions))) < wanted:
            sure = min(sure, fewest)
        found.append(DrawCount(rule, wanted, len(pool), sure, skipped_cases(questions, wanted)))
        before.append((wanted, pool))
    return found


def skipped_cases(questions: Iterable[Drawable], wanted: int) -> tuple[str, ...]:
    """The codes of cases too large for a draw of ``wanted``: their questions belong together."""
    sizes = Counter(each.case for each in questions if each.case is not None)
    large = [pk for pk, size in sizes.items() if size > wanted]
    return tuple(Case.objects.filter(pk__in=large).values_list("code", flat=True)) if large else ()


def differences_of_forms(quiz: Quiz) -> list[str]:
    """In what the two forms of a paired test, saved or not, differ: by module, objective, kind and
    difficulty. Empty when they are equal. Each entry is a sentence."""
    forms: dict[str, list[Question]] = {form: [] for form in Form.values}
    rows = list(quiz.fixed.all())
    questions = Question.objects.select_related("module").in_bulk([row.question_id for row in rows])
    for row in rows:
        forms.setdefault(row.form, []).append(questions[row.question_id])
    found = []
    sizes = {form: len(forms[form]) for form in Form.values}
    if len(set(sizes.values())) > 1:
        found.append(_("Form A has %(A)s questions, form B has %(B)s.") % sizes)
    counted = {form: Counter(_measured(each) for each in forms[form]) for form in Form.values}
    for form in Form:
        other = form.other
        for (measured, words), number in (counted[form] - counted[other]).items():
            codes = sorted(each.code for each in forms[form] if _measured(each)[0] == measured)
            found.append(
                _(
                    "Form %(other)s lacks %(number)s of what form %(form)s asks: %(what)s (%(codes)s)."
                )
                % {
                    "other": str(other),
                    "form": str(form),
                    "number": number,
                    "what": words,
                    "codes": ", ".join(codes),
                }
            )
    return found


def _measured(question: Question) -> tuple[tuple[Any, ...], str]:
    """What has to be equal, and how it is said."""
    module = question.module.code if question.module else question.get_phase_display()
    key = (
        question.module_id,
        question.phase,
        question.objective,
        question.kind,
        question.difficulty,
    )
    words = _("%(module)s, objective %(objective)s, %(kind)s, %(difficulty)s") % {
        "module": module,
        "objective": question.objective or "–",
        "kind": question.get_kind_display(),
        "difficulty": question.get_difficulty_display(),
    }
    return key, words


def workshops_between_tests(quiz: Quiz) -> list[Workshop]:
    """Workshops in which people have begun a paired test and the post-test is not closed yet: its
    questions must stay as they are until then."""
    begun = Attempt.objects.filter(sitting__quiz=quiz, sitting__workshop__isnull=False)
    over = Q(sittings__quiz=quiz, sittings__occasion=Occasion.POST, sittings__state="closed")
    return list(
        Workshop.objects.filter(pk__in=begun.values("sitting__workshop"))
        .exclude(pk__in=Workshop.objects.filter(over).values("pk"))
        .order_by("code")
    )


def quizzes_with(question: Question) -> QuerySet[Quiz]:
    """The quizzes that always ask a question."""
    return Quiz.objects.filter(fixed__question=question).distinct()


def quizzes_for_another_use(question: Question, use: str) -> QuerySet[Quiz]:
    """The quizzes that always ask a question and could not if it were for ``use``: one that measures
    is never shown in practice."""
    quizzes = quizzes_with(question)
    if use == QuestionUse.MEASURE:
        return quizzes.exclude(kind=QuizKind.PAIRED)
    return quizzes.filter(kind=QuizKind.PAIRED)


def fixed_as_set(rows: Iterable[QuizQuestion]) -> set[tuple[int, str]]:
    """Which questions are fixed, and in which form."""
    return {(row.question_id, row.form) for row in rows}


def ignored_in(question: Question, options: Iterable[Option]) -> list[str]:
    """What is written in a question and not asked, because it does not belong to its kind."""
    kind, rows, found = question.kind, list(options), []
    if kind == QuestionKind.NUMERIC:
        return [_("the options")] if rows else []
    if kind not in CHOICE_KINDS and any(row.right for row in rows):
        found.append(_("the right marks"))
    if kind != QuestionKind.MATCHING and any(
        getattr(row, name) for row in rows for name in ("match_en", "match_lo")
    ):
        found.append(_("the partners"))
    if question.number is not None:
        found.append(_("the number"))
    return found
