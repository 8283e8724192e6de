"""What the tests of a module ask of its completion, see ``courses.curriculum.rules``."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from assessments.quizzes.enums import QuizKind
from assessments.quizzes.models import Attempt, Quiz
from courses.curriculum.models import Enrolment, ModulePage
from courses.curriculum.rules import Requirement
from courses.curriculum.services import settle_module

#: An attempt that meets what its test asks. In a test without a pass mark nobody passes or fails:
#: there it is enough to have handed in.
GOOD = Q(has_passed=True) | Q(has_passed=None, sitting__quiz__pass_percent=None)

#: Where a quiz that is being saved keeps what it was before.
_ASKED_OF = "_required_for_module"


def required_tests() -> QuerySet[Quiz]:
    """The tests in use without which their module is not completed."""
    return Quiz.objects.filter(kind=QuizKind.MODULE, is_required=True, is_live=True)


def tests_to_pass(enrolment: Enrolment, module: ModulePage) -> QuerySet[Quiz]:
    """The required tests of ``module`` that were not passed in this round.

    A refresher is a round of its own: what was passed in an earlier one does not count in it.
    """
    attempts = Attempt.objects.filter(GOOD, sitting__quiz=OuterRef("pk"), enrolment=enrolment)
    return required_tests().filter(module=module).exclude(Exists(attempts.finished()))


def is_met(enrolment: Enrolment, module: ModulePage) -> bool:
    """Whether no test of the module is still to be passed in this round."""
    return not tests_to_pass(enrolment, module).exists()


def words(enrolment: Enrolment, module: ModulePage) -> str:
    """What is still to be done, in the reader's language."""
    titles = [quiz.title for quiz in tests_to_pass(enrolment, module)]
    return ngettext(
        "Pass the module's test: “%(titles)s”.",
        "Pass the module's tests: “%(titles)s”.",
        len(titles),
    ) % {"titles": "”, “".join(titles)}


REQUIREMENT = Requirement(is_met=is_met, words=words)


def keep_module_asked_of(instance: Quiz, **_kwargs: Any) -> None:
    """Before a quiz is saved: keep for which module it was required until now."""
    asked = required_tests().filter(pk=instance.pk).values_list("module", flat=True).first()
    setattr(instance, _ASKED_OF, asked)


def settle_who_waited(instance: Quiz, **_kwargs: Any) -> None:
    """After a quiz was saved: whoever has read enough of a module does not wait for a test that is
    not asked for there any more."""
    before = getattr(instance, _ASKED_OF, None)
    if before is not None and not required_tests().filter(pk=instance.pk, module=before).exists():
        settle_module(module=ModulePage.objects.get(pk=before))


def settle_who_waited_for_deleted(instance: Quiz, **_kwargs: Any) -> None:
    """After a quiz was deleted."""
    module = ModulePage.objects.filter(pk=instance.module_id).first()
    if module is not None:
        settle_module(module=module)
