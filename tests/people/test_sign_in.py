"""Signing in by any of three names; refusals tell nothing and say what to do."""

import re

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from people.enums import ConsentKind
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services import create_person, ensure_roles, invite, record_consent
from tests.conftest import PASSWORD
from tests.factories import make_person

pytestmark = pytest.mark.django_db

WRONG = "ບໍ່ກົງກັນ"


@pytest.fixture
def keomany(db) -> User:
    person = create_person(
        actor=None,
        username="keomany",
        password=PASSWORD,
        given_name_lo="ແກ້ວມະນີ",
        given_name_latin="Keomany",
        email="keomany@example.la",
        phone="020 5555 1234",
    )
    record_consent(
        person=person, kind=ConsentKind.PRIVACY_NOTICE, version=PRIVACY_VERSION, language="lo"
    )
    return person


def sign_in(client: Client, login: str, password: str = PASSWORD, language: str = "lo", **data):
    return client.post(
        f"/{language}/account/login/", {"login": login, "password": password, **data}
    )


@pytest.mark.parametrize(
    "identifier",
    [
        "keomany",
        "Keomany",
        " keomany ",
        "keomany@example.la",
        "KEOMANY@example.la",
        "02055551234",
        "020 5555 1234",
        "+856 20 5555 1234",
        "8562055551234",
        "໐໒໐ ໕໕໕໕ ໑໒໓໔",
    ],
)
def test_any_of_the_three_names_opens_the_door(stranger, keomany, identifier):
    response = sign_in(stranger, identifier)
    assert response.status_code == 302
    assert stranger.session["_auth_user_id"] == str(keomany.pk)


@pytest.mark.parametrize(
    "identifier", ["keomany", "nobody", "02099999999", "x@example.la", "=", "໑"]
)
def test_a_wrong_password_and_an_unknown_name_look_the_same(stranger, keomany, identifier):
    response = sign_in(stranger, identifier, "wrong-password")
    assert response.status_code == 200
    assert WRONG in response.content.decode()
    assert "_auth_user_id" not in stranger.session


def test_a_password_is_hashed_whether_or_not_the_person_exists(stranger, keomany, monkeypatch):
    counted = []
    original = User.set_password
    monkeypatch.setattr(
        User, "set_password", lambda self, raw: (counted.append(raw), original(self, raw))[1]
    )
    sign_in(stranger, "nobody", "something")
    assert counted == ["something"]


@pytest.mark.parametrize("merged", [False, True])
def test_a_closed_account_is_refused_like_a_wrong_password(stranger, keomany, merged):
    into = make_person() if merged else None
    User.objects.filter(pk=keomany.pk).update(is_active=False, merged_into=into)
    response = sign_in(stranger, "keomany")
    assert WRONG in response.content.decode()
    assert "_auth_user_id" not in stranger.session


def test_a_merged_account_leads_to_the_one_that_stands_for_the_person(stranger, keomany):
    kept = make_person()
    User.objects.filter(pk=keomany.pk).update(merged_into=kept)
    sign_in(stranger, "keomany")
    assert stranger.session["_auth_user_id"] == str(kept.pk)
    User.objects.filter(pk=kept.pk).update(is_active=False)
    assert stranger.get("/lo/account/profile/").status_code == 302


def test_a_person_without_a_login_is_refused(stranger):
    make_person(username="paper")
    assert WRONG in sign_in(stranger, "paper", "!").content.decode()


def test_many_wrong_tries_are_stopped_by_whatever_name(stranger, keomany):
    names = ["keomany", "020 5555 1234", "+8562055551234", "keomany@example.la"]
    for attempt in range(8):
        sign_in(stranger, names[attempt % 4], "wrong")
    response = sign_in(stranger, "KEOMANY")
    assert "ລອງຫຼາຍເທື່ອເກີນໄປ" in response.content.decode()
    assert "_auth_user_id" not in stranger.session


def test_a_whole_room_can_sign_in_from_one_address(db):
    people = [make_person(username=f"room{n}", password=PASSWORD) for n in range(30)]
    for person in people:
        assert sign_in(Client(), person.username).status_code == 302


