"""The handbook as it was made: one row, and at most one file, for each scope and language."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.curriculum.models.pages import CoursePage


def handbook_storage() -> Storage:
    """Where handbooks are kept: not below a public address, so that none outlives its contents."""
    return storages["private"]


class Handbook(models.Model):
    """A handbook of a course, a phase or a module in one language.

    ``contents`` is the fingerprint of what the file says (``selectors.handbook.contents_key``); while
    it differs from that of the published pages, or is empty, there is nothing to hand out.
    """

    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="handbooks")
    scope = models.CharField(
        _("scope"), max_length=255, help_text="“course”, a phase, or the slug of a module"
    )
    language = models.CharField(_("language"), max_length=8)
    file = models.FileField(storage=handbook_storage, blank=True, max_length=200)
    contents = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    pages = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["course_id", "id"]
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "scope", "language"], name="one_handbook_per_scope_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.scope} {self.language}"
