"""Attempts and answers: what a person was asked, what they answered, what it came to."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.enums import Ending, Form
from assessments.quizzes.models.bank import QuestionVersion
from assessments.quizzes.models.sittings import Sitting
from courses.curriculum.models import Enrolment
from courses.workshops.models import Registration


def percent_of(points: Decimal | None, possible: int) -> float | None:
    """``points`` as a share of the ``possible`` ones, 0 to 100; None without any."""
    return None if points is None or not possible else float(points) * 100 / possible


class AttemptLine(NamedTuple):
    """What a list says of an attempt, in fields of the attempt. Equal when it says the same."""

    pk: int
    number: int
    enrolment_id: int | None
    ends_at: datetime | None
    finished_at: datetime | None
    points: Decimal | None
    max_points: int
    has_passed: bool | None

    @property
    def is_finished(self) -> bool:
        """As of an attempt."""
        return self.finished_at is not None

    @property
    def percent(self) -> float | None:
        """As of an attempt."""
        return percent_of(self.points, self.max_points)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Vocabulary of attempts."""

    def running(self) -> "AttemptQuerySet":
        """Begun and not finished."""
        return self.filter(finished_at=None)

    def finished(self) -> "AttemptQuerySet":
        """Finished, however."""
        return self.filter(finished_at__isnull=False)


class Attempt(models.Model):
    """One person goes once through a quiz.

    ``paper`` is what they were given, one entry a question in the order asked: ``{"v": version id,
    "o": [option ids in the order shown]}`` (a matching question has ``"m"``, the order of partners,
    as well). ``seed`` made it. ``results`` are kept when it is finished: one entry a question,
    ``{"q": question code, "phase", "module", "objective", "credit"}``; after the time single answers
    are kept, only the sums remain, one entry an objective (``{"phase", "module", "objective",
    "points", "of"}``), and the paper is empty.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts"
    )
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.SET_NULL, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField(default=1)
    form = models.CharField(max_length=1, choices=Form.choices, blank=True)
    seed = models.BigIntegerField()
    paper = models.JSONField(default=list)
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    max_points = models.PositiveSmallIntegerField(default=0)
    has_passed = models.BooleanField(null=True, blank=True)
    results = models.JSONField(default=list)
    #: When its single answers were forgotten (``services.retention``); its paper went with them.
    forgotten_at = models.DateTimeField(null=True, blank=True)
    #: In which language most answers were given, kept when they are forgotten.
    language = models.CharField(max_length=2, blank=True)
    #: Who typed in what was answered on paper.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    #: What was answered on a screen before a sheet of paper was entered (``sides.OnScreen``).
    on_screen = models.JSONField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["sitting_id", "person_id", "number"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "person", "number"], name="one_attempt_per_number"
            )
        ]
        indexes = [models.Index(fields=["person", "finished_at"])]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.person_id} {self.number}"

    @property
    def is_finished(self) -> bool:
        """Whether it has come to its end."""
        return self.finished_at is not None

    @property
    def percent(self) -> float | None:
        """Points as a share of the possible ones, 0 to 100; None until it is finished."""
        return percent_of(self.points, self.max_points)

    @property
    def version_ids(self) -> list[int]:
        """The versions asked, in the order shown."""
        return [entry["v"] for entry in self.paper]


class Answer(models.Model):
    """What somebody answered to the question at ``position`` (from 1) of an attempt: the last word.

    ``given_at`` is when they said it, by the phone's clock put right by its difference from ours;
    ``saved_at`` is when it reached us. An answer that reached us after the end stands beside the
    one that counted (``is_late``) until somebody decides about it.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    response = models.JSONField()
    language = models.CharField(max_length=2)
    is_sure = models.BooleanField(null=True, blank=True)
    given_at = models.DateTimeField()
    saved_at = models.DateTimeField(default=timezone.now)
    credit = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    #: When feedback was shown: from then on the answer stands.
    checked_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["attempt_id", "position"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position", "is_late"], name="one_answer_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position}"
