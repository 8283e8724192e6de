"""All changes of state of questions, sittings and attempts."""

from assessments.quizzes.services.answers import (
    Given,
    Saved,
    check_answer,
    is_save_key,
    save_answers,
    save_key,
)
from assessments.quizzes.services.attempts import (
    count_late_answers,
    finish_attempt,
    settle_expired,
    start_attempt,
)
from assessments.quizzes.services.bank import publish_question
from assessments.quizzes.services.editing import (
    NewerWasSavedError,
    SavedQuestion,
    delete_case,
    delete_quiz,
    save_case,
    save_question,
    save_quiz,
)
from assessments.quizzes.services.exchange import import_questions
from assessments.quizzes.services.loading import load_bank, load_quizzes
from assessments.quizzes.services.paper_entry import enter_paper
from assessments.quizzes.services.printing import print_form
from assessments.quizzes.services.retention import Forgotten, forget_answers
from assessments.quizzes.services.sittings import (
    change_minutes,
    close_sitting,
    form_for,
    open_sitting,
    plan_paired_test,
    registration_for,
    self_paced_sitting,
)

__all__ = [
    "Forgotten",
    "Given",
    "NewerWasSavedError",
    "Saved",
    "SavedQuestion",
    "change_minutes",
    "check_answer",
    "close_sitting",
    "count_late_answers",
    "delete_case",
    "delete_quiz",
    "enter_paper",
    "finish_attempt",
    "forget_answers",
    "form_for",
    "import_questions",
    "is_save_key",
    "load_bank",
    "load_quizzes",
    "open_sitting",
    "plan_paired_test",
    "print_form",
    "publish_question",
    "registration_for",
    "save_answers",
    "save_case",
    "save_key",
    "save_question",
    "save_quiz",
    "self_paced_sitting",
    "settle_expired",
    "start_attempt",
]
