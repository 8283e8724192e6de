"""The handbook: its record, its paper measured, having it made. The whole course is for the bench."""

import re
from io import BytesIO

import pdfplumber
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core import lao
from core.models import Job
from courses.curriculum import pdf, services
from courses.curriculum.book import CheckBlock, FigureBlock
from courses.curriculum.book_reader import book_of
from courses.curriculum.models import CoursePage, Handbook, LessonPage
from courses.curriculum.models.handbook import handbook_storage
from courses.curriculum.selectors import course_outline
from courses.curriculum.selectors.handbook import contents_key, scope_of, scopes

MM = 72 / 25.4
LIST = "/{}/learning/test/handbook/"
PDF = "/{}/learning/test/handbook/{}/{}/pdf/"
MAKE = "/{}/learning/test/handbook/{}/{}/make/"
WORDS = """
water:
  en: {term: Water, says: What people drink.}
  lo: {term: ນ້ຳ, says: ສິ່ງທີ່ຄົນດື່ມ.}
boat:
  en: {term: Boat, says: What floats.}
  lo: {term: ເຮືອ, says: ສິ່ງທີ່ລອຍ.}
"""


@pytest.fixture
def words(course_page, course_files):
    path = course_files / "glossary.yaml"
    path.write_text(WORDS, encoding="utf-8")
    services.load_glossary(path=path)


def book(language="lo", key="course"):
    outline = course_outline("test", language)
    return book_of(outline, scope_of(outline, key))


def make(course_page, actor, capture, scope="b1", language="lo"):
    with capture(execute=True):
        job = services.ask_for_handbook(
            course=course_page, scope=scope, language=language, actor=actor
        )
    return job and Job.objects.get(pk=job.pk)


# --- The record -----------------------------------------------------------------------------------


def test_a_book_is_the_course_a_phase_or_a_module(course):
    assert [scope.key for scope in scopes(course)] == ["course", "before", "b1", "during", "d1"]
    codes = {
        key: [section.code for section in book("lo", key).sections] for key in ("course", "b1")
    }
    assert codes == {
        "course": ["B1.1", "B1.2", "B1.3", "D1.1", "T1", "L1"],
        "b1": ["B1.1", "B1.2", "B1.3"],
    }
    assert [section.code for section in book("lo", "during").sections] == ["D1.1", "T1"]


def test_the_record_holds_every_block_and_the_answers(course):
    first = next(iter(book("en", "b1").sections))
    kinds = [block.kind for block in first.blocks]
    assert kinds == [
        *("text", "key", "steps", "checklist", "case", "check", "figure", "table", "source"),
    ]
    check = next(block for block in first.blocks if isinstance(block, CheckBlock))
    assert [(option.letter, option.right) for option in check.options] == [
        ("a", False),
        ("b", True),
    ]
    assert FigureBlock("alert-ladder", "The ladder", "en") in first.blocks


def test_a_part_explains_only_the_words_it_uses(words):
    assert [term.slug for term in book("en", "course").terms] == ["boat", "water"]
    assert [term.slug for term in book("en", "b1").terms] == ["water"]
    assert [term.slug for term in book("lo", "course").terms] == ["water", "boat"]


def test_a_link_to_a_page_of_the_book_leads_to_its_place_in_it(course_page):
    first, second = LessonPage.objects.order_by("path")[:2]
    first.body_en = [
        (
            "text",
            f'<p><a linktype="page" id="{second.pk}">next</a> <a href="https://x.la/">x</a></p>',
        )
    ]
    first.save_revision().publish()
    text = next(iter(book("en", "b1").sections)).blocks[0].html
    assert f'href="#page-{second.pk}"' in text
    assert 'href="https://x.la/"' in text
    outside = LessonPage.objects.get(code="D1.1")
    first.body_en = [("text", f'<p><a linktype="page" id="{outside.pk}">far</a></p>')]
    first.save_revision().publish()
    text = next(iter(book("en", "b1").sections)).blocks[0].html
    assert 'href="https://training.example.la/en/learning/test/d1/d1-1/"' in text


def test_what_others_write_does_not_change_a_part(course_page):
    def keys():
        outline = course_outline("test", "lo")
        return {scope.key: contents_key(outline, scope) for scope in scopes(outline)}

    before = keys()
    lesson = LessonPage.objects.get(code="D1.1")
    lesson.heading_lo = "ໃໝ່"
    lesson.save_revision().publish()
    changed = {key for key, value in keys().items() if value != before[key]}
    assert changed == {"course", "during", "d1"}


# --- The paper ------------------------------------------------------------------------------------


@pytest.fixture(params=["lo", "en"])
def paper(request, words):
    record = book(request.param)
    content, pages = pdf.render(record)
    return record, content, pages


def squeezed(text):
    """Without spaces and break marks; ຳ, whose two signs paper sets apart, as one character again."""
    return lao.normalise(re.sub(r"[\s\u200b]", "", text))


