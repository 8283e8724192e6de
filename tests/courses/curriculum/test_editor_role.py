"""An editor can write the course in two languages, and do nothing else in the CMS."""

import pytest

from core.models import AuditLine
from courses.curriculum.models import GlossaryTerm, LessonPage
from courses.workshops.models import Workshop
from people.services import ensure_roles
from tests.factories import make_person, make_workshop

pytestmark = pytest.mark.django_db

TERM = {
    "term_en": "Alert level",
    "term_lo": "ລະດັບເຕືອນໄພ",
    "meaning_en": "How near a danger is.",
    "meaning_lo": "ອັນຕະລາຍຢູ່ໃກ້ເທົ່າໃດ.",
    "also_en": "",
    "also_lo": "",
    "lao_review": "draft",
    "slug": "alert-level",
}


@pytest.fixture
def cms(course_page, editor, browser_of):
    ensure_roles()
    return browser_of(editor)


@pytest.mark.parametrize(
    "address",
    ["", "pages/", "images/", "documents/", "glossary/", "glossary/new/", "reports/coverage/"],
)
def test_what_an_editor_reaches(cms, address):
    response = cms.get(f"/cms/{address}", follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"].startswith(f"/cms/{address}")


@pytest.mark.parametrize(
    "address",
    [
        *("users/", "users/new/", "organisations/", "organisations/new/", "groups/"),
        *("sites/", "collections/", "workflows/list/"),
    ],
)
def test_what_an_editor_does_not_reach(cms, address):
    response = cms.get(f"/cms/{address}")
    assert response.status_code in (302, 403, 404)
    if response.status_code == 302:
        assert response["Location"] == "/cms/"


def test_the_menu_offers_no_people_and_no_settings(cms):
    body = cms.get("/cms/").content.decode()
    for address in ("/cms/users/", "/cms/organisations/", "/cms/groups/", "/cms/sites/"):
        assert address not in body
    for address in ("/cms/glossary/", "/cms/images/", "/cms/documents/", "/cms/reports/coverage/"):
        assert address in body


def test_an_editor_opens_no_workshop_and_no_report(cms, facilitator):
    workshop: Workshop = make_workshop(facilitator=facilitator)
    person = make_person(username="somebody")
    assert cms.get(f"/en/workshops/{workshop.code}/").status_code == 404
    assert cms.get("/en/reports/").status_code == 404
    assert cms.get(f"/cms/users/edit/{person.pk}/").status_code == 302


def test_an_editor_keeps_the_glossary(cms, editor):
    response = cms.post("/cms/glossary/new/", TERM)
    assert response.status_code == 302, response.context["form"].errors
    term = GlossaryTerm.objects.get(slug="alert-level")
    assert AuditLine.objects.filter(verb="save_term", actor=editor).count() == 1
    address = f"/cms/glossary/edit/{term.pk}/"
    response = cms.post(address, TERM | {"meaning_lo": "ໃກ້ອັນຕະລາຍປານໃດ."})
    assert response.status_code == 302, response.context["form"].errors
    assert "ໃກ້ອັນຕະລາຍປານໃດ" in cms.get(address).content.decode()
    cms.post(f"/cms/glossary/delete/{term.pk}/")
    assert not GlossaryTerm.objects.exists()
    assert AuditLine.objects.filter(verb="delete_term", actor=editor).exists()


def test_a_term_without_its_word_is_refused_and_the_rest_stays(cms):
    response = cms.post("/cms/glossary/new/", TERM | {"slug": "", "meaning_en": "Kept words"})
    assert response.status_code == 200
    assert "Kept words" in response.content.decode()
    assert not GlossaryTerm.objects.exists()


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer"])
def test_others_do_not_reach_the_glossary(request, course_page, browser_of, who):
    ensure_roles()
    client = browser_of(request.getfixturevalue(who))
    assert client.get("/cms/glossary/").status_code in (302, 403, 404)
    client.post("/cms/glossary/new/", TERM)
    assert not GlossaryTerm.objects.exists()


@pytest.mark.parametrize("mode", ["lo", "en"])
def test_every_written_page_is_previewed_first_at_a_phones_width(cms, mode):
    from courses.curriculum.models import CardPage, ScenarioPage

    for page_type in (LessonPage, ScenarioPage, CardPage):
        page = page_type.objects.first()
        assert page.preview_sizes[0]["device_width"] == 360
        assert page.default_preview_size == "phone"
        shown = cms.get(f"/cms/pages/{page.pk}/view_draft/", {"mode": mode})
        assert f'<html lang="{mode}">' in shown.content.decode()
    body = cms.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert 'data-device-width="360"' in body
