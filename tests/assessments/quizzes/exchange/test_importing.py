"""What importing does to the bank: versions, one language alone, safe to repeat, all or nothing."""

import io
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.images import get_image_model

from assessments.quizzes.exchange import files, gift
from assessments.quizzes.exchange.planning import plan_import
from assessments.quizzes.exchange.record import Bank
from assessments.quizzes.freezing import freeze
from assessments.quizzes.models import Case, Option, Question, QuestionUpload, QuestionVersion
from assessments.quizzes.selectors.exchange import bank_of, questions_to_exchange
from assessments.quizzes.services import exchange as services
from assessments.quizzes.services.editing import save_question
from core import jobs
from core.models import AuditLine, Job
from tests.assessments.quizzes.conftest import make_question, make_quiz
from tests.assessments.quizzes.exchange.making import png


def plan(bank, form=files.XML, **kwargs):
    with translation.override("en"):
        return plan_import(files.read([files.written(bank, form=form, **kwargs)]))


def now():
    return bank_of(questions_to_exchange())


def empty():
    Question.objects.update(current=None, twin=None)
    QuestionVersion.objects.all().delete()
    Option.objects.all().delete()
    Question.objects.all().delete()
    Case.objects.all().delete()


def one(bank, code):
    return next(each for each in bank.questions if each.code == code)


def changed(bank, code, **values):
    """The bank with one question different."""
    questions = [replace(each, **values) if each.code == code else each for each in bank.questions]
    return Bank(questions, bank.cases)


def test_a_bank_comes_back_word_for_word_into_an_empty_one(full_bank, form):
    empty()
    found = plan(full_bank, form)
    assert found.problems == []
    assert len(found.new) == 9
    services.carry_out(plan=found)
    assert now() == full_bank
    assert all(each.current is not None for each in Question.objects.all())
    assert Question.objects.get(code="P-1").current.item.story.title["en"] == "The case"


def test_the_same_file_again_changes_nothing(full_bank, form):
    versions = QuestionVersion.objects.count()
    found = plan(full_bank, form)
    assert (len(found.new), len(found.changed), len(found.same)) == (0, 0, 9)
    assert services.carry_out(plan=found).same == 9
    assert QuestionVersion.objects.count() == versions


def test_a_changed_wording_is_a_new_version_and_shows_what_changes(full_bank, form, editor):
    before = Question.objects.get(code="P-1").current
    words = {"en": "<p>Better?</p>", "lo": "<p>ດີກວ່າ</p>"}
    found = plan(changed(full_bank, "P-1", stem=words), form)
    assert [each.record.code for each in found.changed] == ["P-1"]
    assert [(each.language, each.after) for each in found.changed[0].changes] == [
        ("en", "<p>Better?</p>"),
        ("lo", "<p>ດີກວ່າ</p>"),
    ]
    services.carry_out(plan=found, actor=editor, note="From a file")
    question = Question.objects.get(code="P-1")
    assert question.current.number == before.number + 1
    assert (question.current.made_by, question.current.note) == (editor, "From a file")
    assert QuestionVersion.objects.get(pk=before.pk).item.stem["en"] == "<p>Stem P-1</p>"
    assert question.current.item.stem == words
    found = plan(changed(now(), "P-1", difficulty="hard", use="measure"), form)
    assert [each.after for each in found.changed[0].changes] == [
        "Pre-test and post-test only",
        "Hard",
    ]
    line = AuditLine.objects.get(verb="import_question")
    assert line.data == {"code": "P-1", "is_new": False}


def test_options_may_be_more_or_fewer(full_bank, form):
    lines = one(full_bank, "P-1").lines
    for kept in (lines[:3], (*lines, replace(lines[0], text={"en": "E", "lo": "ຈ"}))):
        services.carry_out(plan=plan(changed(full_bank, "P-1", lines=kept), form))
        assert one(now(), "P-1").lines == kept


