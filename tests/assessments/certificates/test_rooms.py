"""The doors of the certificate rooms, in both languages, and what is behind them."""

import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.certificates.models import Certificate, CertificateLayout
from assessments.certificates.selectors import layout_of
from assessments.certificates.services import (
    SignatoryInput,
    issue_certificate,
    revoke_certificate,
    save_layout,
)
from core.models import Job
from courses.workshops.enums import AttendanceStatus
from courses.workshops.selectors.attendance import heads_of
from courses.workshops.services.attendance import MarkInput, mark_attendance, override_rule

pytestmark = pytest.mark.django_db

ROOM = "/{language}/certificates/workshops/MICIC-2024-06/"
EMPTY_FORMS = {
    "signatory-TOTAL_FORMS": "3",
    "signatory-INITIAL_FORMS": "0",
    "show_donor": "on",
}


@pytest.fixture
def certificate(add_participant, facilitator, participant) -> Certificate:
    """The participant's, as issued."""
    return issue_certificate(registration=add_participant(participant), actor=facilitator)


def doors(certificate: Certificate) -> dict[str, str]:
    room = ROOM.format(language="lo")
    return {
        "room": room,
        "progress": f"{room}progress/",
        "layout": f"{room}layout/",
        "sample": f"{room}layout/sample.pdf",
        "all.pdf": f"{room}all.pdf",
        "all.zip": f"{room}all.zip",
        "pdf": f"/lo/certificates/{certificate.number}.pdf",
        "status": f"/lo/certificates/{certificate.number}/",
    }


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("facilitator", set(doors(Certificate(number="x")))),
        ("administrator", set(doors(Certificate(number="x")))),
        ("participant", {"pdf"}),
        ("other_facilitator", set()),
        ("reporting_officer", set()),
        ("editor", set()),
    ],
)
def test_who_may_enter(certificate, browser_of, request, who, may):
    browser = browser_of(request.getfixturevalue(who))
    found = {
        name for name, url in doors(certificate).items() if browser.get(url).status_code == 200
    }
    assert found == may
    for name, url in doors(certificate).items():
        if name not in may:
            assert browser.get(url).status_code == 404


def test_a_stranger_is_sent_to_sign_in(certificate, stranger):
    for url in doors(certificate).values():
        response = stranger.get(url)
        assert (response.status_code, "/account/" in response.headers.get("Location", "")) == (
            302,
            True,
        )


@pytest.mark.parametrize("who", ["other_facilitator", "participant", "reporting_officer"])
@pytest.mark.parametrize("action", ["issue/", "layout/", "exception/{registration}/"])
def test_others_change_nothing(certificate, browser_of, request, who, action):
    url = ROOM.format(language="lo") + action.format(registration=certificate.registration_id)
    browser = browser_of(request.getfixturevalue(who))
    assert browser.post(url, EMPTY_FORMS | {"reason": "x"}).status_code == 404
    assert not Job.objects.exists()
    assert not CertificateLayout.objects.exists()


def test_another_facilitator_cannot_revoke(certificate, browser_of, other_facilitator):
    url = f"/lo/certificates/{certificate.number}/"
    assert (
        browser_of(other_facilitator).post(url, {"reason": "x", "revoke": "1"}).status_code == 404
    )
    certificate.refresh_from_db()
    assert certificate.status == "valid"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("lo", ["ໃຜໄດ້ຮັບໃບຢັ້ງຢືນ", "ຍັງບໍ່ທັນຜ່ານ", "ອອກໃຫ້ທຸກທ່ານທີ່ຄົບຕາມເງື່ອນໄຂ (1)"]),
        ("en", ["at least 3 of 4 sessions", "Not yet", "Issue to all who meet the rule (1)"]),
    ],
)
def test_the_room_says_who_meets_the_rule_and_why_not_yet(
    certificate, add_participant, browser_of, facilitator, language, words
):
    add_participant()
    add_participant(sessions=2)
    page = browser_of(facilitator).get(ROOM.format(language=language)).content.decode()
    for word in words:
        assert word in page
    assert certificate.number in page


def test_issuing_from_the_button(
    add_participant, browser_of, facilitator, django_capture_on_commit_callbacks
):
    add_participant()
    browser = browser_of(facilitator)
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(f"{ROOM.format(language='lo')}issue/")
    assert response.headers["Location"] == ROOM.format(language="lo")
    assert Certificate.objects.count() == 1
    browser.post(f"{ROOM.format(language='lo')}issue/")
    assert Job.objects.count() == 1


