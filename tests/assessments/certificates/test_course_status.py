"""Certificates of a course: administrators revoke them and issue them again, with a reason."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from assessments.certificates.models import Certificate
from assessments.certificates.services import (
    reissue_certificate,
    revoke_certificate,
    save_course_certificate,
    take_course_certificate,
)
from core.models import AuditLine
from courses.curriculum.models import Completion
from courses.curriculum.services import enrol
from tests.courses.curriculum.conftest import course, course_files, course_page, site
from tests.factories import make_person

__all__ = ["course", "course_files", "course_page", "site"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(course_page, editor):
    """A course that gives a certificate."""
    save_course_certificate(
        course=course_page, actor=editor, values={"is_offered": True}, signatories=[]
    )
    return course_page


@pytest.fixture
def take(offered):
    """Let somebody complete the course and take the certificate."""

    def take(person) -> Certificate:
        Completion.objects.create(enrolment=enrol(person=person, course=offered))
        return take_course_certificate(person=person, course=offered)

    return take


def address(name, *args, language="en") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def test_a_corrected_name_is_issued_again_and_the_old_paper_is_superseded(
    take, participant, administrator, offered
):
    old = take(participant)
    participant.given_name_latin = "Corrected"
    participant.save()
    with pytest.raises(ValidationError):
        reissue_certificate(certificate=old, reason=" ", actor=administrator)
    new = reissue_certificate(certificate=old, reason="ຊື່ຜິດ", actor=administrator)
    old.refresh_from_db()
    assert (old.status, old.superseded_by, old.status_reason) == ("superseded", new, "ຊື່ຜິດ")
    assert (new.completion, new.registration, new.kind) == (old.completion, None, old.kind)
    assert new.serial == old.serial + 1
    assert new.year == timezone.localdate().year
    assert "Corrected" in new.words["name_latin"]
    assert "Corrected" not in old.words["name_latin"]
    assert new.pdf
    assert (new.rule_lo, new.rule_en) == (old.rule_lo, old.rule_en)
    assert AuditLine.objects.get(verb="reissue_certificate").data["supersedes"] == old.number
    assert take_course_certificate(person=participant, course=offered) == new
    with pytest.raises(ValidationError):
        reissue_certificate(certificate=old, reason="again", actor=administrator)


def test_one_that_was_revoked_can_be_issued_again(take, participant, administrator, offered):
    old = revoke_certificate(certificate=take(participant), reason="x", actor=administrator)
    new = reissue_certificate(certificate=old, reason="was right", actor=administrator)
    old.refresh_from_db()
    assert (old.status, new.status, new.supersedes) == ("revoked", "valid", old)
    assert take_course_certificate(person=participant, course=offered) == new


def test_what_it_stood_for_may_be_gone(take, participant, administrator):
    certificate = take(participant)
    certificate.completion.enrolment.delete()
    certificate.refresh_from_db()
    with pytest.raises(ValidationError):
        reissue_certificate(certificate=certificate, reason="name", actor=administrator)
    assert (
        revoke_certificate(certificate=certificate, reason="x", actor=administrator).status
        == "revoked"
    )


@pytest.mark.parametrize(("language", "revoked"), [("en", "Revoked"), ("lo", "ຖືກຍົກເລີກ")])
def test_administrators_do_it_on_the_screen(
    take, participant, administrator, offered, browser_of, language, revoked
):
    browser = browser_of(administrator)
    layout = browser.get(address("course_certificate", offered.slug, language=language))
    issued = address("course_certificates", offered.slug, language=language)
    assert issued in layout.content.decode()
    empty = browser.get(issued)
    assert empty.status_code == 200
    certificate = take(participant)
    status = address("certificate_status", certificate.number, language=language)
    assert status in browser.get(issued).content.decode()
    page = browser.get(status).content.decode()
    assert issued in page
    missing = browser.post(status, {"reason": "", "revoke": "1"})
    assert missing.status_code == 200
    certificate.refresh_from_db()
    assert certificate.status == "valid"
    again = browser.post(status, {"reason": "ຊື່ຜິດ", "reissue": "1"})
    new = Certificate.objects.get(supersedes=certificate)
    assert again["Location"] == address("certificate_status", new.number, language=language)
    browser.post(again["Location"], {"reason": "ບໍ່ແມ່ນຄົນນີ້", "revoke": "1"})
    listed = browser.get(issued).content.decode()
    assert revoked in listed
    assert "ບໍ່ແມ່ນຄົນນີ້" in listed
    assert browser.get(address("certificate_pdf", new.number)).status_code == 200
    mine = browser_of(participant).get(f"/{language}{offered.address[3:]}").content.decode()
    assert revoked in mine


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer", "editor"])
def test_nobody_else_does(request, take, offered, browser_of, who):
    certificate = take(make_person())
    browser = browser_of(request.getfixturevalue(who))
    for page in (
        address("course_certificates", offered.slug),
        address("certificate_status", certificate.number),
        address("certificate_pdf", certificate.number),
    ):
        assert browser.get(page).status_code == 404
    browser.post(address("certificate_status", certificate.number), {"reason": "x", "revoke": "1"})
    certificate.refresh_from_db()
    assert certificate.status == "valid"


def test_a_stranger_signs_in_first(offered, stranger):
    assert stranger.get(address("course_certificates", offered.slug)).status_code == 302


def test_somebody_is_found_by_name_and_number(
    take, participant, administrator, offered, browser_of
):
    mine, other = take(participant), take(make_person())
    browser = browser_of(administrator)
    issued = address("course_certificates", offered.slug)
    for asked in (participant.given_name_lo, mine.number[-4:]):
        page = browser.get(issued, {"q": asked}).content.decode()
        assert mine.number in page
        assert other.number not in page
    assert "Nobody of this name" in browser.get(issued, {"q": "zzz"}).content.decode()


def test_the_list_asks_the_same_however_many(
    take, administrator, offered, browser_of, django_assert_num_queries
):
    browser, issued = browser_of(administrator), address("course_certificates", offered.slug)
    take(make_person())
    browser.get(issued)
    with CaptureQueriesContext(connection) as one:
        browser.get(issued)
    for _each in range(2):
        take(make_person())
    with django_assert_num_queries(len(one)):
        browser.get(issued)