def test_a_story_that_changes_makes_versions_of_its_questions(full_bank, form):
    bank = Bank([], [replace(full_bank.cases[0], story={"en": "<p>New</p>", "lo": "<p>ໃໝ່</p>"})])
    services.carry_out(plan=plan(bank, form))
    for code in ("P-1", "P-2"):
        assert Question.objects.get(code=code).current.item.story.story["en"] == "<p>New</p>"


def test_lao_that_changes_waits_for_a_reviewer_again(full_bank, form):
    stem = one(full_bank, "M-1").stem
    same = changed(full_bank, "M-1", stem=stem | {"en": "<p>Other</p>"})
    services.carry_out(plan=plan(same, form))
    assert Question.objects.get(code="M-1").lao_review == "reviewed"
    other = changed(full_bank, "M-1", stem=stem | {"lo": "<p>ອື່ນ</p>"})
    services.carry_out(plan=plan(other, form))
    assert Question.objects.get(code="M-1").lao_review == "draft"


# --- one language ---


def alone(bank, language):
    with translation.override("en"):
        return plan_import(files.read([("x.txt", gift.write(bank, (language,)).encode())]))


def test_one_language_alone_leaves_the_other(full_bank):
    stem = {"en": "<p>Only English</p>", "lo": "<p>ຖືກລືມ</p>"}
    found = alone(changed(full_bank, "P-1", stem=stem, difficulty="hard"), "en")
    assert found.problems == []
    services.carry_out(plan=found)
    after = one(now(), "P-1")
    assert after.stem == one(full_bank, "P-1").stem | {"en": "<p>Only English</p>"}
    assert after.difficulty == "medium", "one language changes words and nothing else"


def test_one_language_alone_makes_no_new_question(full_bank):
    empty()
    found = alone(full_bank, "en")
    assert found.steps == []
    assert len(found.refusals) == 9
    assert all("Lao is missing" in each.text for each in found.refusals)
    assert all(each.line for each in found.refusals)


def test_one_language_alone_changes_no_answer(full_bank):
    lines = one(full_bank, "P-1").lines
    other = (replace(lines[0], right=True), replace(lines[1], right=False), *lines[2:])
    found = alone(changed(full_bank, "P-1", lines=other), "lo")
    assert [each.code for each in found.refusals] == ["P-1"]
    assert "only words can change" in found.refusals[0].text


def test_two_files_that_do_not_belong_together(full_bank):
    english = gift.write(full_bank, ("en",)).encode()
    lao = gift.write(changed(full_bank, "P-1", difficulty="hard"), ("lo",)).encode()
    with translation.override("en"):
        read = files.read([("en.txt", english), ("lo.txt", lao)])
    assert [(each.code, each.at.file) for each in read.problems] == [("P-1", "lo.txt")]
    assert len(read.bank.questions) == 7


# --- what the bank does not have ---


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"module": "Z9"}, "no module “Z9”"),
        ({"objective": 99}, "no objective 99"),
        ({"case": "K-NO", "place": 1}, "no case “K-NO”"),
        ({"figure": "no-such"}, "no figure"),
        ({"twin": "Z-99"}, "no question “Z-99”"),
        ({"twin": "P-2"}, "Twins are for"),
        ({"lines": ()}, "exactly one option"),
        ({"stem": {"en": "<p>Half</p>", "lo": ""}}, "in both languages"),
        ({"source": "x" * 301}, "300"),
    ],
)
def test_what_the_bank_cannot_hold_is_said_with_its_line(full_bank, values, words):
    found = plan(changed(full_bank, "P-1", **values))
    assert [each.code for each in found.refusals] == ["P-1"], found.problems
    assert words in found.refusals[0].text
    assert found.refusals[0].line > 1
    assert "P-1" not in [each.record.code for each in found.steps]
    assert len(found.same) == 8, "the others can go on without it"


