"""Pages that are kept for many readers: nobody meets what is another's."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.middleware.csrf import _does_token_match
from django.test import RequestFactory
from django.utils import translation

from core.kept import render_kept, written
from tests.factories import make_person

PAGE = (
    "{% csrf_token %}{% if user.is_authenticated %}{{ user.pk }}|{{ user.get_short_name }}|"
    "{{ user.full_name }}|{{ word }}{% endif %}{% for message in messages %}{{ message }}{% endfor %}"
)


@pytest.fixture
def page(settings, tmp_path):
    """Renders a small page of ours; a template's name, as views give it."""

    def write(source: str = PAGE) -> str:
        (tmp_path / "kept.html").write_text(source)
        settings.TEMPLATES = [
            {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}
        ]
        return "kept.html"

    return write


def request_of(user, address: str = "/lo/somewhere/"):
    request = RequestFactory().get(address)
    request.user = user
    request._messages = CookieStorage(request)
    return request


def shown(page: str, request, *, key: str = "k", **context) -> str:
    return render_kept(request, page, context, key=key).content.decode()


def test_each_reader_meets_their_own_names(db, page):
    name = page()
    first, second = make_person(given_name_lo="<ນາງ>"), make_person()
    shown(name, request_of(first), word="one")
    html = shown(name, request_of(second), word="two")
    assert f"{second.pk}|{second.get_short_name()}|{second.full_name}|one" in html, "one was kept"
    assert "&lt;ນາງ&gt;" in shown(name, request_of(first))
    assert "ນາງ" not in html


def test_each_form_has_a_token_of_its_own(db, page):
    name, person = page(), make_person()
    for _ in range(2):
        request = request_of(person)
        html = shown(name, request)
        token = html.split('value="')[1].split('"')[0]
        assert _does_token_match(token, request.META["CSRF_COOKIE"])
        assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]


@pytest.mark.parametrize(
    ("address", "key"),
    [("/lo/somewhere/?a=1", "k"), ("/en/somewhere/", "k"), ("/lo/somewhere/", "l")],
)
def test_what_differs_is_made_anew(db, page, address, key):
    name, person = page(), make_person()
    shown(name, request_of(person), word="one")
    assert "|two" in shown(name, request_of(person, address), key=key, word="two")


def test_a_message_is_told_once_and_not_kept(db, page):
    name, person = page(), make_person()
    request = request_of(person)
    messages.success(request, "Saved.")
    assert "Saved." in shown(name, request)
    assert "Saved." not in shown(name, request_of(person))


def test_a_page_that_tells_more_of_its_reader_cannot_be_kept(db, page):
    with pytest.raises(RuntimeError, match="phone"):
        shown(page("{{ user.phone }}"), request_of(make_person()))


def test_a_part_is_written_once_for_all_that_is_equal(page):
    name = page("{{ words }}{% translate 'Save' %}{% if user %}{{ user }}{% endif %}")
    first = written(name, words="<a>", number=1)
    assert written(name, words="<a>", number=1) is first
    assert first.startswith("&lt;a&gt;")
    assert written(name, words="b", number=1).startswith("b")
    with translation.override("en"):
        assert written(name, words="<a>", number=1) == "&lt;a&gt;Save"
    assert first != "&lt;a&gt;Save"


def test_a_part_takes_only_words_that_can_be_told_apart(page):
    with pytest.raises(TypeError):
        written(page("x"), words=["changes"])
