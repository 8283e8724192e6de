"""The roster: headings of all sorts, one problem per line, nothing written until confirmed."""

import io
from dataclasses import replace

import openpyxl
import pytest
from django.utils import translation

from core.spreadsheets import Sheet, csv_bytes, workbook
from courses.workshops.enums import ParticipantType
from people import roles
from people.models import RosterUpload, User
from people.roster import (
    NEW,
    SKIP,
    ReadRoster,
    apply_upload,
    keep_roster,
    person_for,
    propose_matches,
    read_roster,
    roster_upload,
    template_workbook,
)
from people.roster.columns import COLUMNS, column_of
from people.roster.names import problem_of_latin
from people.services import create_person, seed_organisations
from tests.factories import make_person

pytestmark = pytest.mark.django_db

HEADER = ["ລ/ດ", "ຊື່ ແລະ ນາມສະກຸນ", "ເພດ (ຍ/ຊ)", "ຕຳແໜ່ງ", "ພາກສ່ວນ/ກະຊວງ", "ເບີໂທ", "ອີເມວ", "ລາຍເຊັນ"]
KEOMANY = ["1", "ທ່ານ ນາງ ແກ້ວມະນີ ສີສຸວັນ", "ຍ", "ວິຊາການ", "ກຕທ", "020 5555 0101", "", ""]
BOUNMY = ["2", "ບຸນມີ ແສງດາລາ", "ຊ", "ຫົວໜ້າພະແນກ", "MoPS", "", "bounmy@example.la", ""]


@pytest.fixture(autouse=True)
def _organisations(db):
    seed_organisations()


def xlsx(*rows: list[str]) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer


def codes(roster: ReadRoster) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.code) for problem in roster.problems]


# --- Reading --------------------------------------------------------------------------------------


def test_the_sheet_of_a_lao_ministry_is_read():
    roster = read_roster(xlsx(HEADER, KEOMANY, BOUNMY))
    assert codes(roster) == []
    first, second = roster.good_rows
    assert (first.number, first.title, first.given_name_lo, first.family_name_lo) == (
        2,
        "than_nang",
        "ແກ້ວມະນີ",
        "ສີສຸວັນ",
    )
    assert (first.gender, first.phone, first.position_lo) == ("female", "+8562055550101", "ວິຊາການ")
    assert (second.title, second.gender, second.email) == ("", "male", "bounmy@example.la")
    assert first.organisation_id != second.organisation_id


def test_titles_above_the_headings_are_passed_over():
    roster = read_roster(xlsx(["ລາຍຊື່ຜູ້ເຂົ້າຮ່ວມ"], [], ["19-20/06/2024"], HEADER, KEOMANY))
    assert [row.number for row in roster.rows] == [5]


@pytest.mark.parametrize(
    "heading",
    ["ເພດ", "Sex", "ເພດ / Gender", "ເພດ\n(Sex)", "SEX (F/M)", "ຍ/ຊ", "Gender*"],
)
def test_headings_are_understood_in_many_forms(heading):
    assert column_of(heading) == "gender"


def test_every_heading_of_the_template_means_its_own_column():
    for column in COLUMNS:
        for words in (column.heading, column.heading_lo, column.heading_en):
            assert column_of(words) == column.key


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ຍ", "female"),
        ("ຍິງ", "female"),
        ("F", "female"),
        ("female", "female"),
        ("ຊ", "male"),
        ("ຊາຍ", "male"),
        ("m", "male"),
        ("ຍ / F", "female"),
        ("other", "other"),
        ("ບໍ່ປະສົງລະບຸ", "not_stated"),
    ],
)
def test_genders(written, code):
    roster = read_roster(xlsx(["ຊື່", "ເພດ", "ກະຊວງ"], ["ບຸນມີ", written, "MoFA"]))
    assert roster.rows[0].gender == code
    assert codes(roster) == []


def test_the_gender_is_not_inferred_from_the_title():
    roster = read_roster(
        xlsx(["ຊື່ ແລະ ນາມສະກຸນ", "ເພດ", "ກະຊວງ"], ["ທ່ານ ນາງ ດວງໃຈ ວົງສາ", "", "MoFA"])
    )
    assert roster.rows[0].gender == "not_stated"
    assert codes(roster) == [(2, "gender_missing")]


def test_ticks_in_two_columns_are_genders():
    roster = read_roster(
        xlsx(["ຊື່", "ຍິງ", "ຊາຍ", "ກະຊວງ"], ["ບຸນມີ", "", "x", "MoFA"], ["ດວງໃຈ", "✓", "", "MoFA"])
    )
    assert [row.gender for row in roster.rows] == ["male", "female"]


