"""A file of questions that was uploaded and waits to be confirmed."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QuestionUpload(models.Model):
    """Files of questions between preview and confirmation, exactly as they were uploaded.

    They are read again when they are confirmed, against the bank as it is then. Kept for a day, so
    that a session that ends in between loses nothing.
    """

    KEPT_FOR = timedelta(days=1)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    #: ``[[name, Base64 of the bytes], …]``.
    files = models.JSONField()
    #: The code of the module for questions that name none.
    module = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("uploaded file of questions")
        verbose_name_plural = _("uploaded files of questions")

    @property
    def size(self) -> int:
        """Bytes of the files together, within a few."""
        return sum(len(data) for _name, data in self.files) * 3 // 4

    def __str__(self) -> str:
        return ", ".join(name for name, _data in self.files)
