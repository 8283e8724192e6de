"""Signed sheets that come back: taken in, read in the background, recorded when confirmed."""

import io
import uuid
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core import jobs
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    ReadPage,
    Scan,
)
from courses.workshops.scanning import codes, pictures
from courses.workshops.selectors.scans import proposals_of, scans_to_forget
from courses.workshops.selectors.sign_off import changed_after_sign_off
from courses.workshops.services.scan_forgetting import discard_scan, forget_scans
from courses.workshops.services.scans import confirm_page, read_scan, send_scan
from courses.workshops.services.sign_off import sign_off_session
from people.services.merging import merge_people
from tests.courses.workshops.scan_records import (
    PAGE,
    answers_of,
    make_page,
    record_of_print,
    small_picture,
)
from tests.courses.workshops.sheet_pictures import SERIAL, Scene, photograph
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    return make_workshop(facilitator=facilitator)


@pytest.fixture
def session(workshop):
    return workshop.sessions.first()


@pytest.fixture
def printed(workshop, session):
    return record_of_print(workshop, session)


def test_a_photograph_is_read_and_confirmed(
    workshop, session, printed, facilitator, django_capture_on_commit_callbacks
):
    photo = photograph(Scene("journey", 70, page=PAGE, taken_back=0.0))
    with django_capture_on_commit_callbacks(execute=True):
        scan = send_scan(
            workshop=workshop, filename="p.jpg", content=photo.content, actor=facilitator
        )
    scan.refresh_from_db()
    page = ReadPage.objects.get(picture__scan=scan)
    assert scan.read_at
    assert not scan.original
    assert AttendanceMark.objects.count() == 0
    written = confirm_page(page=page, answers=answers_of(page), seen={}, actor=facilitator)
    truth = photo.truth[codes.page_code(SERIAL, PAGE)]
    lines = {line["line"]: line["registration"] for line in page.lines}
    for line, said in truth.items():
        found = Attendance.objects.get(registration=lines[line], session=session)
        assert found.status == ("present" if said == "marked" else "absent")
        assert found.mark.method == "paper"
        assert found.mark.recorded_by == facilitator
    assert written == len(truth)


def test_confirming_twice_writes_nothing_twice(printed, facilitator):
    page = make_page(printed, facilitator, ["marked"])
    answers = answers_of(page)
    assert confirm_page(page=page, answers=answers, seen={}, actor=facilitator) > 0
    before = AttendanceMark.objects.count()
    assert confirm_page(page=page, answers=answers, seen={}, actor=facilitator) == 0
    assert AttendanceMark.objects.count() == before


def test_unsure_and_crossed_out_boxes_are_never_chosen_beforehand(printed, facilitator):
    page = make_page(printed, facilitator, ["unsure", "crossed_out", "marked", "empty"])
    lines = proposals_of(page)[:4]
    assert [line.suggested for line in lines] == ["", "", "present", "absent"]
    with pytest.raises(ValidationError) as refused:
        confirm_page(page=page, answers=answers_of(page), seen={}, actor=facilitator)
    assert {error.code for error in refused.value.error_list} == {
        str(lines[0].line),
        str(lines[1].line),
    }
    assert AttendanceMark.objects.count() == 0


def test_a_mark_that_differs_is_shown_and_stays_unless_chosen(printed, facilitator, session):
    page = make_page(printed, facilitator, ["marked", "marked"])
    first, second = proposals_of(page)[:2]
    _mark(session, first.registration, "absent", facilitator)
    _mark(session, second.registration, "late", facilitator)
    first, second = proposals_of(page)[:2]
    assert (first.suggested, first.differs) == ("", True)
    assert (second.suggested, second.differs) == ("keep", False)
    answers = answers_of(page, **{f"line_{first.line}": "present"})
    seen = {line.line: line.seen for line in proposals_of(page)}
    confirm_page(page=page, answers=answers, seen=seen, actor=facilitator)
    assert _status(session, first.registration) == "present"
    assert _status(session, second.registration) == "late"


