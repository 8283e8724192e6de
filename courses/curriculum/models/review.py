"""Who has read the words of a page in one language, and which words those were."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class TextReview(models.Model):
    """One reading of a page in one language by somebody who can judge it. The newest counts.

    ``marks`` are the fingerprints of the words of *both* languages at that moment
    (``courses.curriculum.parts``): what was judged, and what it was compared with. Without a
    reviewer the file that the page was loaded from says so.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="text_reviews")
    language = models.CharField(_("language"), max_length=2)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("reviewed on"), default=timezone.now)
    marks = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["page", "language"], name="text_review_of_page")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.language} {self.at:%Y-%m-%d}"
