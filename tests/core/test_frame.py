"""The frame of every page: header, language switch, fields, and the pages for when things go wrong."""

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import translation

from config import urls
from core.errors import server_error
from core.forms import SiteForm


def render(source: str, address: str = "/lo/", user=None, **context) -> str:
    request = RequestFactory().get(address)
    request.user = user or AnonymousUser()
    return engines["django"].from_string(source).render(context, request)


def test_the_language_switch_stays_on_the_page_with_its_query(db):
    html = render("{% extends 'base.html' %}", "/lo/my/?page=2&q=%E0%BA%81")
    assert 'href="/en/my/?page=2&amp;q=%E0%BA%81" lang="en"' in html
    assert (
        'href="/lo/my/?page=2&amp;q=%E0%BA%81" lang="lo" hreflang="lo" data-switch aria-current'
        in html
    )


def test_the_header_asks_nothing_about_a_stranger(db, stranger):
    stranger.get("/lo/nothing-here/")
    with CaptureQueriesContext(connection) as queries:
        render("{% extends 'base.html' %}")
    assert [query["sql"] for query in queries] == []


def test_the_header_asks_for_the_roles_once(facilitator):
    render("{% extends 'base.html' %}")
    with CaptureQueriesContext(connection) as queries:
        render("{% extends 'base.html' %}", user=facilitator)
    assert len(queries) == 1


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_room_is_shown_only_to_those_who_may_enter(
    facilitator, reporting_officer, participant, editor, language
):
    with translation.override(language):

        def header(person):
            return render("{% extends 'base.html' %}", f"/{language}/", person)

        assert f'href="/{language}/workshops/"' in header(facilitator)
        assert f'href="/{language}/reports/"' not in header(facilitator)
        assert f'href="/{language}/reports/"' in header(reporting_officer)
        assert f'href="/{language}/workshops/"' not in header(participant)
        assert 'href="/cms/"' in header(editor)
        assert 'href="/cms/"' not in header(participant)


def test_signing_out_is_a_form(participant):
    html = render("{% extends 'base.html' %}", user=participant)
    assert '<form method="post" action="/lo/account/logout/">' in html
    assert "csrfmiddlewaretoken" in html


class Sample(SiteForm):
    name = forms.CharField(label="Name", help_text="As on paper")
    day = forms.DateField(label="Day", required=False)
    start = forms.TimeField(label="Start", required=False)
    kind = forms.ChoiceField(
        label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")]
    )
    agree = forms.BooleanField(label="Agree")


def test_a_field_ties_hint_and_error_to_its_control():
    html = str(Sample({"name": "", "agree": "on"}))
    assert 'id="id_name_helptext">As on paper' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert (
        '<fieldset class="field choices has-error" id="id_kind_group" aria-describedby="id_kind_error"'
        in html
    )
    assert '<a href="#id_name">Name</a>' in html


def test_what_may_stay_empty_is_marked():
    html = str(Sample())
    assert html.count('<span class="optional">') == 2


@pytest.mark.parametrize("language", ["lo", "en"])
def test_dates_and_times_use_the_devices_picker_in_iso(language):
    with translation.override(language):
        form = Sample(
            {"name": "x", "kind": "a", "agree": "on", "day": "2024-06-19", "start": "08:30"}
        )
        assert form.is_valid(), form.errors
        html = str(Sample(initial=form.cleaned_data))
        assert '<input type="date" name="day" value="2024-06-19"' in html
        assert '<input type="time" name="start" value="08:30"' in html


def test_a_page_that_does_not_exist_tells_where_to_go(db, stranger):
    for language, words in (("lo", "ບໍ່ພົບໜ້ານີ້"), ("en", "This page is not here")):
        response = stranger.get(f"/{language}/nothing-here/")
        assert response.status_code == 404
        assert words in response.content.decode()
        assert f'href="/{language}/"' in response.content.decode()


def refuse(request):
    raise PermissionDenied


def bad(request):
    from django.core.exceptions import SuspiciousOperation

    raise SuspiciousOperation


def broken(request):
    raise RuntimeError


class WithFaults:
    """The site's addresses and three that go wrong."""

    handler400 = urls.handler400
    handler500 = urls.handler500
    urlpatterns = [
        path("lo/refuse/", refuse),
        path("lo/bad/", bad),
        path("lo/broken/", broken),
        path("lo/form/", lambda request: HttpResponse("ok")),
        *urls.urlpatterns,
    ]


@pytest.fixture
def faults(db):
    with override_settings(ROOT_URLCONF=WithFaults):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/lo/refuse/", 403, "ບັນຊີຂອງທ່ານບໍ່ມີສິດ"),
        ("/lo/bad/", 400, "ລະບົບອ່ານຄຳຂໍນີ້ບໍ່ໄດ້"),
        ("/lo/broken/", 500, "ລະບົບມີບັນຫາ"),
    ],
)
def test_every_error_says_what_to_do(faults, address, status, words):
    response = faults.get(address)
    assert response.status_code == status
    assert words in response.content.decode()


def test_the_page_for_our_own_faults_needs_no_database():
    response = server_error(RequestFactory().get("/lo/"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_a_form_that_is_too_old_leads_back_to_what_was_typed(faults):
    client = Client(enforce_csrf_checks=True)
    for language, words in (("lo", "ຕ້ອງສົ່ງຟອມອີກເທື່ອໜຶ່ງ"), ("en", "The form must be sent once more")):
        response = client.post(f"/{language}/account/login/", {"login": "x"})
        assert response.status_code == 403
        html = response.content.decode()
        assert words in html
        assert "data-keep-typed" in html
        assert f'href="/{language}/account/login/" data-back-to-form' in html


def test_latin_words_in_lao_are_marked_as_english():
    page = render("{{ words|latin_marked }}", words="ເຊີນ: A & B <training> 2026\nໂທ 020")
    assert page == ('ເຊີນ: <span lang="en">A &amp; B &lt;training</span>&gt; 2026\nໂທ 020')