def test_progress_while_it_works_and_when_it_ends(workshop, browser_of, facilitator):
    job = Job.objects.create(
        kind="issue_certificates", target_id=str(workshop.pk), state="running", done=1, total=4
    )
    browser, url = browser_of(facilitator), f"{ROOM.format(language='en')}progress/"
    response = browser.get(url)
    assert 'value="25"' in response.content.decode()
    assert "HX-Refresh" not in response.headers
    assert "every 1s" in browser.get(ROOM.format(language="en")).content.decode()
    Job.objects.filter(pk=job.pk).update(state="done")
    assert browser.get(url).headers["HX-Refresh"] == "true"


def test_a_failed_job_says_what_to_do(workshop, browser_of, facilitator):
    Job.objects.create(
        kind="issue_certificates", target_id=str(workshop.pk), state="failed", message="who, why"
    )
    page = browser_of(facilitator).get(ROOM.format(language="en")).content.decode()
    assert "press the button again" in page
    assert "who, why" in page
    assert "Go on" in page


def test_an_exception_needs_a_reason_and_can_be_taken_back(
    add_participant, browser_of, facilitator
):
    registration = add_participant(sessions=1)
    browser = browser_of(facilitator)
    url = f"{ROOM.format(language='lo')}exception/{registration.pk}/"
    assert "ກະລຸນາ" in browser.post(url, {"reason": ""}, follow=True).content.decode()
    assert not hasattr(type(registration).objects.get(pk=registration.pk), "rule_override")
    browser.post(url, {"reason": "ລາພັກ"})
    assert type(registration).objects.get(pk=registration.pk).rule_override.reason == "ລາພັກ"
    browser.post(url, {"reason": "ຜິດ", "withdraw": "1"})
    assert not hasattr(type(registration).objects.get(pk=registration.pk), "rule_override")


@pytest.mark.parametrize("room", ["", "status"])
def test_queries_do_not_grow(add_participant, browser_of, facilitator, workshop, room):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, counts = browser_of(facilitator), []
    for size in (1, 3):
        while workshop.registrations.count() < 3 * size:
            issue_certificate(registration=add_participant(), actor=facilitator)
            add_participant()
            add_participant(sessions=1)
        url = (
            ROOM.format(language="lo")
            if not room
            else f"/lo/certificates/{Certificate.objects.first().number}/"
        )
        browser.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_queries_of_my_learning_and_of_the_workshop_page_do_not_grow(
    add_participant, browser_of, facilitator, participant, workshop
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.assessments.certificates.conftest import attend
    from tests.factories import make_registration, make_workshop

    issue_certificate(registration=add_participant(participant), actor=facilitator)
    pages = [
        (browser_of(participant), "/lo/my/"),
        (browser_of(facilitator), "/lo/workshops/MICIC-2024-06/"),
    ]
    counts = []
    for _round in range(2):
        taken = []
        for browser, url in pages:
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(url).status_code == 200
            taken.append(len(queries))
        counts.append(taken)
        for _more in range(2):
            other = make_workshop(facilitator=facilitator)
            issue_certificate(
                registration=attend(make_registration(other, participant), 4), actor=facilitator
            )
            add_participant()
    assert counts[0] == counts[1]
    assert Certificate.objects.filter(person=participant).count() == 5


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_layout_is_saved_with_its_signatories(workshop, browser_of, facilitator, language):
    url = f"{ROOM.format(language=language)}layout/"
    browser = browser_of(facilitator)
    assert browser.get(url).status_code == 200
    sent = EMPTY_FORMS | {
        "issuing_body_lo": "ກະຊວງການຕ່າງປະເທດ\nກົມກົງສູນ",
        "paper_date": "2024-06-21",
        "show_state_heading": "on",
        "signatory-0-position_lo": "ຫົວໜ້າກົມ",
        "signatory-2-position_en": "Chief of Mission",
    }
    assert browser.post(url, sent).status_code == 302
    layout = layout_of(workshop)
    assert layout.show_state_heading
    assert layout.show_donor
    assert [(one.order, one.position_lo) for one in layout.signatories.all()] == [
        (1, "ຫົວໜ້າກົມ"),
        (2, ""),
    ]
    assert "ຫົວໜ້າກົມ" in browser.get(url).content.decode()


def test_a_signatory_without_a_position_comes_back_with_all_that_was_typed(
    workshop, browser_of, facilitator
):
    url = f"{ROOM.format(language='lo')}layout/"
    sent = EMPTY_FORMS | {"signatory-0-name_lo": "ຕົວຢ່າງ", "place_lo": "ວຽງຈັນ"}
    page = browser_of(facilitator).post(url, sent)
    assert page.status_code == 200
    assert "ຕົວຢ່າງ" in page.content.decode()
    assert not CertificateLayout.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a" + b"0" * 99]
)
def test_what_is_no_picture_is_refused(workshop, browser_of, facilitator, content):
    url = f"{ROOM.format(language='lo')}layout/"
    logo = SimpleUploadedFile("logo.png", content, "image/png")
    page = browser_of(facilitator).post(url, EMPTY_FORMS | {"logo_left": logo})
    assert page.status_code == 200
    assert not CertificateLayout.objects.exists()


