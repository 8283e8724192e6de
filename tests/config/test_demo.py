"""The demonstration, loaded once through the services: its figures, its variety, its sample marks."""

import io
import zipfile
from collections import Counter
from statistics import mean
from uuid import uuid4

import pdfplumber
import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.certificates.models import Certificate
from assessments.quizzes.enums import Ending, Occasion, SittingState
from assessments.quizzes.models import Answer, Attempt, Sitting
from config.demo import DEMO_PASSWORD, DEMO_SIGN_INS
from config.demo.load import load_demo
from core.models import AuditLine
from courses.curriculum.models import Completion
from courses.workshops import rules
from courses.workshops.enums import (
    AttendanceStatus,
    DayPart,
    RegistrationStatus,
    WorkshopState,
)
from courses.workshops.models import (
    Attendance,
    CheckInOpening,
    PrintedPage,
    Registration,
    Scan,
    Workshop,
)
from courses.workshops.scanning import pictures
from courses.workshops.scanning.marks import Rectangle
from courses.workshops.scanning.reading import read_picture
from courses.workshops.scanning.shapes import PrintedLine, Verdict
from courses.workshops.selectors.check_in import session_for_check_in
from courses.workshops.selectors.sign_off import changed_after_sign_off
from people.merging.rules import may_merge
from people.models import User
from people.roster.matching import find_duplicates
from reports.enums import Denominator
from reports.figures import workshop_figures
from reports.selectors import records_of_workshop
from tests.conftest import forget_everything

JUNE, MARCH, COMING = "MICIC-2024-06", "MICIC-2021-03", "MICIC-NEXT"
TODAY = "MICIC-TODAY"
LANGUAGES = pytest.mark.parametrize("language", ["lo", "en"])


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for this module, and taken away after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        forget_everything()
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_the_demo(demo, db):
    """Every test here lives in the demonstration."""


@pytest.fixture
def june() -> Workshop:
    return Workshop.objects.get(code=JUNE)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def shown(client: Client, address: str) -> str:
    """What a page says, after the privacy notice of a first visit is answered."""
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def paper_of(client: Client, address: str) -> str:
    """The words of a PDF, without spaces and break marks."""
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as paper:
        text = "".join(page.extract_text() for page in paper.pages)
    return "".join(text.split()).replace("\u200b", "")


def lines_of(page: PrintedPage) -> list[PrintedLine]:
    """Where the lines of a page were printed, as reading wants it."""
    return [
        PrintedLine(line["line"], Rectangle(*line["box"]), Rectangle(*line["signature"]))
        for line in page.lines
    ]


def figures_of(code: str):
    """What a report says of a workshop in numbers."""
    return workshop_figures(records_of_workshop(Workshop.objects.get(code=code)))


def test_june_2024_had_24_officials_9_of_them_female():
    figures = figures_of(JUNE)
    attended = figures.denominators[Denominator.ATTENDED]
    assert (attended.total, attended.female, attended.male) == (24, 9, 15)
    assert {each.body.short("en") for each in figures.bodies} == {"MoFA", "MoLSW", "MoPS", "LWU"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "24 government officials (9 females) at central level representing "
            "MoFA, MoLSW, MoPS and LWU",
        ),
        ("lo", "24 ທ່ານ, ຍິງ 9 ທ່ານ"),
    ],
)
def test_the_officer_reads_the_sentence(language, sentence):
    assert sentence in shown(signed_in("officer"), f"/{language}/reports/workshops/{JUNE}/")


def test_june_2024_shows_every_case(june):
    marks = Counter(
        Attendance.objects.filter(session__workshop=june).values_list("status", flat=True)
    )
    assert set(marks) == set(AttendanceStatus.values)
    assert sum(marks.values()) == 24 * 4
    states = Counter(june.registrations.values_list("status", flat=True))
    assert states[RegistrationStatus.WALK_IN] == 1
    assert states[RegistrationStatus.CANCELLED] == 1
    results = rules.results(june)
    expected = Registration.objects.filter(workshop=june).expected()
    misses = [one for one in expected if not results[one.pk].meets]
    assert len(misses) == 1
    assert not Certificate.objects.filter(registration=misses[0]).exists()
    missions = june.facilitators.exclude(mission="").values_list("mission", flat=True)
    assert set(missions) == {"IOM Indonesia", "IOM Thailand", "IOM Switzerland"}


def test_all_who_met_the_rule_have_a_paper_and_numbers_have_no_gap():
    certificates = Certificate.objects.order_by("serial")
    assert [one.number for one in certificates] == [
        f"MICIC-2024-LAO-{serial:04d}" for serial in range(1, 24)
    ]
    assert all(one.pdf_sha256 for one in certificates)


