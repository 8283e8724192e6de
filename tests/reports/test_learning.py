"""Self-paced learning in the reports: counted by hand, each person once, small groups not shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from courses.curriculum import services
from courses.curriculum.models import Completion, CoursePage, Enrolment, LessonPage, LessonProgress
from people.enums import Gender, Level
from reports.enums import LearningCount
from reports.figures import learning_figures
from reports.figures.counting import GenderCount
from reports.selectors import LearningSelection, records_of_learning
from reports.tables.parts import gender_table
from reports.tables.publishing import publishable
from tests.courses.curriculum.conftest import site, write_course
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db
__all__ = ["site"]


@pytest.fixture
def course_page(site, tmp_path) -> CoursePage:
    services.load_curriculum(folder=write_course(tmp_path, {"B1": 1, "D1": 1}))
    return CoursePage.objects.get()


def read(person, *codes):
    for code in codes:
        services.complete_lesson(person=person, lesson=LessonPage.objects.get(code=code))


def figures(counted=LearningCount.STARTED, **selection):
    return learning_figures(records_of_learning(LearningSelection(**selection)), counted)


@pytest.fixture
def learners(course_page):
    """A woman who completed all and began again, a man with one module, one who stopped."""
    ministry, union = make_organisation(name_en="Ministry"), make_organisation(name_en="Union")
    department = make_organisation(parent=ministry)
    she = make_person(gender=Gender.FEMALE, organisation=department)
    he = make_person(gender=Gender.MALE, organisation=ministry, level=Level.PROVINCE)
    stopped = make_person(gender=Gender.MALE, organisation=union)
    read(she, "B1.1", "D1.1")
    services.begin_again(person=she, course=course_page)
    read(he, "B1.1")
    services.enrol(person=stopped, course=course_page)
    long_ago = timezone.now() - timedelta(days=90)
    services.open_lesson(person=stopped, lesson=LessonPage.objects.get(code="B1.1"))
    LessonProgress.objects.filter(enrolment__person=stopped).update(last_opened_at=long_ago)
    Enrolment.objects.filter(person=stopped).update(started_at=long_ago)
    return {"she": she, "he": he, "stopped": stopped, "ministry": ministry}


def test_the_counts(learners):
    counts = figures().counts
    assert counts[LearningCount.STARTED] == GenderCount(female=1, male=2)
    assert counts[LearningCount.ACTIVE] == GenderCount(female=1, male=1)
    assert counts[LearningCount.MODULE] == GenderCount(female=1, male=1)
    assert counts[LearningCount.COURSE] == GenderCount(female=1)
    assert counts[LearningCount.REFRESHER] == GenderCount(female=1)


def test_departments_count_with_their_ministry_and_modules_in_order(learners):
    found = figures()
    assert [(row.body.name.en, row.count.total) for row in found.bodies] == [
        ("Ministry", 2),
        ("Union", 1),
    ]
    assert {row.key: row.count.total for row in found.levels} == {"central": 2, "province": 1}
    assert [(module.code, count.total) for module, count in found.modules] == [("B1", 2), ("D1", 1)]


def test_the_filters(learners):
    today = timezone.localdate()
    recent = figures(first_day=today - timedelta(days=7)).counts
    assert recent[LearningCount.STARTED].total == 2
    before = figures(last_day=today - timedelta(days=7)).counts
    assert before[LearningCount.STARTED].total == 1
    assert before[LearningCount.COURSE].total == 0
    assert figures(gender=Gender.MALE).counts[LearningCount.STARTED].total == 2
    assert figures(organisation=learners["ministry"].pk).records == 2


def test_merged_records_are_one_person(learners):
    learners["he"].merged_into = learners["she"]
    learners["he"].save()
    assert figures().counts[LearningCount.STARTED].total == 2


def test_queries_do_not_grow_with_people(course_page):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            read(make_person(organisation=make_organisation()), "B1.1", "D1.1")
        with CaptureQueriesContext(connection) as queries:
            figures()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Completion.objects.exists()


def table(*rows):
    counts = [GenderCount(*row) for row in rows]
    with translation.override("en"):
        return publishable(
            gender_table(
                key="k",
                title="t",
                caption="c",
                subject="s",
                rows=[(str(number), "", count) for number, count in enumerate(counts)],
                total=sum(counts, GenderCount()),
            )
        )


def values(found):
    return [[cell.value for cell in line.cells[:4]] for line in found.all_lines]


def test_small_lines_are_put_together():
    assert values(table((9, 9), (2, 1), (3, 4))) == [
        [9, 9, 0, 18],
        [5, 5, 0, 10],
        [14, 14, 0, 28],
    ]


def test_a_small_gender_hides_the_split_and_the_total_gives_nothing_away():
    assert values(table((9, 9), (6, 2))) == [
        [9, 9, 0, 18],
        [None, None, None, 8],
        [None, None, None, 26],
    ]


def test_large_groups_are_shown_as_they_are():
    assert values(table((9, 9), (6, 7))) == [[9, 9, 0, 18], [6, 7, 0, 13], [15, 16, 0, 31]]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_and_its_files(learners, reporting_officer, browser_of, language):
    client = browser_of(reporting_officer)
    with translation.override(language):
        page, xlsx, csv = (
            reverse(name)
            for name in ("reports_learning", "reports_learning_xlsx", "reports_learning_csv")
        )
    title = {"lo": "ການຮຽນດ້ວຍຕົນເອງ", "en": "Self-paced learning"}[language]
    assert title in client.get(page).text
    assert title in client.get(page, {"publish": "on", "who": "course"}).text
    assert client.get(xlsx).content[:2] == b"PK"
    assert "B1 · " in client.get(csv).content.decode("utf-8-sig")
    assert (
        client.get(page, {"first_day": "2026-02-02", "last_day": "2026-01-01"}).status_code == 200
    )
    assert client.get(csv, {"first_day": "nonsense"}).status_code == 302


def test_who_may_not_read_it(facilitator, participant, stranger, browser_of):
    page = reverse("reports_learning")
    assert browser_of(facilitator).get(page).status_code == 404
    assert browser_of(participant).get(page).status_code == 404
    assert stranger.get(page).status_code == 302
