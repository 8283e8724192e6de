"""No page asks the database more when there is more to show: every page of ours, found in the tree.

The tests of each app look closer at their own lists; here no page is forgotten.
"""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.certificates.services import SignatoryInput, issue_certificate, save_layout
from courses.curriculum.models import LessonPage
from courses.curriculum.services import load_curriculum
from courses.workshops.enums import AttendanceStatus
from courses.workshops.models import Registration, Workshop
from courses.workshops.selectors.attendance import heads_of
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.facilitators import add_guest_facilitator
from courses.workshops.services.imports import import_purpose
from courses.workshops.services.sessions import AgendaLine, save_agenda
from courses.workshops.services.workshops import add_donor
from people.models import User
from people.roster import keep_roster, read_roster
from tests.courses.curriculum.conftest import write_course
from tests.factories import make_organisation, make_person, make_registration, make_workshop
from website.models import NewsIndexPage, NewsPage
from website.services import load_site_pages

pytestmark = pytest.mark.django_db

#: Answers that are files, or pieces of a page without a list.
NO_LISTS = re.compile(r"\.(pdf|zip|xlsx|csv|json|txt)$|/(progress|media)/")


class House:
    """A site whose lists all hold ``size`` rows, and grow together."""

    def __init__(self, person: User, folder: Path) -> None:
        self.person = person
        self.size = 0
        load_site_pages()
        load_curriculum(folder=write_course(folder, {"B1": 1}))
        self.workshop = make_workshop(facilitator=person, code="GROWING", days=1)
        self.number = issue_certificate(
            registration=self._attended(self.workshop, person), actor=person
        ).number
        self.registration = self.workshop.registrations.get()

    def _attended(self, workshop: Workshop, person: User | None = None) -> Registration:
        """Somebody of an organisation of their own, with a corrected mark at each session."""
        person = person or make_person(organisation=make_organisation(parent=make_organisation()))
        registration = make_registration(workshop, person)
        self._mark(registration)
        return registration

    def _mark(self, registration: Registration) -> None:
        """Mark somebody at each session, and correct it."""
        for session in registration.workshop.sessions.all():
            for status in (AttendanceStatus.LATE, AttendanceStatus.PRESENT):
                seen = heads_of(session, [registration.pk]).get(registration.pk, ())
                mark_attendance(
                    session=session,
                    actor=self.person,
                    marks=[MarkInput(registration.pk, status, seen=seen, reason="recount")],
                )

    def grow(self) -> None:
        """One more row on every list."""
        self.size += 1
        number = self.size
        issue_certificate(registration=self._attended(self.workshop), actor=self.person)
        self._attended(self.workshop)
        self._mark(self.registration)
        for state, start in (("running", date(2024, 6, number)), ("open", date(2100, 6, number))):
            other = make_workshop(facilitator=self.person, state=state, start_date=start)
            issue_certificate(registration=self._attended(other, self.person), actor=self.person)
        add_donor(name_en=f"Donor {number}", name_lo=f"ຜູ້ໃຫ້ທຶນ {number}", actor=self.person)
        add_guest_facilitator(
            workshop=self.workshop, actor=self.person, given_name_latin=f"Guest{number}"
        )
        for session in self.workshop.sessions.all():
            save_agenda(
                session=session,
                actor=self.person,
                lines=[AgendaLine(session.starts_at, title_en=f"Line {n}") for n in range(number)],
            )
        save_layout(
            workshop=self.workshop,
            actor=self.person,
            values={},
            signatories=[SignatoryInput(f"ຫົວໜ້າ {n}", f"Head {n}") for n in range(number)],
        )
        NewsIndexPage.objects.get().add_child(
            instance=NewsPage(
                slug=f"news-{number}",
                heading_en=f"News {number}",
                heading_lo=f"ຂ່າວ {number}",
                day=date(2024, 6, number),
            )
        )

    def values(self) -> dict[str, object]:
        """What stands in the addresses; a list of names is uploaded afresh, as long as the rest."""
        lesson = LessonPage.objects.live().first()
        parts = lesson.address.strip("/").split("/")
        rows = [f"Given{n},Family{n},F,M1,Officer" for n in range(self.size)]
        sheet = "\n".join(["Given name,Family name,Sex,Organisation,Position", *rows])
        upload = keep_roster(
            roster=read_roster(io.BytesIO(sheet.encode()), name="list.csv"),
            actor=self.person,
            purpose=import_purpose(self.workshop),
        )
        return {
            "code": "GROWING",
            "session_id": self.workshop.sessions.first().pk,
            "registration_id": self.registration.pk,
            "upload_id": upload.uuid,
            "number": self.number,
            "pk": self.person.pk,
            "course": parts[-3],
            "module": parts[-2],
            "lesson": parts[-1],
        }


def doors(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Name and parameters of each page of ours."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from doors(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "access_rule"):
            yield space + (pattern.name or ""), sorted(pattern.pattern.regex.groupindex)


def addresses(values: dict[str, object]) -> dict[str, str]:
    """The address of every page, by its name."""
    found = {}
    for name, wanted in doors(get_resolver()):
        if name.endswith(":") or not name or not set(wanted) <= set(values):
            continue
        if not NO_LISTS.search(address := reverse(name, kwargs={w: values[w] for w in wanted})):
            found[name] = address
    return found | {"news": "/lo/news/", "lesson": f"{found['curriculum:lesson']}"}


def counts(browser: Client, pages: dict[str, str]) -> dict[str, int]:
    """Queries of each page that can be read; what is kept between visits is kept already."""
    cache.clear()
    found = {}
    for name, address in pages.items():
        if browser.get(address).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        found[name] = len(queries)
    return found


def test_no_page_asks_more_when_lists_grow(
    administrator: User, browser_of: Callable[[User], Client], tmp_path: Path
):
    house, browser = House(administrator, tmp_path), browser_of(administrator)
    house.grow()
    one = counts(browser, addresses(house.values()))
    house.grow()
    house.grow()
    three = counts(browser, addresses(house.values()))
    assert {
        name: (one[name], three.get(name)) for name in one if one[name] != three.get(name)
    } == {}
    for page in (
        *("workshops", "workshop", "workshop_edit", "workshop_agenda", "workshop_sessions"),
        *("session_edit", "workshop_facilitators", "workshop_people", "walk_in", "import_preview"),
        *("registration_edit", "workshop_attendance", "session_attendance", "mark_history"),
        *("workshop_certificates", "certificate_layout", "certificate_status"),
        *("reports", "report", "my_learning", "home", "news", "profile"),
        *("curriculum:course", "curriculum:module", "curriculum:lesson"),
    ):
        assert page in one, sorted(one)
