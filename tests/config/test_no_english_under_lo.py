"""Nobody who reads Lao meets an English sentence: four people walk the demonstration."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import lxml.html
import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config.demo.load import load_demo
from core import lao
from courses.workshops.services.sessions import AgendaLine, save_agenda
from people.enums import ConsentKind
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services import record_consent
from tests.config.crawl import Visit, Walk, foreign_words, spoken
from tests.conftest import forget_everything
from tests.factories import make_registration, make_workshop

#: Words that are the same in Lao text: names of things, formats and places.
SAME_IN_LAO = {
    "excel", "word", "xlsx", "csv", "pdf", "zip", "qr", "pin", "wi-fi", "passkey", "android", "chrome",
    "whatsapp", "facebook", "la", "ip", "en", "kb", "mb", "spam", "cookies", "macro", "unicode",
    "saysettha", "alice",
}  # fmt: skip
#: Names in the lessons: an invented country and its people, a university, papers and publications.
NAMES = {
    "Guidelines to Protect Migrants in Countries Experiencing Conflict or Natural Disaster",
    "Port Elan", "Maranta", "maran", "Chulalongkorn", "Vientiane Times", "Laotian Times",
    "The Nation", "Thailand", "Reintegration Handbook", "War Trauma Foundation", "World Vision",
    "Psychological first aid", "Columbia", "ASEAN Consensus", "Consensus", "Digital 2025 Laos",
    "Consular Contingency Plan Template", "International IDEA", "Democracy Tracker", "Palermo Protocol",
    "Radio Free Asia", "Recommended Principles on Human Rights and Human Trafficking",
    "The Sphere Handbook", "Vietnam Law Magazine", "Labuan Bajo", "note verbale",
    "Hill Street", "Low Harbour", "Saray",
    # A name in Latin letters, spelt in two ways: what an officer has to match.
    # Names of statistics, in the notes for those who calculate again.
    "Student's", "Fisher", "point-biserial",
    "Bounmi", "Bunmee", "Somphone", "Saravane", "Somphon", "Salavan",
}  # fmt: skip
#: Texts that say the same in both languages on purpose.
BILINGUAL = {"ພາສາ / Language"}
_NAMES = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
#: Who walks, and pages they must have come to.
LESSON = r"learning/micic/[^/]+/[^/]+/"
CERTIFICATE = r"verify/\w+/"
WORKSHOP = "workshops/MICIC-2024-06"
TESTS = [r"tests/test-b1/", r"tests/attempts/\d+/", r"tests/attempts/\d+/result/"]
ROOMS = {
    "participant": ["my/", LESSON, f"{WORKSHOP}/agenda/", f"certificates/{CERTIFICATE}", *TESTS],
    "facilitator": [
        *(f"{WORKSHOP}/{room}/" for room in ("people", "edit", "attendance", "sessions", "import")),
        *(f"{WORKSHOP}/{room}" for room in (r"people/\d+/", r"people/\d+/sign-in-link/")),
        rf"{WORKSHOP}/sessions/\d+/attendance/",
        rf"{WORKSHOP}/sessions/\d+/attendance/\d+/",
        r"certificates/workshops/MICIC-2024-06/",
        r"certificates/workshops/MICIC-2024-06/layout/",
        r"certificates/[\w-]+/",
        f"reports/{WORKSHOP}/",
        rf"tests/{WORKSHOP}/",
        rf"tests/{WORKSHOP}/learnt/",
        LESSON,
    ],
    "officer": ["reports/", f"reports/{WORKSHOP}/", f"reports/{WORKSHOP}/people/"],
}
#: Views that show no page of ours: machine doors and the CMS.
NOT_PAGES = re.compile(r"^(wagtail|account_confirm|account_reauth)")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration, loaded once for this module, and taken away after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        forget_everything()
        load_demo()
        # The demonstration's people have seen the privacy notice; it is a page like others.
        for person in User.objects.filter(username__in=ROOMS):
            record_consent(
                person=person,
                kind=ConsentKind.PRIVACY_NOTICE,
                version=PRIVACY_VERSION,
                language="lo",
            )
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_the_demo(demo: None, db: None) -> None:
    """Every test here lives in the demonstration."""


def allowed_words() -> set[str]:
    """What people wrote in Latin letters: their names and user names, and the list above."""
    written = " ".join(
        f"{p.given_name_latin} {p.family_name_latin} {p.username}" for p in User.objects.all()
    )
    return SAME_IN_LAO | {word.casefold() for word in re.findall(r"[\w-]+", written)}


def pages_of_the_tree() -> Iterator[str]:
    """The addresses under /lo/ that need no value."""

    def walk(resolver: URLResolver) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern.name

    with translation.override("lo"):
        for name in sorted(set(walk(get_resolver()))):
            if not NOT_PAGES.match(name):
                try:
                    address = reverse(name)
                except NoReverseMatch:
                    continue
                if address.startswith("/lo/"):
                    yield address


def english_on(visits: list[Visit]) -> list[str]:
    """One line for each text with English in it."""
    allowed = allowed_words()
    found: dict[str, str] = {}
    for visit in visits:
        for text in spoken(visit.tree, "lo"):
            text = _NAMES.sub(" ", text)
            if text.strip() not in BILINGUAL and (words := foreign_words(text, allowed)):
                found.setdefault(" ".join(words), visit.address)
    return [f"{words!r} on {address}" for words, address in sorted(found.items())]


@pytest.mark.parametrize("username", ["", *ROOMS])
def test_who_reads_lao_meets_no_english(username: str, browser_of: Callable[[User], Client]):
    client = browser_of(User.objects.get(username=username)) if username else Client()
    walk = Walk(client, within="/lo/").from_addresses(["/lo/", *pages_of_the_tree()])
    pages = list(walk.visits.values())
    found = [f"not marked as Lao: {p.address}" for p in pages if p.tree.get("lang") != "lo"]
    found += [f"leads nowhere: {link}" for link in walk.broken]
    found += [f"English: {line}" for line in english_on(pages)]
    found += [f"English: {line}" for line in english_on(list(walk.refused_forms()))]
    assert not found, "\n".join(found)
    seen = {page.address.split("?")[0] for page in pages if page.status == 200}
    assert len(seen) > 20
    for room in ROOMS.get(username, []):
        assert any(re.fullmatch(f"/lo/{room}", address) for address in seen), (room, sorted(seen))


def test_words_that_exist_in_english_only_are_marked_as_english(browser_of):
    facilitator = User.objects.get(username="facilitator")
    english = {
        "code": "ONLY-ENGLISH", "title_en": "A workshop without a Lao title", "title_lo": "",
        "city_en": "Somewhere else", "city_lo": "", "venue_en": "A meeting room",
        "programme_en": "A programme", "state": "open", "start_date": date(2100, 1, 4),
    }  # fmt: skip
    workshop = make_workshop(facilitator=facilitator, **english)
    for session in workshop.sessions.all():
        line = AgendaLine(session.starts_at, title_en="Opening words", speaker="A guest speaker")
        save_agenda(session=session, actor=facilitator, lines=[line])
    person = User.objects.get(username="participant")
    make_registration(workshop, person, position_lo="", position_en="Technical officer")
    for reader, starts in (
        (person, ["/lo/", "/lo/my/", f"/lo/workshops/{workshop.code}/agenda/"]),
        (facilitator, ["/lo/workshops/", f"/lo/workshops/{workshop.code}/"]),
    ):
        walk = Walk(browser_of(reader), within=f"/lo/workshops/{workshop.code}/")
        pages = list(walk.from_addresses(starts).visits.values())
        for page in pages:  # A browser's tab has one language for all its words.
            page.tree.find(".//title").text = ""
        assert english_on(pages) == []
        assert any("Opening words" in page.tree.text_content() for page in pages)


@pytest.mark.parametrize("path", ["/lo/nothing-here/", "/lo/workshops/no-such/"])
def test_errors_speak_lao(browser_of, path):
    response = browser_of(User.objects.get(username="participant")).get(path)
    assert response.status_code == 404
    tree = lxml.html.fromstring(response.content.decode())
    assert tree.get("lang") == "lo"
    assert english_on([Visit(path, 404, tree)]) == []


def test_mails_speak_the_language_of_their_reader(stranger):
    participant = User.objects.get(username="participant")
    stranger.post("/en/account/password/reset/", {"email": participant.email})
    participant.preferred_language = "en"
    participant.save()
    stranger.post("/lo/account/password/reset/", {"email": participant.email})
    in_lao, in_english = (f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert foreign_words(in_lao, allowed_words()) == []
    assert "password" in in_english
    assert not lao.has_lao(in_english)


def test_the_walk_would_notice(settings):
    assert foreign_words("ກະລຸນາ try again", SAME_IN_LAO) == ["try", "again"]
    assert "/lo/account/login/" in set(pages_of_the_tree())
    assert settings.LANGUAGE_CODE == "lo"
