"""Forms of a paired test as they were printed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.enums import Form
from assessments.quizzes.models.quizzes import Quiz
from courses.workshops.models import Workshop


class PrintedForm(models.Model):
    """A form as it was printed for a workshop: what letters on its answer sheets mean.

    ``paper`` is like that of an attempt. When a question was corrected since, printing again makes
    the next ``edition``; sheets of the earlier one are still read by it.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="printed_forms")
    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="printed_forms")
    form = models.CharField(max_length=1, choices=Form.choices)
    edition = models.PositiveSmallIntegerField(default=1)
    paper = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["workshop_id", "quiz_id", "form", "edition"]
        verbose_name = _("printed form")
        verbose_name_plural = _("printed forms")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "quiz", "form", "edition"], name="one_edition_of_a_form"
            )
        ]

    def __str__(self) -> str:
        return self.mark

    @property
    def mark(self) -> str:
        """What stands on its sheets: the form, and the edition from the second on (A, A2)."""
        return self.form if self.edition == 1 else f"{self.form}{self.edition}"
