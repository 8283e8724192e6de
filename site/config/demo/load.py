"""Load the demonstration, through the same services that people use."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from assessments.certificates.services.layouts import (
    SignatoryInput,
    save_course_certificate,
    save_layout,
)
from assessments.quizzes.services import load_bank, load_quizzes
from config.demo import DEMO_PASSWORD, after, assessments, before, workshops
from config.demo.names import FAMILIES, MEN, WOMEN
from config.demo.workshops import FEMALE, MALE, DemoWorkshop
from core import jobs
from core.models import Job
from core.words import words
from courses.curriculum.models import CoursePage, LessonPage
from courses.curriculum.services.learning import complete_lesson, enrol, open_lesson
from courses.curriculum.services.loading import load_curriculum
from courses.workshops.enums import (
    AttendanceStatus,
    MarkMethod,
    ParticipantType,
    RegistrationStatus,
    WorkshopState,
)
from courses.workshops.models import Donor, Registration, Workshop
from courses.workshops.services import attendance, facilitators, registrations, sessions
from courses.workshops.services.workshops import add_donor, change_state, create_workshop
from people import roles
from people.enums import Title
from people.models import Organisation, User
from people.services.organisations import seed_organisations
from people.services.persons import create_person
from people.services.roles import assign_role, ensure_roles
from website.services import load_site_pages

STATUS_LETTERS = {
    ".": AttendanceStatus.PRESENT,
    "L": AttendanceStatus.LATE,
    "E": AttendanceStatus.LEFT_EARLY,
    "X": AttendanceStatus.EXCUSED,
    "A": AttendanceStatus.ABSENT,
}


def load_demo() -> None:
    """Fill an empty house. All or nothing, but for the pages, which load repeatably."""
    ensure_roles()
    seed_organisations()
    load_site_pages()
    load_curriculum()
    load_bank()
    load_quizzes()
    with translation.override("en"), transaction.atomic():
        staff = _staff()
        people = _People()
        march = _workshop(workshops.MARCH_2021, staff, people)
        _hold(march, letters=lambda number: "...A" if number % 9 == 4 else "....", staff=staff)
        june = _workshop(workshops.JUNE_2024, staff, people)
        _moderate(june, staff)
        _cancel_one(june, staff, people)
        assessments.hold_paired_test(june, staff["facilitator"])
        _hold(
            june,
            letters=lambda number: workshops.JUNE_EXCEPTIONS.get(number, "...."),
            staff=staff,
        )
        coming = _workshop(workshops.upcoming(timezone.localdate()), staff, people)
        change_state(workshop=coming, state=WorkshopState.OPEN, actor=staff["facilitator"])
        before.take_nominations(coming, staff)
        assessments.plan_pre_test(coming, staff["facilitator"])
        after.settle(june, coming, staff["facilitator"])
        on_now = _workshop(workshops.today(timezone.localdate()), staff, people)
        for state in (WorkshopState.OPEN, WorkshopState.RUNNING):
            change_state(workshop=on_now, state=state, actor=staff["facilitator"])
        _learn(people.first_official)
        assessments.practise([person for _acronym, person in people.listed(workshops.JUNE_2024)])
        _offer_certificate(staff["editor"])
        job = _certify(june, staff)
    # The worker may not be running yet; the queued task finds the job done and leaves it.
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"the demonstration's certificates were not issued: {job.message}")


def _staff() -> dict[str, User]:
    """The accounts to sign in with; the participant is one of the list of June 2024."""
    iom = Organisation.objects.get(acronym_en="IOM")
    common: dict[str, Any] = {
        "actor": None,
        "password": DEMO_PASSWORD,
        "is_sample": True,
        "organisation": iom,
    }
    made = {
        "facilitator": create_person(
            username="facilitator", given_name_lo="ສາຍຝົນ", family_name_lo="ຕົວຢ່າງ",
            given_name_latin="Sayfon", family_name_latin="Tuayang", title=Title.THAN_NANG,
            gender=FEMALE, position_en="Training Officer", position_lo="ວິທະຍາກອນ",
            email="facilitator@example.la", **common,
        ),
        "officer": create_person(
            username="officer", given_name_lo="ບຸນຊູ", family_name_lo="ຕົວຢ່າງ",
            given_name_latin="Bounsou", family_name_latin="Tuayang", title=Title.THAN,
            gender=MALE, position_en="Reporting Officer", position_lo="ເຈົ້າໜ້າທີ່ລາຍງານ",
            email="officer@example.la", **common,
        ),
        "editor": create_person(
            username="editor", given_name_lo="ພອນທິບ", family_name_lo="ຕົວຢ່າງ",
            given_name_latin="Phonethip", family_name_latin="Tuayang", title=Title.THAN_NANG,
            gender=FEMALE, position_en="Editor", position_lo="ບັນນາທິການ",
            email="editor@example.la", preferred_language="en", **common,
        ),
        "administrator": create_person(
            username="administrator", given_name_lo="ຄຳສິງ", family_name_lo="ຕົວຢ່າງ",
            given_name_latin="Khamsing", family_name_latin="Tuayang", title=Title.THAN,
            gender=MALE, position_en="Administrator", position_lo="ຜູ້ຄຸ້ມຄອງລະບົບ",
            email="administrator@example.la", preferred_language="en", **common,
        ),
    }  # fmt: skip
    for name, role in (
        ("facilitator", roles.FACILITATOR),
        ("officer", roles.REPORTING_OFFICER),
        ("editor", roles.EDITOR),
        ("administrator", roles.ADMINISTRATOR),
    ):
        assign_role(person=made[name], role=role, actor=None)
    User.objects.filter(pk=made["administrator"].pk).update(is_staff=True, is_superuser=True)
    return made


class _People:
    """Invented people, given out in the same order each time; those of one place are one person."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], User] = {}
        self._organisations = {
            organisation.acronym_en: organisation
            for organisation in Organisation.objects.top_level()
            if organisation.acronym_en
        }

    @property
    def first_official(self) -> User:
        """The demonstration's participant."""
        return User.objects.get(username="participant")

    def of(self, acronym: str, gender: str, number: int) -> User:
        """The ``number``-th woman or man of an organisation."""
        key = (acronym, gender, number)
        if key not in self._known:
            self._known[key] = self._make(acronym, gender, number)
        return self._known[key]

    def _make(self, acronym: str, gender: str, number: int) -> User:
        so_far = len(self._known)
        pool = WOMEN if gender == FEMALE else MEN
        of_gender = sum(1 for _, known, _ in self._known if known == gender)
        given_lo, given_latin = pool[of_gender % len(pool)]
        family_lo, family_latin = FAMILIES[(so_far * 7 + of_gender // len(pool)) % len(FAMILIES)]
        position_en, position_lo = workshops.POSITIONS[acronym][
            number % len(workshops.POSITIONS[acronym])
        ]
        first = not User.objects.filter(username="participant").exists()
        ranked = acronym == "MoPS" and number % 2 == 0
        return create_person(
            actor=None,
            username="participant" if first else "",
            password=DEMO_PASSWORD if first else None,
            is_sample=True,
            given_name_lo=given_lo,
            family_name_lo=family_lo,
            given_name_latin=given_latin,
            family_name_latin=family_latin,
            title=Title.THAN_NANG if gender == FEMALE else Title.THAN,
            rank_lo="ພັທ" if ranked else "",
            rank_latin="Lt Col" if ranked else "",
            gender=gender,
            organisation=self._organisations[acronym],
            position_en=position_en,
            position_lo=position_lo,
            phone=f"+85620555{1000 + so_far}",
            email="participant@example.la" if first else "",
        )

    def listed(self, plan: DemoWorkshop) -> Iterator[tuple[str, User]]:
        """The people of a workshop, women and men of each organisation in turn.

        The first woman and man of each organisation come to every workshop; the others are shared
        only by workshops of the same ``cohort``.
        """
        for acronym, (women, men) in plan.split.items():
            for gender, count in ((FEMALE, women), (MALE, men)):
                for number in range(count):
                    yield acronym, self.of(acronym, gender, number and number + plan.cohort)


def _donor(key: str, actor: User) -> Donor:
    name_en, name_lo, acronym_en, acronym_lo = workshops.DONORS[key]
    return add_donor(
        actor=actor, name_en=name_en, name_lo=name_lo, acronym_en=acronym_en, acronym_lo=acronym_lo
    )


def _workshop(plan: DemoWorkshop, staff: dict[str, User], people: _People) -> Workshop:
    """Prepare a workshop with its agenda and put its people on the list."""
    actor = staff["facilitator"]
    workshop = create_workshop(
        actor=actor,
        is_sample=True,
        code=plan.code,
        title_en=plan.title_en,
        title_lo=plan.title_lo,
        start_date=plan.start,
        end_date=plan.start + timedelta(days=1),
        city_en="Vientiane",
        city_lo="ນະຄອນຫຼວງວຽງຈັນ",
        venue_en="Meeting room (sample)",
        venue_lo="ຫ້ອງປະຊຸມ (ຕົວຢ່າງ)",
        donor=_donor(plan.donor, actor),
        programme_en=plan.programme_en,
        programme_lo=plan.programme_lo,
        sdgs=list(plan.sdgs),
        gcm_objectives=list(plan.gcm),
        places=plan.places,
        organisers=Organisation.objects.filter(acronym_en__in=["MoFA", "IOM"]),
    )
    for session in workshop.sessions.all():
        if lines := plan.agenda.get((session.day_number, session.part)):
            sessions.save_agenda(
                session=session,
                actor=actor,
                lines=[
                    sessions.AgendaLine(
                        starts_at=datetime.strptime(at, "%H:%M").time(),  # noqa: DTZ007 - a wall clock
                        title_en=title_en,
                        title_lo=title_lo,
                    )
                    for at, title_en, title_lo in lines
                ],
            )
    for number, (acronym, person) in enumerate(people.listed(plan)):
        if plan is workshops.JUNE_2024 and number == workshops.JUNE_WALK_IN:
            registrations.register_walk_in(
                workshop=workshop,
                actor=actor,
                client_id=uuid.uuid5(uuid.NAMESPACE_URL, f"{plan.code}/{number}"),
                gender=person.gender,
                organisation=person.organisation,
                person=person,
            )
            continue
        registrations.register(
            workshop=workshop,
            person=person,
            actor=actor,
            participant_type=ParticipantType.UN_STAFF if acronym == "IOM" else "",
            status=RegistrationStatus.NOMINATED
            if number % 3 == 2 and plan.code == workshops.UPCOMING_CODE
            else RegistrationStatus.CONFIRMED,
        )
    return workshop


def _moderate(workshop: Workshop, staff: dict[str, User]) -> None:
    """The experts of three missions."""
    iom = Organisation.objects.get(acronym_en="IOM")
    for given, family, gender, mission in workshops.MODERATORS:
        person = create_person(
            actor=None, is_sample=True, given_name_latin=given, family_name_latin=family,
            gender=gender, organisation=iom, preferred_language="en",
        )  # fmt: skip
        facilitators.add_facilitator(
            workshop=workshop, person=person, mission=mission, actor=staff["facilitator"]
        )


def _cancel_one(workshop: Workshop, staff: dict[str, User], people: _People) -> None:
    """One nominee could not come."""
    nominee = people.of("MoLSW", MALE, 999)
    registration = registrations.register(
        workshop=workshop,
        person=nominee,
        actor=staff["facilitator"],
        status=RegistrationStatus.NOMINATED,
    )
    registrations.cancel_registration(registration=registration, actor=staff["facilitator"])


def _hold(workshop: Workshop, *, letters: Any, staff: dict[str, User]) -> None:
    """Run the workshop: mark everybody at every session, at the session's own time, and close it."""
    actor = staff["facilitator"]
    for state in (WorkshopState.OPEN, WorkshopState.RUNNING):
        change_state(workshop=workshop, state=state, actor=actor)
    listed = list(Registration.objects.filter(workshop=workshop).expected().order_by("pk"))
    for index, session in enumerate(workshop.sessions.all()):
        at = timezone.make_aware(datetime.combine(session.day, session.starts_at))
        outcome = attendance.mark_attendance(
            session=session,
            actor=actor,
            method=MarkMethod.GRID,
            marks=[
                attendance.MarkInput(
                    registration_id=registration.pk,
                    status=STATUS_LETTERS[letters(number)[index]],
                    marked_at=at + timedelta(minutes=20, seconds=number),
                )
                for number, registration in enumerate(listed)
            ],
        )
        if outcome.refused or outcome.disputed:
            raise RuntimeError(f"the demonstration's marks were not taken: {outcome}")
    change_state(workshop=workshop, state=WorkshopState.CLOSED, actor=actor)


def _certify(workshop: Workshop, staff: dict[str, User]) -> Job:
    """Lay the certificate out as the ministry and IOM sign it together, and begin to issue."""
    actor = staff["facilitator"]
    save_layout(
        workshop=workshop,
        actor=actor,
        values={
            "show_state_heading": True,
            "issuing_body_lo": "ກະຊວງການຕ່າງປະເທດ\nກົມກົງສູນ",
            "issuing_body_en": "Ministry of Foreign Affairs\nDepartment of Consular Affairs",
            "place_lo": words(workshop, "city", "lo"),
            "place_en": words(workshop, "city", "en"),
        },
        signatories=[SignatoryInput(**office) for office in workshops.SIGNATORIES],
    )
    return jobs.start(kind="issue_certificates", target=workshop, actor=actor)


def _offer_certificate(actor: User) -> None:
    """Whoever completes the course can take a certificate."""
    save_course_certificate(
        course=CoursePage.objects.live().get(),
        actor=actor,
        values={
            "is_offered": True,
            "issuing_body_lo": "ກະຊວງການຕ່າງປະເທດ\nກົມກົງສູນ",
            "issuing_body_en": "Ministry of Foreign Affairs\nDepartment of Consular Affairs",
            "place_lo": "ນະຄອນຫຼວງວຽງຈັນ",
            "place_en": "Vientiane",
        },
        signatories=[SignatoryInput(**office) for office in workshops.SIGNATORIES],
    )


def _learn(person: User) -> None:
    """The participant has read the first two lessons and opened the third."""
    course = CoursePage.objects.live().first()
    if course is None:
        raise RuntimeError("the curriculum was not loaded")
    enrol(person=person, course=course)
    first, second, third = LessonPage.objects.live().order_by("path")[:3]
    for lesson in (first, second):
        complete_lesson(person=person, lesson=lesson)
    open_lesson(person=person, lesson=third)
