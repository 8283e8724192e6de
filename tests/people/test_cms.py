"""People and organisations in the CMS: every screen opens, everything is saved through services."""

import pytest
from django.urls import reverse

from core.models import AuditLine
from people import roles
from people.models import Organisation, User
from people.services import ensure_roles, seed_organisations
from tests.conftest import PASSWORD
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db

LIST = "/cms/users/"
PERSON = {
    "username": "",
    "title": "than",
    "given_name_lo": "ບຸນມີ",
    "family_name_lo": "ແສງດາລາ",
    "given_name_latin": "Bounmy",
    "family_name_latin": "Sengdala",
    "gender": "male",
    "level": "central",
    "phone": "020 5555 1234",
    "preferred_language": "lo",
}


@pytest.fixture
def cms(administrator, browser_of):
    """An administrator by role alone, as IOM would have one."""
    ensure_roles()
    person = make_person(username="cms-admin", role=roles.ADMINISTRATOR)
    return browser_of(person)


def test_the_list_shows_names_roles_and_organisations(cms):
    make_person(given_name_lo="ດວງໃຈ", organisation=make_organisation(), role=roles.FACILITATOR)
    body = cms.get(LIST).content.decode()
    assert "ດວງໃຈ" in body
    assert "first" not in body.lower().replace("first-child", "")


