"""Who takes a course, and how far they are."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.curriculum.models.pages import CoursePage, LessonPage, ModulePage
from people.enums import Gender, Level
from people.models import Organisation


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Vocabulary of enrolments."""

    def covering(self, module: ModulePage | int) -> "EnrolmentQuerySet":
        """Those that cover a module, the round begun last first."""
        return self.filter(models.Q(module=None) | models.Q(module=module)).order_by("-round")


class Enrolment(models.Model):
    """A person goes through a course at their own pace. Made by the first tap on "start".

    The first ``round`` is of the whole course. Later ones are refreshers, of the whole course or
    only of one ``module``; each has its own progress and its own completions. What a person is busy
    with in a module is the round begun last of those that cover it.

    Organisation, gender and level are what they were when the round began, for the reports.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments"
    )
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="enrolments")
    round = models.PositiveSmallIntegerField(default=1)
    module = models.ForeignKey(
        ModulePage, null=True, blank=True, on_delete=models.CASCADE, related_name="refreshers"
    )
    started_at = models.DateTimeField(default=timezone.now)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gender = models.CharField(max_length=12, choices=Gender.choices, default=Gender.NOT_STATED)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.CENTRAL)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["person_id", "course_id", "round"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "round"], name="one_enrolment_per_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.round}"

    @property
    def is_refresher(self) -> bool:
        """Whether the person had completed before what they go through again."""
        return self.round > 1


class LessonProgress(models.Model):
    """How far an enrolled person is with one lesson. One record for both languages."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="lessons")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="progress")
    first_opened_at = models.DateTimeField(default=timezone.now)
    last_opened_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True, help_text="marked as read")

    class Meta:
        ordering = ["enrolment_id", "lesson_id"]
        verbose_name = _("progress in a lesson")
        verbose_name_plural = _("progress in lessons")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="one_progress_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id}"


class Completion(models.Model):
    """A module, or the whole course, was completed in a round: written once, never taken back.

    What editors add or change later takes nothing away from it. ``rule`` says what was asked for at
    that time, in numbers: ``{"lessons": 4, "needed": 4}``.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="completions")
    module = models.ForeignKey(
        ModulePage, null=True, blank=True, on_delete=models.CASCADE, related_name="completions"
    )
    completed_at = models.DateTimeField(default=timezone.now)
    rule = models.JSONField(default=dict)

    class Meta:
        ordering = ["completed_at", "id"]
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module"], name="one_completion_per_module_and_round"
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(module=None),
                name="one_completion_of_the_course_per_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.module_id or 'course'}"
