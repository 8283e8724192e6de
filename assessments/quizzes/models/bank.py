"""The bank: questions as editors work on them, and each wording that was ever asked."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from assessments.quizzes.enums import Difficulty, QuestionKind, QuestionUse
from assessments.quizzes.items import Item, from_json
from core.pages import ReviewState
from courses.curriculum.enums import Guideline, Phase, Principle
from courses.curriculum.fields import NumbersField
from courses.curriculum.models import ModulePage

#: What may stand in a question's text, and in the one line of an option.
TEXT_FEATURES = ["bold", "ol", "ul"]
LINE_FEATURES = ["bold"]
_code = RegexValidator(r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$", _("A code looks like B-01."))


class Case(models.Model):
    """An invented case that several questions are about."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[_code])
    title = models.CharField(_("title"), max_length=200)
    story = RichTextField(_("story"), features=TEXT_FEATURES)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Question(ClusterableModel):
    """A question as editors work on it. What people are asked is its ``current`` version.

    ``objective`` is the number, from 1, of the objective among those of ``module``. ``twin`` is the
    question of the other form of a paired test that measures the same. ``fingerprint`` is that of
    the file it was loaded from; a question that an editor has changed since no longer has it.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[_code])
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind.choices)
    use = models.CharField(
        _("used for"), max_length=10, choices=QuestionUse.choices, default=QuestionUse.PRACTICE
    )
    stem = RichTextField(_("question"), features=TEXT_FEATURES)
    why = RichTextField(
        _("why"),
        features=TEXT_FEATURES,
        blank=True,
        help_text=_("Shown after the answer, whatever it was."),
    )
    image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    image_alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    figure = models.CharField(_("figure"), max_length=60, blank=True)
    number = models.DecimalField(
        _("right number"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    tolerance = models.DecimalField(
        _("tolerance"),
        max_digits=12,
        decimal_places=3,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("How far from it an answer may be; 0 when it must be exact."),
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    case = models.ForeignKey(
        Case,
        verbose_name=_("case"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    place_in_case = models.PositiveSmallIntegerField(_("place in the case"), default=0)
    module = models.ForeignKey(
        ModulePage,
        verbose_name=_("module"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="questions",
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices)
    objective = models.PositiveSmallIntegerField(
        _("objective"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("The number of the module's objective that it measures."),
    )
    guidelines = NumbersField(verbose_name=_("guidelines"), of=Guideline)
    principles = NumbersField(verbose_name=_("principles"), of=Principle)
    difficulty = models.CharField(
        _("difficulty"), max_length=8, choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    ask_sure = models.BooleanField(
        _("ask whether people are sure"),
        default=False,
        help_text=_("For what would be dangerous to be wrong and sure about."),
    )
    twin = models.ForeignKey(
        "self",
        verbose_name=_("twin"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The question of the other form that measures the same."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_live = models.BooleanField(
        _("in use"), default=True, help_text=_("Questions not in use are drawn no more.")
    )
    lao_review = models.CharField(
        _("state of the Lao text"),
        max_length=10,
        choices=ReviewState.choices,
        default=ReviewState.DRAFT,
    )
    current = models.OneToOneField(
        "QuestionVersion", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.code


class Option(Orderable):
    """An option of a question. Ordering: in the right order. Matching: ``match`` is its partner."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = RichTextField(_("option"), features=LINE_FEATURES, blank=True)
    right = models.BooleanField(_("right"), default=False)
    says = RichTextField(_("feedback"), features=LINE_FEATURES, blank=True)
    match = models.CharField(_("partner"), max_length=300, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    image_alt = models.CharField(_("alternative text"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")

    def __str__(self) -> str:
        return f"{self.question_id}-{self.sort_order}"


class QuestionVersion(models.Model):
    """A wording of a question that people may have been asked. Written once, never changed."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    note = models.CharField(_("what was changed"), max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["question_id", "number"]
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A version is written once."""
        if self.pk is not None and not kwargs.get("force_insert"):
            raise TypeError("A version of a question is never changed.")
        super().save(*args, **kwargs)

    @property
    def item(self) -> Item:
        """What was asked."""
        return from_json(self.content)
