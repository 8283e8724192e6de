"""Reading marks as a browser sends them: a plain form, or JSON from the page's script.

Nothing here trusts what comes in: what is not a mark is left out (form) or refused (JSON).
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm
from courses.workshops.models import AttendanceMark, Session
from courses.workshops.services.attendance import BATCH_LIMIT, REASON_LENGTH, MarkInput

#: The largest number a primary key can have in either database.
_LARGEST_ID = 2**63 - 1
#: A device that claims to have marked earlier than this has a wrong clock.
_OLDEST_MARK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PostedMarks:
    """The marks of a form. ``fields`` are the words as typed, to offer them again."""

    marks: list[MarkInput]
    fields: dict[str, str]
    reason: str


def mark_fields(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the attendance form alone, at most as many as a session can have."""
    fields = {}
    for name in list(data)[: 3 * BATCH_LIMIT]:
        kind, _dash, number = name.partition("-")
        if name in ("form", "reason") or (kind in ("status", "seen") and _identifier(number)):
            fields[name] = str(data[name])[:REASON_LENGTH]
    return fields


def marks_from_form(data: Mapping[str, Any]) -> PostedMarks:
    """The marks of a posted form.

    One id for the whole form makes each of its marks idempotent: sent twice, it is written once.
    """
    fields = mark_fields(data)
    form_id = _uuid(fields.get("form")) or uuid.uuid4()
    reason = fields.get("reason", "").strip()
    marks = []
    for name, status in fields.items():
        kind, _dash, number = name.partition("-")
        if kind == "status" and status:
            marks.append(
                MarkInput(
                    registration_id=int(number),
                    status=status,
                    client_id=uuid.uuid5(form_id, f"{number}:{status}:{reason}"),
                    seen_mark_id=_identifier(fields.get(f"seen-{number}")),
                    reason=reason,
                )
            )
    return PostedMarks(marks=marks[:BATCH_LIMIT], fields=fields, reason=reason)


def touched(session: Session, marks: Iterable[MarkInput]) -> list[MarkInput]:
    """Without the rows somebody left as they had seen them: a form always sends all its rows.

    Otherwise a row that another facilitator has changed meanwhile would look like a decision of
    this one.
    """
    marks = list(marks)
    seen = dict(
        AttendanceMark.objects.filter(
            session=session, pk__in={mark.seen_mark_id for mark in marks if mark.seen_mark_id}
        ).values_list("pk", "status")
    )
    return [mark for mark in marks if seen.get(mark.seen_mark_id or 0) != mark.status]


def marks_from_json(body: bytes) -> list[MarkInput]:
    """The marks of the page's script. Raises ``ValidationError`` when they cannot be read."""
    try:
        rows = json.loads(body)["marks"]
        if not isinstance(rows, list) or len(rows) > BATCH_LIMIT:
            raise TypeError("marks")
        return [_mark(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(
            _("These marks could not be read. Please load the page again.")
        ) from error


def _mark(row: dict[str, Any]) -> MarkInput:
    registration_id = _identifier(row["registration"])
    if registration_id is None:
        raise ValueError("registration")
    return MarkInput(
        registration_id=registration_id,
        status=str(row["status"])[:20],
        client_id=uuid.UUID(str(row["client_id"])),
        seen_mark_id=_identifier(row.get("seen")),
        reason=str(row.get("reason") or "")[: REASON_LENGTH + 1],
        marked_at=_moment(row.get("marked_at")),
    )


def _identifier(value: Any) -> int | None:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if 0 < number <= _LARGEST_ID else None


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    """The device's time, or None when it cannot be true."""
    try:
        moment = parse_datetime(str(value))
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment):
        return None
    return moment if moment > timezone.now() - _OLDEST_MARK else None


class ReasonForm(SiteForm):
    """Why an exception is made or taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the record of the workshop."),
    )
