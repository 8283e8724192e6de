"""The audit line: one for each change of state, written inside the service's transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.models import AuditLine


def record_many(
    *, actor: Any, verb: str, done: Iterable[tuple[models.Model, dict[str, Any]]]
) -> None:
    """Write what ``actor`` did to many targets of one service at once, each with its data."""
    known = actor if actor is not None and getattr(actor, "pk", None) else None
    AuditLine.objects.bulk_create(
        [
            AuditLine(
                actor=known,
                verb=verb,
                target_type=target._meta.label_lower,
                target_id=str(target.pk),
                data=data,
            )
            for target, data in done
        ],
        batch_size=500,
    )


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
