"""Questions, cases and quizzes as editors change them. Nothing is written over unseen."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.quizzes.enums import PAIRED_FEEDBACK, Form, QuestionKind, QuestionUse, QuizKind
from assessments.quizzes.files import FALSE_WORDS, TRUE_WORDS
from assessments.quizzes.freezing import check, safe_html
from assessments.quizzes.models import Case, Option, Question, QuestionVersion, Quiz
from assessments.quizzes.selectors.bank import (
    differences_of_forms,
    draw_counts,
    fixed_as_set,
    ignored_in,
    mark_of,
    quizzes_for_another_use,
    workshops_between_tests,
)
from assessments.quizzes.services.bank import publish_question
from core import audit, lao
from core.content import LANGUAGES
from courses.curriculum.models import PhasePage


class NewerWasSavedError(ValidationError):
    """Somebody has saved the record since it was opened. ``mark`` is that of what is stored now:
    a save that names it is meant to go over it."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        super().__init__(
            _("Not saved: somebody has saved this since you opened it. Your words are below.")
        )


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """What came of a save: the version asked from now on, whether it is a new one, and what was
    left out of it because it does not belong to the kind."""

    version: QuestionVersion
    is_new: bool
    ignored: list[str] = field(default_factory=list)


@transaction.atomic
def save_question(
    *, question: Question, actor: Any, note: str = "", seen: str | None = None
) -> SavedQuestion:
    """Keep what an editor wrote, and let people be asked its wording from now on.

    ``seen`` is the ``mark_of`` the question when the editor opened it. Raises NewerWasSavedError
    when the stored one has another, and ValidationError when the question cannot be asked (see
    ``freezing.check``) or its twin does not fit. Old results do not change.
    """
    _refuse_when_newer(Question, question.pk, seen)
    before = question.current_id
    tidy_and_check(question)
    question.save()
    version = publish_question(question=question, actor=actor, note=lao.normalise(note))
    _join_twin(question)
    audit.record(
        actor=actor,
        verb="save_question",
        target=question,
        code=question.code,
        version=version.number,
    )
    return SavedQuestion(
        version, version.pk != before, ignored_in(question, question.options.all())
    )


def tidy_and_check(question: Question, *, is_looked_up: bool = False) -> None:
    """Bring a question into the form in which it is stored, and hold it to every rule there is.

    ``is_looked_up``: its code, module, phase, case and picture were looked up by the caller.
    Raises ValidationError.
    """
    _tidy_question(question)
    if question.module is not None and not (is_looked_up and question.phase):
        question.phase = _phase_of(question.module)
    known = {"code", "module", "case", "image", "twin"} if is_looked_up else set()
    question.full_clean(
        exclude={"current", "fingerprint"} | known,
        validate_unique=not is_looked_up,
        validate_constraints=not is_looked_up,
    )
    if question.module is not None:
        objectives = len(_objectives(question.module))
        if question.objective and question.objective > objectives:
            raise ValidationError(_("The module has no objective of this number."))
    _check_use(question)
    _check_twin(question)
    check(question, list(question.options.all()) if question.kind != QuestionKind.NUMERIC else [])


@transaction.atomic
def save_case(*, case: Case, actor: Any, seen: str | None = None) -> int:
    """Keep a case; its questions get a new version with the new story. Gives how many did.

    Raises NewerWasSavedError as ``save_question`` does, and ValidationError on missing words.
    """
    _refuse_when_newer(Case, case.pk, seen)
    for language in LANGUAGES:
        setattr(case, f"title_{language}", lao.normalise(getattr(case, f"title_{language}") or ""))
        setattr(case, f"story_{language}", _html(getattr(case, f"story_{language}")))
        if not getattr(case, f"title_{language}") or not getattr(case, f"story_{language}"):
            raise ValidationError(_("Write the title and the story in both languages."))
    case.full_clean()
    case.save()
    changed = 0
    for question in case.questions.select_related("current"):
        before = question.current_id
        question.case = case
        version = publish_question(question=question, actor=actor, note=_("The story has changed."))
        changed += version.pk != before
    audit.record(actor=actor, verb="save_case", target=case, code=case.code, questions=changed)
    return changed


