"""A sheet of names: uploaded, looked at, confirmed; nothing written before, nobody twice."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from courses.workshops.models import Registration, Workshop
from courses.workshops.services.imports import import_purpose, import_roster
from people.models import Organisation, RosterUpload, User
from people.roster import keep_roster, read_roster
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db

HEADINGS = "Given name (Lao),Family name (Lao),Given name,Family name,Sex,Organisation,Position"
ROWS = [
    "ເພັດສະໝອນ,ລາດຊະວົງ,Phetsamone,Ratsavong,F,MFA,Officer",
    "ສຸລິຍາ,ຫຼວງອາໄພ,Souliya,Luangaphay,M,MFA,Officer",
    "ອານຸສອນ,ບົວລະພາ,Anousone,Bualapha,F,MFA,Officer",
]


@pytest.fixture(autouse=True)
def ministry(db) -> Organisation:
    return make_organisation(acronym_en="MFA")


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return make_workshop(facilitator=facilitator, title_en="Trial", title_lo="ທົດລອງ")


@pytest.fixture
def room(facilitator, browser_of):
    """The facilitator's browser."""
    return browser_of(facilitator)


def sheet(*rows: str, headings: str = HEADINGS) -> SimpleUploadedFile:
    text = "\n".join([headings, *rows])
    return SimpleUploadedFile("list.csv", text.encode("utf-8-sig"), content_type="text/csv")


def upload(room, workshop, file) -> str:
    """Upload a list that can be read; give the address of its preview."""
    response = room.post(reverse("workshop_import", args=[workshop.code]), {"file": file})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_nothing_is_written_until_it_is_confirmed(workshop, room):
    people = User.objects.count()
    preview = upload(room, workshop, sheet(*ROWS))
    assert "ເພັດສະໝອນ" in room.get(preview).content.decode()
    assert (User.objects.count(), Registration.objects.count()) == (people, 0)
    response = room.post(preview)
    assert response["Location"] == reverse("workshop_people", args=[workshop.code])
    assert User.objects.count() == people + 3
    assert workshop.registrations.filter(gender="female").count() == 2
    registration = workshop.registrations.get(person__given_name_lo="ສຸລິຍາ")
    assert registration.organisation.acronym_en == "MFA"
    assert registration.position_en == "Officer"


def test_confirming_twice_and_uploading_again_adds_nobody_twice(workshop, room):
    preview = upload(room, workshop, sheet(*ROWS))
    people = User.objects.count()
    for _twice in range(2):
        assert room.post(preview).status_code == 302
    assert room.post(upload(room, workshop, sheet(*ROWS))).status_code == 302
    assert User.objects.count() == people + 3
    assert workshop.registrations.count() == 3


def test_somebody_we_know_is_proposed_and_one_chooses(workshop, room):
    known = make_person(
        given_name_lo="ເພັດສະໝອນ", family_name_lo="ລາດຊະວົງ", gender="female", given_name_latin=""
    )
    preview = upload(room, workshop, sheet(ROWS[0]))
    page = room.get(preview).content.decode()
    assert f'value="{known.pk}" checked' in page
    room.post(preview, {"row-2": str(known.pk)})
    assert workshop.registrations.get().person == known


def test_a_known_name_can_be_a_new_person_or_be_left_out(workshop, room):
    known = make_person(given_name_lo="ເພັດສະໝອນ", family_name_lo="ລາດຊະວົງ")
    room.post(upload(room, workshop, sheet(*ROWS)), {"row-2": "new", "row-3": "skip"})
    people = [entry.person for entry in workshop.registrations.all()]
    assert known not in people
    assert {person.given_name_lo for person in people} == {"ເພັດສະໝອນ", "ອານຸສອນ"}


def test_nobody_who_was_not_proposed_can_be_chosen(workshop, room, participant):
    room.post(upload(room, workshop, sheet(ROWS[0])), {"row-2": str(participant.pk)})
    assert workshop.registrations.get().person != participant


@pytest.mark.parametrize("language", ["lo", "en"])
def test_every_problem_is_one_line_with_its_row(workshop, room, language):
    with translation.override(language):
        preview = upload(room, workshop, sheet(ROWS[0], ",,,,F,MFA,", "ດາວ,,,,qq,Nowhere,"))
        page = room.get(preview).content.decode()
    row = {"lo": "ແຖວ", "en": "Row"}[language]
    assert f"{row} 3" in page
    assert page.count(f"<b>{row} 4") == 2
    with translation.override(language):
        room.post(preview)
    assert workshop.registrations.count() == 1


