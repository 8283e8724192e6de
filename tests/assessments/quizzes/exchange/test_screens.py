"""The screens of import and export: who may, both languages, the whole way."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from assessments.quizzes.exchange import files
from assessments.quizzes.models import Question, QuestionUpload
from assessments.quizzes.services import exchange as services
from people.services import ensure_roles

INDEX = "/cms/tests/exchange/"


@pytest.fixture
def cms(editor, browser_of):
    """The editor's browser, which reads English."""
    ensure_roles()
    return browser_of(editor)


@pytest.fixture(params=["en", "lo"])
def reading(request, editor):
    """The editor reads one language, then the other."""
    profile = UserProfile.get_for_user(editor)
    profile.preferred_language = request.param
    profile.save()
    return request.param


def upload(client, data, name="bank.txt", **more):
    values = {"file": SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)}
    return client.post(INDEX, values | more)


def test_the_addresses(full_bank):
    assert reverse("question_exchange:index") == INDEX


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer"])
def test_others_find_nothing(full_bank, who, request, browser_of):
    browser = browser_of(request.getfixturevalue(who))
    for address in (INDEX, INDEX + "export/?form=xml&languages=both"):
        response = browser.get(address, follow=True)
        assert response.status_code == 404
        assert "404.html" in [each.name for each in response.templates]
        assert b"Stem P-1" not in response.content
    assert upload(browser, "What?").status_code in (302, 404)
    assert not QuestionUpload.objects.exists()


def test_a_stranger_signs_in_first(full_bank, stranger):
    assert stranger.get(INDEX).status_code == 302


def test_an_administrator_may(full_bank, administrator, browser_of):
    assert browser_of(administrator).get(INDEX).status_code == 200


def test_the_first_screen(full_bank, cms, reading):
    text = cms.get(INDEX).content.decode()
    assert {"en": "The bank holds 8 questions.", "lo": "ຄັງມີ 8 ຄຳຖາມ."}[reading] in text
    assert {"en": "Import and export", "lo": "ນຳເຂົ້າ ແລະ ສົ່ງອອກ"}[reading] in text


@pytest.mark.parametrize("form", [files.XML, files.GIFT])
def test_what_is_downloaded_can_be_read(full_bank, cms, form):
    response = cms.get(f"{INDEX}export/?form={form}&languages=both&module=")
    assert "attachment" in response["Content-Disposition"]
    assert files.read([("x", response.content)]).bank == full_bank
    apart = cms.get(f"{INDEX}export/?form={form}&languages=apart&module=B1")
    assert apart["Content-Disposition"].startswith('attachment; filename="b1-questions')
    assert len(zipfile.ZipFile(io.BytesIO(apart.content)).namelist()) == 2
    assert cms.get(f"{INDEX}export/?form=word").status_code == 302


def test_look_then_confirm(full_bank, cms, reading):
    _name, data = files.written(full_bank, form=files.GIFT)
    response = upload(cms, data.decode().replace("Stem P-1", "Trunk P-1"))
    assert response.status_code == 302
    preview = cms.get(response["Location"])
    text = preview.content.decode()
    assert "Trunk P-1" in text
    assert {"en": "What would change", "lo": "ຂໍ້ທີ່ຈະປ່ຽນ"}[reading] in text
    assert Question.objects.get(code="P-1").stem_en == "<p>Stem P-1</p>"
    done = cms.post(response["Location"], {"mark": preview.context["plan"].mark}, follow=True)
    assert Question.objects.get(code="P-1").stem_en == "<p>Trunk P-1</p>"
    assert {"en": "Imported: 0 new, 1 changed", "lo": "ນຳເຂົ້າແລ້ວ"}[reading] in done.content.decode()
    assert cms.get(response["Location"]).status_code == 302, "done is done"


def test_a_large_upload_is_imported_in_the_background(
    full_bank, cms, reading, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(services, "LARGE", 1)
    _name, data = files.written(full_bank, form=files.GIFT)
    address = upload(cms, data.decode().replace("Stem P-1", "Trunk P-1"))["Location"]
    mark = cms.get(address).context["plan"].mark
    with django_capture_on_commit_callbacks(execute=True):
        assert cms.post(address, {"mark": "another"}).status_code == 302
        page = cms.get(address).content.decode()
        assert {"en": "Waiting to start", "lo": "ລໍຖ້າເລີ່ມ"}[reading] in page
    failed = cms.get(address).content.decode()
    assert {"en": "Nothing was imported", "lo": "ບໍ່ໄດ້ນຳເຂົ້າຫຍັງ"}[reading] in failed
    assert {"en": "The bank has changed in between", "lo": "ຄັງຄຳຖາມໄດ້ປ່ຽນໄປ"}[reading] in failed
    with django_capture_on_commit_callbacks(execute=True):
        cms.post(address, {"mark": mark})
    assert Question.objects.get(code="P-1").stem_en == "<p>Trunk P-1</p>"
    done = cms.get(address, follow=True).content.decode()
    assert {"en": "Imported: 0 new, 1 changed", "lo": "ນຳເຂົ້າແລ້ວ"}[reading] in done


def test_one_line_for_each_problem_in_the_readers_language(full_bank, cms, reading):
    text = "// [id:Q-1]\nWhy? {~a =b \\q}\n\n// [id:Q-2]\nHow many? {#x}\n\n"
    text += "<script>alert(1)</script> {=x}"
    page = cms.get(upload(cms, text)["Location"]).content.decode()
    assert page.count("<tr><td>") == 4
    assert {"en": "is no escape in GIFT", "lo": "ໃຊ້ໃນ GIFT ບໍ່ໄດ້"}[reading] in page
    assert "<td>5</td><td>Q-2</td>" in page
    assert "<script>alert" not in page


def test_a_changed_bank_is_shown_again(full_bank, cms, reading):
    _name, data = files.written(full_bank, form=files.GIFT)
    address = upload(cms, data.decode().replace("Stem P-1", "Trunk P-1"))["Location"]
    page = cms.post(address, {"mark": "another"}).content.decode()
    assert {"en": "The bank has changed in between", "lo": "ຄັງຄຳຖາມໄດ້ປ່ຽນໄປ"}[reading] in page
    assert Question.objects.get(code="P-1").stem_en == "<p>Stem P-1</p>"


def test_what_is_too_large_is_not_even_kept(full_bank, cms):
    response = upload(cms, b"x" * (files.MAX_BYTES + 1))
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert cms.post(INDEX).context["form"].errors["file"]
    assert not QuestionUpload.objects.exists()


def test_an_upload_is_its_uploaders_own(full_bank, cms, administrator, browser_of):
    address = upload(cms, "How many? {#3}")["Location"]
    assert browser_of(administrator).get(address).status_code == 302
    assert cms.get(address).status_code == 200


def test_the_same_number_of_queries_for_one_and_three(full_bank, cms):
    counts = []
    for codes in (["P-3"], ["P-3", "P-4", "P-5"]):
        _name, data = files.written(full_bank, form=files.GIFT)
        text = data.decode()
        for code in codes:
            text = text.replace(f"Stem {code}", f"Trunk {code}")
            piece = next(each for each in text.split("\n\n") if f"[id:{code}]" in each)
            text += "\n\n" + piece.replace(f"[id:{code}]", f"[id:N{code}]")
        address = upload(cms, text)["Location"]
        cms.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = cms.get(address)
        assert len(page.context["plan"].changed) == len(codes)
        assert len(page.context["plan"].new) == len(codes)
        counts.append(len(queries))
    assert counts[0] == counts[1]