@transaction.atomic
def save_quiz(*, quiz: Quiz, actor: Any, seen: str | None = None) -> Quiz:
    """Keep a quiz. Attempts that were begun keep the questions they were given.

    Raises NewerWasSavedError as ``save_question`` does, and ValidationError that names everything wrong
    with it: forms that are not equal, draws for which the bank has too few questions, questions of
    the wrong use, and a paired test that people are in the middle of.
    """
    _refuse_when_newer(Quiz, quiz.pk, seen)
    for name in ("title", "intro"):
        for language in LANGUAGES:
            key = f"{name}_{language}"
            setattr(quiz, key, lao.normalise(getattr(quiz, key) or ""))
    if not quiz.is_paired:
        for row in quiz.fixed.all():
            row.form = ""
    quiz.full_clean(exclude=["fingerprint"])
    if problems := list(_problems_of(quiz)):
        raise ValidationError(problems)
    quiz.save()
    audit.record(actor=actor, verb="save_quiz", target=quiz, code=quiz.code)
    return quiz


@transaction.atomic
def delete_case(*, case: Case, actor: Any) -> None:
    """Take a case away. Raises ValidationError while questions belong to it."""
    if case.questions.exists():
        raise ValidationError(_("Questions belong to this case: take them out of it first."))
    audit.record(actor=actor, verb="delete_case", target=case, code=case.code)
    case.delete()


@transaction.atomic
def delete_quiz(*, quiz: Quiz, actor: Any) -> None:
    """Take a quiz away that nobody has begun. Raises ValidationError otherwise."""
    if quiz.sittings.filter(attempts__isnull=False).exists():
        raise ValidationError(
            _("People have taken this quiz. Take it out of use: their results stay.")
        )
    audit.record(actor=actor, verb="delete_quiz", target=quiz, code=quiz.code)
    quiz.sittings.all().delete()
    quiz.delete()


def _refuse_when_newer(model: Any, pk: int | None, seen: str | None) -> None:
    if pk is None or seen is None:
        return
    # The row is held until the save is done, so that of two at once the second is told.
    stored = model.objects.select_for_update().get(pk=pk)
    if (mark := mark_of(stored)) != seen:
        raise NewerWasSavedError(mark)


def _tidy_question(question: Question) -> None:
    """Words as they are stored: one encoding, nothing but what may stand in a question."""
    for language in LANGUAGES:
        for name in ("stem", "why"):
            setattr(question, f"{name}_{language}", _html(getattr(question, f"{name}_{language}")))
        for name in ("unit", "image_alt"):
            text = getattr(question, f"{name}_{language}") or ""
            setattr(question, f"{name}_{language}", lao.normalise(text))
    options = list(question.options.all())
    if question.kind == QuestionKind.TRUE_FALSE:
        options = _true_and_false(options)
        question.options = options
    for option in options:
        for language in LANGUAGES:
            for name in ("text", "says"):
                line = _line(getattr(option, f"{name}_{language}"))
                setattr(option, f"{name}_{language}", line)
            for name in ("match", "image_alt"):
                text = getattr(option, f"{name}_{language}") or ""
                setattr(option, f"{name}_{language}", lao.normalise(text))


def _true_and_false(options: list[Option]) -> list[Option]:
    """The first says true, the second false; their words are filled in where they are empty."""
    options = [*options, *(Option() for _missing in range(2 - len(options)))]
    for place, (option, words) in enumerate(zip(options, (TRUE_WORDS, FALSE_WORDS), strict=False)):
        option.sort_order = place
        for language in LANGUAGES:
            if not safe_html(getattr(option, f"text_{language}") or ""):
                setattr(option, f"text_{language}", words[language])
    return options


def _html(text: str | None) -> str:
    html = safe_html(lao.normalise(text or ""))
    return html if html != "<p></p>" else ""


def _line(text: str | None) -> str:
    """One line without a paragraph around it, as the files have it."""
    html = _html(text)
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html.removeprefix("<p>").removesuffix("</p>")
    return html


def _phase_of(module: Any) -> str:
    return str(PhasePage.objects.ancestor_of(module).values_list("phase", flat=True)[0])