def test_a_mark_that_came_in_between_is_not_written_over(printed, facilitator, session):
    page = make_page(printed, facilitator, ["marked"])
    first = proposals_of(page)[0]
    answers, seen = answers_of(page), {line.line: line.seen for line in proposals_of(page)}
    _mark(session, first.registration, "excused", facilitator)
    with pytest.raises(ValidationError) as refused:
        confirm_page(page=page, answers=answers, seen=seen, actor=facilitator)
    assert [error.code for error in refused.value.error_list] == [str(first.line)]
    assert _status(session, first.registration) == "excused"
    assert AttendanceMark.objects.count() == 1


def test_a_sheet_printed_before_somebody_was_added_is_read_by_what_it_says(
    printed, facilitator, workshop, session
):
    page = make_page(printed, facilitator, ["marked"])
    late = make_registration(workshop)
    confirm_page(page=page, answers=answers_of(page), seen={}, actor=facilitator)
    assert not Attendance.objects.filter(registration=late).exists()
    first = page.lines[0]["registration"]
    assert Attendance.objects.get(registration=first, session=session).status == "present"


def test_a_line_of_somebody_entered_twice_is_read_for_the_record_that_stands(
    printed, workshop, session, facilitator, administrator
):
    page = make_page(printed, facilitator, ["marked"])
    line = next(each for each in proposals_of(page) if each.registration)
    stands = make_registration(workshop)
    merge_people(
        kept=stands.person, merged=line.registration.person, reason="Twice", actor=administrator
    )
    assert (
        next(each for each in proposals_of(page) if each.line == line.line).registration == stands
    )
    confirm_page(page=page, answers=answers_of(page), seen={}, actor=facilitator)
    assert Attendance.objects.get(registration=stands, session=session).status == "present"


@pytest.mark.parametrize(
    ("stands", "merged", "answer"),
    [("empty", "marked", ""), ("marked", "empty", ""), ("unsure", "empty", "present")],
)
def test_who_stands_in_two_lines_of_one_page_is_asked_about_once(
    printed, session, facilitator, administrator, stands, merged, answer
):
    page = make_page(printed, facilitator, [stands, merged])
    kept, gone = proposals_of(page)[:2]
    merge_people(
        kept=kept.registration.person,
        merged=gone.registration.person,
        reason="Twice",
        actor=administrator,
    )
    lines = proposals_of(page)[:2]
    (asked,) = (line for line in lines if not line.same_as)
    (other,) = (line for line in lines if line.same_as)
    assert (other.same_as, other.needs_decision) == (asked.line, False)
    answers = answers_of(page)
    if answer:
        answers[asked.line] = answer
    confirm_page(page=page, answers=answers, seen={}, actor=facilitator)
    assert _status(session, kept.registration) == "present"
    assert AttendanceMark.objects.filter(registration=kept.registration).count() == 1


def test_a_page_whose_session_was_deleted_is_not_confirmed_into_nothing(
    printed, workshop, facilitator, browser_of
):
    page = make_page(printed, facilitator, ["marked"])
    workshop.sessions.first().delete()
    with pytest.raises(ValidationError, match="ລຶບ"):
        confirm_page(page=page, answers=answers_of(page), seen={}, actor=facilitator)
    page.refresh_from_db()
    assert page.confirmed_at is None
    answer = browser_of(facilitator).post(addresses(page)["page"], {})
    assert "ພາກຂອງໃບນີ້ຖືກລຶບແລ້ວ" in answer.content.decode()


def test_a_sheet_of_a_deleted_session_is_refused_when_it_is_read(
    workshop, printed, session, facilitator, django_capture_on_commit_callbacks
):
    photo = photograph(Scene("journey", 70, page=PAGE, taken_back=0.0))
    session.delete()
    with django_capture_on_commit_callbacks(execute=True):
        scan = send_scan(
            workshop=workshop, filename="p.jpg", content=photo.content, actor=facilitator
        )
    assert ReadPage.objects.count() == 0
    assert scan.pictures.get().problems == ["no_session"]


