"""Wagtail's own workflow and history work on the pages of the course."""

import pytest
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from courses.curriculum.models import LessonPage, TextReview
from people import roles
from people.services import ensure_roles
from tests.courses.curriculum.test_editing import lesson_form
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(course_page):
    """Of a course whose changes an administrator approves."""
    groups = ensure_roles()
    TextReview.objects.all().delete()
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(groups[roles.ADMINISTRATOR])
    workflow = Workflow.objects.create(name="Approval of the course")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=course_page)
    return LessonPage.objects.get(code="B1.1")


@pytest.fixture
def editing(lesson, editor, browser_of):
    return browser_of(editor)


@pytest.fixture
def approving(lesson, browser_of):
    return browser_of(make_person(username="approver", role=roles.ADMINISTRATOR))


APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


def test_a_lesson_goes_through_the_workflow(editing, approving, lesson, stranger):
    address = f"/cms/pages/{lesson.pk}/edit/"
    data = lesson_form(code="B1.1", slug=lesson.slug)
    assert editing.post(address, data | {"action-submit": "1"}).status_code == 302
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert "Storms" not in stranger.get("/en/learning/test/b1/b1-1/").content.decode()
    assert approving.post(address, data | APPROVE).status_code == 302
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert "Storms" in stranger.get("/en/learning/test/b1/b1-1/").content.decode()


def test_an_approval_obeys_a_course_that_refuses(editing, approving, lesson, course_page, stranger):
    course_page.refuse_without_lao = True
    course_page.save_revision().publish()
    address = f"/cms/pages/{lesson.pk}/edit/"
    data = lesson_form(code="B1.1", slug=lesson.slug, summary_lo="")
    assert editing.post(address, data | {"action-submit": "1"}).status_code == 302
    response = approving.post(address, data | APPROVE)
    assert response.status_code == 200
    assert "ບໍ່ໄດ້ເຜີຍແຜ່" in response.content.decode()
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert "Storms" not in stranger.get("/en/learning/test/b1/b1-1/").content.decode()


def test_an_older_version_comes_back_from_the_history(editing, lesson):
    address = f"/cms/pages/{lesson.pk}/edit/"
    first = lesson.latest_revision_id
    assert editing.post(address, lesson_form(code="B1.1", slug=lesson.slug)).status_code == 302
    shown = editing.get(f"/cms/pages/{lesson.pk}/revisions/{first}/revert/")
    assert "Floods 1" in shown.content.decode()
    lesson.refresh_from_db()
    revision = lesson.latest_revision
    data = lesson_form(code="B1.1", slug=lesson.slug, heading_en="Floods 1") | {
        "revision": first,
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }
    assert f'name="loaded_revision_id" value="{revision.pk}"' in shown.content.decode()
    assert editing.post(address, data).status_code == 302
    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().heading_en == "Floods 1"
    assert editing.get(f"/cms/pages/{lesson.pk}/history/").status_code == 200


def test_an_approval_away_from_the_editor_obeys_too(
    editing, approving, lesson, course_page, stranger
):
    course_page.refuse_without_lao = True
    course_page.save_revision().publish()
    data = lesson_form(code="B1.1", slug=lesson.slug, summary_lo="")
    editing.post(f"/cms/pages/{lesson.pk}/edit/", data | {"action-submit": "1"})
    task = WorkflowState.objects.get().current_task_state
    address = f"/cms/pages/workflow/action/{lesson.pk}/approve/{task.pk}/"
    answer = approving.post(address, {"next": "/cms/"}, follow=True)
    assert "ບໍ່ໄດ້ເຜີຍແຜ່" in answer.content.decode()
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert "Storms" not in stranger.get("/en/learning/test/b1/b1-1/").content.decode()