def _objectives(module: Any) -> list[str]:
    return [line for line in (module.objectives_en or "").splitlines() if line.strip()]


def _check_use(question: Question) -> None:
    if question.pk is None:
        return
    quiz = quizzes_for_another_use(question, question.use).first()
    if quiz is not None:
        words = _("“%(quiz)s” always asks this question: take it out there first.")
        raise ValidationError({"use": words % {"quiz": quiz}})


def _check_twin(question: Question) -> None:
    twin = question.twin
    if twin is None:
        return
    if twin.pk == question.pk:
        raise ValidationError(_("A question cannot be its own twin."))
    if not question.use == twin.use == QuestionUse.MEASURE:
        raise ValidationError(_("Twins are for the pre-test and post-test: set both to that use."))


def _join_twin(question: Question) -> None:
    """Twins name each other, and nobody else names them."""
    others = Question.objects.filter(twin=question)
    others.exclude(pk=question.twin_id).update(twin=None)
    if question.twin_id is not None:
        Question.objects.filter(twin=question.twin_id).exclude(pk=question.pk).update(twin=None)
        Question.objects.filter(pk=question.twin_id).update(twin=question)


def _problems_of(quiz: Quiz) -> list[ValidationError]:
    rows = list(quiz.fixed.all())
    found = []
    if not all(getattr(quiz, f"title_{language}") for language in LANGUAGES):
        found.append(_("Write the title in both languages."))
    if quiz.kind == QuizKind.MODULE and quiz.module is None:
        found.append(_("Choose the module that this test is about."))
    if len({row.question_id for row in rows}) < len(rows):
        found.append(_("A question is there twice: take one of them out."))
    use = QuestionUse.MEASURE if quiz.is_paired else QuestionUse.PRACTICE
    if wrong := sorted(row.question.code for row in rows if row.question.use != use):
        message = (
            _("Only for practice, so that they cannot be in a pre-test and post-test: %(codes)s.")
            if quiz.is_paired
            else _("Kept for the pre-test and post-test, never shown in practice: %(codes)s.")
        )
        found.append(message % {"codes": ", ".join(wrong)})
    if quiz.is_paired:
        if quiz.draws.all():
            found.append(
                _("A pre-test and post-test has fixed questions only: take out the draws.")
            )
        if any(row.form not in Form.values for row in rows):
            found.append(_("Give every question its form, A or B."))
        elif quiz.is_live and (differences := differences_of_forms(quiz)):
            found.append(
                _(
                    "The two forms are not equal, so they cannot be in use. Save it out of use first."
                )
            )
            found += differences
        if quiz.feedback not in PAIRED_FEEDBACK:
            found.append(
                _(
                    "Others take the same form later: show what is right after the last sitting is "
                    "closed, or never."
                )
            )
        found += _begun(quiz)
    for number, each in enumerate(draw_counts(quiz), 1):
        if each.is_short:
            message = ngettext(
                "Draw %(draw)s wants %(wanted)s; only %(sure)s question can be counted on.",
                "Draw %(draw)s wants %(wanted)s; only %(sure)s questions can be counted on.",
                each.sure,
            )
            found.append(message % {"draw": number, "wanted": each.wanted, "sure": each.sure})
    if quiz.is_live and not rows and not quiz.draws.all():
        found.append(_("A quiz in use needs questions: add some, or save it out of use."))
    return [ValidationError(each) for each in found]


def _begun(quiz: Quiz) -> list[str]:
    """A paired test keeps its questions while a room is between the two tests."""
    if quiz.pk is None:
        return []
    stored = Quiz.objects.get(pk=quiz.pk)
    if fixed_as_set(stored.fixed.all()) == fixed_as_set(quiz.fixed.all()):
        return []
    workshops = workshops_between_tests(stored)
    if not workshops:
        return []
    codes = ", ".join(workshop.code for workshop in workshops)
    return [
        _(
            "People are between pre-test and post-test (%(workshops)s): the questions can be changed "
            "when the post-test is closed. A new quiz can be made at any time."
        )
        % {"workshops": codes}
    ]