def test_two_copies_of_a_page_in_one_picture_are_asked_for_one_by_one(
    workshop, printed, facilitator, django_capture_on_commit_callbacks
):
    photo = photograph(Scene("one", 92, page=PAGE), Scene("copy", 93, page=PAGE))
    with django_capture_on_commit_callbacks(execute=True):
        scan = send_scan(
            workshop=workshop, filename="p.jpg", content=photo.content, actor=facilitator
        )
    scan.refresh_from_db()
    assert scan.read_at
    assert scan.pictures.get().problems == ["twice"]
    assert ReadPage.objects.count() == 0


def test_a_signed_off_session_is_said_before_confirming(
    printed, session, facilitator, browser_of, reporting_officer
):
    page = make_page(printed, facilitator, ["marked"])
    address = addresses(page)["page"].replace("/lo/", "/en/")
    assert "annex" not in browser_of(facilitator).get(address).content.decode()
    sign_off_session(session=session, actor=facilitator)
    assert "annex" in browser_of(facilitator).get(address).content.decode()
    written = confirm_page(page=page, answers=answers_of(page), seen={}, actor=facilitator)
    assert len(changed_after_sign_off(printed.workshop)) == written > 0


def test_a_job_that_runs_again_reads_nothing_twice(
    workshop, printed, facilitator, django_capture_on_commit_callbacks
):
    photo = photograph(Scene("journey", 70, page=PAGE, taken_back=0.0))
    with django_capture_on_commit_callbacks(execute=True):
        scan = send_scan(
            workshop=workshop, filename="p.jpg", content=photo.content, actor=facilitator
        )
    job = jobs.latest(kind="read_scan", target=scan)
    assert read_scan(job) == {}
    assert scan.pictures.count() == ReadPage.objects.filter(picture__scan=scan).count() == 1


def test_a_sheet_of_another_workshop_is_refused(
    printed, facilitator, django_capture_on_commit_callbacks
):
    other = make_workshop(facilitator=facilitator)
    photo = photograph(Scene("journey", 70, page=PAGE, taken_back=0.0))
    with django_capture_on_commit_callbacks(execute=True):
        scan = send_scan(workshop=other, filename="p.jpg", content=photo.content, actor=facilitator)
    assert ReadPage.objects.count() == 0
    assert scan.pictures.get().problems == ["other_workshop"]


# --- Files ------------------------------------------------------------------------------------


def test_what_the_camera_wrote_beside_the_picture_is_left_behind():
    exif = Image.Exif()
    exif[0x0110] = "Telephone"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (17.0, 57.0, 48.0)
    (kept,) = pictures.pictures_of(small_picture(exif=exif))
    image = Image.open(io.BytesIO(kept.content))
    assert (image.width, image.height) == (800, 900)
    assert not image.getexif()
    assert b"Telephone" not in kept.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_photographs_of_phones_are_opened(kind):
    pictures.check(small_picture("PNG"))  # HEIF is known to Pillow once a picture was opened
    (kept,) = pictures.pictures_of(small_picture(kind))
    assert (kept.width, kept.height) == (900, 800)


def test_the_pages_of_a_scanned_pdf_are_opened():
    written = io.BytesIO()
    page = Image.new("RGB", (900, 800), "white")
    page.save(written, "PDF", save_all=True, append_images=[page, page])
    assert pictures.count(written.getvalue()) == 3
    assert len(list(pictures.pictures_of(written.getvalue()))) == 3


def test_a_large_picture_is_made_smaller():
    (kept,) = pictures.pictures_of(small_picture("PNG", (5000, 800)))
    assert (kept.width, kept.height) == (4000, 640)


