"""Lists of people that were uploaded and wait for a look."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from people.roster.rows import ReadRoster
from people.models.persons import User


class RosterUpload(models.Model):
    """A list of people that was read and waits for its uploader to confirm it.

    Kept on the server, so that a session that ends between preview and confirmation loses nothing.
    ``purpose`` says what the list is for, e.g. ``workshop:12`` (upper apps are not known here).
    """

    #: After this an upload cannot be confirmed any more, and is deleted by the next upload.
    KEPT_FOR = timedelta(days=1)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=80)
    filename = models.CharField(max_length=200, blank=True)
    content = models.JSONField(help_text="people.roster.ReadRoster as JSON")
    people = models.JSONField(default=dict, help_text="row number -> person, once applied")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("uploaded list of people")
        verbose_name_plural = _("uploaded lists of people")

    def __str__(self) -> str:
        return f"{self.purpose} {self.filename}"

    @property
    def roster(self) -> "ReadRoster":
        """What was read."""
        from people.roster.rows import ReadRoster

        return ReadRoster.from_json(self.content)
