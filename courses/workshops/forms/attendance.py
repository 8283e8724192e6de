"""Reading marks as a browser's plain form sends them.

Nothing here trusts what comes in: what is not a mark is left out.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm
from courses.workshops.models import AttendanceMark, Session
from courses.workshops.services.attendance import (
    BATCH_LIMIT,
    REASON_LENGTH,
    SEEN_LIMIT,
    MarkInput,
)

#: The largest number a primary key can have in either database.
_LARGEST_ID = 2**63 - 1


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
        if name in ("form", "reason") or (kind == "status" and _identifier(number)):
            fields[name] = str(data[name])[:REASON_LENGTH]
        elif kind == "seen" and _identifier(number):
            fields[name] = str(data[name])[: 40 * SEEN_LIMIT]
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
                    seen=seen_from(fields.get(f"seen-{number}", "")),
                    reason=reason,
                )
            )
    return PostedMarks(marks=marks[:BATCH_LIMIT], fields=fields, reason=reason)


def seen_from(text: str) -> tuple[uuid.UUID, ...]:
    """The ids of a hidden field, as ``seen_words`` wrote them."""
    return tuple(found for word in text.split(",") if (found := _uuid(word)) is not None)


def seen_words(heads: Iterable[uuid.UUID]) -> str:
    """What a row has seen, for a hidden field."""
    return ",".join(str(head) for head in heads)


def touched(session: Session, marks: Iterable[MarkInput]) -> list[MarkInput]:
    """Without the rows somebody left as they had seen them: a form always sends all its rows.

    Otherwise a row that another facilitator has changed meanwhile would look like a decision of
    this one.
    """
    marks = list(marks)
    status_of = dict(
        AttendanceMark.objects.filter(
            session=session, client_id__in={each for mark in marks for each in mark.seen}
        ).values_list("client_id", "status")
    )
    return [mark for mark in marks if {status_of.get(each) for each in mark.seen} != {mark.status}]


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


class ReasonForm(SiteForm):
    """Why an exception is made or taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the record of the workshop."),
    )
