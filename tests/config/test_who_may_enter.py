"""Who may enter where: every named address of ours, knocked at by everybody, by GET and by POST.

``DOORS`` is the table. A door that is not in it, a door whose parameters nobody knows here, and a role
that is let in or kept out otherwise than the table says fails. What is not somebody's own answers 404;
a stranger is sent to sign in.
"""

import copy
import re
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.config.house import ELSEWHERE, SECRET, House
from tests.config.test_doors import doors, module_of
from tests.conftest import forget_everything

#: Those called "other" belong to another workshop, but for the other focal point: theirs is another
#: ministry that was asked for the same workshop.
ROLES = (
    "stranger",
    "participant",
    "other participant",
    "facilitator",
    "other facilitator",
    "focal point",
    "other focal point",
    "focal point elsewhere",
    "officer",
    "editor",
    "administrator",
)
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"stranger"}
OWN_FACILITATOR = frozenset({"facilitator"})
LEADERS = OWN_FACILITATOR | {"administrator"}
FACILITATORS = LEADERS | {"other facilitator"}
EDITORS = frozenset({"editor", "administrator"})
ASKED = frozenset({"focal point", "other focal point"})
#: Whoever may know the people of the workshop; others must not read a name of theirs anywhere.
KNOW_ITS_PEOPLE = LEADERS | {"officer"}

#: Who is let in -> the doors. Nobody: they ask for more than who somebody is (a key, a code, a file).
DOORS: dict[frozenset[str], str] = {
    EVERYBODY: """
        account_inactive account_login account_logout account_reset_password
        account_reset_password_done account_reset_password_from_key_done
        account_reset_password_from_key card card_door card_sign_in check_in_door curriculum:card
        curriculum:cards curriculum:checklists curriculum:course curriculum:first_course
        curriculum:glossary curriculum:go curriculum:guidelines curriculum:handbook_edition
        curriculum:handbook_pdf curriculum:handbooks curriculum:kept curriculum:lesson
        curriculum:module curriculum:offline_package curriculum:scenario curriculum:search favicon
        front_door home manifest picture privacy_notice robots room_api:openapi-json
        room_api:room_device room_manifest self_check_in self_check_in_scan service_worker verify
        verify_certificate verify_short
    """,
    SIGNED_IN: """
        account_change_password account_set_password curriculum:again curriculum:course_again
        curriculum:done curriculum:make_handbook curriculum:module_again
        curriculum:offline_progress curriculum:start my_data my_learning photo_consent profile
        take_course_certificate test_start workshop_today
    """,
    LEADERS: """
        certificate_exception certificate_layout certificate_progress certificate_sample
        certificate_status certificates_pdf certificates_zip check_in_code check_in_live
        check_in_screen device_wipe held_settle import_preview import_template
        invitation_papers issue_certificates letter_new letter_pdf mail_told mails_again
        mark_history merge_people merge_undo nomination_decide nomination_plan
        nominations_approve page_image picture_image read_page registration_cancel
        registration_edit room_api:room_events room_api:room_snapshot rule_exception scan
        scan_discard scan_progress session_attendance session_check_in session_disputes
        session_edit session_sign_off sign_in_link sign_in_sheet waiting_move walk_in workshop
        workshop_attendance workshop_attention workshop_badges workshop_call_off workshop_cards
        workshop_certificates workshop_check_in workshop_delete workshop_devices workshop_edit
        workshop_facilitators workshop_focal_points workshop_held workshop_import
        workshop_letters workshop_mails workshop_nominations workshop_people
        workshop_reconcile workshop_room workshop_scans workshop_sessions workshop_state
    """,
    # Scores are for those who lead the workshop, not for administrators.
    OWN_FACILITATOR: """
        late_answers paper_entry paper_form paper_forms paper_key plan_tests sitting_close
        sitting_live sitting_minutes sitting_open sitting_poster workshop_learnt
        workshop_misconceptions workshop_test_scores workshop_tests
    """,
    FACILITATORS: "attention duplicates merges workshop_new workshops",
    FACILITATORS | {"editor"}: "item_analysis",
    FACILITATORS | {"officer"}: "reports reports_csv reports_pdf reports_xlsx",
    LEADERS | {"officer"}: "report report_csv report_pdf report_roster report_xlsx",
    frozenset({"administrator", "officer"}): """
        reports_learning reports_learning_csv reports_learning_xlsx
    """,
    LEADERS | {"participant"}: "certificate_pdf workshop_agenda",
    frozenset({"participant"}): "attempt attempt_result sitting_start",
    ASKED | {"focal point elsewhere"}: "nominations",
    ASKED: "nomination_room nominee_import nominee_new nominee_preview nominee_template",
    frozenset({"focal point"}): "nominee nominee_replace nominee_withdraw",
    EDITORS: """
        course_certificate course_certificate_sample curriculum_coverage curriculum_kept
        curriculum_languages curriculum_review curriculum_terms glossary_terms:add
        glossary_terms:delete glossary_terms:edit question_exchange:export
        question_exchange:index question_exchange:preview quiz_cases:add quiz_cases:delete
        quiz_cases:edit quiz_cases:index quiz_cases:index_results quiz_draw_count quiz_paper
        quiz_preview_typed quiz_preview_typed_new quiz_question_preview quiz_question_shown
        quiz_question_typed quiz_question_versions quiz_questions:add quiz_questions:edit
        quiz_questions:index quiz_questions:index_results quizzes:add quizzes:delete
        quizzes:edit quizzes:index quizzes:index_results
    """,
    frozenset({"administrator"}): """
        course_certificates organisations:add organisations:edit organisations:index
        organisations:index_results person_invite wagtailusers_users:add
        wagtailusers_users:edit wagtailusers_users:index wagtailusers_users:index_results
    """,
    # The key of an attempt, the description of an API; the CMS has no sign-in of its own.
    frozenset(): "attempt_save room_api:api-root cms_sign_in",
}
WHO = {name: audience for audience, names in DOORS.items() for name in names.split()}
#: Doors behind which a person stands by what the visitor holds in their hand.
SHOWS_WHOSE_IT_IS = {"card"}
#: What was typed a moment before is shown, if there is something.
MAY_BE_EMPTY = {"quiz_question_typed"}
#: What a door asks for beside its address.
ASKS_FOR = {
    "room_api:room_snapshot": {"device": str(uuid.uuid4())},
    "room_api:room_events": {
        "device": str(uuid.uuid4()),
        "sent_at": timezone.now().isoformat(),
        "events": [],
    },
}
#: Apps of ours: their views count also where another package guards them.
OURS = ("people", "courses", "assessments", "reports", "website", "core", "config")


