"""Two workshops every report is tried on: one with every trap in it, and the one of June 2024."""

import itertools
from dataclasses import dataclass, field

import pytest

from assessments.certificates.enums import CertificateKind, CertificateStatus
from assessments.certificates.models import Certificate
from courses.workshops.enums import AttendanceStatus, ParticipantType, RegistrationStatus
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    Registration,
    RuleOverride,
    Workshop,
)
from people.enums import Gender, Level, OrganisationKind
from people.models import Organisation
from tests.factories import make_organisation, make_person, make_registration, make_workshop

MARKS = {
    "P": AttendanceStatus.PRESENT,
    "L": AttendanceStatus.LATE,
    "V": AttendanceStatus.LEFT_EARLY,
    "E": AttendanceStatus.EXCUSED,
    "A": AttendanceStatus.ABSENT,
}
_serials = itertools.count(1)


def mark(registration: Registration, letters: str) -> None:
    """Mark somebody at the sessions of the workshop in their order: "PL-A", "-" for no mark."""
    sessions = list(registration.workshop.sessions.all())
    for session, letter in zip(sessions, letters, strict=True):
        if letter != "-":
            line = AttendanceMark.objects.create(
                registration=registration, session=session, status=MARKS[letter]
            )
            Attendance.objects.create(
                registration=registration, session=session, status=MARKS[letter], mark=line
            )


def certify(
    registration: Registration,
    kind: str = CertificateKind.PARTICIPATION,
    status: str = CertificateStatus.VALID,
) -> Certificate:
    """A certificate as the register keeps it, without its paper."""
    serial = next(_serials)
    return Certificate.objects.create(
        number=f"MICIC-2024-LAO-{serial:04}",
        year=2024,
        serial=serial,
        kind=kind,
        status=status,
        registration=registration,
        person=registration.person,
        words={},
        rule_lo="-",
        rule_en="-",
    )


@dataclass
class House:
    """The organisations of the tests, in protocol order."""

    mofa: Organisation
    consular: Organisation
    division: Organisation
    molsw: Organisation
    mops: Organisation
    lwu: Organisation
    iom: Organisation
    extra: dict = field(default_factory=dict)


def _house() -> House:
    mofa = make_organisation(
        name_en="Ministry of Foreign Affairs",
        name_lo="ກະຊວງການຕ່າງປະເທດ",
        acronym_en="MoFA",
        acronym_lo="ກຕທ",
        protocol_order=1,
    )
    consular = make_organisation(name_en="Consular Department", name_lo="ກົມກົງສູນ", parent=mofa)
    return House(
        mofa=mofa,
        consular=consular,
        division=make_organisation(name_en="Protection", name_lo="ພະແນກ", parent=consular),
        molsw=make_organisation(
            name_en="Ministry of Labour and Social Welfare",
            name_lo="ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ",
            acronym_en="MoLSW",
            acronym_lo="ຮສສ",
            protocol_order=2,
        ),
        mops=make_organisation(
            name_en="Ministry of Public Security",
            name_lo="ກະຊວງປ້ອງກັນຄວາມສະຫງົບ",
            acronym_en="MoPS",
            acronym_lo="ປກສ",
            protocol_order=3,
        ),
        lwu=make_organisation(
            kind=OrganisationKind.MASS_ORGANISATION,
            name_en="Lao Women's Union",
            name_lo="ສະຫະພັນແມ່ຍິງລາວ",
            acronym_en="LWU",
            acronym_lo="ສຍລ",
            protocol_order=4,
        ),
        iom=make_organisation(
            kind=OrganisationKind.INTERNATIONAL,
            name_en="International Organization for Migration",
            name_lo="ອົງການຈັດຕັ້ງສາກົນເພື່ອການເຄື່ອນຍ້າຍຖິ່ນຖານ",
            acronym_en="IOM",
            acronym_lo="IOM",
            protocol_order=5,
        ),
    )


@pytest.fixture
def house(db) -> House:
    return _house()


def put(workshop: Workshop, organisation: Organisation | None, letters: str = "----", **values):
    """Register a new person and mark them."""
    person = make_person(organisation=organisation, gender=values.get("gender", Gender.MALE))
    registration = make_registration(workshop, person, **values)
    mark(registration, letters)
    return registration


@pytest.fixture
def mixed(house, facilitator) -> Workshop:
    """Every gender, type, status and mark once; counted by hand in the tests."""
    workshop = make_workshop(code="MIXED", facilitator=facilitator, rule_sessions=3)
    mass = ParticipantType.MASS_ORGANISATION
    female, male, other = Gender.FEMALE, Gender.MALE, Gender.OTHER
    a = put(workshop, house.mofa, "PPPP", gender=female)
    b = put(workshop, house.consular, "PLPA", gender=male)
    put(
        workshop,
        house.division,
        "EEPV",
        gender=other,
        level=Level.PROVINCE,
        status=RegistrationStatus.NOMINATED,
    )
    d = put(
        workshop,
        house.molsw,
        "--PP",
        gender=male,
        level=Level.DISTRICT,
        status=RegistrationStatus.WALK_IN,
    )
    put(workshop, house.molsw, "AAAA", gender=Gender.NOT_STATED)
    f = put(workshop, house.lwu, "PPPP", gender=female, participant_type=mass)
    g = put(workshop, house.mops, "PP--", gender=male, status=RegistrationStatus.REPLACED)
    put(workshop, house.mops, "--PP", gender=female, replaces=g)
    put(workshop, house.mops, "----", gender=male, status=RegistrationStatus.CANCELLED)
    put(workshop, None, "----", gender=female, status=RegistrationStatus.WAITING)
    put(workshop, None, "----", gender=male, level=Level.ABROAD)
    put(workshop, house.iom, "PPPP", gender=female, participant_type=ParticipantType.UN_STAFF)
    put(workshop, house.iom, "P---", gender=male, participant_type=ParticipantType.OBSERVER)
    put(workshop, house.iom, "PPPP", gender=male, participant_type=ParticipantType.FACILITATOR)
    put(workshop, None, "----", gender=female, participant_type=ParticipantType.INTERPRETER)
    RuleOverride.objects.create(registration=d, reason="came back from the border")
    for each in (a, b, f):
        certify(each)
    certify(f, CertificateKind.COMPLETION)
    certify(f, status=CertificateStatus.SUPERSEDED)
    certify(d, status=CertificateStatus.REVOKED)
    return workshop


@pytest.fixture
def june(house, facilitator) -> Workshop:
    """24 officials, 9 of them women, at central level from four institutions (invented split)."""
    workshop = make_workshop(
        code="MICIC-2024-06",
        facilitator=facilitator,
        title_en="Migrants in Countries in Crisis",
        title_lo="ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ",
        is_sample=True,
    )
    for organisation, women, men in (
        (house.mofa, 4, 6),
        (house.molsw, 2, 4),
        (house.mops, 1, 4),
        (house.lwu, 2, 1),
    ):
        kind = ParticipantType.OFFICIAL
        if organisation == house.lwu:
            kind = ParticipantType.MASS_ORGANISATION
        for gender, number in ((Gender.FEMALE, women), (Gender.MALE, men)):
            for _ in range(number):
                certify(put(workshop, organisation, "PPPP", gender=gender, participant_type=kind))
    return workshop
