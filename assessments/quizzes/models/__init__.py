"""Questions, quizzes, sittings, attempts."""

from assessments.quizzes.models.attempts import Answer, Attempt
from assessments.quizzes.models.bank import Case, Option, Question, QuestionVersion
from assessments.quizzes.models.exchange import QuestionUpload
from assessments.quizzes.models.papers import PrintedForm
from assessments.quizzes.models.quizzes import Quiz, QuizDraw, QuizQuestion
from assessments.quizzes.models.sittings import FormOrder, Sitting
from assessments.quizzes.models.statistics import ItemStatistics

__all__ = [
    "Answer",
    "Attempt",
    "Case",
    "FormOrder",
    "ItemStatistics",
    "Option",
    "PrintedForm",
    "Question",
    "QuestionUpload",
    "QuestionVersion",
    "Quiz",
    "QuizDraw",
    "QuizQuestion",
    "Sitting",
]
