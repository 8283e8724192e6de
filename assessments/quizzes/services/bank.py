"""The bank: keep what an editor wrote, and freeze each wording that people may be asked."""

from typing import Any

from django.db import transaction

from assessments.quizzes.freezing import freeze
from assessments.quizzes.items import to_json
from assessments.quizzes.models import Question, QuestionVersion
from core import audit
from core.content import fingerprint


@transaction.atomic
def publish_question(*, question: Question, actor: Any = None, note: str = "") -> QuestionVersion:
    """Make what ``question`` says now what people are asked from now on.

    Attempts that were begun keep the wording they were given. Safe to repeat: nothing changes when
    the words and options are those of the current version; a wording of earlier is a new version all
    the same. Raises ValidationError when the question is not complete, see ``freezing.check``.
    """
    content = to_json(freeze(question))
    mark = fingerprint(content)
    current = question.current
    if current is not None and current.fingerprint == mark:
        return current
    latest = question.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = QuestionVersion.objects.create(
        question=question,
        number=latest + 1,
        content=content,
        fingerprint=mark,
        note=note[:300],
        made_by=actor if getattr(actor, "pk", None) else None,
    )
    question.current = version
    Question.objects.filter(pk=question.pk).update(current=version)
    audit.record(
        actor=actor,
        verb="publish_question",
        target=question,
        code=question.code,
        version=version.number,
    )
    return version
