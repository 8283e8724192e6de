"""The audit line: one for each change of state, written inside the service's transaction."""

from typing import Any

from django.db import models

from core.models import AuditLine


def record(*, actor: Any, verb: str, target: models.Model, **data: Any) -> AuditLine:
    """Write that ``actor`` (a user, or None for the system) did ``verb`` to ``target``.

    ``data`` must be JSON: ids, codes and words, never contact details or passwords.
    """
    return AuditLine.objects.create(
        actor=actor if actor is not None and getattr(actor, "pk", None) else None,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        data=data,
    )
