"""Questions and quizzes from files, as often as one likes, without touching what an editor changed."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.quizzes.enums import QuizKind
from assessments.quizzes.files import CONTENT, CaseFile, QuestionFile, read_bank, read_quizzes
from assessments.quizzes.models import Case, Option, Question, Quiz, QuizDraw, QuizQuestion
from assessments.quizzes.services.bank import publish_question
from core import audit
from core.content import ContentError, fingerprint
from core.services import Outcome
from courses.curriculum.models import CoursePage, ModulePage, PhasePage

#: What was done, as codes.
LoadReport = dict[str, list[str]]


@transaction.atomic
def load_bank(*, folder: Path = CONTENT / "questions", actor: Any = None) -> LoadReport:
    """Create and update the questions of ``folder``; safe to repeat.

    A question that an editor has changed since is left alone. Raises ContentError before anything
    is written when a file cannot be used, and names the question that is not complete.
    """
    bank = read_bank(folder)
    report: LoadReport = {outcome: [] for outcome in Outcome}
    cases = {file.code: _load_case(file, report, actor) for file in bank.cases}
    modules = {page.code: page for page in ModulePage.objects.select_related(None)}
    phases = {page.path: page.phase for page in PhasePage.objects.only("path", "phase")}
    for file in bank.questions:
        module = modules.get(file.module)
        if module is None:
            raise ContentError(folder, 1, f"“{file.code}”: there is no module “{file.module}”")
        phase = phases[module.path[: -ModulePage.steplen]]
        _load_question(file, module, phase, cases.get(file.case), report, actor)
    _join_twins(bank.questions)
    return report


def _load_case(file: CaseFile, report: LoadReport, actor: Any) -> Case:
    mark = fingerprint(file.values)
    case = Case.objects.filter(code=file.code).first()
    if case is None:
        outcome = Outcome.CREATED
        case = Case(code=file.code)
    elif case.fingerprint != fingerprint({key: getattr(case, key) for key in file.values}):
        outcome = Outcome.KEPT
    else:
        outcome = Outcome.UNCHANGED if case.fingerprint == mark else Outcome.UPDATED
    report[outcome].append(file.code)
    if outcome in (Outcome.CREATED, Outcome.UPDATED):
        for name, value in file.values.items():
            setattr(case, name, value)
        case.fingerprint = mark
        case.full_clean()
        case.save()
        audit.record(actor=actor, verb="load_case", target=case, outcome=str(outcome))
    return case


def _load_question(
    file: QuestionFile,
    module: ModulePage,
    phase: str,
    case: Case | None,
    report: LoadReport,
    actor: Any,
) -> None:
    mark = fingerprint({"question": file.values, "options": file.options})
    question = Question.objects.filter(code=file.code).select_related("case").first()
    if question is None:
        outcome = Outcome.CREATED
        question = Question(code=file.code)
    elif question.fingerprint != _mark_of(question, file):
        outcome = Outcome.KEPT
    else:
        outcome = Outcome.UNCHANGED if question.fingerprint == mark else Outcome.UPDATED
    report[outcome].append(file.code)
    if outcome not in (Outcome.CREATED, Outcome.UPDATED):
        return
    for name, value in file.values.items():
        setattr(question, name, value)
    question.module, question.phase, question.case = module, phase, case
    question.fingerprint = mark
    question.options = [
        Option(sort_order=place, **values) for place, values in enumerate(file.options)
    ]
    try:
        question.full_clean(exclude=["current"])
        question.save()
        publish_question(question=question, actor=actor)
    except ValidationError as error:
        raise ValidationError([f"{file.code}: {message}" for message in error.messages]) from error
    audit.record(actor=actor, verb="load_question", target=question, outcome=str(outcome))


def _mark_of(question: Question, file: QuestionFile) -> str:
    """The mark the question would have if it had been loaded as it is now."""
    values = {key: _plain(getattr(question, key)) for key in file.values}
    names = file.options[0] if file.options else {}
    options = [{key: getattr(each, key) for key in names} for each in question.options.all()]
    return fingerprint({"question": values, "options": options})


def _plain(value: Any) -> Any:
    """A value as files write it: a decimal without the zeros the database adds."""
    normalized = getattr(value, "normalize", None)
    return format(normalized(), "f") if normalized is not None else value


def _join_twins(files: list[QuestionFile]) -> None:
    by_code = {question.code: question for question in Question.objects.only("code", "twin")}
    for file in files:
        if file.twin and by_code[file.code].twin_id != by_code[file.twin].pk:
            Question.objects.filter(code=file.code).update(twin=by_code[file.twin])


@transaction.atomic
def load_quizzes(
    *, path: Path = CONTENT / "quizzes.yaml", bank: Path = CONTENT / "questions", actor: Any = None
) -> LoadReport:
    """Create and update the quizzes of ``path`` for the first course; safe to repeat.

    A paired quiz asks the questions that the files of ``bank`` give a form, in their order. A quiz
    that an editor has changed since is left alone. Raises ContentError, and ValidationError when
    there is no course.
    """
    course = CoursePage.objects.order_by("path").first()
    if course is None:
        raise ValidationError("Load the curriculum first.")
    modules = {page.code: page for page in ModulePage.objects.all()}
    forms = {file.code: file.form for file in read_bank(bank).questions if file.form}
    questions = {each.code: each for each in Question.objects.filter(code__in=forms)}
    report: LoadReport = {outcome: [] for outcome in Outcome}
    for file in read_quizzes(path):
        draws = [
            {**draw, "module": modules[draw["module"]].pk} if "module" in draw else draw
            for draw in file.draws
        ]
        fixed = (
            [[code, form] for code, form in sorted(forms.items()) if code in questions]
            if file.values["kind"] == QuizKind.PAIRED
            else []
        )
        module = modules.get(file.module)
        mark = fingerprint({"quiz": file.values, "draws": draws, "fixed": fixed})
        quiz = Quiz.objects.filter(code=file.code).first()
        if quiz is None:
            outcome = Outcome.CREATED
            quiz = Quiz(code=file.code)
        elif quiz.fingerprint != _mark_of_quiz(quiz, file.values, draws):
            outcome = Outcome.KEPT
        else:
            outcome = Outcome.UNCHANGED if quiz.fingerprint == mark else Outcome.UPDATED
        report[outcome].append(file.code)
        if outcome not in (Outcome.CREATED, Outcome.UPDATED):
            continue
        for name, value in file.values.items():
            setattr(quiz, name, value)
        quiz.course, quiz.module, quiz.fingerprint = course, module, mark
        quiz.fixed = [
            QuizQuestion(sort_order=place, question=questions[code], form=form)
            for place, (code, form) in enumerate(fixed)
        ]
        quiz.draws = [
            QuizDraw(
                sort_order=place,
                **{("module_id" if name == "module" else name): draw[name] for name in draw},
            )
            for place, draw in enumerate(draws)
        ]
        quiz.full_clean()
        quiz.save()
        audit.record(actor=actor, verb="load_quiz", target=quiz, outcome=str(outcome))
    return report


def _mark_of_quiz(quiz: Quiz, values: dict[str, Any], draws: list[dict[str, Any]]) -> str:
    """The mark the quiz would have if it had been loaded as it is now."""
    names = draws[0] if draws else {}
    fixed = quiz.fixed.order_by("sort_order").values_list("question__code", "form")
    return fingerprint(
        {
            "quiz": {key: getattr(quiz, key) for key in values},
            "draws": [
                {key: each.module_id if key == "module" else getattr(each, key) for key in names}
                for each in quiz.draws.all()
            ],
            "fixed": [list(row) for row in fixed],
        }
    )
