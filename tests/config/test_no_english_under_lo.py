"""Nobody who reads Lao meets an English sentence: four people walk the site and read it all."""

import re
from collections.abc import Callable, Iterator

import lxml.html
import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from core import lao
from courses.curriculum.services import load_curriculum
from courses.workshops.services.attendance import mark_all_present
from people.enums import Gender
from people.models import User
from tests.config.crawl import Visit, Walk, foreign_words, spoken
from tests.factories import make_organisation, make_person, make_registration, make_workshop
from website.services import load_site_pages

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
    "Psychological first aid",
}  # fmt: skip
#: Texts that say the same in both languages on purpose.
BILINGUAL = {"ພາສາ / Language"}
_NAMES = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
#: Views that show no page of ours: machine doors and the CMS.
NOT_PAGES = re.compile(r"^(wagtail|account_confirm|account_reauth)")


@pytest.fixture
def populated(facilitator: User, participant: User) -> None:
    """A running workshop led by the facilitator, with people; and the website."""
    load_site_pages()
    ministry = make_organisation(name_lo="ກະຊວງການຕ່າງປະເທດ", acronym_lo="ກຕທ")
    workshop = make_workshop(facilitator=facilitator, code="MICIC-2024-06")
    for gender in Gender.values:
        person = make_person(organisation=ministry, gender=gender)
        make_registration(workshop, person)
    participant.organisation = ministry
    participant.save()
    make_registration(workshop, participant)
    mark_all_present(session=workshop.sessions.all()[0], actor=facilitator)


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


def test_who_reads_lao_meets_no_english(
    populated: None,
    stranger: Client,
    participant: User,
    facilitator: User,
    reporting_officer: User,
    browser_of: Callable[[User], Client],
):
    load_curriculum()
    people = {
        "stranger": stranger,
        "participant": browser_of(participant),
        "facilitator": browser_of(facilitator),
        "reporting officer": browser_of(reporting_officer),
    }
    complaints: dict[str, str] = {}
    seen: dict[str, set[str]] = {}
    for name, client in people.items():
        walk = Walk(client, within="/lo/").from_addresses(["/lo/", *pages_of_the_tree()])
        pages = list(walk.visits.values())
        seen[name] = {page.address for page in pages}
        found = [f"not marked as Lao: {p.address}" for p in pages if p.tree.get("lang") != "lo"]
        found += [f"leads nowhere: {link}" for link in walk.broken]
        found += [f"English: {line}" for line in english_on(pages)]
        found += [f"English: {line}" for line in english_on(list(walk.refused_forms()))]
        for line in found:
            complaints.setdefault(line, name)
    report = "\n".join(f"{name}: {line}" for line, name in complaints.items())
    assert not complaints, report
    for room in ("people/", "edit/", "import/", "attendance/", "sessions/"):
        assert f"/lo/workshops/MICIC-2024-06/{room}" in seen["facilitator"], sorted(
            seen["facilitator"]
        )
    assert any("/reports/" in address for address in seen["reporting officer"])
    assert len(seen["stranger"]) > 20


@pytest.mark.parametrize("path", ["/lo/nothing-here/", "/lo/workshops/no-such/"])
def test_errors_speak_lao(populated, browser_of, participant, path):
    response = browser_of(participant).get(path)
    assert response.status_code == 404
    tree = lxml.html.fromstring(response.content.decode())
    assert tree.get("lang") == "lo"
    assert english_on([Visit(path, 404, tree)]) == []


def test_mails_speak_the_language_of_their_reader(populated, stranger, participant):
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
