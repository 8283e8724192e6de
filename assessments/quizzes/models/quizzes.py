"""A quiz: which questions it asks, and how."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from assessments.quizzes.enums import (
    AskSure,
    Difficulty,
    FeedbackTime,
    Form,
    QuestionKind,
    QuizKind,
)
from assessments.quizzes.models.bank import Question
from courses.curriculum.enums import Guideline, Phase
from courses.curriculum.models import CoursePage, ModulePage


class Quiz(ClusterableModel):
    """Practice, a module's test, or a pre-test and post-test as one object with two equal forms.

    Its questions are fixed (``QuizQuestion``), drawn at random (``QuizDraw``), or both: the fixed
    ones first. Every attempt keeps the versions, orders and seed it was given.
    """

    code = models.SlugField(_("name in the address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=QuizKind.choices)
    course = models.ForeignKey(
        CoursePage, verbose_name=_("course"), on_delete=models.CASCADE, related_name="quizzes"
    )
    module = models.ForeignKey(
        ModulePage,
        verbose_name=_("module"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="quizzes",
    )
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    is_live = models.BooleanField(_("in use"), default=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark, in percent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Empty: nobody passes or fails."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as often as people like. The best one counts."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: no time limit."),
    )
    feedback = models.CharField(
        _("feedback"), max_length=8, choices=FeedbackTime.choices, default=FeedbackTime.END
    )
    ask_sure = models.CharField(
        _("ask “sure or not sure”"), max_length=8, choices=AskSure.choices, default=AskSure.NO
    )
    shuffle_questions = models.BooleanField(_("shuffle the questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle the options"), default=True)
    is_required = models.BooleanField(
        _("needed to complete the module"),
        default=False,
        help_text=_("The module is completed only when this test is passed."),
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def __str__(self) -> str:
        return self.title

    @property
    def is_paired(self) -> bool:
        """Whether it is a pre-test and post-test."""
        return self.kind == QuizKind.PAIRED


class QuizQuestion(Orderable):
    """A question that a quiz always asks, in ``form`` when the quiz is paired."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="fixed")
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="quizzes"
    )
    form = models.CharField(_("form"), max_length=1, choices=Form.choices, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("fixed question")
        verbose_name_plural = _("fixed questions")
        constraints = [
            models.UniqueConstraint(fields=["quiz", "question"], name="a_question_once_in_a_quiz")
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.question_id} {self.form}"


class QuizDraw(Orderable):
    """A number of questions drawn at random among those of the bank with these tags.

    A question of a case brings the others of its case along, in their order.
    """

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1)])
    module = models.ForeignKey(
        ModulePage,
        verbose_name=_("module"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices, blank=True)
    objective = models.PositiveSmallIntegerField(_("objective"), null=True, blank=True)
    guideline = models.PositiveSmallIntegerField(
        _("guideline"), choices=Guideline.choices, null=True, blank=True
    )
    difficulty = models.CharField(
        _("difficulty"), max_length=8, choices=Difficulty.choices, blank=True
    )
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind.choices, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.count}"