def test_march_2021_had_55_participants_and_its_own_donor():
    march = Workshop.objects.get(code=MARCH)
    people = {type_.participant_type: type_.attended.total for type_ in figures_of(MARCH).types}
    assert sum(people.values()) == 55
    assert people["un_staff"] == 6
    assert (march.donor.acronym_en, march.programme_en) == ("INL", "CHARJ+")
    assert march.donor != Workshop.objects.get(code=JUNE).donor
    assert str(march.start_date) == "2021-03-23"


def test_june_2024_was_tested_before_and_after(june):
    pre, post = Sitting.objects.filter(workshop=june).order_by("-occasion")
    assert (pre.occasion, post.occasion) == (Occasion.PRE, Occasion.POST)
    assert {pre.state, post.state} == {SittingState.CLOSED}
    assert (pre.opened_at.date(), post.closed_at.date()) == (june.start_date, june.end_date)
    before, after = (
        {each.person_id: each.percent for each in sitting.attempts.all()} for sitting in (pre, post)
    )
    pairs = [(before[person], after[person]) for person in before.keys() & after.keys()]
    assert (len(before), len(after), len(pairs)) == (21, 22, 19)
    assert 50 <= mean(each for each, _after in pairs) <= 60
    assert 75 <= mean(each for _before, each in pairs) <= 80
    assert sum(later < earlier for earlier, later in pairs) == 2
    attempts = Attempt.objects.filter(sitting__workshop=june)
    assert attempts.filter(ending=Ending.PAPER).count() == 1
    assert attempts.filter(ending=Ending.CLOSED).count() == 1
    assert {each.finished_at.date() for each in attempts} == {june.start_date, june.end_date}
    # Who was not in the room took no test.
    absent = Attendance.objects.filter(status__in=["excused", "absent"], session__workshop=june)
    first, *_between, last = june.sessions.all()
    for sitting, session in ((pre, first), (post, last)):
        away = absent.filter(session=session).values("registration__person")
        assert not sitting.attempts.filter(person__in=away).exists()


def test_tests_show_every_case():
    answers = Answer.objects.filter(attempt__sitting__occasion=Occasion.PRE)
    assert set(answers.values_list("language", flat=True)) == {"lo", "en"}
    assert answers.filter(is_sure=True, credit=0).count() >= 5
    alone = Attempt.objects.filter(sitting__workshop=None)
    assert set(alone.values_list("has_passed", flat=True)) == {True, False, None}
    assert alone.running().filter(person__username="participant").exists()
    coming = Sitting.objects.filter(workshop__code=COMING)
    assert set(coming.values_list("state", flat=True)) == {SittingState.PLANNED}
    done = Completion.objects.values_list("enrolment__person", flat=True)
    waiting = Attempt.objects.filter(has_passed=False).exclude(person__in=done)
    assert done
    assert waiting.exists()


def test_one_is_coming_and_open():
    coming = Workshop.objects.get(code=COMING)
    assert coming.start_date > timezone.localdate()
    assert coming.state == WorkshopState.OPEN
    assert coming.registrations.filter(status=RegistrationStatus.NOMINATED).exists()
    assert coming.sessions.filter(agenda__isnull=False).exists()


def test_one_is_on_today_with_nobody_marked():
    on_now = Workshop.objects.get(code=TODAY)
    assert on_now.state == WorkshopState.RUNNING
    assert {each.part for each in on_now.sessions.filter(day=timezone.localdate())} == {
        DayPart.MORNING,
        DayPart.AFTERNOON,
    }
    assert not Attendance.objects.filter(session__workshop=on_now).exists()
    assert on_now.registrations.expected().count() == 12
    assert on_now.registrations.filter(person__username="participant").exists()


def test_the_room_the_check_in_and_the_cards_can_be_tried_at_once():
    facilitator = signed_in("facilitator")
    on_now = Workshop.objects.get(code=TODAY)
    session = session_for_check_in(on_now)
    door = reverse("session_check_in", args=[TODAY, session.pk])
    facilitator.post(door, {"action": "open"})
    assert CheckInOpening.objects.get().session == session
    assert "6 " in shown(signed_in("participant"), "/en/in/")
    listed = facilitator.get(f"/api/room/{TODAY}/", {"device": str(uuid4())}).json()
    assert len(listed["people"]) == 12
    cards = facilitator.get(reverse("workshop_cards", args=[TODAY])).context["rows"]
    # The participant signs in with a password; all others are proposed a card.
    assert sum(chosen for _row, chosen in cards) == 11


def test_a_session_is_signed_off_and_corrected_with_a_reason(june):
    assert june.sessions.filter(signed_off_at__isnull=False).count() == 1
    (change,) = changed_after_sign_off(june)
    assert (change.before, change.mark.status) == ("late", "present")
    assert change.mark.reason
    page = shown(signed_in("officer"), f"/lo/reports/workshops/{JUNE}/")
    assert change.mark.reason in page