@pytest.mark.parametrize(
    "written",
    ["MoLSW", "molsw", "ຮສສ", "ກະຊວງ ຮສສ", "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ",
     "ກະຊວງແຮງງານແລະສະຫວັດດີການສັງຄົມ", "Ministry of Labour and Social Welfare",
     "Division 3, MoLSW"],
)  # fmt: skip
def test_an_organisation_by_any_of_its_names(written):
    roster = read_roster(xlsx(["ຊື່", "ເພດ", "ກະຊວງ"], ["ບຸນມີ", "ຊ", written]))
    assert codes(roster) == []


def test_a_name_in_both_scripts_in_one_cell():
    roster = read_roster(
        xlsx(["Name", "Sex", "Ministry"], ["ບຸນມີ ແສງດາລາ / Bounmy Sengdala", "M", "MoFA"])
    )
    row = roster.good_rows[0]
    assert (row.name_lo, row.name_latin) == ("ບຸນມີ ແສງດາລາ", "Bounmy Sengdala")


def test_a_number_cell_is_a_phone_number():
    roster = read_roster(xlsx(["ຊື່", "ເພດ", "ກະຊວງ", "ເບີໂທ"], ["ບຸນມີ", "ຊ", "MoFA", 2055551234]))
    assert roster.rows[0].phone == "+8562055551234"


def test_one_problem_per_line_says_row_column_and_what_to_do():
    roster = read_roster(
        xlsx(
            ["ຊື່", "Family name (Latin)", "ເພດ", "ກະຊວງ", "ເບີໂທ", "ອີເມວ"],
            ["ບຸນມີ", "Sengdala", "ທ", "MoFA", "12", "bounmy(at)example"],
            ["", "", "ຊ", "MoFA", "", ""],
            ["ດວງໃຈ", "Vongsa", "F", "Ministry of Magic", "", ""],
            ["ก้องภพ", "", "M", "MoFA", "", ""],
            ["gdKuE]", "", "M", "MoFA", "", ""],
            ["ນ" * 121, "", "M", "MoFA", "", ""],
            ["ຄຳ", "", "M", "=A1", "", ""],
            ["ຄຳຫຼ້າ", "", "M", "MPI", "", ""],
            ["ຄໍາຫລ້າ", "", "M", "MPI", "", ""],
            ["ລວມ", "", "8", "", "", ""],
        )
    )
    assert codes(roster) == [
        (2, "gender_unknown"),
        (2, "phone_wrong"),
        (2, "email_wrong"),
        (3, "name_missing"),
        (4, "organisation_unknown"),
        (5, "name_thai"),
        (6, "name_legacy"),
        (7, "name_long"),
        (8, "formula"),
        (9, "organisation_ended"),
        (10, "organisation_ended"),
        (10, "duplicate"),
        (11, "total_row"),
    ]
    assert [row.number for row in roster.good_rows] == [9]
    for problem in roster.problems:
        texts = {}
        for language in ("lo", "en"):
            with translation.override(language):
                texts[language] = (str(problem.message), str(problem.advice))
        assert all(texts["en"])
        assert texts["lo"] != texts["en"]


def test_the_type_is_read_with_the_words_of_either_language():
    roster = read_roster(
        xlsx(
            ["ຊື່", "ເພດ", "ກະຊວງ", "Type"],
            ["ບຸນມີ", "ຊ", "MoFA", "Observer"],
            ["ດວງໃຈ", "ຍ", "MoFA", str(ParticipantType.INTERPRETER.label)],
        ),
        types=ParticipantType,
    )
    assert [row.participant_type for row in roster.rows] == ["observer", "interpreter"]


