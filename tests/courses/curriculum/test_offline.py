"""What a phone may keep, and what it brings back: packages, the worker, the queue's door."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.rich_text import RichText

from core.models import AuditLine
from courses.curriculum import services
from courses.curriculum.models import CoursePage, LessonPage, LessonProgress, OfflineMark
from courses.curriculum.services import MarkFromPhone, take_in_marks

pytestmark = pytest.mark.django_db

PACKAGE = "/lo/learning/test/offline.json"
DOOR = "/lo/learning/test/progress/"


def lesson(code="B1.1"):
    return LessonPage.objects.get(code=code)


def mark(code="B1.1", **values):
    return {
        "client_id": str(uuid.uuid4()),
        "lesson": lesson(code).pk,
        "at": (timezone.now() - timedelta(hours=5)).isoformat(),
    } | values


def bring(client, person, *marks, **values):
    body = {"person": str(person.pk), "marks": list(marks)} | values
    return client.post(DOOR, json.dumps(body), content_type="application/json")


# --- packages ------------------------------------------------------------------------------------


def test_a_module_is_kept_in_both_languages_with_what_belongs_to_it(course, stranger):
    answer = stranger.get(PACKAGE + "?module=b1").json()
    urls = {file["url"]: file for file in answer["files"]}
    for language in ("lo", "en"):
        start = f"/{language}/learning/"
        for page in ("b1/", "b1/b1-1/", "b1/b1-3/", "checklists/", "glossary/", "go/"):
            assert urls[f"{start}test/{page}"]["language"] == language
        assert f"{start}kept/" in urls
        assert f"{start}test/d1/d1-1/" not in urls
        assert f"{start}test/cards/l1-access/" not in urls
        assert f"{start}test/exercises/t1-night/" not in urls, "it is of another phase"
    assert answer["bytes"] == sum(file["bytes"] for file in answer["files"])
    assert answer["headings"] == {"lo": "ນ້ຳຖ້ວມ", "en": "Floods"}
    assert set(answer["day"]) == set(answer["words"]) == {"lo", "en"}


def test_the_course_and_the_screen_for_a_crisis_can_be_kept(course, stranger):
    whole = {file["url"] for file in stranger.get(PACKAGE).json()["files"]}
    assert {
        f"/en/learning/test/{page}" for page in ("d1/d1-1/", "cards/l1-access/", "cards/")
    } <= whole
    during = {file["url"] for file in stranger.get(PACKAGE + "?module=d1").json()["files"]}
    assert "/lo/learning/test/exercises/t1-night/" in during & whole
    go = {file["url"] for file in stranger.get(PACKAGE + "?only=go").json()["files"]}
    assert {"/lo/learning/test/go/", "/en/learning/test/go/"} <= go < whole


def test_every_file_of_a_package_is_there_and_weighs_what_it_says(course, stranger):
    files = stranger.get(PACKAGE + "?module=b1").json()["files"]
    for file in files:
        assert file["bytes"] > 0, file
        if file["url"].startswith("/lo/"):
            assert stranger.get(file["url"]).status_code == 200
    names = {file["url"].rpartition("/")[2] for file in files}
    assert {"site.css", "learning.css", "checklist.js", "kept.js", "queue.js"} <= names
    assert {"tokens.css", "noto-sans-lao-lao-400-normal.woff2"} <= names


def test_the_version_changes_with_the_words_and_with_nothing_else(course, stranger):
    def version():
        return stranger.get(PACKAGE + "?module=d1").json()["version"]

    before = version()
    CoursePage.objects.get().save_revision().publish()
    assert version() == before
    page = lesson("D1.1")
    page.body_en[0].value = RichText("<p>One word more.</p>")
    page.save_revision().publish()
    assert version() != before


def test_a_package_is_the_same_whoever_asks(course, stranger, browser_of, participant):
    services.complete_lesson(person=participant, lesson=lesson())
    mine = browser_of(participant).get(PACKAGE + "?module=b1").json()
    assert mine == stranger.get(PACKAGE + "?module=b1").json()


@pytest.mark.parametrize("address", [PACKAGE + "?module=none", "/lo/learning/none/offline.json"])
def test_what_is_not_there_cannot_be_kept(course, stranger, address):
    assert stranger.get(address).status_code == 404


def test_a_package_that_was_measured_costs_no_more_than_the_stamp(course, stranger):
    stranger.get(PACKAGE)
    with CaptureQueriesContext(connection) as queries:
        stranger.get(PACKAGE)
    assert len(queries) <= 2


def test_pictures_are_kept_and_films_are_not():
    from courses.curriculum.offline import _files_of

    html = (
        '<img srcset="/media/a.webp 400w, /media/b.webp 800w" src="/media/b.webp">'
        '<video src="/documents/1/film.mp4"></video><a href="/media/other.pdf">'
    )
    assert set(_files_of(html)) == {"/media/a.webp", "/media/b.webp"}


# --- the worker and the manifest -------------------------------------------------------------------


def test_the_worker_may_work_for_the_whole_site(stranger, db):
    answer = stranger.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer["Cache-Control"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("language", "name"), [("lo", "ຝຶກອົບຮົມ MICIC"), ("en", "MICIC Training")])
def test_the_site_can_be_installed_in_both_languages(course, stranger, language, name):
    page = stranger.get(f"/{language}/learning/test/").content.decode()
    assert f'<link rel="manifest" href="/manifest.{language}.webmanifest">' in page
    answer = stranger.get(f"/manifest.{language}.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["lang"], manifest["id"]) == (name, language, "/")
    assert manifest["start_url"] == f"/{language}/learning/test/"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])
    assert manifest["shortcuts"][0]["url"] == f"/{language}/learning/test/go/"


def test_there_is_no_manifest_in_another_language(stranger, db):
    assert stranger.get("/manifest.th.webmanifest").status_code == 404


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_list_of_what_is_kept_opens_for_everybody(course, stranger, language):
    page = stranger.get(f"/{language}/learning/kept/").content.decode()
    assert "data-kept-list" in page
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("address", ["test/", "test/b1/", "test/go/"])
def test_keeping_is_offered_but_hidden_until_a_script_shows_it(course, stranger, address):
    page = stranger.get(f"/lo/learning/{address}").content.decode()
    box = page.split("data-keep=")[1].split(">")[0]
    assert box.endswith(" hidden")


# --- what comes back ---------------------------------------------------------------------------------


def test_marks_arrive_with_the_hour_they_were_made(course, browser_of, participant):
    client, made = browser_of(participant), mark()
    assert client.get(DOOR).json()["person"] == str(participant.pk)
    answer = bring(client, participant, made)
    assert answer.json()["settled"] == [made["client_id"]]
    assert "1" in answer.json()["message"]
    progress = LessonProgress.objects.get()
    assert progress.lesson.code == "B1.1"
    assert progress.completed_at == parse_datetime(made["at"])


def test_marks_that_are_sent_again_count_once(course, browser_of, participant):
    client, made = browser_of(participant), mark()
    bring(client, participant, made, made)
    services.reopen_lesson(person=participant, lesson=lesson())
    answer = bring(client, participant, made)
    assert answer.json()["settled"] == [made["client_id"]]
    assert "1" in answer.json()["message"], "it has arrived, if not just now"
    assert LessonProgress.objects.get().completed_at is None, "it was taken back since"
    assert OfflineMark.objects.count() == 1
    assert AuditLine.objects.filter(verb="complete_lesson").count() == 1


def test_what_was_read_before_keeps_its_hour(course, browser_of, participant):
    services.complete_lesson(person=participant, lesson=lesson())
    at = LessonProgress.objects.get().completed_at
    bring(browser_of(participant), participant, mark())
    assert LessonProgress.objects.get().completed_at == at


def test_the_marks_of_another_person_are_not_taken(course, browser_of, participant, editor):
    made = mark()
    assert bring(browser_of(editor), participant, made).status_code == 409
    assert not LessonProgress.objects.exists()
    bring(browser_of(participant), participant, made)
    assert bring(browser_of(editor), editor, made).status_code == 409
    assert LessonProgress.objects.get().enrolment.person == participant


def test_a_lesson_that_is_gone_or_of_another_course_is_settled_without_a_mark(
    course, browser_of, participant
):
    gone, unknown = mark("D1.1"), mark(lesson=999_999)
    lesson("D1.1").unpublish()
    answer = bring(browser_of(participant), participant, gone, unknown, mark())
    assert len(answer.json()["settled"]) == 3
    assert [each.lesson.code for each in LessonProgress.objects.all()] == ["B1.1"]


@pytest.mark.parametrize(("ahead", "days"), [(True, 3), (False, 4000)])
def test_a_wrong_clock_is_not_believed(course, participant, ahead, days):
    now = timezone.now()
    at = now + timedelta(days=days) if ahead else now - timedelta(days=days)
    given = MarkFromPhone(uuid.uuid4(), lesson().pk, at)
    take_in_marks(person=participant, course=CoursePage.objects.get(), marks=[given])
    completed = LessonProgress.objects.get().completed_at
    assert now - timedelta(days=401) < completed <= timezone.now()


def test_a_client_id_belongs_to_its_person(course, participant, editor):
    given = MarkFromPhone(uuid.uuid4(), lesson().pk, timezone.now())
    page = CoursePage.objects.get()
    take_in_marks(person=participant, course=page, marks=[given])
    with pytest.raises(ValidationError):
        take_in_marks(person=editor, course=page, marks=[given])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"person": "1"}',
        b'{"person": "1", "marks": [{"client_id": "x", "lesson": 1, "at": "2026-01-01"}]}',
        b'{"person": "1", "marks": 7}',
        b'{"person": "1", "marks": [7]}',
        json.dumps({"person": "1", "marks": [{}] * 201}).encode(),
        b'{"person": "1", "marks": [{"client_id": 7, "lesson": 1, "at": "2026-01-01"}]}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_nonsense_is_refused_and_breaks_nothing(course, browser_of, participant, body):
    answer = browser_of(participant).post(DOOR, body, content_type="application/json")
    assert answer.status_code == 400


def test_a_stranger_brings_nothing(course, stranger):
    answer = stranger.get(DOOR, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert stranger.post(DOOR).status_code == 302
    assert stranger.put(DOOR).status_code in (302, 405)


def test_the_form_token_is_asked_for(course, participant):
    client = Client(enforce_csrf_checks=True)
    client.force_login(participant)
    assert bring(client, participant, mark()).status_code == 403
    token = client.get(DOOR).json()["token"]
    body = json.dumps({"person": str(participant.pk), "marks": [mark()]})
    answer = client.post(
        DOOR, body, content_type="application/json", headers={"x-csrftoken": token}
    )
    assert answer.status_code == 200
