"""Bring questions from files into the bank: keep what was uploaded, look, confirm."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
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
from assessments.quizzes.selectors.exchange import (
    case_record_of,
    questions_to_exchange,
    record_of,
)
from assessments.quizzes.services.adding import Ready, add_questions, make_ready
from assessments.quizzes.services.editing import save_case, save_question
from core import audit, jobs
from core.models import Job
from courses.curriculum.models import ModulePage

#: The kind of the job that confirms a large upload.
JOB = "import_questions"
#: Uploads from so many bytes on are confirmed in the background.
LARGE = 400_000
#: Hears how many of how many are done.
Tell = Callable[[int, int], None]
_TELL_EVERY = 25


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


def confirm_upload(
    *, upload: QuestionUpload, mark: str, actor: Any, tell: Tell | None = None
) -> Imported:
    """Do what the preview with this ``mark`` showed. Raises BankChangedError when it would be something
    else by now, and ValidationError when the upload was confirmed before. ``tell`` hears how many
    questions of how many are ready to be written."""
    upload.refresh_from_db()
    if upload.applied_at is not None:
        raise ValidationError(_("This file is in the bank already."))
    plan = plan_of(upload)
    if plan.mark != mark:
        raise _bank_changed()
    note = _("Imported from %(file)s") % {"file": upload}
    early = _made_ready_early(plan, tell)
    try:
        with transaction.atomic():
            upload = QuestionUpload.objects.select_for_update().get(pk=upload.pk)
            if upload.applied_at is not None:
                raise ValidationError(_("This file is in the bank already."))
            done = _write(plan, early, actor, note)
            upload.applied_at = timezone.now()
            upload.files = [[name, ""] for name, _data in upload.files]
            upload.save(update_fields=["applied_at", "files"])
    except IntegrityError as error:
        # Somebody made a question of the same code while we were at it.
        raise _bank_changed() from error
    return done


def carry_out(*, plan: Plan, actor: Any = None, note: str = "") -> Imported:
    """Write the new and the changed questions of a plan through the services of the editor; a wording
    that is new becomes a version.

    Raises ValidationError, and writes nothing, when one of them cannot be asked.
    """
    early = _made_ready_early(plan, None)
    with transaction.atomic():
        return _write(plan, early, actor, note)


@jobs.worker(JOB)
def import_questions(job: Job) -> dict[str, Any]:
    """Confirm a large upload in the background: what takes long is done before anything is written, so
    others wait for moments only. Safe to run again: what was confirmed stays."""
    upload = QuestionUpload.objects.filter(pk=job.target_id).first()
    if upload is None:
        raise jobs.JobError(
            _("This file is no longer here (it is kept for a day). Upload it again.")
        )
    if upload.applied_at is not None:
        return job.result or {}
    try:
        done = confirm_upload(
            upload=upload,
            mark=job.params["mark"],
            actor=job.requested_by,
            tell=lambda number, total: job.beat(done=number, total=total),
        )
    except ValidationError as error:
        raise jobs.JobError(" ".join(error.messages)) from error
    return asdict(done)


def _bank_changed() -> BankChangedError:
    return BankChangedError(_("The bank has changed in between. Look at what would change now."))


class _Known:
    """What the questions of a plan name, looked up once."""

    def __init__(self) -> None:
        self.modules = {page.code: page for page in ModulePage.objects.all()}
        self.cases = {case.code: case for case in Case.objects.all()}


def _made_ready_early(plan: Plan, tell: Tell | None) -> dict[str, Ready]:
    """The new questions that wait for nothing else to be written, by code."""
    known = _Known()
    planned = {step.record.code for step in [*plan.new, *plan.changed] if step.is_case}
    steps = [
        (step, step.record)
        for step in plan.new
        if isinstance(step.record, Record)
        and step.record.case not in planned
        and not _has_pictures(step.record)
    ]
    found = {}
    for number, (_step, record) in enumerate(steps):
        if tell is not None and number % _TELL_EVERY == 0:
            tell(number, len(steps))
        found[record.code] = _ready(record, known, actor=None)
    return found


def _write(plan: Plan, early: dict[str, Ready], actor: Any, note: str) -> Imported:
    steps = [*plan.new, *plan.changed]
    for step in steps:
        if isinstance(step.record, CaseRecord):
            _write_case(step, step.record, actor)
    known = _Known()
    records = [(step, step.record) for step in steps if isinstance(step.record, Record)]
    new = [
        early.get(record.code) or _ready(record, known, actor)
        for step, record in records
        if step.outcome == NEW
    ]
    add_questions(ready=new, actor=actor, note=note)
    for step, record in records:
        if step.outcome != NEW:
            _write_changed(step, record, known, actor, note)
    _join_twins([record for step, record in records if record.twin or _old_twin(step)])
    audit.record_many(
        actor=actor,
        verb="import_question",
        done=_told(records),
    )
    return Imported(len(plan.new), len(plan.changed), len(plan.same))


def _told(records: list[tuple[Step, Record]]) -> list[tuple[Question, dict[str, Any]]]:
    is_new = {record.code: step.outcome == NEW for step, record in records}
    return [
        (question, {"code": question.code, "is_new": is_new[question.code]})
        for question in Question.objects.filter(code__in=is_new).only("code").order_by("code")
    ]


def _old_twin(step: Step) -> str:
    return step.old.twin if isinstance(step.old, Record) else ""


def _has_pictures(record: Record) -> bool:
    return record.picture is not None or any(line.picture for line in record.lines)


def _write_case(step: Step, record: CaseRecord, actor: Any) -> Case:
    case = Case.objects.filter(code=record.code).first() or Case(code=record.code)
    old = step.old if isinstance(step.old, CaseRecord) else None
    if (case_record_of(case) if case.pk else None) != old:
        raise _bank_changed()
    put_case(case, record, old)
    save_case(case=case, actor=actor)
    audit.record(
        actor=actor, verb="import_case", target=case, code=case.code, is_new=step.outcome == NEW
    )
    return case


def _ready(record: Record, known: _Known, actor: Any) -> Ready:
    """A new question with everything it names, held to the rules."""
    question = Question(code=record.code)
    _put(question, record, None, known, actor)
    try:
        return make_ready(question)
    except ValidationError as error:
        raise _of_question(record.code, error) from error


def _write_changed(step: Step, record: Record, known: _Known, actor: Any, note: str) -> None:
    old = step.old if isinstance(step.old, Record) else None
    question = questions_to_exchange().filter(code=record.code).first()
    if question is None or record_of(question) != old:
        raise _bank_changed()
    _put(question, record, old, known, actor)
    if old is not None and old.twin != record.twin:
        question.twin = None  # joined when both of them are written
    try:
        save_question(question=question, actor=actor, note=note)
    except ValidationError as error:
        raise _of_question(record.code, error) from error


def _put(question: Question, record: Record, old: Record | None, known: _Known, actor: Any) -> None:
    put_question(question, record, old)
    if old is None or old.picture != record.picture:
        question.image = _image(record.picture, record.code, actor)
    question.module = known.modules[record.module] if record.module else None
    question.case = known.cases[record.case] if record.case else None
    if old is None or old.lines != record.lines:
        _write_options(question, record, old, actor)


def _of_question(code: str, error: ValidationError) -> ValidationError:
    return ValidationError([f"{code}: {each}" for each in error.messages])


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