def test_unknown_columns_are_named_and_harmless():
    roster = read_roster(xlsx(["ຊື່", "ເພດ", "ກະຊວງ", "Shoe size"], ["ບຸນມີ", "ຊ", "MoFA", "42"]))
    assert roster.ignored_columns == ["Shoe size"]
    assert len(roster.good_rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_its_encodings(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in (HEADER, KEOMANY, BOUNMY))
    roster = read_roster(io.BytesIO(text.encode(encoding)), name="list.csv")
    assert len(roster.good_rows) == 2


# --- The template ---------------------------------------------------------------------------------


def test_the_template_can_be_filled_in_and_read_back():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(types=ParticipantType)))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    lists = {rule.sqref: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert len(lists) == 5
    choices = {
        headings[next(iter(area.ranges)).min_col - 1]: formula for area, formula in lists.items()
    }
    values = {
        "ຊື່ (ລາວ) / Given name (Lao)": "ບຸນມີ",
        "ນາມສະກຸນ (ລາວ) / Family name (Lao)": "ແສງດາລາ",
        "ພາກສ່ວນ/ກະຊວງ / Organisation": book["Lists"]["A2"].value,
    }
    for heading, formula in choices.items():
        if formula.startswith('"'):
            values[heading] = formula.strip('"').split(",")[-1]
    sheet.append([values.get(heading, "") for heading in headings])
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    roster = read_roster(buffer, types=ParticipantType)
    assert codes(roster) == []
    assert roster.good_rows[0].name_lo == "ບຸນມີ ແສງດາລາ"


def test_the_examples_of_the_template_are_right():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    roster = read_roster(xlsx(*[list(row) for row in rows]))
    assert codes(roster) == []
    assert len(roster.good_rows) == 2


# --- Matching -------------------------------------------------------------------------------------


def row_of(*cells: str):
    header = ["ຊື່", "ນາມສະກຸນ", "Given name", "Family name", "ເພດ", "ກະຊວງ", "ເບີໂທ"]
    return read_roster(xlsx(header, list(cells))).rows[0]


@pytest.fixture
def bounmy(db) -> User:
    return create_person(
        actor=None,
        given_name_lo="ຄຳຫຼ້າ",
        family_name_lo="ພົມມະຈັນ",
        given_name_latin="Khamla",
        family_name_latin="Phommachanh",
        phone="020 5555 1234",
        gender="male",
    )


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        # The same name in another encoding
        (("ຄໍາຫລ້າ", "ພົມມະຈັນ", "", "", "", "", ""), ("lao",)),
        (("", "", "Phommachanh", "Khamla", "", "", ""), None),
        (("ຄຳຫຼ້າ", "ພົມມະຈັນ", "", "", "", "", "+856 20 5555 1234"), ("lao", "phone")),
        (("", "", "Khamla", "Phommachan", "", "", "02055551234"), ("latin_alike", "phone")),
    ],
)
def test_matches_are_found_and_explained(bounmy, cells, reasons):
    [proposal] = propose_matches([row_of(*cells)])
    assert proposal.matches[0].person == bounmy
    if reasons:
        assert proposal.matches[0].reason_codes == reasons
        assert proposal.suggested == str(bounmy.pk)
        assert all(proposal.matches[0].reasons)


def test_a_shared_phone_alone_is_not_the_same_person(bounmy):
    [proposal] = propose_matches([row_of("ດວງໃຈ", "ວົງສາ", "", "", "ຍ", "", "020 5555 1234")])
    assert proposal.suggested == NEW
    assert proposal.matches[0].score < 85
    [note] = proposal.notes
    assert bounmy.name_lo in note.message
    assert not note.blocking


def test_two_rows_are_never_proposed_to_be_one_person(bounmy):
    rows = [
        row_of("ຄຳຫຼ້າ", "ພົມມະຈັນ", "", "", "", "", "020 5555 1234"),
        row_of("ຄຳຫຼ້າ", "ພົມມະຈັນ", "", "", "", "", ""),
    ]
    rows[1] = replace(rows[1], number=3)
    suggested = [proposal.suggested for proposal in propose_matches(rows)]
    assert suggested == [str(bounmy.pk), NEW]


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_take_one_query_however_many_rows(bounmy, count, django_assert_num_queries):
    rows = read_roster(
        xlsx(["ຊື່", "ເພດ", "ກະຊວງ"], *[[f"ບຸນ{'ນ' * i}", "ຊ", "MoFA"] for i in range(count)])
    ).rows
    with django_assert_num_queries(1):
        propose_matches(rows)


# --- Applying -------------------------------------------------------------------------------------


def kept(facilitator, *rows) -> RosterUpload:
    roster = read_roster(xlsx(HEADER, *rows))
    return keep_roster(roster=roster, actor=facilitator, purpose="workshop:1", filename="list.xlsx")


def test_nothing_is_written_until_confirmed(facilitator):
    before = User.objects.count()
    upload = kept(facilitator, KEOMANY, BOUNMY)
    propose_matches(upload.roster.good_rows)
    assert User.objects.count() == before


def test_confirming_makes_people_and_twice_changes_nothing(facilitator):
    upload = kept(facilitator, KEOMANY, BOUNMY)
    first = apply_upload(upload=upload, choices={}, actor=facilitator)
    count = User.objects.count()
    second = apply_upload(upload=upload, choices={}, actor=facilitator)
    assert [person for _row, person in first] == [person for _row, person in second]
    assert User.objects.count() == count
    keomany = first[0][1]
    assert (keomany.name_lo, keomany.gender, keomany.organisation.acronym_en) == (
        "ແກ້ວມະນີ ສີສຸວັນ",
        "female",
        "MoFA",
    )
    assert not keomany.has_usable_password()


