"""The whole course at a glance, and whether the Lao is good enough to be published."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.curriculum.models import CoursePage, GlossaryTerm, LessonPage, ModulePage, TextReview
from courses.curriculum.selectors.coverage import coverage_of
from courses.curriculum.selectors.review import State
from courses.curriculum.services import review_text, save_term
from people.services import ensure_roles
from tests.courses.curriculum.conftest import write_course
from tests.courses.curriculum.test_editing import errors_in, lesson_form

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/reports/coverage/"


@pytest.fixture
def cms(course_page, editor, browser_of):
    ensure_roles()
    return browser_of(editor)


@pytest.fixture
def insisting(course_page):
    """A course that refuses pages without Lao."""
    course_page.refuse_without_lao = True
    course_page.save_revision().publish()
    return course_page


@pytest.fixture
def lesson(course_page):
    TextReview.objects.all().delete()
    return LessonPage.objects.get(code="B1.1")


def messages_in(client) -> str:
    return client.get("/cms/").content.decode()


def test_every_page_has_a_row_in_order_and_the_glossary_follows(course_page, editor):
    save_term(
        term=GlossaryTerm(
            slug="x", term_en="Alert", term_lo="ເຕືອນໄພ", meaning_en="a", meaning_lo="ກ"
        ),
        actor=editor,
    )
    rows = coverage_of(course_page)
    assert [row.code for row in rows if row.code] == [
        "B1", "B1.1", "B1.2", "B1.3", "D1", "D1.1", "T1", "L1",
    ]  # fmt: skip
    assert len(rows) == course_page.get_descendants(inclusive=True).count() + 1
    assert (rows[-1].heading_lo, rows[-1].lo.state) == ("ເຕືອນໄພ", State.DRAFT)


def test_missing_stale_and_reviewed_are_told_apart(course_page, lesson, editor):
    page = lesson.get_latest_revision_as_object()
    page.summary_lo, page.heading_en = "", "New heading"
    page.save_revision()
    other = LessonPage.objects.get(code="B1.2")
    review_text(page=other, language="lo", reviewer=editor)
    rows = {row.code: row for row in coverage_of(course_page)}
    assert [part.field for part in rows["B1.1"].lo.missing] == ["summary"]
    assert [part.field for part in rows["B1.1"].lo.stale] == ["heading"]
    assert (rows["B1.1"].has_draft, rows["B1.1"].is_live) == (True, True)
    assert (rows["B1.2"].lo.state, rows["B1.2"].lo.reviewer) == (State.REVIEWED, str(editor))
    assert rows["B1.2"].minutes_lo == other.minutes_lo > 0


def test_the_page_takes_the_same_queries_however_long_the_course(
    cms, course_files, django_assert_max_num_queries
):
    from courses.curriculum.services import load_curriculum

    counts = []
    for lessons in (1, 3):
        write_course(course_files, {"B1": 3, "D1": 1, "A1": lessons})
        load_curriculum(folder=course_files)
        TextReview.objects.all().delete()
        cms.get(ADDRESS)
        with django_assert_max_num_queries(40) as queries:
            cms.get(ADDRESS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ({"kind": "cardpage"}, "L1 ", "B1.1 "),
        ({"lo": "missing"}, "B1.2 ", "B1.1 "),
        ({"lo": "behind"}, "B1.2 ", "B1.1 "),
        ({"q": "Night"}, "T1 ", "B1.1 "),
        ({"q": "ຄືນ"}, "T1 ", "B1.1 "),
        ({"lo": "nonsense", "kind": "x"}, "B1.1 ", "no such row"),
    ],
)
def test_the_filters(cms, course_page, query, there, gone):
    lesson = LessonPage.objects.get(code="B1.2")
    for field in ("heading", "summary", "objectives", "body"):
        setattr(lesson, f"{field}_lo", [] if field == "body" else "")
    lesson.save_revision()
    body = cms.get(ADDRESS, query).content.decode()
    if query.get("q") == "Night":
        assert "B1.1 " not in body
    else:
        assert there in body
    assert gone not in body


def test_the_coverage_is_among_the_reports(cms):
    assert ADDRESS in cms.get("/cms/").content.decode()


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer"])
def test_others_do_not_see_the_coverage(request, course_page, browser_of, who):
    ensure_roles()
    assert browser_of(request.getfixturevalue(who)).get(ADDRESS).status_code in (302, 403, 404)


def test_publishing_without_complete_lao_is_warned_of(cms, lesson, stranger):
    data = lesson_form(code="B1.1", slug=lesson.slug, summary_lo="")
    response = cms.post(f"/cms/pages/{lesson.pk}/edit/", data | {"action-publish": "1"})
    assert response.status_code == 302
    assert "Storms" in stranger.get("/en/learning/test/b1/b1-1/").content.decode()
    assert reverse("curriculum_review", args=[lesson.pk]) in messages_in(cms)


def test_publishing_complete_lao_warns_of_nothing(cms, lesson):
    data = lesson_form(code="B1.1", slug=lesson.slug)
    cms.post(f"/cms/pages/{lesson.pk}/edit/", data | {"action-publish": "1"})
    assert reverse("curriculum_review", args=[lesson.pk]) not in messages_in(cms)


@pytest.mark.parametrize("new", [True, False])
def test_a_course_may_refuse_and_what_was_typed_stays(cms, insisting, lesson, new, stranger):
    if new:
        module = ModulePage.objects.get(code="B1")
        address = f"/cms/pages/add/curriculum/lessonpage/{module.pk}/"
        data = lesson_form(summary_lo="")
    else:
        address = f"/cms/pages/{lesson.pk}/edit/"
        data = lesson_form(code="B1.1", slug=lesson.slug, summary_lo="")
    response = cms.post(address, data | {"action-publish": "1"})
    assert response.status_code == 200
    body = response.content.decode()
    assert "ບໍ່ໄດ້ເຜີຍແຜ່" in body, errors_in(response)
    assert "Name two signs" in body
    assert "Storms" not in stranger.get("/en/learning/test/b1/").content.decode()
    assert cms.post(address, data).status_code == 302, "a draft is always kept"
    whole = data | {"summary_lo": "ຄົບແລ້ວ"} | ({"slug": "gales"} if new else {})
    response = cms.post(address, whole | {"action-publish": "1"})
    assert response.status_code == 302, (errors_in(response), response.context["form"].errors)


def test_many_pages_at_once_obey_the_course_too(cms, insisting, lesson):
    page = lesson.get_latest_revision_as_object()
    page.summary_lo = ""
    page.save_revision()
    page.unpublish()
    address = f"/cms/bulk/wagtailcore/page/publish/?id={lesson.pk}&next=/cms/"
    response = cms.post(address)
    assert response.status_code == 302
    assert not Page.objects.get(pk=lesson.pk).live
    assert "ບໍ່ໄດ້ເຜີຍແຜ່" in messages_in(cms)


def test_the_loader_publishes_whatever_the_course_says(insisting, course_files):
    write_course(course_files, {"B1": 4, "D1": 1})
    from courses.curriculum.services import load_curriculum

    load_curriculum(folder=course_files)
    assert LessonPage.objects.get(code="B1.4").live


def test_the_setting_is_on_the_course_page(cms, course_page):
    body = cms.get(f"/cms/pages/{CoursePage.objects.get().pk}/edit/").content.decode()
    assert 'name="refuse_without_lao"' in body
