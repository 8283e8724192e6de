"""The two records that belong to no app in particular: the audit line and the long job."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditLine(models.Model):
    """Who did what to what, when. Written by services, never changed."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(
        max_length=60, help_text="the name of the service, e.g. mark_attendance"
    )
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60)
    data = models.JSONField(default=dict, help_text="what a reader needs to understand the change")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_type} {self.target_id}"


class Job(models.Model):
    """A long piece of work with visible progress, that survives its worker.

    The queue only carries the job's id. Steps are idempotent, so a job whose heartbeat has stopped
    is simply run again (``core.jobs``).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to start")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Finished")
        FAILED = "failed", _("Failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60, help_text="key of the registered worker function")
    target_id = models.CharField(max_length=60, db_index=True)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0, help_text="steps finished")
    total = models.PositiveIntegerField(default=0, help_text="steps in all, 0 when not known yet")
    message = models.TextField(blank=True, help_text="for people, in the language they asked in")
    result = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=8, default="lo")
    requested_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    runs = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="one_open_job_per_target",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}: {self.state} {self.done}/{self.total}"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_silent(self) -> bool:
        """Whether a running job has lost its worker, or a waiting one was never picked up."""
        heard = self.heartbeat_at or self.requested_at
        return self.is_open and timezone.now() - heard > timedelta(seconds=settings.JOB_SILENCE)

    @property
    def percent(self) -> int:
        """Progress for a bar, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    def beat(self, *, done: int | None = None, total: int | None = None) -> None:
        """Say that the work is alive, and how far it is."""
        values: dict[str, Any] = {"heartbeat_at": timezone.now()}
        if done is not None:
            values["done"] = done
        if total is not None:
            values["total"] = total
        type(self).objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)


class LoadedPage(models.Model):
    """That a page was made from a file: how the file and the page stood when it was loaded.

    While the page's newest revision is still the loaded one, no editor has touched it and a newer file
    may replace it. ``page`` becomes empty when an editor deletes the page: it then stays away.
    """

    key = models.CharField(max_length=200, unique=True, help_text="names the file for ever")
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision_id = models.BigIntegerField(null=True)
    fingerprint = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.key
