"""People, roles and organisations change through services only, and each may be repeated."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from core.models import AuditLine
from people import roles
from people.models import Organisation, User
from people.phones import readable, to_e164
from people.roster.matching import find_matches
from people.seeds import ORGANISATIONS, RESTRUCTURE
from people.selectors import ministries
from people.services import (
    assign_role,
    create_person,
    ensure_roles,
    invite,
    remove_role,
    save_organisation,
    seed_organisations,
    update_profile,
)
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db


# --- Phones -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("020 5555 1234", "+8562055551234"),
        ("02055551234", "+8562055551234"),
        ("20 55551234", "+8562055551234"),
        ("+856 20 5555 1234", "+8562055551234"),
        ("00856 20 5555 1234", "+8562055551234"),
        ("8562055551234", "+8562055551234"),
        ("໐໒໐ ໕໕໕໕ ໑໒໓໔", "+8562055551234"),
        ("021 212 039", "+85621212039"),
        ("+66 81 234 5678", "+66812345678"),
        ("", ""),
    ],
)
def test_a_phone_number_has_one_form(typed, kept):
    assert to_e164(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12", "phone", "020", "+", "1" * 40, "020 5555 1234 ext 5", "=1+1"]
)
def test_what_is_no_phone_number_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError) as refused:
        to_e164(typed)
    assert "020 5555 1234" in refused.value.messages[0]


def test_phone_numbers_are_readable():
    assert readable("+8562055551234").startswith("020")
    assert readable("+66812345678").startswith("+66")


# --- People -----------------------------------------------------------------------------------------


def test_a_user_name_is_made_from_the_latin_name():
    values = {"given_name_latin": "Keo Many", "family_name_latin": "Sisouvanh"}
    names = [create_person(actor=None, **values).username for _ in range(3)]
    assert names == ["keomany.sisouvanh", "keomany.sisouvanh2", "keomany.sisouvanh3"]


def test_without_a_latin_name_the_user_name_is_a_number():
    assert create_person(actor=None, given_name_lo="ບຸນມີ").username[1:].isdecimal()


def test_a_registered_person_has_no_login_and_an_audit_line(facilitator):
    person = create_person(actor=facilitator, given_name_lo="ບຸນມີ")
    assert not person.has_usable_password()
    line = AuditLine.objects.get(verb="create_person")
    assert (line.actor, line.target_id) == (facilitator, str(person.pk))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "given_name_lo"),
        ({"given_name_lo": "ບ" * 121}, "given_name_lo"),
        ({"given_name_lo": "ບຸນມີ", "email": "TAKEN@example.la"}, "email"),
        ({"given_name_lo": "ບຸນມີ", "phone": "020 5555 9999"}, "phone"),
        ({"given_name_lo": "ບຸນມີ", "gender": "ຍ"}, "gender"),
        ({"given_name_lo": "ບຸນມີ", "username": "Taken"}, "username"),
        ({"given_name_lo": "ບຸນມີ", "username": "a b"}, "username"),
    ],
)
def test_what_is_wrong_is_said_by_field(values, field):
    make_person(username="taken", email="taken@example.la", phone="+8562055559999")
    before = User.objects.count()
    with pytest.raises(ValidationError) as refused:
        create_person(actor=None, **values)
    assert field in refused.value.message_dict
    assert User.objects.count() == before


def test_two_people_may_both_have_no_contact():
    for _ in range(2):
        create_person(actor=None, given_name_lo="ບຸນມີ")


def test_the_same_lao_name_typed_otherwise_is_stored_alike():
    person = create_person(actor=None, given_name_lo="ຄໍາ")
    assert person.given_name_lo == "ຄຳ"


def test_a_profile_writes_only_what_changed(participant):
    update_profile(person=participant, actor=participant, position_lo="ວິຊາການ")
    update_profile(person=participant, actor=participant, position_lo="ວິຊາການ")
    [line] = AuditLine.objects.filter(verb="update_profile")
    assert line.data == {"fields": ["position_lo"]}


def test_a_service_refuses_fields_that_are_not_of_a_profile(participant):
    with pytest.raises(TypeError):
        update_profile(person=participant, actor=participant, is_superuser=True)


def test_contacts_of_somebody_with_a_login_are_theirs_to_change(
    facilitator, administrator, participant
):
    with pytest.raises(ValidationError) as refused:
        update_profile(person=participant, actor=facilitator, email="mine@example.la")
    assert "email" in refused.value.message_dict
    participant.refresh_from_db()
    for actor, address in ((participant, "own@example.la"), (administrator, "new@example.la")):
        update_profile(person=participant, actor=actor, email=address)
    on_paper = make_person(username="paper")
    update_profile(person=on_paper, actor=facilitator, email="paper@example.la")


def test_a_walk_in_is_compared_with_the_people_we_know():
    known = make_person(given_name_lo="ຄຳຫຼ້າ", family_name_lo="ພົມມະຈັນ")
    [match] = find_matches(name_lo="ຄໍາຫລ້າ ພົມມະຈັນ")
    assert match.person == known
    assert match.reasons == ["ຊື່ພາສາລາວຄືກັນ"]


def test_a_link_for_somebody_with_a_role_is_made_by_administrators_only(
    facilitator, other_facilitator, administrator, participant
):
    with pytest.raises(ValidationError):
        invite(person=administrator, actor=facilitator)
    with pytest.raises(ValidationError):
        invite(person=other_facilitator, actor=facilitator)
    assert invite(person=participant, actor=facilitator)
    assert invite(person=facilitator, actor=administrator)


# --- Roles ------------------------------------------------------------------------------------------


def test_roles_are_made_once_with_their_rights():
    ensure_roles()
    groups = ensure_roles()
    editor = make_person(username="e")
    administrator = make_person(username="a")
    assign_role(person=editor, role=roles.EDITOR, actor=None)
    assign_role(person=administrator, role=roles.ADMINISTRATOR, actor=None)
    editor, administrator = User.objects.get(pk=editor.pk), User.objects.get(pk=administrator.pk)
    assert set(groups) == set(roles.ROLE_NAMES)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert not editor.has_perm("people.change_user")
    assert administrator.has_perm("people.change_user")
    assert administrator.has_perm("people.change_organisation")
    assert not groups[roles.FACILITATOR].permissions.exists()
    assert groups[roles.EDITOR].page_permissions.count() == 3


def test_a_role_is_given_and_taken_once(participant):
    for _ in range(2):
        assign_role(person=participant, role=roles.FACILITATOR, actor=None)
    assert roles.is_facilitator(participant)
    for _ in range(2):
        remove_role(person=participant, role=roles.FACILITATOR, actor=None)
    assert not roles.is_facilitator(participant)
    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True)) == [
        "assign_role",
        "remove_role",
    ]


def test_there_are_no_other_roles(participant):
    with pytest.raises(ValidationError):
        assign_role(person=participant, role="kings", actor=None)


# --- Organisations ----------------------------------------------------------------------------------


def test_seeding_twice_makes_each_organisation_once():
    assert len(seed_organisations()) == len(ORGANISATIONS)
    assert seed_organisations() == []
    call_command("seed_people", stdout=StringIO())
    assert Organisation.objects.count() == len(ORGANISATIONS)


def test_seventeen_ministries_became_thirteen():
    seed_organisations()
    top = Organisation.objects.top_level().filter(kind="ministry")
    assert top.valid_on(date(2025, 3, 19)).count() == 17
    assert top.valid_on(RESTRUCTURE).count() == 13


def test_successors_are_known():
    seed_organisations()
    succeeded = {
        org.acronym_en: org.successor.acronym_en
        for org in Organisation.objects.exclude(successor=None).select_related("successor")
    }
    assert succeeded == {"MPI": "MoF", "MEM": "MoIC", "MAF": "MAE", "MoNRE": "MAE", "MICT": "MCT"}


def test_the_four_of_june_2024_are_named_first():
    seed_organisations()
    order = Organisation.objects.top_level().order_by("protocol_order")[:4]
    assert [org.acronym_en for org in order] == ["MoFA", "MoLSW", "MoPS", "LWU"]
    assert not Organisation.objects.filter(acronym_en="LWU", kind="ministry").exists()


def test_what_an_administrator_changed_or_typed_stays(administrator):
    typed = make_organisation(name_en="Lao Red Cross", name_lo="ກາແດງ", acronym_en="X")
    seed_organisations()
    mofa = Organisation.objects.get(seed_key="mofa")
    mofa.name_lo, mofa.acronym_lo = "ກະຊວງໃໝ່", "ກມ"
    save_organisation(organisation=mofa, actor=administrator)
    seed_organisations()
    mofa.refresh_from_db()
    typed.refresh_from_db()
    assert (mofa.name_lo, mofa.acronym_lo) == ("ກະຊວງໃໝ່", "ກມ")
    assert (typed.seed_key, typed.acronym_en) == ("lrc", "X")
    assert Organisation.objects.filter(name_en="Lao Red Cross").count() == 1


def test_every_department_leads_up_to_its_ministry(django_assert_num_queries):
    seed_organisations()
    consular = Organisation.objects.get(seed_key="mofa-consular")
    mofa = Organisation.objects.get(seed_key="mofa")
    assert consular.ministry == mofa
    assert mofa.ministry == mofa
    with django_assert_num_queries(1):
        tops = ministries()
    assert tops[consular.pk] == mofa


def test_acronyms_are_shown_in_the_readers_language():
    seed_organisations()
    molsw = Organisation.objects.get(seed_key="molsw")
    assert molsw.short_name == "ຮສສ"
    with translation.override("en"):
        assert molsw.short_name == "MoLSW"


def test_an_organisation_cannot_be_part_of_itself():
    seed_organisations()
    mofa = Organisation.objects.get(seed_key="mofa")
    mofa.parent = Organisation.objects.get(seed_key="mofa-consular")
    with pytest.raises(ValidationError) as refused:
        save_organisation(organisation=mofa, actor=None)
    assert "parent" in refused.value.message_dict