def test_it_is_tagged_titled_and_its_fonts_are_embedded(paper):
    record, content, pages = paper
    with pikepdf.open(BytesIO(content)) as read:
        assert len(read.pages) == pages
        assert bool(read.Root.MarkInfo.Marked)
        assert str(read.Root.Lang) == record.language
        assert len(read.Root.StructTreeRoot.K) > 0
        with read.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].startswith(record.course)
        fonts = [
            thing
            for thing in read.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        ]
        assert len(fonts) >= 2
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_nothing_stands_outside_the_page_or_its_margins(paper):
    _record, content, _pages = paper
    outside = []
    with pdfplumber.open(BytesIO(content)) as read:
        for page in read.pages[1:]:
            for word in page.extract_words():
                if (
                    word["x0"] < 21.5 * MM
                    or word["x1"] > page.width - 19.5 * MM
                    or word["top"] < 5 * MM
                    or word["bottom"] > page.height - 4 * MM
                ):
                    outside.append((page.page_number, word["text"]))
        cover = read.pages[0]
        outside += [
            word["text"]
            for word in cover.extract_words()
            if word["x0"] < 23 * MM or word["x1"] > cover.width - 23 * MM
        ]
    assert outside == []


def test_bookmarks_and_contents_name_the_page_on_which_each_text_begins(paper):
    record, content, pages = paper
    with pikepdf.open(BytesIO(content)) as read, read.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(read.pages, start=1)}
        begins = {}

        def walk(items):
            for item in items:
                place = item.destination or item.action.D
                begins[squeezed(item.title)] = numbers[place[0].objgen]
                walk(item.children)

        walk(outline.root)
    with pdfplumber.open(BytesIO(content)) as read:
        lines = [squeezed(line["text"]) for line in read.pages[1].extract_text_lines()]
        texts = [squeezed(page.extract_text()) for page in read.pages]
    wanted = [f"{section.code} {section.heading}" for section in record.sections]
    for text in wanted:
        code = text.split()[0]
        (line,) = [line for line in lines if line.startswith(code)]
        said = int(re.search(r"\.(\d+)$", line)[1])
        title = squeezed(text)
        found = begins.get(title) or begins.get(title.removeprefix(code))
        assert said == found, line
        assert code in texts[said - 1]
        if record.language == "en":
            assert title.removeprefix(code) in texts[said - 1]
    assert len(set(begins.values())) > 3
    assert f"2/{pages}" in texts[1]


def test_cover_answers_and_glossary_say_what_they_must(paper):
    record, content, _pages = paper
    with pdfplumber.open(BytesIO(content)) as read:
        texts = [page.extract_text() for page in read.pages]
    if record.language == "en":
        assert "The test course" in texts[0]
        assert "Reviewed by a native reviewer" in texts[0]
        assert "The warden is near." in "".join(texts[4:])
        assert "What people drink." in texts[-1]
        order = "".join(texts)
        assert order.index("Whom do you call first?") < order.index("Answers to the self-checks")
    assert str(record.text_of.year) in texts[0]


def test_a_table_longer_than_a_page_repeats_its_head(course_page):
    first = LessonPage.objects.order_by("path").first()
    rows = [{"values": [f"Row {number}", "Text " * 20]} for number in range(60)]
    first.body_en = first.body_en.stream_block.to_python(
        [
            {
                "type": "table",
                "value": {
                    "caption": "Long",
                    "columns": [
                        {"type": "text", "heading": "Headword"},
                        {"type": "text", "heading": "B"},
                    ],
                    "rows": rows,
                },
            }
        ]
    )
    first.save_revision().publish()
    content, _pages = pdf.render(book("en", "b1"))
    with pdfplumber.open(BytesIO(content)) as read:
        on = [page.extract_text() for page in read.pages]
    with_rows = [text for text in on if re.search(r"^Row \d", text, re.MULTILINE)]
    assert len(with_rows) > 1
    assert all("Headword" in text for text in with_rows)


# --- Having it made -------------------------------------------------------------------------------


def test_it_is_made_once_and_kept_until_its_contents_change(
    course_page, participant, django_capture_on_commit_callbacks
):
    job = make(course_page, participant, django_capture_on_commit_callbacks)
    assert (job.state, job.percent) == ("done", 100)
    first = Handbook.objects.get()
    assert first.size == first.file.size
    assert job.result["pages"] == first.pages > 4
    assert make(course_page, participant, django_capture_on_commit_callbacks) is None
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.heading_lo = "ໃໝ່"
    lesson.save_revision().publish()
    make(course_page, participant, django_capture_on_commit_callbacks)
    second = Handbook.objects.get()
    assert second.file.name != first.file.name
    assert not handbook_storage().exists(first.file.name)
    assert handbook_storage().exists(second.file.name)