def test_a_signed_sheet_came_back_and_can_be_read(june):
    scan = Scan.objects.get(workshop=june)
    printed = PrintedPage.objects.filter(sheet__workshop=june)
    with scan.original.open("rb") as file:
        (picture,) = pictures.pictures_of(file.read())
    found = read_picture(picture.content, lambda code: lines_of(printed.get(code=code)))
    ((page,), troubles) = found
    assert not troubles
    verdicts = {line.verdict for line in page.lines}
    assert verdicts == {Verdict.MARKED, Verdict.EMPTY}


def test_somebody_is_entered_twice_where_the_facilitator_can_merge_them():
    (pair,) = find_duplicates()
    facilitator = User.objects.get(username="facilitator")
    assert may_merge(facilitator, pair.one, pair.other)


def test_everything_invented_is_marked():
    assert not User.objects.filter(is_sample=False).exists()
    assert not Workshop.objects.filter(is_sample=False).exists()


def test_everything_went_through_the_services():
    verbs = set(AuditLine.objects.values_list("verb", flat=True))
    assert {"create_workshop", "register", "mark_attendance", "issue_certificate"} <= verbs
    assert {"start_attempt", "finish_attempt", "enter_paper", "close_sitting"} <= verbs
    issued = AuditLine.objects.filter(verb="issue_certificate").count()
    assert issued == Certificate.objects.count()


def test_a_lived_in_house_is_left_alone():
    before = (User.objects.count(), Registration.objects.count(), Certificate.objects.count())
    with pytest.raises(CommandError, match="make demo-reset"):
        call_command("demo")
    now = (User.objects.count(), Registration.objects.count(), Certificate.objects.count())
    assert now == before


@pytest.mark.parametrize("username", [username for _who, username in DEMO_SIGN_INS])
def test_everybody_can_sign_in(username):
    assert Client().login(username=username, password=DEMO_PASSWORD)


@LANGUAGES
@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("facilitator", "/workshops/"),
        ("facilitator", f"/workshops/{JUNE}/"),
        ("facilitator", f"/workshops/{JUNE}/people/"),
        ("facilitator", f"/workshops/{JUNE}/attendance/"),
        ("facilitator", f"/certificates/workshops/{JUNE}/"),
        ("facilitator", f"/tests/workshops/{JUNE}/"),
        ("officer", "/reports/"),
        ("officer", f"/reports/workshops/{JUNE}/"),
        ("participant", "/my/"),
    ],
)
def test_screens_say_that_it_is_a_sample(username, address, language):
    words = {"lo": "ຕົວຢ່າງ", "en": "ample"}
    page = BeautifulSoup(shown(signed_in(username), f"/{language}{address}"), "html.parser")
    marks = [mark.get_text() for mark in page.select("main .tag, main .notice")]
    assert any(words[language] in mark for mark in marks)


def test_the_roll_and_each_person_of_the_list_say_it_too(june):
    client = signed_in("facilitator")
    session = june.sessions.first()
    assert "Invented people" in shown(
        client, f"/en/workshops/{JUNE}/sessions/{session.pk}/attendance/"
    )
    assert shown(client, f"/en/workshops/{JUNE}/people/").count("· sample") == 25


def test_papers_say_that_they_are_samples(june):
    client = signed_in("facilitator")
    number = Certificate.objects.first().number
    session = june.sessions.first()
    for address in (
        reverse("certificate_pdf", args=[number]),
        reverse("certificates_pdf", args=[JUNE]),
        reverse("certificate_sample", args=[JUNE]),
        reverse("sign_in_sheet", args=[JUNE, session.pk]),
    ):
        assert "SAMPLE" in paper_of(client, address).upper(), address
    assert "ຕົວຢ່າງ" in paper_of(signed_in("officer"), reverse("report_pdf", args=[JUNE]))


def test_a_stranger_who_verifies_one_reads_that_it_is_a_sample():
    code = Certificate.objects.first().code
    assert "ample" in shown(Client(), f"/en/certificates/verify/{code}/")


@LANGUAGES
def test_the_participant_finds_the_certificate(language):
    client = signed_in("participant")
    certificate = Certificate.objects.get(person__username="participant")
    page = shown(client, f"/{language}/my/")
    address = reverse("certificate_pdf", args=[certificate.number])
    link = f"/{language}/" + address.split("/", 2)[2]
    assert link in page
    assert client.get(link).content.startswith(b"%PDF-")


def test_all_certificates_can_be_taken_at_once():
    client = signed_in("facilitator")
    whole = client.get(reverse("certificates_pdf", args=[JUNE])).content
    with pikepdf.open(io.BytesIO(whole)) as paper:
        assert len(paper.pages) == 23
    packed = client.get(reverse("certificates_zip", args=[JUNE])).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert len(archive.namelist()) == 23