def _bomb() -> bytes:
    """A PNG that says it has 10^10 points, in a few bytes."""
    png = bytearray(small_picture("PNG"))
    png[16:24] = (100_000).to_bytes(4, "big") * 2
    import zlib

    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4, "big")
    return bytes(png)


def _pdf_bomb() -> bytes:
    """A PDF whose picture says it is small and unpacks to 200 MB."""
    import zlib

    document = pikepdf.new()
    page = document.add_blank_page()
    packed = zlib.compress(b"\0" * 200_000_000, 9)
    image = pikepdf.Stream(document, b"")
    image.write(packed, filter=pikepdf.Name.FlateDecode)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = 900, 800, 8
    image.ColorSpace = pikepdf.Name.DeviceGray
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "kind"),
        (b"hello", "kind"),
        (b"%PDF-1.7 not really", "damaged"),
        (b"GIF89a" + b"\0" * 50, "kind"),
        (small_picture(size=(400, 300)), "too_small"),
        (_bomb(), "too_many_points"),
        (_pdf_bomb(), "too_many_points"),
        (small_picture("PNG")[:60], "damaged"),
    ],
    ids=["empty", "words", "no pdf", "gif", "small", "bomb", "pdf bomb", "broken"],
)
def test_files_that_cannot_be_read_are_refused(content, reason):
    with pytest.raises(pictures.UnreadableError) as refused:
        list(pictures.pictures_of(content))
    assert refused.value.reason == reason


def test_a_pdf_without_pictures_or_with_too_many_pages_is_refused():
    for pages, reason in ((1, "no_picture"), (31, "too_many_pages")):
        document, written = pikepdf.new(), io.BytesIO()
        for _ in range(pages):
            document.add_blank_page()
        document.save(written)
        with pytest.raises(pictures.UnreadableError) as refused:
            list(pictures.pictures_of(written.getvalue()))
        assert refused.value.reason == reason