def workbook_of(name: str, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.xlsx", b""),
        ("list.xlsx", b"PK\x03\x04 not a workbook"),
        ("list.csv", b"\x00\x01\x02\xff\xfe"),
        ("list.csv", b"one,two\n1,2"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"x" * 100),
        ("list.xlsx", workbook_of("xl/workbook.xml", "<a/>")),
        ("list.xlsx", workbook_of("xl/worksheets/sheet1.xml", "0" * 60_000_000)),
        ("list.csv", b"x" * (5 * 1024 * 1024 + 1)),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100),
    ],
)
@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_wrong_file_is_explained(workshop, room, name, content, language):
    with translation.override(language):
        address = reverse("workshop_import", args=[workshop.code])
        page = room.post(address, {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not RosterUpload.objects.exists()


def test_a_form_without_a_file_says_so(workshop, room):
    page = room.post(reverse("workshop_import", args=[workshop.code]))
    assert "ກະລຸນາເລືອກໄຟລ໌" in page.content.decode()


def test_the_list_of_somebody_else_is_not_here(workshop, room, administrator, browser_of):
    preview = upload(browser_of(administrator), workshop, sheet(*ROWS))
    response = room.post(preview)
    assert response["Location"] == reverse("workshop_import", args=[workshop.code])
    assert not Registration.objects.exists()


def test_a_list_belongs_to_one_workshop(workshop, facilitator, room):
    other = make_workshop(facilitator=facilitator)
    preview = upload(room, workshop, sheet(*ROWS))
    room.post(preview.replace(workshop.code, other.code))
    assert not Registration.objects.exists()
    kept = RosterUpload.objects.get()
    with pytest.raises(ValidationError):
        import_roster(workshop=other, upload=kept, choices={}, actor=facilitator)


def test_a_closed_workshop_takes_no_list(workshop, room):
    preview = upload(room, workshop, sheet(*ROWS))
    Workshop.objects.update(state="closed")
    page = room.post(preview)
    assert page.status_code == 200
    assert "ກອງປະຊຸມນີ້ປິດແລ້ວ" in page.content.decode()
    assert not Registration.objects.exists()


def test_two_rows_are_never_the_same_person(workshop, facilitator):
    known = make_person()
    roster = read_roster(sheet(*ROWS))
    kept = keep_roster(roster=roster, actor=facilitator, purpose=import_purpose(workshop))
    with pytest.raises(ValidationError):
        import_roster(
            workshop=workshop,
            upload=kept,
            choices={2: str(known.pk), 3: str(known.pk)},
            actor=facilitator,
        )
    assert not Registration.objects.exists()


def test_beyond_the_places_the_rest_waits_and_one_is_told(workshop, room):
    Workshop.objects.update(places=2)
    page = room.post(upload(room, workshop, sheet(*ROWS)), follow=True).content.decode()
    assert "ໃນນັ້ນ 1 ທ່ານຕ້ອງລໍຖ້າ" in page
    assert workshop.registrations.filter(status="waiting").count() == 1


def test_the_template_can_be_filled_in_and_uploaded(workshop, room):
    response = room.get(reverse("import_template", args=[workshop.code]))
    assert response["Content-Disposition"].endswith('participants.xlsx"')
    file = SimpleUploadedFile("template.xlsx", response.content)
    page = room.post(reverse("workshop_import", args=[workshop.code]), {"file": file})
    assert page.status_code == 200


def test_the_preview_asks_the_same_for_three_rows_as_for_one(
    workshop, room, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for given in ("ເພັດສະໝອນ", "ສຸລິຍາ", "ອານຸສອນ"):
        person = make_person(given_name_lo=given, organisation=make_organisation())
        make_registration(workshop, person=person)
    one, three = upload(room, workshop, sheet(ROWS[0])), upload(room, workshop, sheet(*ROWS))
    room.get(one)
    with CaptureQueriesContext(connection) as counted:
        room.get(one)
    with django_assert_num_queries(len(counted)):
        room.get(three)