def test_the_list_takes_the_same_queries_however_many(cms, django_assert_max_num_queries):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_person(organisation=make_organisation(), role=roles.FACILITATOR)
        cms.get(LIST)
        with django_assert_max_num_queries(30) as queries:
            cms.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_of_organisations_takes_the_same_queries(cms, django_assert_max_num_queries):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_organisation(parent=make_organisation())
        cms.get("/cms/organisations/")
        with django_assert_max_num_queries(30) as queries:
            cms.get("/cms/organisations/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("asked", ["ຄໍາຫລ້າ", "ຄຳຫຼ້າ", "khamla", "5555 1234", "nam1"])
def test_people_are_found_in_any_spelling(cms, asked):
    wanted = make_person(
        username="nam1",
        given_name_lo="ຄຳຫຼ້າ",
        given_name_latin="Khamla",
        phone="+8562055551234",
    )
    make_person(username="other", given_name_lo="ດວງໃຈ", given_name_latin="Duangchai")
    body = cms.get(LIST, {"q": asked}).content.decode()
    assert f"/cms/users/edit/{wanted.pk}/" in body
    assert "ດວງໃຈ" not in body


@pytest.mark.parametrize(
    "page", ["/cms/", "/cms/users/", "/cms/users/new/", "/cms/account/", "/cms/groups/",
             "/cms/organisations/", "/cms/organisations/new/"],
)  # fmt: skip
def test_every_screen_opens_for_a_superuser(administrator, browser_of, page):
    assert browser_of(administrator).get(page).status_code == 200


@pytest.mark.parametrize("page", ["", "users/", "users/new/", "account/", "organisations/"])
def test_every_screen_opens_for_an_administrator(cms, page):
    assert cms.get(f"/cms/{page}").status_code == 200


def test_the_account_page_does_not_ask_for_first_and_last_name(cms):
    body = cms.get("/cms/account/").content.decode()
    assert "first_name" not in body
    choices = {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    response = cms.post("/cms/account/", choices)
    assert response.status_code in (200, 302)


def test_an_editor_and_a_participant_do_not_get_in(editor, participant, browser_of):
    ensure_roles()
    for person in (editor, participant):
        for page in (LIST, "/cms/organisations/"):
            response = browser_of(person).get(page)
            assert response.status_code == 302
            assert not response["Location"].startswith(page)


def test_a_person_is_registered_with_a_role_and_without_a_password(cms, groups):
    data = PERSON | {"groups": [groups[roles.FACILITATOR].pk]}
    response = cms.post("/cms/users/new/", data)
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(username="bounmy.sengdala")
    assert (person.phone, person.has_usable_password()) == ("+8562055551234", False)
    assert list(person.groups.values_list("name", flat=True)) == [roles.FACILITATOR]
    assert AuditLine.objects.filter(verb="create_person", target_id=str(person.pk)).exists()


def test_what_the_service_refuses_is_shown_and_nothing_is_lost(cms):
    make_person(phone="+8562055551234")
    before = User.objects.count()
    response = cms.post("/cms/users/new/", PERSON | {"email": "new@example.la"})
    body = response.content.decode()
    assert response.status_code == 200
    assert "phone" in response.context["form"].errors
    assert "Bounmy" in body
    assert "new@example.la" in body
    assert User.objects.count() == before


def test_a_person_is_changed_and_keeps_groups_that_are_no_roles(cms, groups):
    from django.contrib.auth.models import Group

    person = make_person(username="bm", role=roles.FACILITATOR)
    other = Group.objects.create(name="something else")
    person.groups.add(other)
    data = PERSON | {
        "username": "bm",
        "is_active": "on",
        "groups": [groups[roles.REPORTING_OFFICER].pk],
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = cms.post(f"/cms/users/edit/{person.pk}/", data)
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(pk=person.pk)
    assert person.given_name_latin == "Bounmy"
    assert person.check_password(PASSWORD)
    names = set(person.groups.values_list("name", flat=True))
    assert names == {"something else", roles.REPORTING_OFFICER}


def test_an_account_is_closed_but_never_ones_own_and_never_deleted(cms, administrator):
    person = make_person(username="bm")
    cms.post(f"/cms/users/edit/{person.pk}/", PERSON | {"username": "bm"})
    person.refresh_from_db()
    assert not person.is_active
    own = User.objects.get(username="cms-admin")
    cms.post(f"/cms/users/edit/{own.pk}/", PERSON | {"username": "cms-admin", "phone": ""})
    own.refresh_from_db()
    assert own.is_active
    from django.test import Client

    superuser = Client()
    superuser.force_login(administrator)
    superuser.post(f"/cms/users/delete/{person.pk}/")
    assert User.objects.filter(pk=person.pk).exists()


def test_nobody_becomes_a_superuser_by_the_form(cms):
    cms.post("/cms/users/new/", PERSON | {"is_superuser": "on"})
    assert not User.objects.get(username="bounmy.sengdala").is_superuser


def test_an_administrator_makes_a_link_to_set_a_password(cms, participant, browser_of):
    address = reverse("person_invite", args=[participant.pk])
    assert "/account/password/reset/key/" not in cms.get(address).content.decode()
    assert "/lo/account/password/reset/key/" in cms.post(address).content.decode()
    assert address in cms.get(LIST).content.decode()


@pytest.mark.parametrize("who", ["participant", "facilitator", "editor", "reporting_officer"])
def test_others_make_no_links(request, browser_of, participant, who):
    person = request.getfixturevalue(who)
    assert (
        browser_of(person).post(reverse("person_invite", args=[participant.pk])).status_code == 404
    )


ORGANISATION = {
    "kind": "ministry",
    "name_lo": "ກົມກົງສຸນ",
    "name_en": "Consular Department",
    "protocol_order": "11",
}


def test_the_spelling_of_the_consular_department_is_changed_for_good(cms):
    seed_organisations()
    department = Organisation.objects.get(seed_key="mofa-consular")
    response = cms.post(
        f"/cms/organisations/edit/{department.pk}/", ORGANISATION | {"parent": department.parent_id}
    )
    assert response.status_code == 302, response.context["form"].errors
    seed_organisations()
    department.refresh_from_db()
    assert department.name_lo == "ກົມກົງສຸນ"
    assert AuditLine.objects.filter(verb="change_organisation").exists()


def test_a_chain_that_bites_its_tail_is_refused_with_a_word(cms):
    seed_organisations()
    department = Organisation.objects.get(seed_key="mofa-consular")
    response = cms.post(
        f"/cms/organisations/edit/{department.parent_id}/", ORGANISATION | {"parent": department.pk}
    )
    assert response.status_code == 200
    assert "parent" in response.context["form"].errors


def test_an_organisation_ends_but_is_not_deleted(administrator, browser_of):
    organisation = make_organisation()
    make_person(organisation=organisation)
    response = browser_of(administrator).post(f"/cms/organisations/delete/{organisation.pk}/")
    assert response.status_code in (302, 403, 404)
    assert Organisation.objects.filter(pk=organisation.pk).exists()
