"""Many new questions at once: held to the rules of one, each, and then written together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from assessments.quizzes.freezing import freeze
from assessments.quizzes.items import to_json
from assessments.quizzes.models import Option, Question, QuestionVersion
from assessments.quizzes.services.editing import tidy_and_check
from core import audit
from core.content import fingerprint

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Ready:
    """A question that may be added: what is stored of it, and the wording people are asked."""

    question: Question
    options: list[Option]
    content: dict[str, Any]


def make_ready(question: Question) -> Ready:
    """Hold a new question, not saved yet, to the rules of ``save_question``. Its code, module, case and
    picture were looked up. Writes nothing; raises ValidationError."""
    tidy_and_check(question, is_looked_up=True)
    return Ready(question, list(question.options.all()), to_json(freeze(question)))


@transaction.atomic
def add_questions(*, ready: Sequence[Ready], actor: Any = None, note: str = "") -> None:
    """Keep new questions and let people be asked them, in a few queries.

    Raises IntegrityError when one of their codes is taken by now: nothing is written then.
    """
    questions = [each.question for each in ready]
    Question.objects.bulk_create(questions, batch_size=_AT_ONCE)
    for each in ready:
        for option in each.options:
            option.question_id = each.question.pk
    options = [option for each in ready for option in each.options]
    Option.objects.bulk_create(options, batch_size=_AT_ONCE)
    QuestionVersion.objects.bulk_create(
        [
            QuestionVersion(
                question=each.question,
                number=1,
                content=each.content,
                fingerprint=fingerprint(each.content),
                note=note[:300],
                made_by=actor if getattr(actor, "pk", None) else None,
            )
            for each in ready
        ],
        batch_size=_AT_ONCE,
    )
    first = QuestionVersion.objects.filter(question=OuterRef("pk"), number=1)
    keys = [each.pk for each in questions]
    for start in range(0, len(keys), _AT_ONCE):
        Question.objects.filter(pk__in=keys[start : start + _AT_ONCE]).update(
            current=Subquery(first.values("pk")[:1])
        )
    audit.record_many(
        actor=actor,
        verb="save_question",
        done=[(each, {"code": each.code, "version": 1}) for each in questions],
    )