def test_a_small_file_with_a_huge_picture_is_refused(workshop, facilitator):
    from PIL import Image

    picture = BytesIO()
    Image.new("1", (6000, 5000)).save(picture, "PNG")
    logo = SimpleUploadedFile("logo.png", picture.getvalue())
    with pytest.raises(ValidationError):
        save_layout(workshop=workshop, actor=facilitator, values={}, logos={"logo_left": logo})


def test_a_logo_is_kept_under_the_name_of_its_content(workshop, facilitator):
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (2000, 900), "#0b4a6f").save(picture, "JPEG")
    for name in ("one.jpg", "two.jpg"):
        layout = save_layout(
            workshop=workshop,
            actor=facilitator,
            values={},
            logos={"logo_left": SimpleUploadedFile(name, picture.getvalue())},
        )
    assert layout.logo_left.name.startswith("logos/")
    with Image.open(layout.logo_left) as kept:
        assert kept.size == (800, 360)
    save_layout(workshop=workshop, actor=facilitator, values={}, logos={"logo_left": False})
    assert not layout_of(workshop).logo_left


def test_the_sample_shows_the_form_as_it_stands_and_saves_nothing(
    workshop, browser_of, facilitator
):
    url = f"{ROOM.format(language='lo')}layout/sample.pdf"
    response = browser_of(facilitator).post(
        url, EMPTY_FORMS | {"signatory-0-position_en": "Chief of Everything"}
    )
    assert response["Content-Type"] == "application/pdf"
    import pdfplumber

    with pdfplumber.open(BytesIO(response.content)) as paper:
        assert "Chief of Everything" in paper.pages[0].extract_text()
    assert not CertificateLayout.objects.exists()


def test_all_as_one_file_and_as_zip(add_participant, browser_of, facilitator):
    for _person in range(3):
        issue_certificate(registration=add_participant(), actor=facilitator)
    browser = browser_of(facilitator)
    printed = browser.get(f"{ROOM.format(language='lo')}all.pdf")
    with pikepdf.open(BytesIO(printed.content)) as whole:
        assert len(whole.pages) == 3
    zipped = browser.get(f"{ROOM.format(language='lo')}all.zip")
    with zipfile.ZipFile(BytesIO(zipped.content)) as archive:
        assert len(archive.namelist()) == 3
        number = archive.namelist()[0].removesuffix(".pdf")
        stored = Certificate.objects.get(number=number)
        with stored.pdf.open("rb") as paper:
            assert archive.read(f"{number}.pdf") == paper.read()


def test_without_certificates_there_is_nothing_to_download(workshop, browser_of, facilitator):
    for name in ("all.pdf", "all.zip"):
        response = browser_of(facilitator).get(ROOM.format(language="lo") + name)
        assert response.status_code == 302


def test_revoking_and_issuing_again_from_the_page(certificate, browser_of, facilitator):
    browser, url = browser_of(facilitator), f"/lo/certificates/{certificate.number}/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": "", "revoke": "1"}).status_code == 200
    browser.post(url, {"reason": "ຊື່ຜິດ", "reissue": "1"})
    certificate.refresh_from_db()
    newer = certificate.superseded_by
    assert (certificate.status, newer.status) == ("superseded", "valid")
    browser.post(f"/lo/certificates/{newer.number}/", {"reason": "ຜິດຄົນ", "revoke": "1"})
    newer.refresh_from_db()
    assert newer.status == "revoked"
    assert browser.post(url, {"reason": "ອີກ", "revoke": "1"}).status_code == 200