def test_making_one_clears_away_what_is_no_longer_true(
    course_page, participant, django_capture_on_commit_callbacks
):
    make(course_page, participant, django_capture_on_commit_callbacks, scope="b1")
    make(course_page, participant, django_capture_on_commit_callbacks, scope="d1", language="en")
    kept, old = Handbook.objects.get(scope="d1"), Handbook.objects.get(scope="b1")
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.heading_en = lesson.heading_lo = "New"
    lesson.save_revision().publish()
    make(course_page, participant, django_capture_on_commit_callbacks, scope="d1")
    assert not handbook_storage().exists(old.file.name)
    assert handbook_storage().exists(kept.file.name)
    old.refresh_from_db()
    assert (old.file.name, old.size) == ("", 0)


def test_pressed_twice_it_is_one_job(course_page, participant):
    ask = {"course": course_page, "scope": "b1", "language": "lo"}
    assert services.ask_for_handbook(**ask, actor=participant) == services.ask_for_handbook(
        **ask, actor=None
    )


@pytest.mark.parametrize(("scope", "language"), [("nothing", "lo"), ("b1", "th")])
def test_there_is_no_handbook_of_what_does_not_exist(course_page, participant, scope, language):
    with pytest.raises(ValidationError):
        services.ask_for_handbook(
            course=course_page, scope=scope, language=language, actor=participant
        )


def test_a_handbook_whose_texts_are_gone_says_so(
    course_page, participant, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = services.ask_for_handbook(
            course=course_page, scope="d1", language="lo", actor=participant
        )
        LessonPage.objects.get(code="D1.1").unpublish()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.message


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_signed_in_person_has_it_made_and_anybody_takes_it(
    course_page, participant, browser_of, stranger, language, django_capture_on_commit_callbacks
):
    browser = browser_of(participant)
    page = browser.get(LIST.format(language))
    assert MAKE.format(language, "course", "lo") in page.content.decode()
    assert (
        MAKE.format(language, "course", "lo")
        not in stranger.get(LIST.format(language)).content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(MAKE.format(language, "b1", language))
    assert answer.status_code == 302
    assert (
        PDF.format(language, "b1", language) in stranger.get(LIST.format(language)).content.decode()
    )
    answer = stranger.get(PDF.format(language, "b1", language))
    assert answer["Content-Type"] == "application/pdf"
    assert f"test-b1-{language}.pdf" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"


def test_a_stranger_is_sent_to_sign_in_before_anything_is_made(course_page, stranger):
    answer = stranger.post(MAKE.format("lo", "b1", "lo"))
    assert answer.status_code == 302
    assert "next=" in answer["Location"]
    assert not Handbook.objects.exists()


def test_an_old_file_is_not_handed_out(
    course_page, participant, stranger, django_capture_on_commit_callbacks
):
    make(course_page, participant, django_capture_on_commit_callbacks)
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.heading_lo = "ໃໝ່"
    lesson.save_revision().publish()
    assert stranger.get(PDF.format("lo", "b1", "lo")).status_code == 302
    assert PDF.format("lo", "b1", "lo") not in stranger.get(LIST.format("lo")).content.decode()


@pytest.mark.parametrize("path", ["nothing/lo/", "b1/th/", "nothing/lo/pdf/", "b1/th/pdf/"])
def test_an_address_of_nothing_is_not_found(course_page, stranger, path):
    assert stranger.get(LIST.format("lo") + path).status_code == 404


def test_progress_is_seen_while_it_is_made(course_page, participant, browser_of):
    browser = browser_of(participant)
    job = services.ask_for_handbook(
        course=course_page, scope="b1", language="lo", actor=participant
    )
    job.beat(done=3, total=10)
    Job.objects.filter(pk=job.pk).update(state="running")
    page = browser.get(LIST.format("en")).content.decode()
    assert "htmx" in page
    fragment = browser.get(LIST.format("en") + "b1/lo/").content.decode()
    assert "every 1s" in fragment
    assert 'value="30"' in fragment
    Job.objects.filter(pk=job.pk).update(state="failed")
    fragment = browser.get(LIST.format("en") + "b1/lo/").content.decode()
    assert "every 1s" not in fragment
    assert "Try again" in fragment


def test_course_and_module_lead_to_the_handbook(course_page, stranger):
    with translation.override("lo"):
        for path in ("/lo/learning/test/", "/lo/learning/test/b1/"):
            assert LIST.format("lo") in stranger.get(path).content.decode()


def test_the_list_asks_the_same_however_many_handbooks(
    course_page, participant, stranger, django_assert_num_queries
):
    def make_rows(keys):
        for key in keys:
            row = Handbook.objects.create(course=course_page, scope=key, language="lo")
            Job.objects.create(kind="make_handbook", target_id=str(row.pk), state="failed")

    assert CoursePage.objects.count() == 1
    make_rows(["b1"])
    stranger.get(LIST.format("lo"))
    with django_assert_num_queries(4):
        stranger.get(LIST.format("lo"))
    make_rows(["d1", "course"])
    with django_assert_num_queries(4):
        stranger.get(LIST.format("lo"))
