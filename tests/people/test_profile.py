"""One's own page: correct it, take a copy, agree or not."""

import json

import pytest

from people.enums import ConsentKind
from people.models import Consent, User
from people.selectors import add_to_my_data, has_seen_privacy_notice, standing_consents
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db

PAGE = "/lo/account/profile/"
NAMES = ["given_name_lo", "family_name_lo", "given_name_latin", "family_name_latin"]
VALUES = {
    "title": "than_nang",
    "given_name_lo": "ດວງໃຈ",
    "family_name_lo": "ວົງສາ",
    "given_name_latin": "Duangchai",
    "family_name_latin": "Vongsa",
    "gender": "female",
    "level": "central",
    "phone": "020 5555 1234",
    "email": "",
    "preferred_language": "lo",
}


@pytest.mark.parametrize("language", ["lo", "en"])
def test_both_scripts_are_shown(browser_of, participant, language):
    body = browser_of(participant).get(f"/{language}/account/profile/").content.decode()
    assert participant.name_lo in body
    assert participant.name_latin in body


def test_one_corrects_ones_own_data(browser_of, participant):
    organisation = make_organisation()
    response = browser_of(participant).post(PAGE, VALUES | {"organisation": organisation.pk})
    assert response["Location"] == PAGE
    person = User.objects.get(pk=participant.pk)
    assert (person.name_lo, person.phone, person.organisation, person.gender) == (
        "ດວງໃຈ ວົງສາ",
        "+8562055551234",
        organisation,
        "female",
    )


def test_saving_twice_changes_nothing_more(browser_of, participant):
    from core.models import AuditLine

    browser = browser_of(participant)
    browser.post(PAGE, VALUES)
    lines = AuditLine.objects.count()
    browser.post(PAGE, VALUES)
    assert AuditLine.objects.count() == lines


def test_changing_the_language_changes_the_page(browser_of, participant):
    response = browser_of(participant).post(PAGE, VALUES | {"preferred_language": "en"})
    assert response["Location"] == "/en/account/profile/"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"email": "nonsense"}, "email"),
        ({"email": "taken@example.la"}, "email"),
        ({"gender": "x"}, "gender"),
        ({"given_name_lo": "ນ" * 121}, "given_name_lo"),
        (
            {
                "given_name_lo": "",
                "family_name_lo": "",
                "given_name_latin": "",
                "family_name_latin": "",
            },
            "given_name_lo",
        ),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(browser_of, participant, wrong, field):
    make_person(email="taken@example.la")
    response = browser_of(participant).post(PAGE, VALUES | {"position_lo": "ວິຊາການພິເສດ"} | wrong)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "ວິຊາການພິເສດ" in response.content.decode()
    participant.refresh_from_db()
    assert participant.position_lo == ""


def test_roles_and_other_peoples_data_cannot_be_posted(browser_of, participant):
    browser_of(participant).post(
        PAGE, VALUES | {"is_superuser": "on", "is_staff": "on", "username": "root", "groups": "1"}
    )
    person = User.objects.get(pk=participant.pk)
    assert (person.is_superuser, person.is_staff, person.username) == (False, False, "participant")


def test_names_of_120_letters_are_kept_and_shown(browser_of, participant):
    lao, latin = "ແກ້ວ" * 30, "Keo" * 40
    browser = browser_of(participant)
    response = browser.post(PAGE, VALUES | dict(zip(NAMES, (lao, lao, latin, latin), strict=True)))
    assert response.status_code == 302
    assert lao in browser.get(PAGE).content.decode()


def test_the_page_takes_the_same_queries_however_many_organisations(
    browser_of, participant, django_assert_max_num_queries
):
    browser = browser_of(participant)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_organisation(parent=make_organisation())
        browser.get(PAGE)
        with django_assert_max_num_queries(12) as queries:
            browser.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_copy_of_ones_data(browser_of, participant, monkeypatch):
    from people import selectors

    monkeypatch.setattr(selectors, "_data_sources", {})
    add_to_my_data("certificates", lambda person: [person.username])
    response = browser_of(participant).get("/lo/account/profile/my-data.json")
    assert "attachment" in response["Content-Disposition"]
    data = json.loads(response.content)
    assert data["profile"]["given_name_lo"] == participant.given_name_lo
    assert data["certificates"] == ["participant"]
    assert "password" not in response.content.decode()


@pytest.mark.parametrize("page", ["profile/", "profile/my-data.json", "password/change/"])
def test_strangers_are_sent_to_sign_in_and_come_back(stranger, page):
    response = stranger.get(f"/lo/account/{page}")
    assert response.status_code == 302
    assert response["Location"] == f"/lo/account/login/?next=/lo/account/{page}"


@pytest.mark.parametrize("page", ["profile/photos/", "privacy/"])
def test_strangers_cannot_agree_for_anybody(stranger, page):
    assert stranger.post(f"/lo/account/{page}", {"answer": "yes"}).status_code == 302
    assert not Consent.objects.exists()


def test_photos_are_agreed_to_and_withdrawn_and_nothing_is_deleted(browser_of, participant):
    browser = browser_of(participant)
    for _ in range(2):
        browser.post("/lo/account/profile/photos/", {"answer": "yes"})
    assert ConsentKind.PHOTOS in standing_consents(participant)
    assert Consent.objects.count() == 1
    browser.post("/lo/account/profile/photos/", {"answer": "no"})
    assert standing_consents(participant) == {}
    assert Consent.objects.count() == 1
    browser.post("/lo/account/profile/photos/", {"answer": "yes"})
    assert Consent.objects.count() == 2


@pytest.mark.parametrize("language", ["lo", "en"])
def test_one_may_say_no_and_read_on(browser_of, participant, language):
    browser = browser_of(participant)
    target = f"/{language}/account/profile/"
    page = browser.post(f"/{language}/account/privacy/", {"answer": "no", "next": target})
    assert page.status_code == 200
    assert f'href="{target}"' in page.content.decode()
    assert not has_seen_privacy_notice(participant)
    assert browser.get(target).status_code == 200


def test_the_notice_can_be_read_by_anyone_and_agreed_to_once(stranger, browser_of, participant):
    assert stranger.get("/lo/account/privacy/").status_code == 200
    browser = browser_of(participant)
    for _ in range(2):
        browser.post("/lo/account/privacy/", {"answer": "yes"})
    consent = Consent.objects.get()
    assert (consent.kind, consent.language) == ("privacy_notice", "lo")


def test_the_notice_does_not_lead_to_another_host(browser_of, participant):
    response = browser_of(participant).post(
        "/lo/account/privacy/", {"answer": "yes", "next": "https://evil.example/"}
    )
    assert response["Location"].startswith("/lo/")