def test_a_pdf_with_a_password_is_refused():
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(written, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(pictures.UnreadableError) as refused:
        list(pictures.pictures_of(written.getvalue()))
    assert refused.value.reason == "protected"


# --- Keeping and forgetting -------------------------------------------------------------------


def _files() -> set[str]:
    return set(storages["private"].listdir("scans")[1])


def test_a_wrong_picture_can_be_taken_away_but_evidence_stays(
    printed, facilitator, django_capture_on_commit_callbacks
):
    page = make_page(printed, facilitator, ["marked"])
    names = {page.image.name, page.picture.image.name}
    with django_capture_on_commit_callbacks(execute=True):
        discard_scan(scan=page.picture.scan, actor=facilitator)
    assert not any(storages["private"].exists(name) for name in names)
    page = make_page(printed, facilitator, ["marked"])
    confirm_page(page=page, answers=answers_of(page), seen={}, actor=facilitator)
    with pytest.raises(ValidationError):
        discard_scan(scan=page.picture.scan, actor=facilitator)


def test_evidence_is_kept_for_years_and_the_rest_for_a_month(
    printed, facilitator, settings, django_capture_on_commit_callbacks
):
    evidence = make_page(printed, facilitator, ["marked"])
    confirm_page(page=evidence, answers=answers_of(evidence), seen={}, actor=facilitator)
    loose = make_page(printed, facilitator, ["marked"])
    workshop = printed.workshop
    workshop.end_date = timezone.localdate()
    workshop.start_date = workshop.end_date
    workshop.save()
    assert not scans_to_forget().exists()
    Scan.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert list(scans_to_forget()) == [loose.picture.scan]
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_scans() == 1
    assert not storages["private"].exists(loose.image.name)
    workshop.start_date -= timedelta(days=settings.SCANS_KEPT_DAYS + 1)
    workshop.end_date = workshop.start_date
    workshop.save()
    assert forget_scans() == 1
    assert AttendanceMark.objects.exists()


def test_what_is_taken_away_while_it_is_read_leaves_nothing(
    workshop, printed, facilitator, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks():
        scan = send_scan(
            workshop=workshop, filename="p.jpg", content=small_picture(), actor=facilitator
        )
    real, before = pictures.pictures_of, _files()

    def meanwhile(content):
        for upright in real(content):
            Scan.objects.filter(pk=scan.pk).delete()
            yield upright

    monkeypatch.setattr(pictures, "pictures_of", meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        read_scan(jobs.latest(kind="read_scan", target=scan))
    assert not _files() - before
    assert not Scan.objects.exists()


# --- Pages ------------------------------------------------------------------------------------


def addresses(page: ReadPage) -> dict[str, str]:
    code, scan = page.picture.scan.workshop.code, page.picture.scan.uuid
    return {
        "list": reverse("workshop_scans", args=[code]),
        "scan": reverse("scan", args=[code, scan]),
        "progress": reverse("scan_progress", args=[code, scan]),
        "page": reverse("read_page", args=[code, page.uuid]),
        "page picture": reverse("page_image", args=[code, page.uuid]),
        "picture": reverse("picture_image", args=[code, page.picture.uuid]),
    }


@pytest.mark.parametrize(("language", "word"), [("lo", "ເຈ້ຍ"), ("en", "paper")])
def test_every_page_opens_in_both_languages(language, word, printed, facilitator, browser_of):
    page = make_page(printed, facilitator, ["unsure", "marked", "crossed_out"])
    page.picture.problems = ["cut_off", "no_sheet"]
    page.picture.save()
    browser = browser_of(facilitator)
    for name, address in addresses(page).items():
        answer = browser.get(address.replace("/lo/", f"/{language}/"))
        assert answer.status_code == 200
        if "picture" in name:
            assert answer["Content-Type"] == "image/jpeg"
            assert "private" in answer["Cache-Control"]
        elif name == "page":
            assert word in answer.content.decode()


def test_the_page_asks_again_by_itself_while_a_picture_is_read(workshop, facilitator, browser_of):
    scan = send_scan(
        workshop=workshop, filename="p.jpg", content=small_picture(), actor=facilitator
    )
    address = reverse("scan", args=[workshop.code, scan.uuid])
    page = browser_of(facilitator).get(address).content.decode()
    assert "hx-trigger" in page
    assert "django_htmx/htmx" in page
    assert 'http-equiv="refresh"' in page


def test_what_was_sent_last_stands_first(printed, facilitator, browser_of):
    for minutes, name in ((9, "first.jpg"), (1, "last.jpg"), (5, "between.jpg")):
        scan = make_page(printed, facilitator, ["marked"]).picture.scan
        at = timezone.now() - timedelta(minutes=minutes)
        Scan.objects.filter(pk=scan.pk).update(filename=name, sent_at=at)
    address = reverse("workshop_scans", args=[printed.workshop.code])
    page = browser_of(facilitator).get(address).content.decode()
    assert page.index("last.jpg") < page.index("between.jpg") < page.index("first.jpg")


def test_only_the_workshops_own_facilitators_see_the_pictures(
    printed, facilitator, other_facilitator, participant, reporting_officer, stranger, browser_of
):
    page = make_page(printed, facilitator, ["marked"])
    for address in addresses(page).values():
        for person in (other_facilitator, participant, reporting_officer):
            assert browser_of(person).get(address).status_code == 404
        assert stranger.get(address).status_code == 302
    discard = reverse("scan_discard", args=[printed.workshop.code, page.picture.scan.uuid])
    assert browser_of(other_facilitator).post(discard).status_code == 404
    assert Scan.objects.exists()


def test_a_page_belongs_to_its_workshop_in_the_address_too(printed, facilitator, browser_of):
    page = make_page(printed, facilitator, ["marked"])
    other = make_workshop(facilitator=facilitator)
    address = reverse("read_page", args=[other.code, page.uuid])
    assert browser_of(facilitator).get(address).status_code == 404
    missing = reverse("read_page", args=[other.code, uuid.uuid4()])
    assert browser_of(facilitator).get(missing).status_code == 404


def test_the_form_asks_for_what_is_open_and_keeps_what_was_chosen(
    printed, facilitator, browser_of, session
):
    page = make_page(printed, facilitator, ["unsure", "marked"])
    browser, address = browser_of(facilitator), addresses(page)["page"]
    lines = proposals_of(page)
    form = {f"answer-{line.line}": line.suggested for line in lines if line.suggested}
    form |= {f"seen-{line.line}": line.seen for line in lines}
    form[f"answer-{lines[1].line}"] = "absent"
    answer = browser.post(address, form)
    assert answer.status_code == 200
    assert "ກະລຸນາຕັດສິນໃຈ" in answer.content.decode()
    assert f'name="answer-{lines[1].line}" value="absent" checked' in answer.content.decode()
    assert AttendanceMark.objects.count() == 0
    form[f"answer-{lines[0].line}"] = "present"
    assert browser.post(address, form).status_code == 302
    assert _status(session, lines[0].registration) == "present"
    assert _status(session, lines[1].registration) == "absent"


def test_a_page_that_agrees_with_the_record_says_so(printed, session, facilitator, browser_of):
    page = make_page(printed, facilitator, ["marked"], number=printed.pages.count())
    address = addresses(page)["page"].replace("/lo/", "/en/")
    answer = browser_of(facilitator).post(address, {}, follow=True)
    assert "Everything on it was recorded already" in answer.content.decode()


@pytest.mark.parametrize("wrong", ["nonsense", "withdrawn"])
def test_other_answers_are_refused(wrong, printed, facilitator, browser_of):
    page = make_page(printed, facilitator, ["marked"])
    form = {f"answer-{line}": value for line, value in answers_of(page).items()}
    form[f"answer-{page.lines[0]['line']}"] = wrong
    assert browser_of(facilitator).post(addresses(page)["page"], form).status_code == 200
    assert AttendanceMark.objects.count() == 0


def test_files_are_sent_in_and_refused_with_words(workshop, facilitator, browser_of):
    browser = browser_of(facilitator)
    address = reverse("workshop_scans", args=[workshop.code])
    file = SimpleUploadedFile("ຮູບ.jpg", small_picture(), "image/jpeg")
    assert browser.post(address, {"pictures": [file]}).status_code == 302
    assert Scan.objects.get().filename == "ຮູບ.jpg"
    for content in (b"hello", b""):
        file = SimpleUploadedFile("x.jpg", content, "image/jpeg")
        answer = browser.post(address, {"pictures": [file]})
        assert answer.status_code == 200
        assert "notice" in answer.content.decode() or "error" in answer.content.decode()
    assert browser.post(address, {}).status_code == 200
    assert Scan.objects.count() == 1


def test_a_file_that_is_too_large_is_refused(workshop, facilitator, monkeypatch):
    monkeypatch.setattr("courses.workshops.services.scans.MAX_BYTES", 100)
    with pytest.raises(ValidationError):
        send_scan(workshop=workshop, filename="x.jpg", content=small_picture(), actor=facilitator)
    assert not Scan.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(
    count, printed, facilitator, browser_of, django_assert_max_num_queries
):
    for _ in range(count):
        make_page(printed, facilitator, ["marked"])
    browser = browser_of(facilitator)
    address = reverse("workshop_scans", args=[printed.workshop.code])
    browser.get(address)
    with django_assert_max_num_queries(14):
        browser.get(address)


def _mark(session, registration, status, actor):
    from courses.workshops.services.attendance import MarkInput, mark_attendance

    mark_attendance(session=session, marks=[MarkInput(registration.pk, status)], actor=actor)


def _status(session, registration) -> str:
    return Attendance.objects.get(session=session, registration=registration).status