def test_importing_the_same_sheet_again_proposes_the_same_people(facilitator):
    people = [
        person
        for _row, person in apply_upload(
            upload=kept(facilitator, KEOMANY, BOUNMY), choices={}, actor=facilitator
        )
    ]
    again = kept(facilitator, KEOMANY, BOUNMY)
    proposals = propose_matches(again.roster.good_rows)
    assert [proposal.suggested for proposal in proposals] == [str(p.pk) for p in people]
    before = list(User.objects.order_by("pk").values())
    pairs = apply_upload(
        upload=again, choices={p.row.number: p.suggested for p in proposals}, actor=facilitator
    )
    assert [person for _row, person in pairs] == people
    assert list(User.objects.order_by("pk").values()) == before


def test_a_skipped_row_is_left_out(facilitator):
    upload = kept(facilitator, KEOMANY, BOUNMY)
    pairs = apply_upload(upload=upload, choices={2: SKIP}, actor=facilitator)
    assert [row.number for row, _person in pairs] == [3]


def test_blanks_are_filled_in_and_nothing_is_replaced(facilitator, bounmy):
    row = row_of("ຄຳຫຼ້າ", "ພົມມະຈັນທອງ", "Khamla", "Phommachan", "ຍ", "MoFA", "020 5555 9999")
    person = person_for(row, str(bounmy.pk), facilitator)
    assert person == bounmy
    assert (person.family_name_lo, person.phone, person.gender) == (
        "ພົມມະຈັນ",
        "+8562055551234",
        "male",
    )
    assert person.organisation.acronym_en == "MoFA"


@pytest.mark.parametrize("role", [None, roles.ADMINISTRATOR])
def test_an_import_never_sets_the_contacts_of_somebody_with_a_login(facilitator, role):
    """Else a facilitator could put an address of their own there and ask for a new password."""
    password = None if role else "sabaidee-2024"
    person = make_person(given_name_lo="ດວງໃຈ", role=role, password=password)
    row = replace(row_of("ດວງໃຈ", "", "", "", "", "", "020 5555 1234"), email="mine@example.la")
    person_for(row, str(person.pk), facilitator)
    person.refresh_from_db()
    assert (person.email, person.phone) == ("", "")


def test_a_contact_of_somebody_else_is_left_out(facilitator, bounmy):
    row = row_of("ດວງໃຈ", "ວົງສາ", "", "", "ຍ", "MoFA", "020 5555 1234")
    assert person_for(row, NEW, facilitator).phone == ""


def test_an_upload_is_its_uploaders_alone_and_only_for_its_purpose(facilitator, other_facilitator):
    upload = kept(facilitator, KEOMANY)
    assert roster_upload(facilitator, upload.uuid, "workshop:1") == upload
    assert roster_upload(facilitator, upload.uuid, "workshop:2") is None
    assert roster_upload(other_facilitator, upload.uuid, "workshop:1") is None


def test_an_upload_expires_after_a_day(facilitator):
    upload = kept(facilitator, KEOMANY)
    RosterUpload.objects.update(created_at=upload.created_at - 2 * RosterUpload.KEPT_FOR)
    assert roster_upload(facilitator, upload.uuid, "workshop:1") is None
    kept(facilitator, BOUNMY)
    assert not RosterUpload.objects.filter(pk=upload.pk).exists()


def test_a_roster_survives_being_kept(facilitator):
    roster = read_roster(xlsx(HEADER, KEOMANY, ["3", "", "?", "", "??", "1", "2", ""]))
    upload = keep_roster(roster=roster, actor=facilitator, purpose="x")
    upload.refresh_from_db()
    assert upload.roster == roster


def test_what_we_write_we_can_read():
    assert csv_bytes(["a"], [["=1+1"], ["@x"], ["+8562055551234"], ["ຍ"]]).decode("utf-8-sig") == (
        "a\r\n'=1+1\r\n'@x\r\n+8562055551234\r\nຍ\r\n"
    )
    kinds = ("text", "int", "percent")
    data = workbook([Sheet("A/B", ["ຊື່", "n", "%"], [["=1+1", 3, 37.5]], kinds=kinds)])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["=1+1", 3, 0.375]
    assert sheet["A2"].data_type == "s"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Nguyễn Thị Hoa", None),
        ("Keomany-Anne d’Arc", None),
        ("Keomany2", "name_suspicious"),
        ("¡¿gd;", "name_legacy"),
        ("ຄຳ", "name_not_latin"),
    ],
)
def test_what_a_latin_column_may_hold(name, problem):
    assert problem_of_latin(name) == problem
