"""Bring questions from files into the bank: keep what was uploaded, look, confirm."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from assessments.quizzes.exchange import files, pictures
from assessments.quizzes.exchange.planning import NEW, Plan, Step, plan_import
from assessments.quizzes.exchange.record import CaseRecord, Picture, Record
from assessments.quizzes.exchange.writing import put_case, put_option, put_question
from assessments.quizzes.models import Case, Option, Question
from assessments.quizzes.models.exchange import QuestionUpload
from assessments.quizzes.services.bank import publish_question
from core import audit
from courses.curriculum.models import ModulePage


@dataclass(frozen=True, slots=True)
class Imported:
    """How many questions and cases were made, changed, and already there."""

    new: int
    changed: int
    same: int


class BankChangedError(ValidationError):
    """The bank is not the one that was shown in the preview: look again."""


@transaction.atomic
def keep_upload(
    *, uploads: Iterable[tuple[str, bytes]], module: str = "", actor: Any
) -> QuestionUpload:
    """Keep files until they are confirmed, for a day; old ones are thrown away here.

    Raises ValidationError when they are too large to be kept.
    """
    uploads = list(uploads)
    if any(len(data) > files.MAX_BYTES for _name, data in uploads):
        raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": 5})
    QuestionUpload.objects.filter(created_at__lt=timezone.now() - QuestionUpload.KEPT_FOR).delete()
    upload = QuestionUpload.objects.create(
        uploader=actor,
        files=[[name[-200:], base64.b64encode(data).decode()] for name, data in uploads],
        module=module,
    )
    audit.record(actor=actor, verb="keep_questions", target=upload, files=len(uploads))
    return upload


def upload_of(person: Any, key: UUID) -> QuestionUpload | None:
    """A person's own upload that has not expired."""
    return QuestionUpload.objects.filter(
        uuid=key, uploader=person, created_at__gte=timezone.now() - QuestionUpload.KEPT_FOR
    ).first()


def plan_of(upload: QuestionUpload) -> Plan:
    """What confirming an upload would do now."""
    read = files.read([(name, base64.b64decode(data)) for name, data in upload.files])
    return plan_import(read, module=upload.module)


@transaction.atomic
def confirm_upload(*, upload: QuestionUpload, mark: str, actor: Any) -> Imported:
    """Do what the preview with this ``mark`` showed. Raises BankChangedError when it would be something
    else by now, and ValidationError when the upload was confirmed before."""
    upload = QuestionUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.applied_at is not None:
        raise ValidationError(_("This file is in the bank already."))
    plan = plan_of(upload)
    if plan.mark != mark:
        raise BankChangedError(_("The bank has changed in between. Look at what would change now."))
    note = _("Imported from %(file)s") % {"file": upload}
    try:
        with transaction.atomic():
            done = carry_out(plan=plan, actor=actor, note=note)
    except IntegrityError as error:
        # Somebody made a question of the same code while we were at it.
        raise BankChangedError(
            _("The bank has changed in between. Look at what would change now.")
        ) from error
    upload.applied_at = timezone.now()
    upload.files = [[name, ""] for name, _data in upload.files]
    upload.save(update_fields=["applied_at", "files"])
    return done


@transaction.atomic
def carry_out(*, plan: Plan, actor: Any = None, note: str = "") -> Imported:
    """Write the new and the changed questions of a plan; a wording that is new becomes a version.

    Raises ValidationError, and writes nothing, when one of them cannot be asked.
    """
    steps = [*plan.new, *plan.changed]
    touched: dict[int, Question] = {}
    for step in steps:
        if isinstance(step.record, CaseRecord):
            case = _write_case(step, step.record, actor)
            touched |= {each.pk: each for each in case.questions.all()}
    modules = {page.code: page for page in ModulePage.objects.all()}
    cases = {case.code: case for case in Case.objects.all()}
    written = [
        _write_question(step, step.record, modules, cases, actor)
        for step in steps
        if isinstance(step.record, Record)
    ]
    _join_twins([step.record for step in steps if isinstance(step.record, Record)])
    touched |= {each.pk: each for each in written}
    for question in Question.objects.filter(pk__in=touched).select_related("case", "current"):
        try:
            publish_question(question=question, actor=actor, note=note)
        except ValidationError as error:
            raise ValidationError(
                [f"{question.code}: {each}" for each in error.messages]
            ) from error
    return Imported(len(plan.new), len(plan.changed), len(plan.same))


def _write_case(step: Step, record: CaseRecord, actor: Any) -> Case:
    case = Case.objects.filter(code=record.code).first() or Case(code=record.code)
    put_case(case, record, step.old if isinstance(step.old, CaseRecord) else None)
    case.full_clean()
    case.save()
    audit.record(
        actor=actor, verb="import_case", target=case, code=case.code, is_new=step.outcome == NEW
    )
    return case


def _write_question(
    step: Step, record: Record, modules: dict[str, Any], cases: dict[str, Case], actor: Any
) -> Question:
    old = step.old if isinstance(step.old, Record) else None
    question = (
        Question.objects.filter(code=record.code).first() if old else None
    ) or Question(code=record.code)  # fmt: skip
    put_question(question, record, old)
    if old is None or old.picture != record.picture:
        question.image = _image(record.picture, record.code, actor)
    question.module = modules[record.module] if record.module else None
    question.case = cases[record.case] if record.case else None
    if old is None or old.lines != record.lines:
        _write_options(question, record, old, actor)
    # Relations were looked up here; all else was checked when the plan was made.
    question.clean_fields(exclude={"current", "twin", "module", "case", "image"})
    question.save()
    audit.record(
        actor=actor,
        verb="import_question",
        target=question,
        code=question.code,
        is_new=step.outcome == NEW,
    )
    return question


def _write_options(question: Question, record: Record, old: Record | None, actor: Any) -> None:
    stored = list(question.options.all()) if question.pk else []
    options = []
    for place, line in enumerate(record.lines):
        before = old.lines[place] if old and place < min(len(old.lines), len(stored)) else None
        option = stored[place] if place < len(stored) else Option()
        option.sort_order = place
        put_option(option, line, before)
        if before is None or before.picture != line.picture:
            option.image = _image(line.picture, f"{record.code} {place + 1}", actor)
        options.append(option)
    question.options = options


def _image(picture: Picture | None, name: str, actor: Any) -> Any:
    """The picture in the library: the one that is there, else a new one."""
    if picture is None:
        return None
    model = get_image_model()
    found = model.objects.filter(file_hash=picture.digest).order_by("pk").first()
    if found is None:
        found = model(title=name, uploaded_by_user=actor if getattr(actor, "pk", None) else None)
        found.file.save(pictures.file_name(picture), ContentFile(picture.data), save=False)
        found._set_image_file_metadata()
        found.full_clean()
        found.save()
        audit.record(actor=actor, verb="import_picture", target=found)
    return found


def _join_twins(records: list[Record]) -> None:
    """Twins name each other, and nobody else names them."""
    codes = {code for each in records for code in (each.code, each.twin) if code}
    keys = dict(Question.objects.filter(code__in=codes).values_list("code", "pk"))
    for record in records:
        own, twin = keys[record.code], keys.get(record.twin)
        Question.objects.filter(twin=own).exclude(pk=twin).update(twin=None)
        Question.objects.filter(pk=own).update(twin=twin)
        if twin is not None:
            Question.objects.filter(twin=twin).exclude(pk=own).update(twin=None)
            Question.objects.filter(pk=twin).update(twin=own)