def test_too_many_posts_from_one_address_get_a_page_that_helps(stranger, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(2):
        sign_in(stranger, "nobody", "x")
    response = sign_in(stranger, "nobody", "x")
    assert response.status_code == 429
    assert "ລອງຫຼາຍເທື່ອເກີນໄປ" in response.content.decode()


def test_counts_are_kept_where_all_workers_see_them(settings):
    from config.settings import base

    assert base.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    settings.CACHES = {"default": base.CACHES["default"]}
    call_command("createcachetable", verbosity=0)
    caches["default"].set("tries", 3)
    assert caches["default"].get("tries") == 3


def test_next_brings_one_back(stranger, keomany):
    wanted = "/lo/account/profile/"
    response = stranger.get(wanted)
    assert response.status_code == 302
    page = stranger.get(response["Location"])
    assert f'name="next" value="{wanted}"' in page.content.decode()
    assert sign_in(stranger, "keomany", next=wanted)["Location"] == wanted


def test_next_to_another_host_is_not_followed(stranger, keomany):
    assert "evil" not in sign_in(stranger, "keomany", next="https://evil.example/")["Location"]


@pytest.mark.parametrize("broken", ["http://[", "//["])
def test_next_to_what_is_no_address_is_not_followed(stranger, keomany, broken):
    assert stranger.get(reverse("account_login"), {"next": broken}).status_code == 200
    assert sign_in(stranger, "keomany", next=broken)["Location"] == "/lo/my/"


def test_a_session_cookie_that_no_session_has_is_as_good_as_none(client):
    page = client.get("/lo/my/", headers={"Cookie": 'sessionid="abcdefgh\\000ijkl"'})
    assert (page.status_code, page["Location"]) == (302, "/lo/account/login/?next=/lo/my/")


def test_after_signing_in_the_person_reads_their_language(stranger, keomany):
    User.objects.update(preferred_language="en")
    response = sign_in(stranger, "keomany", next="/lo/account/profile/")
    assert response["Location"] == "/en/account/profile/"


def test_the_first_sign_in_leads_by_the_privacy_notice(stranger):
    make_person(username="new", password=PASSWORD)
    response = sign_in(stranger, "new", next="/lo/account/profile/")
    assert response["Location"] == "/lo/account/privacy/?next=/lo/account/profile/"
    page = stranger.post("/lo/account/privacy/", {"answer": "yes", "next": "/lo/account/profile/"})
    assert page["Location"] == "/lo/account/profile/"
    stranger.post("/lo/account/logout/")
    assert (
        sign_in(stranger, "new", next="/lo/account/profile/")["Location"] == "/lo/account/profile/"
    )


def test_remember_me_decides_how_long_the_session_lives(keomany):
    short, long = Client(), Client()
    sign_in(short, "keomany")
    sign_in(long, "keomany", remember="on")
    assert short.session.get_expire_at_browser_close()
    assert not long.session.get_expire_at_browser_close()


def test_signing_out_needs_a_post(browser_of, keomany):
    browser = browser_of(keomany)
    assert browser.get("/lo/account/logout/").status_code == 200
    assert "_auth_user_id" in browser.session
    assert browser.post("/lo/account/logout/")["Location"] == "/lo/"
    assert "_auth_user_id" not in browser.session


def test_nobody_signs_up_alone(stranger):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert stranger.get("/lo/account/signup/").status_code == 404


@pytest.mark.parametrize(
    "page", ["email/", "confirm-email/", "login/code/confirm/", "reauthenticate/"]
)
def test_pages_that_are_not_offered_do_not_exist(stranger, page):
    assert stranger.get(f"/lo/account/{page}").status_code == 404


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize(
    "page",
    ["login/", "inactive/", "password/reset/", "password/reset/done/",
     "password/reset/key/done/", "password/reset/key/1-nonsense/", "privacy/"],
)  # fmt: skip
def test_every_page_for_strangers_is_ours_and_in_the_readers_language(stranger, page, language):
    body = stranger.get(f"/{language}/account/{page}").content.decode()
    assert f'<html lang="{language}">' in body
    assert "css/site.css" in body
    assert_language(body, language)


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("page", ["logout/", "password/change/", "profile/", "privacy/"])
def test_every_page_for_people_is_in_their_language(browser_of, keomany, page, language):
    body = browser_of(keomany).get(f"/{language}/account/{page}").content.decode()
    assert "css/site.css" in body
    assert_language(body, language)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_somebody_signed_in_without_a_password_can_set_one(browser_of, language):
    person = make_person()
    body = browser_of(person).get(f"/{language}/account/password/set/").content.decode()
    assert_language(body, language)


def assert_language(body: str, language: str) -> None:
    """No English sentence on a Lao page, no Lao one on an English page."""
    main = re.search(r"<main.*</main>", body, re.DOTALL).group()
    main = re.sub(
        r"<(select|svg)\b.*?</\1>|<[^>]+lang=\"(lo|en)\"[^>]*>.*?</\w+>", "", main, flags=re.DOTALL
    )
    text = re.sub(r"<[^>]+>", "\n", main)
    if language == "lo":
        assert not re.search(r"[A-Za-z]{3,}[ ,]+[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}", text), text
    else:
        assert not re.search(r"[\u0e80-\u0eff]{4,}", text.replace("ທ່ານ", "")), text


# --- Passwords --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_mail_to_set_a_password_is_in_the_persons_language(stranger, keomany, language):
    User.objects.update(preferred_language=language)
    asked_in = "en" if language == "lo" else "lo"
    response = stranger.post(
        f"/{asked_in}/account/password/reset/", {"email": "Keomany@example.la"}
    )
    assert response.status_code == 302
    [message] = mail.outbox
    assert ("ລະຫັດຜ່ານ" in message.subject) == (language == "lo")
    assert ("ສະບາຍດີ" in message.body) == (language == "lo")
    assert f"https://training.example.la/{language}/account/password/reset/key/" in message.body
    assert "keomany" in message.body


def test_asking_for_an_unknown_address_looks_the_same_and_sends_nothing(stranger, keomany):
    known = stranger.post("/lo/account/password/reset/", {"email": "keomany@example.la"})
    unknown = stranger.post("/lo/account/password/reset/", {"email": "nobody@example.la"})
    assert known["Location"] == unknown["Location"]
    assert len(mail.outbox) == 1


def test_a_person_registered_on_paper_sets_a_first_password_by_a_link(stranger, facilitator):
    person = make_person(username="paper", email="paper@example.la")
    with translation.override("lo"):
        path = invite(person=person, actor=facilitator)
    form = stranger.get(path, follow=True)
    assert "ຕັ້ງລະຫັດຜ່ານ" in form.content.decode()
    action = form.redirect_chain[-1][0]
    weak = stranger.post(action, {"password1": "12345678", "password2": "12345678"})
    assert weak.status_code == 200
    done = stranger.post(action, {"password1": PASSWORD, "password2": PASSWORD})
    assert done.status_code == 302
    assert stranger.session["_auth_user_id"] == str(person.pk)
    again = Client().get(path, follow=True).content.decode()
    assert "ລິ້ງນີ້ໃຊ້ບໍ່ໄດ້ອີກແລ້ວ" in again


def test_changing_the_password_keeps_one_signed_in(browser_of, keomany):
    browser = browser_of(keomany)
    new = "sabaidee-2025-new"
    wrong = browser.post(
        "/lo/account/password/change/",
        {"oldpassword": "no", "password1": new, "password2": new + "x"},
    )
    body = wrong.content.decode()
    assert "ບໍ່ແມ່ນລະຫັດຜ່ານປັດຈຸບັນ" in body
    assert "ລະຫັດຜ່ານທັງສອງບໍ່ຄືກັນ" in body
    right = browser.post(
        "/lo/account/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert right["Location"] == "/lo/account/profile/"
    assert browser.get("/lo/account/profile/").status_code == 200
    keomany.refresh_from_db()
    assert keomany.check_password(new)


# --- The language switch ----------------------------------------------------------------------------


def visit(browser: Client, path: str, referer: str) -> None:
    browser.get(path, headers={"Referer": f"http://testserver{referer}"})


def test_the_switch_is_remembered(browser_of, keomany):
    visit(browser_of(keomany), "/en/account/profile/", "/lo/account/profile/")
    keomany.refresh_from_db()
    assert keomany.preferred_language == "en"


def test_a_visit_from_what_is_no_address_is_an_ordinary_one(stranger):
    page = stranger.get("/lo/account/privacy/", headers={"Referer": "http://[x"})
    assert page.status_code == 200


@pytest.mark.parametrize("referer", ["/lo/", "/en/account/profile/", "", "/xx/account/profile/"])
def test_other_visits_change_nothing(browser_of, keomany, referer):
    visit(browser_of(keomany), "/en/account/profile/", referer)
    keomany.refresh_from_db()
    assert keomany.preferred_language == "lo"


def test_the_cms_has_no_sign_in_of_its_own(stranger, keomany):
    response = stranger.get("/cms/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/lo/account/login/")
    response = stranger.post("/cms/login/", {"username": "keomany", "password": PASSWORD})
    assert response["Location"].startswith("/lo/account/login/")
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer"])
def test_who_may_not_write_finds_no_cms(browser_of, request, who):
    browser = browser_of(request.getfixturevalue(who))
    assert browser.get("/cms/", follow=True).status_code == 404
    assert "permission" not in browser.get("/en/account/profile/").content.decode()
    assert "permission" not in browser.get("/en/my/").content.decode()


def test_an_editor_who_signed_in_on_the_way_is_in_the_cms(browser_of, editor):
    ensure_roles()
    assert browser_of(editor).get("/cms/").status_code == 200
