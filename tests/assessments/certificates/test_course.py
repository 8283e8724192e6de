"""The certificate of completion: taken by whoever completed the course, once for each round."""

import io
from html import unescape

import pdfplumber
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from assessments.certificates.enums import CertificateKind
from assessments.certificates.models import Certificate, Signatory
from assessments.certificates.services import (
    SignatoryInput,
    revoke_certificate,
    save_course_certificate,
    take_course_certificate,
)
from core.models import AuditLine
from courses.curriculum.models import CoursePage, Enrolment, LessonPage
from courses.curriculum.services import begin_again, complete_lesson
from tests.courses.curriculum.conftest import course, course_files, course_page, site
from tests.factories import make_organisation

__all__ = ["course", "course_files", "course_page", "site"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    """What the services refuse is read here in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def offered(course_page, editor) -> CoursePage:
    """A course that gives a certificate, signed by one office."""
    save_course_certificate(
        course=course_page,
        actor=editor,
        values={"is_offered": True, "place_en": "Vientiane", "place_lo": "ນະຄອນຫຼວງວຽງຈັນ"},
        signatories=[SignatoryInput(position_lo="ຫົວໜ້າກົມ", position_en="Director General")],
    )
    return course_page


@pytest.fixture
def graduate(participant):
    participant.organisation = make_organisation(acronym_en="MoFA")
    participant.given_name_latin, participant.family_name_latin = "Bounmy", "Keovilay"
    participant.save()
    return participant


def read_all(person) -> None:
    for lesson in LessonPage.objects.order_by("path"):
        complete_lesson(person=person, lesson=lesson)


def test_whoever_completed_the_course_takes_it_once(graduate, offered, browser_of):
    read_all(graduate)
    browser = browser_of(graduate)
    address = reverse("take_course_certificate", args=[offered.slug])
    other_tab = browser_of(graduate)
    for client in (browser, browser, other_tab):
        assert client.post(address).status_code == 302
    certificate = Certificate.objects.get()
    assert (certificate.kind, certificate.registration) == (CertificateKind.COMPLETION, None)
    assert certificate.number == f"MICIC-{certificate.year}-LAO-0001"
    assert certificate.completion.enrolment.person == graduate
    assert AuditLine.objects.filter(verb="issue_certificate").count() == 1
    assert browser.get(address).status_code == 405


def test_numbers_are_those_of_the_office_and_have_no_gap(graduate, facilitator, offered):
    for number, person in enumerate((graduate, facilitator), 1):
        read_all(person)
        assert take_course_certificate(person=person, course=offered).serial == number


def test_the_paper_speaks_of_completion_in_both_languages(graduate, offered, browser_of):
    read_all(graduate)
    certificate = take_course_certificate(person=graduate, course=offered)
    words = certificate.words
    assert words["heading_en"] == "Certificate of Completion"
    assert words["text_en"].startswith("completed the test course,\non ")
    assert "ໄດ້ສຳເລັດຫຼັກສູດ" in words["text_lo"]
    assert words["signatories"][0]["position_en"] == "Director General"
    assert words["organisation_en"] == graduate.organisation.name_en
    assert "2 modules" in certificate.rule_en
    paper = browser_of(graduate).get(reverse("certificate_pdf", args=[certificate.number])).content
    with pdfplumber.open(io.BytesIO(paper)) as opened:
        assert len(opened.pages) == 1
        text = "".join(opened.pages[0].extract_text().split())
    assert "CERTIFICATEOFCOMPLETION" in text.upper()
    assert "BounmyKeovilay" in text
    assert certificate.number in text


def test_what_was_issued_never_changes(graduate, offered, editor):
    read_all(graduate)
    first = take_course_certificate(person=graduate, course=offered)
    first.refresh_from_db()
    offered.heading_en = "Another title"
    offered.save()
    save_course_certificate(course=offered, actor=editor, values={"is_offered": False})
    again = take_course_certificate(person=graduate, course=offered)
    assert (again.pk, again.words) == (first.pk, first.words)


def test_a_refresher_of_the_whole_course_has_its_own(graduate, offered):
    read_all(graduate)
    first = take_course_certificate(person=graduate, course=offered)
    begin_again(person=graduate, course=offered)
    assert take_course_certificate(person=graduate, course=offered) == first
    read_all(graduate)
    second = take_course_certificate(person=graduate, course=offered)
    assert second != first
    assert Enrolment.objects.filter(completions__certificates__isnull=False).distinct().count() == 2


def test_not_before_the_course_is_completed(graduate, offered, browser_of):
    complete_lesson(person=graduate, lesson=LessonPage.objects.order_by("path").first())
    with pytest.raises(ValidationError, match="completed the course"):
        take_course_certificate(person=graduate, course=offered)
    response = browser_of(graduate).post(
        reverse("take_course_certificate", args=[offered.slug]), follow=True
    )
    assert response.status_code == 200
    assert not Certificate.objects.exists()


def test_not_where_the_editor_offers_none(graduate, course_page, browser_of):
    read_all(graduate)
    with pytest.raises(ValidationError, match="no certificate"):
        take_course_certificate(person=graduate, course=course_page)
    assert "Take your certificate" not in browser_of(graduate).get("/en/my/").content.decode()


def test_whoever_has_no_name_is_told(graduate, offered):
    read_all(graduate)
    for field in ("given_name_lo", "family_name_lo", "given_name_latin", "family_name_latin"):
        setattr(graduate, field, "")
    graduate.save()
    with pytest.raises(ValidationError, match="name"):
        take_course_certificate(person=graduate, course=offered)
    assert not Certificate.objects.exists()


def test_one_that_was_revoked_is_not_given_again(graduate, offered, administrator, browser_of):
    read_all(graduate)
    certificate = take_course_certificate(person=graduate, course=offered)
    revoke_certificate(certificate=certificate, reason="A mistake", actor=administrator)
    with pytest.raises(ValidationError, match="revoked"):
        take_course_certificate(person=graduate, course=offered)
    assert Certificate.objects.count() == 1
    assert "Take your certificate" not in browser_of(graduate).get("/en/my/").content.decode()


@pytest.mark.parametrize(
    ("language", "take", "kind"),
    [
        ("en", "Take your certificate", "Certificate of completion"),
        ("lo", "ຮັບໃບຢັ້ງຢືນຂອງທ່ານ", "ໃບຢັ້ງຢືນສຳເລັດຫຼັກສູດ"),
    ],
)
def test_pages_offer_it_show_it_and_verify_it(
    graduate, offered, browser_of, stranger, language, take, kind
):
    read_all(graduate)
    browser = browser_of(graduate)
    pages = [f"/{language}/my/", f"/{language}{offered.address[3:]}"]
    for page in pages:
        assert take in browser.get(page).content.decode()
    certificate = take_course_certificate(person=graduate, course=offered)
    for page in pages:
        shown = browser.get(page).content.decode()
        assert take not in shown
        assert certificate.number in shown
    verified = unescape(
        stranger.get(f"/{language}/certificates/verify/{certificate.code}/").content.decode()
    )
    assert kind in verified
    assert certificate.words[f"event_{language}"] in verified


def test_nobody_else_opens_the_paper(graduate, facilitator, offered, browser_of, stranger):
    read_all(graduate)
    certificate = take_course_certificate(person=graduate, course=offered)
    address = reverse("certificate_pdf", args=[certificate.number])
    assert browser_of(facilitator).get(address).status_code == 404
    assert stranger.get(address).status_code == 302


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_editor_sets_it(course_page, editor, browser_of, language):
    browser = browser_of(editor)
    address = f"/{language}/certificates/courses/{course_page.slug}/"
    page = browser.get(f"/{language}{course_page.address[3:]}").content.decode()
    assert address in page
    sent = {
        "is_offered": "on",
        "issuing_body_en": "Ministry",
        "signatory-TOTAL_FORMS": "3",
        "signatory-INITIAL_FORMS": "0",
        "signatory-0-position_en": "Director General",
    }
    assert browser.get(address).status_code == 200
    assert browser.post(address, sent).status_code == 302
    layout = course_page.certificate_layout
    assert (layout.is_offered, layout.issuing_body_en) == (True, "Ministry")
    assert [one.position_en for one in layout.signatories.all()] == ["Director General"]
    assert AuditLine.objects.filter(verb="save_course_certificate").count() == 1
    assert "Director General" in browser.get(address).content.decode()
    sample = browser.get(f"{address}sample.pdf")
    assert sample["Content-Type"] == "application/pdf"
    wrong = browser.post(address, {**sent, "signatory-1-name_latin": "Nobody"})
    assert wrong.status_code == 200


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer"])
def test_others_do_not(request, course_page, browser_of, who):
    browser = browser_of(request.getfixturevalue(who))
    for name in ("course_certificate", "course_certificate_sample"):
        assert browser.get(reverse(name, args=[course_page.slug])).status_code == 404


def test_a_signatory_signs_for_one_thing(offered):
    with pytest.raises(IntegrityError), transaction.atomic():
        Signatory.objects.create(position="Nobody's")