@pytest.mark.parametrize("language", ["lo", "en"])
def test_my_learning_shows_my_own_only(
    certificate, add_participant, browser_of, participant, facilitator, language
):
    other = issue_certificate(registration=add_participant(), actor=facilitator)
    browser = browser_of(participant)
    page = browser.get(f"/{language}/my/").content.decode()
    assert certificate.number in page
    assert other.number not in page
    assert browser.get(f"/{language}/certificates/{other.number}.pdf").status_code == 404


def test_an_unknown_number_has_no_paper(browser_of, facilitator):
    browser = browser_of(facilitator)
    assert browser.get("/lo/certificates/MICIC-1999-LAO-9999.pdf").status_code == 404
    assert browser.get("/lo/certificates/nothing/").status_code == 404


def test_three_signatories_at_most(workshop, facilitator):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        save_layout(
            workshop=workshop,
            actor=facilitator,
            values={},
            signatories=[SignatoryInput("ກ", "a")] * 4,
        )


# --- Attendance corrected after certificates were issued ----------------------------------------


def correct_to_absent(registration, sessions: int, actor) -> None:
    """Say afterwards that somebody was away from the first sessions."""
    for session in list(registration.workshop.sessions.all())[:sessions]:
        mark_attendance(
            session=session,
            marks=[
                MarkInput(
                    registration.pk,
                    AttendanceStatus.ABSENT,
                    seen=heads_of(session, [registration.pk])[registration.pk],
                    reason="The sheet of signatures says so",
                )
            ],
            actor=actor,
        )


@pytest.mark.parametrize(
    ("language", "heading", "todo"),
    [
        ("lo", "ໃບຢັ້ງຢືນທີ່ໃຊ້ໄດ້ 1 ໃບ ບໍ່ກົງກັບການເຂົ້າຮ່ວມອີກແລ້ວ", "ກະລຸນາເປີດໃບຢັ້ງຢືນເພື່ອຍົກເລີກ"),
        (
            "en",
            "1 valid certificate no longer agrees with the attendance",
            "Open the certificate to revoke it",
        ),
    ],
)
def test_a_certificate_that_attendance_contradicts_is_named(
    certificate, add_participant, facilitator, browser_of, language, heading, todo
):
    issue_certificate(registration=add_participant(), actor=facilitator)
    browser = browser_of(facilitator)
    room = ROOM.format(language=language)
    workshop_page = f"/{language}/workshops/MICIC-2024-06/"
    for page in (room, workshop_page):
        assert heading not in browser.get(page).content.decode()
    correct_to_absent(certificate.registration, 2, facilitator)
    html = browser.get(room).content.decode()
    notice = html.partition(heading)[2].partition("</section>")[0]
    assert todo in notice
    assert notice.count("<li>") == 1
    assert f"/{language}/certificates/{certificate.number}/" in notice
    assert heading in browser.get(workshop_page).content.decode()


def test_a_certificate_of_somebody_taken_off_the_list_is_named(
    certificate, facilitator, browser_of
):
    certificate.registration.status = "replaced"
    certificate.registration.save()
    html = browser_of(facilitator).get(ROOM.format(language="en")).content.decode()
    assert "no longer on the list of participants" in html


def test_nothing_is_said_of_a_revoked_certificate_or_an_exception(
    certificate, add_participant, facilitator, browser_of
):
    excepted = issue_certificate(registration=add_participant(), actor=facilitator)
    correct_to_absent(excepted.registration, 2, facilitator)
    override_rule(registration=excepted.registration, reason="Was ill", actor=facilitator)
    correct_to_absent(certificate.registration, 2, facilitator)
    revoke_certificate(certificate=certificate, reason="Was not there", actor=facilitator)
    html = browser_of(facilitator).get(ROOM.format(language="en")).content.decode()
    assert "agrees with the attendance" not in html


def test_who_meets_the_rule_only_now_is_said_to_have_none_yet(
    certificate, add_participant, facilitator, browser_of
):
    text = "These people meet the rule now and have no certificate yet."
    browser = browser_of(facilitator)
    assert text not in browser.get(ROOM.format(language="en")).content.decode()
    late = add_participant()
    html = browser.get(ROOM.format(language="en")).content.decode()
    assert late.person.name_latin in html.partition(text)[2].partition("</section>")[0]