def test_a_question_of_a_quiz_is_not_imported_for_another_use(full_bank, course_page):
    make_quiz(course_page, [Question.objects.get(code="P-1")])
    found = plan(changed(full_bank, "P-1", use="measure"))
    assert [each.code for each in found.refusals] == ["P-1"]
    assert "always asks this question" in found.refusals[0].text


def test_a_foreign_file_gets_its_module_from_the_reader(full_bank):
    text = "\n\n".join(
        f"// [id:F-{n}]\n{{mlang en\\}}x".replace("{mlang en\\}x", stem)
        for n, stem in enumerate(
            ["\\{mlang en\\}How many?\\{mlang\\}\\{mlang lo\\}ຈັກ?\\{mlang\\}{#3}"]
        )
    )
    read = files.read([("f.txt", text.encode())])
    assert len(plan_import(read).refusals) == 1
    found = plan_import(files.read([("f.txt", text.encode())]), module="B1")
    services.carry_out(plan=found)
    question = Question.objects.get(code="F-0")
    assert (question.module.code, question.phase, question.lao_review) == ("B1", "before", "draft")
    assert plan_import(files.read([("f.txt", text.encode())])).same, "words only: the rest stays"


# --- pictures ---


def test_pictures_come_along_and_are_not_doubled(full_bank, form, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    model = get_image_model()
    image = model(title="red", file=ContentFile(png(), "red.png"))
    image.save()
    question = Question.objects.get(code="P-1")
    question.image, question.image_alt_en, question.image_alt_lo = image, "Red", "ສີແດງ"
    question.save()
    option = Option.objects.filter(question__code="P-2").first()
    option.image = image
    option.save()
    bank = now()
    assert one(bank, "P-1").picture.data == png()
    image.file.delete(save=False)
    empty()
    model.objects.all().delete()
    for _again in range(2):
        services.carry_out(plan=plan(bank, form))
    assert model.objects.count() == 1
    assert now() == bank


# --- keep, look, confirm ---


def test_nothing_is_written_until_it_is_confirmed(full_bank, editor):
    name, data = files.written(changed(full_bank, "P-1", source="New source"), form=files.XML)
    upload = services.keep_upload(uploads=[(name, data)], actor=editor)
    assert len(services.plan_of(upload).changed) == 1
    assert one(now(), "P-1").source == ""
    done = services.confirm_upload(upload=upload, mark=services.plan_of(upload).mark, actor=editor)
    assert (done.new, done.changed) == (0, 1)
    assert one(now(), "P-1").source == "New source"
    with pytest.raises(ValidationError):
        services.confirm_upload(upload=upload, mark="", actor=editor)


def test_a_bank_that_changed_in_between_is_looked_at_again(full_bank, editor):
    name, data = files.written(changed(full_bank, "P-1", source="New"), form=files.XML)
    upload = services.keep_upload(uploads=[(name, data)], actor=editor)
    mark = services.plan_of(upload).mark
    Question.objects.filter(code="P-1").update(difficulty="easy")
    with pytest.raises(services.BankChangedError):
        services.confirm_upload(upload=upload, mark=mark, actor=editor)
    assert one(now(), "P-1").source == ""
    assert QuestionUpload.objects.get().applied_at is None


def test_an_import_is_all_or_nothing(full_bank, monkeypatch):
    bank = changed(changed(full_bank, "P-1", source="New"), "P-2", source="New")
    calls = []

    def save(**kwargs):
        calls.append(kwargs)
        if len(calls) == 2:
            raise ValidationError("no")
        return save_question(**kwargs)

    monkeypatch.setattr(services, "save_question", save)
    with pytest.raises(ValidationError):
        services.carry_out(plan=plan(bank))
    assert {each.source for each in now().questions if each.code.startswith("P")} == {""}


def many(bank, number) -> Bank:
    """``bank`` with every practice question so many times, under codes of their own."""
    kept = [each for each in bank.questions if each.use == "practice"]
    return Bank(
        [replace(each, code=f"{each.code}-{n}") for n in range(number) for each in kept], bank.cases
    )


def test_many_new_ones_are_written_as_one_is(full_bank, editor, form):
    empty()
    found = plan(many(full_bank, 2), form)
    done = services.carry_out(plan=found, actor=editor, note="From a file")
    assert done.new == 13
    question = Question.objects.get(code="P-2-1")
    assert (question.current.number, question.current.note) == (1, "From a file")
    assert question.current.made_by == editor
    assert question.current.item == freeze(question)
    assert [each.right for each in question.options.all()] == [True, False, True, False]
    for verb in ("save_question", "import_question"):
        line = AuditLine.objects.get(verb=verb, target_id=str(question.pk))
        assert line.actor == editor
    assert plan(many(full_bank, 2), form).changed == []


def test_what_is_written_of_many_new_ones_does_not_grow_with_them(full_bank):
    counts = []
    for number in (1, 3):
        empty()
        services.carry_out(plan=plan(Bank([], full_bank.cases)))
        found = plan(many(full_bank, number))
        with CaptureQueriesContext(connection) as queries:
            services.carry_out(plan=found)
        counts.append(sum(each["sql"].startswith("INSERT") for each in queries))
    assert counts[0] == counts[1]


def test_somebody_else_takes_a_code_in_between(full_bank, editor, monkeypatch):
    name, data = files.written(many(full_bank, 1), form=files.XML)
    upload = services.keep_upload(uploads=[(name, data)], actor=editor)
    made_ready = services._made_ready_early

    def and_then_somebody_else(*args):
        found = made_ready(*args)
        make_question("P-3-0")
        return found

    mark = services.plan_of(upload).mark
    monkeypatch.setattr(services, "_made_ready_early", and_then_somebody_else)
    with pytest.raises(services.BankChangedError):
        services.confirm_upload(upload=upload, mark=mark, actor=editor)
    assert not Question.objects.filter(code="P-1-0").exists()
    assert QuestionUpload.objects.get().applied_at is None


def test_a_large_upload_is_a_job_that_can_be_run_again(full_bank, editor):
    name, data = files.written(many(full_bank, 5), form=files.XML)
    upload = services.keep_upload(uploads=[(name, data)], actor=editor)
    told = []
    mark = services.plan_of(upload).mark
    done = services.confirm_upload(
        upload=upload, mark=mark, actor=editor, tell=lambda *each: told.append(each)
    )
    assert done.new == 30
    assert told[0][0] == 0
    assert told[0][1] == told[-1][1] >= 20
    job = Job.objects.create(kind=services.JOB, target_id=str(upload.pk), params={"mark": mark})
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, Question.objects.filter(code__startswith="P-1-").count()) == ("done", 5)


# --- commands ---


def test_the_commands_write_and_read(full_bank, tmp_path):
    out = io.StringIO()
    for name, options in (("b.xml", {}), ("b.gift", {}), ("b.zip", {"apart": True})):
        path = tmp_path / name
        call_command("export_questions", str(path), stdout=out, **options)
        call_command("import_questions", str(path), stdout=out)
    assert out.getvalue().count("0 new, 0 changed, 9 the same") == 3
    path = tmp_path / "b.gift"
    path.write_text(path.read_text().replace("Stem P-1", "Trunk P-1"))
    call_command("import_questions", str(path), stdout=out)
    assert "<p>Stem P-1</p> -> <p>Trunk P-1</p>" in out.getvalue()
    assert one(now(), "P-1").stem["en"] == "<p>Stem P-1</p>"
    call_command("import_questions", str(path), write=True, stdout=out)
    assert one(now(), "P-1").stem["en"] == "<p>Trunk P-1</p>"
    path.write_text("What is this?")
    with pytest.raises(CommandError):
        call_command("import_questions", str(path), write=True, stdout=out)