def named_doors(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, set[str]]]:
    """Name and parameters of every address of ours that has a name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named_doors(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            ours = module_of(pattern.callback).split(".")[0] in OURS
            if ours or hasattr(pattern.callback, "access_rule"):
                yield space + pattern.name, set(pattern.pattern.regex.groupindex)


#: Named addresses of other packages, by how they begin, and why they are not in the table.
OF_OTHERS = {
    "cms/": "Wagtail's, each behind its own permission; tried below for people without a role in it",
    "documents/": "what editors publish for everybody; private collections are Wagtail's to guard",
    "lo/_util/": "the passwords and sign-in of private pages and collections, which Wagtail asks for",
    "lo/": "the pages that editors publish, for everybody",
}


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Loaded once for this module, and taken away after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        forget_everything()
        yield House()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_the_house(house: House, db: None) -> None:
    """Every test here lives in it."""


def visitor(house: House, role: str) -> Client:
    """A browser of somebody with this role."""
    client = Client()
    if role != "stranger":
        client.force_login(house.people[role])
    return client


def address_of(house: House, name: str, wanted: set[str], **instead: object) -> str:
    """Where the door is, with real objects in the address."""
    known = {each: house.values.get(f"{name}.{each}", house.values.get(each)) for each in wanted}
    return reverse(name, kwargs=known | {k: v for k, v in instead.items() if k in wanted})


def knock(client: Client, method: str, address: str, name: str = "") -> tuple[str, str]:
    """Whether one is let in, and what is said; whatever it did is taken back.

    ``in``, ``404``, ``sign in``, ``405``, or the number of another refusal. The CMS sends those without
    a role through its sign-in, where those signed in find nothing, and others to its first page.
    """
    browser = Client()
    browser.cookies = copy.deepcopy(client.cookies)
    said = ASKS_FOR.get(name, {})
    with transaction.atomic():
        if method == "post":
            response = browser.post(
                address, said, content_type="application/json" if said else FORM
            )
        else:
            response = browser.get(address, said)
        location = urlsplit(response.headers.get("Location", "")).path
        while CMS_SAYS_NO.match(urlsplit(response.headers.get("Location", "")).path):
            response = browser.get(response.headers["Location"])
        text = "" if response.streaming else response.content.decode(errors="ignore")
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code in (403, 404, 405, 500):
        return str(response.status_code), text
    if response.status_code == 401 or "/account/login/" in response.headers.get("Location", ""):
        return "sign in", text
    if location == reverse("wagtailadmin_home") and address != location:
        return "404", text
    return "in", text


#: Its sign-in, and below a language, where there is no CMS.
CMS_SAYS_NO = re.compile("/cms/login/|/(lo|en)/cms/")
FORM = "application/x-www-form-urlencoded"


def test_every_named_door_is_in_the_table_and_every_line_is_a_door(house):
    found = dict(named_doors(get_resolver()))
    assert sorted(set(found) - set(WHO)) == [], "say in DOORS who may enter here"
    assert sorted(set(WHO) - set(found)) == [], "no such doors any more"
    assert len(WHO) == sum(len(names.split()) for names in DOORS.values()), "a door stands twice"
    unknown = {
        name: missing
        for name, wanted in found.items()
        if (missing := {p for p in wanted if not {p, f"{name}.{p}"} & set(house.values)})
    }
    assert unknown == {}, "let tests.config.house have objects for these parameters"


def test_what_is_not_in_the_table_is_of_another_package():
    ours = {view for _address, view in doors(get_resolver()) if hasattr(view, "access_rule")}
    unnamed = [
        address
        for address, view in doors(get_resolver())
        if view not in ours
        and module_of(view).split(".")[0] not in OURS
        and not address.startswith(tuple(OF_OTHERS))
    ]
    assert unnamed == []


@pytest.mark.parametrize("role", ROLES)
def test_who_is_let_in_and_what_they_read(house, role):
    client = visitor(house, role)
    outside = "sign in" if role == "stranger" else "404"
    wrong = []
    for name, wanted in named_doors(get_resolver()):
        address = address_of(house, name, wanted)
        answers = {}
        for method in ("get", "post"):
            answers[method], text = knock(client, method, address, name)
            told = answers[method] == "in" and any(word in text for word in (*SECRET, "99887766"))
            if told and role not in KNOW_ITS_PEOPLE and name not in SHOWS_WHOSE_IT_IS:
                wrong.append(f"{method} {name} tells {role} who was there")
        right = set(answers.values())
        if role in WHO[name]:
            right -= {"405", "sign in" if role == "stranger" else "405"}
            is_right = right == {"in"} or (name in MAY_BE_EMPTY and right == {"404"})
        else:
            is_right = right <= {outside, "405"} | (set() if WHO[name] else {"404"})
        if not is_right:
            wrong.append(f"{name} answers {role}: {answers}")
    assert wrong == []


@pytest.mark.parametrize("role", ["other facilitator", "administrator", "focal point elsewhere"])
def test_what_belongs_to_one_workshop_is_not_reached_through_another(house, role):
    """The address names a workshop that one may open, and something in it that is of another."""
    client = visitor(house, role)
    opened = []
    for name, wanted in named_doors(get_resolver()):
        if "code" not in wanted or not wanted & OF_A_WORKSHOP:
            continue
        address = address_of(house, name, wanted, code=ELSEWHERE)
        for method in ("get", "post"):
            if (found := knock(client, method, address, name)[0]) not in ("404", "405"):
                opened.append(f"{method} {name}: {found}")
    assert opened == []


#: Parameters that name something of a workshop. A list that was uploaded is its uploader's alone; that
#: of another is told from one that was thrown away by nothing.
OF_A_WORKSHOP = {
    *("session_id", "registration_id", "device_id", "held_id", "round_id", "invitation_id"),
    *("letter_id", "organisation_id", "scan_id", "page_id", "picture_id", "attempt_id"),
    "occasion",
}


@pytest.mark.parametrize(
    "role", ["stranger", "participant", "facilitator", "focal point", "officer"]
)
def test_the_cms_opens_nothing_to_people_without_a_role_in_it(house, role):
    """Wagtail guards its own doors; all of them are tried, with the first row of everything."""
    client = visitor(house, role)
    opened = []
    for pattern, _view in doors(get_resolver()):
        if not pattern.startswith("cms/") or "^" in pattern or pattern in WAGTAILS_OPEN_DOORS:
            continue
        found = knock(client, "get", "/" + re.sub(r"<(?:\w+:)?\w+>", "1", pattern))[0]
        if found not in ("404", "405", "403", "sign in"):
            opened.append(f"{pattern}: {found}")
    assert opened == []


#: Drawings and words of the CMS's own screens; nothing of what is kept.
WAGTAILS_OPEN_DOORS = {"cms/sprite/", "cms/jsi18n/"}
