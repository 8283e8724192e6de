"""What arrives from phones that had no network."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.curriculum.models.pages import LessonPage


class OfflineMark(models.Model):
    """A lesson marked as read without a network, taken in once: the phone gave it ``client_id``.

    A phone that got no answer sends again; what is known already changes nothing a second time, also
    when the person has taken the mark back since.
    """

    client_id = models.UUIDField(unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offline_marks"
    )
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="offline_marks")
    marked_at = models.DateTimeField(help_text="by the phone's clock, never later than it arrived")
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name = _("mark made without a network")
        verbose_name_plural = _("marks made without a network")

    def __str__(self) -> str:
        return f"{self.person_id} {self.lesson_id}"
