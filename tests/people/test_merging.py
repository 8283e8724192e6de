"""Two records of one person become one, and two again exactly as they were."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.certificates.models import Certificate
from assessments.quizzes.models import Attempt
from core.models import AuditLine
from courses.curriculum.models import Completion, Enrolment
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    FormerRegistration,
    KeptDifference,
    Registration,
    RuleOverride,
    WorkshopFacilitator,
)
from courses.workshops.services.attendance import MarkInput, mark_attendance
from people import roles
from people.backends import AnyIdentifierBackend
from people.enums import Gender
from people.merging import movers, references_to
from people.models import AccessCard, Consent, NotTheSame, PersonMerge, User
from people.services import merge_people, record_consent, say_different, undo_merge
from people.services.merging import what_hinders_undoing
from people.services.persons import update_account
from tests.factories import make_organisation, make_person, make_registration, make_workshop
from tests.reports.conftest import certify

pytestmark = pytest.mark.django_db

#: What merging and undoing leave behind, and rightly.
LEFT_BEHIND = {"people.PersonMerge", "core.AuditLine"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the house."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_BEHIND
    }


def mark(registration, session, status, actor=None):
    mark_attendance(session=session, marks=[MarkInput(registration.pk, status)], actor=actor)


def twice(**values) -> tuple[User, User]:
    """The same person entered twice; the second carelessly."""
    kept = make_person(gender=Gender.FEMALE, organisation=make_organisation(), **values)
    merged = make_person(
        given_name_lo=kept.given_name_lo,
        family_name_lo=kept.family_name_lo,
        given_name_latin="",
        family_name_latin="",
    )
    return kept, merged


def merge(kept, merged, actor=None) -> PersonMerge:
    return merge_people(kept=kept, merged=merged, reason="Entered twice", actor=actor)


def test_every_reference_to_a_person_is_known_to_a_mover():
    known = {name for mover in movers() for name in mover.carries | mover.stays}
    missing = references_to(User) - known
    assert not missing, f"say in a merging.py what becomes of: {', '.join(sorted(missing))}"


@pytest.mark.parametrize("model", [Registration, Enrolment, Completion])
def test_every_reference_to_what_may_be_united_is_known_to_a_mover(model):
    """Registrations, rounds and completions of two records can become one; what points at them?"""
    known = {name for mover in movers() for name in mover.carries}
    missing = references_to(model) - known
    assert not missing, f"say in a merging.py what becomes of: {', '.join(sorted(missing))}"


def test_movers_know_nothing_that_is_not_there():
    known = {name for mover in movers() for name in mover.carries | mover.stays}
    for name in known:
        label, _dot, field = name.rpartition(".")
        assert apps.get_model(label)._meta.get_field(field)


def test_the_kept_record_takes_over_what_it_lacks(db):
    kept = make_person(given_name_lo="", family_name_lo="", phone="")
    merged = make_person(phone="+8562055551234", email="k@example.la", gender=Gender.FEMALE)
    merge(kept, merged)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.phone, kept.email, kept.gender) == ("+8562055551234", "k@example.la", "female")
    assert (merged.phone, merged.email, merged.merged_into) == ("", "", kept)
    assert kept.name_lo == merged.name_lo
    assert (kept.sort_key, kept.search_key) == kept.keys()


def test_names_are_never_put_together_from_two():
    kept = make_person(given_name_lo="ຄຳ", family_name_lo="")
    merged = make_person(given_name_lo="ຄຳຫຼ້າ", family_name_lo="ພົມມະຈັນ")
    merge(kept, merged)
    kept.refresh_from_db()
    assert kept.name_lo == "ຄຳ"


def test_registrations_at_different_workshops_are_both_kept():
    kept, merged = twice()
    make_registration(make_workshop(), kept)
    theirs = make_registration(make_workshop(), merged)
    merge(kept, merged)
    assert kept.registrations.count() == 2
    theirs.refresh_from_db()
    assert theirs.person == kept


def test_two_registrations_at_one_workshop_become_one_with_the_marks_of_both(facilitator):
    kept, merged = twice()
    workshop = make_workshop(facilitator=facilitator)
    first, second, third, _fourth = workshop.sessions.all()
    ours = make_registration(workshop, kept, status="nominated")
    theirs = make_registration(workshop, merged, status="walk_in", organisation=None)
    mark(ours, first, "present")
    mark(theirs, second, "late")
    mark(ours, third, "absent")
    mark(theirs, third, "present")
    merge(kept, merged)
    (stays,) = workshop.registrations.all()
    assert (stays, stays.person, stays.status) == (ours, kept, "nominated")
    states = dict(stays.attendance.values_list("session_id", "status"))
    assert (states[first.pk], states[second.pk]) == ("present", "late")
    assert AttendanceMark.objects.filter(registration=stays).count() == 4
    former = FormerRegistration.objects.get()
    assert (former.number, former.registration, former.reason) == (
        theirs.pk,
        ours,
        "Entered twice",
    )


def test_the_better_status_of_the_two_stands():
    kept, merged = twice()
    workshop = make_workshop()
    make_registration(workshop, kept, status="cancelled")
    make_registration(workshop, merged, status="walk_in")
    merge(kept, merged)
    assert workshop.registrations.get().status == "walk_in"


def test_whoever_replaced_their_own_double_replaces_nobody():
    kept, merged = twice()
    workshop = make_workshop()
    theirs = make_registration(workshop, merged, status="replaced")
    make_registration(workshop, kept, replaces=theirs)
    merge(kept, merged)
    assert workshop.registrations.get().replaces is None


def test_certificates_keep_their_words_and_only_one_of_two_stays_valid():
    kept, merged = twice()
    workshop = make_workshop()
    ours = certify(make_registration(workshop, kept))
    theirs = certify(make_registration(workshop, merged))
    words = theirs.words
    merge(kept, merged)
    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.person, theirs.words, theirs.status) == (kept, words, "superseded")
    assert ours.number in theirs.status_reason
    assert (ours.status, ours.supersedes) == ("valid", theirs)


def test_roles_consent_and_rooms_are_carried(groups):
    kept, merged = twice()
    merged.groups.add(groups[roles.FACILITATOR])
    record_consent(person=merged, kind="photos", version="1", language="lo")
    workshop = make_workshop(facilitator=merged)
    merge(kept, merged)
    assert set(kept.groups.all()) == {groups[roles.FACILITATOR]}
    assert Consent.objects.get().person == kept
    assert workshop.facilitators.get().person == kept


def test_the_merged_sign_in_leads_to_the_kept_record():
    kept, merged = twice()
    merged.set_password("sabaidee-2024")
    merged.phone = "+8562055550000"
    merged.save()
    merge(kept, merged)
    sign_in = AnyIdentifierBackend().authenticate
    assert sign_in(None, merged.username, "sabaidee-2024") == kept
    assert sign_in(None, "020 5555 0000", "sabaidee-2024") == kept
    assert sign_in(None, merged.username, "wrong") is None
    kept.refresh_from_db()
    update_account(person=kept, actor=kept, username=kept.username, password="a-new-one-24")
    assert sign_in(None, merged.username, "sabaidee-2024") is None
    assert sign_in(None, merged.username, "a-new-one-24") == kept


def test_merging_twice_is_once_and_the_merged_record_is_not_merged_again():
    kept, merged = twice()
    first = merge(kept, merged)
    assert merge(kept, merged) == first
    with pytest.raises(ValidationError):
        merge(make_person(), merged)
    with pytest.raises(ValidationError):
        merge(kept, kept)
    with pytest.raises(ValidationError):
        merge_people(kept=kept, merged=make_person(), reason=" ", actor=None)


def test_chains_stay_flat_and_are_undone_from_the_end():
    first, second = twice()
    third = make_person()
    one = merge(second, first)
    other = merge(third, second)
    first.refresh_from_db()
    assert first.merged_into == third
    with pytest.raises(ValidationError):
        undo_merge(merge=one, reason="Wrong", actor=None)
    undo_merge(merge=other, reason="Wrong", actor=None)
    undo_merge(merge=one, reason="Wrong", actor=None)
    assert not User.objects.filter(merged_into__isnull=False).exists()


# --- Who may ------------------------------------------------------------------------------------


def test_a_facilitator_merges_people_of_their_own_workshops_only(facilitator, other_facilitator):
    kept, merged = twice()
    workshop = make_workshop(facilitator=facilitator)
    make_registration(workshop, kept)
    with pytest.raises(ValidationError):
        merge(kept, merged, facilitator)
    make_registration(workshop, merged)
    with pytest.raises(ValidationError):
        merge(kept, merged, other_facilitator)
    assert merge(kept, merged, facilitator).merged_by == facilitator


def test_nobody_lends_themselves_a_role_by_merging(facilitator, administrator):
    kept, merged = twice()
    workshop = make_workshop(facilitator=facilitator)
    make_registration(workshop, kept)
    make_registration(workshop, administrator)
    with pytest.raises(ValidationError):
        merge(kept, administrator, facilitator)
    assert merge(kept, merged, administrator)


# --- Different people ---------------------------------------------------------------------------


def test_that_two_people_differ_is_said_once_and_carried():
    one, other = twice()
    third = make_person()
    assert say_different(one=other, other=third, actor=None) == say_different(
        one=third, other=other, actor=None
    )
    merge(one, other)
    row = NotTheSame.objects.get()
    assert {row.first_id, row.second_id} == {one.pk, third.pk}


# --- Undoing ------------------------------------------------------------------------------------


def put(kept, merged, parts: set[str], workshop, course):
    """What somebody can have, on both records."""
    first, second, third, fourth = workshop.sessions.all()
    both = []
    if "registered" in parts:
        both = [
            make_registration(workshop, kept, status="cancelled", organisation=None),
            make_registration(workshop, merged, gender=Gender.FEMALE),
        ]
    if both and "marks" in parts:
        ours, theirs = both
        mark(ours, first, "present")
        mark(theirs, first, "absent")
        mark(theirs, second, "late")
        mark(ours, third, "excused")
        mark(ours, fourth, "late")
        mark(theirs, fourth, "late")
    if both and "certificates" in parts:
        for each in both:
            certify(each)
    if both and "exceptions" in parts:
        for each in both:
            RuleOverride.objects.create(registration=each, reason="Ill")
            KeptDifference.objects.create(
                workshop=workshop, kind="never_came", registration=each, reason="Ill"
            )
    if both and "places" in parts:
        away = make_registration(workshop, status="replaced")
        Registration.objects.filter(pk=both[1].pk).update(replaces=away)
        make_registration(workshop, replaces=both[1])
    if "elsewhere" in parts:
        certify(make_registration(make_workshop(), merged))
    if "roles" in parts:
        for each in (kept, merged):
            make_person_facilitator(each)
            WorkshopFacilitator.objects.create(workshop=workshop, person=each)
    if "cards" in parts:
        for number, each in enumerate((kept, merged)):
            AccessCard.objects.create(
                person=each,
                token_hash=f"{each.pk}",
                pin_hash="x",
                purpose="test",
                batch=uuid.uuid4(),
                expires_at=timezone.now() + timedelta(days=number),
            )
    if "contacts" in parts:
        User.objects.filter(pk=merged.pk).update(
            phone="+8562055551234", email="double@example.la", password="x"
        )
    if "consent" in parts:
        record_consent(person=merged, kind="photos", version="1", language="lo")
    if "differs" in parts:
        third_person = make_person()
        for each in (kept, merged):
            say_different(one=each, other=third_person, actor=None)
    if "courses" in parts:
        for number, each in enumerate((kept, merged)):
            enrolment = Enrolment.objects.create(
                person=each, course=course, started_at=timezone.now() - timedelta(days=number)
            )
            done = Completion.objects.create(
                enrolment=enrolment,
                completed_at=timezone.now() - timedelta(hours=number),
                rule={"lessons": number},
            )
            certificate = certify(make_registration(make_workshop(), each), kind="completion")
            Certificate.objects.filter(pk=certificate.pk).update(registration=None, completion=done)
    if "tests" in parts:
        put_tests(kept, merged, workshop, both, course)


def make_person_facilitator(person):
    from django.contrib.auth.models import Group

    person.groups.add(Group.objects.get_or_create(name=roles.FACILITATOR)[0])


def put_tests(kept, merged, workshop, both, course):
    from assessments.quizzes.models import Quiz, Sitting

    quiz = Quiz.objects.create(
        code=f"q{workshop.pk}", kind="paired", course=course, title_en="Before and after"
    )
    sitting = Sitting.objects.create(quiz=quiz, workshop=workshop, occasion="pre")
    for place, each in enumerate((kept, merged)):
        Attempt.objects.create(
            sitting=sitting,
            person=each,
            registration=both[place] if both else None,
            seed=place,
        )


PARTS = [
    *("registered", "marks", "certificates", "exceptions", "places", "elsewhere"),
    *("roles", "contacts", "consent", "differs", "courses", "tests", "cards"),
]


@pytest.fixture
def course(db):
    """A course without lessons is enough to have gone through it."""
    from wagtail.models import Page

    from courses.curriculum.models import CoursePage

    root = Page.get_first_root_node()
    page = CoursePage(heading_en="A course", slug="a-course")
    root.add_child(instance=page)
    return page


def test_merging_everything_and_undoing_it_is_as_if_nothing_had_happened(course):
    kept, merged = twice()
    put(kept, merged, set(PARTS), make_workshop(), course)
    before = everything()
    done = merge(kept, merged)
    assert everything() != before
    # Nothing of the merged record is left but itself.
    assert not merged.registrations.exists()
    assert not merged.certificates.exists()
    assert not merged.enrolments.exists()
    assert not Attempt.objects.filter(person=merged).exists()
    assert Attempt.objects.filter(person=kept).count() == 2
    assert kept.enrolments.count() == 1
    assert not problems(done)
    undo_merge(merge=done, reason="Two sisters", actor=None)
    assert everything() == before


def problems(done: PersonMerge) -> list[str]:
    return what_hinders_undoing(PersonMerge.objects.get(pk=done.pk))


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parts=st.sets(st.sampled_from(PARTS)), turned=st.booleans())
def test_whatever_they_have_merging_and_undoing_is_nothing(course, parts, turned):
    with transaction.atomic():
        kept, merged = twice()
        put(kept, merged, parts, make_workshop(), course)
        if turned:
            kept, merged = merged, kept
        before = everything()
        undo_merge(merge=merge(kept, merged), reason="Two sisters", actor=None)
        assert everything() == before
        assert merge(kept, merged).undone_at is None
        transaction.set_rollback(True)


def test_undoing_twice_is_once_and_needs_a_reason():
    kept, merged = twice()
    done = merge(kept, merged)
    with pytest.raises(ValidationError):
        undo_merge(merge=done, reason="", actor=None)
    undo_merge(merge=done, reason="Wrong", actor=None)
    again = undo_merge(merge=done, reason="Once more", actor=None)
    assert again.undone_reason == "Wrong"
    assert AuditLine.objects.filter(verb="undo_merge").count() == 1


def test_what_came_since_stays_with_the_kept_person():
    kept, merged = twice()
    make_registration(make_workshop(), merged)
    done = merge(kept, merged)
    new = make_registration(make_workshop(), kept)
    undo_merge(merge=done, reason="Wrong", actor=None)
    new.refresh_from_db()
    assert new.person == kept
    assert merged.registrations.count() == 1


def test_what_contradicts_the_undoing_is_named_and_nothing_is_changed():
    kept, merged = twice()
    merged.phone = "+8562055551234"
    merged.save()
    done = merge(kept, merged)
    User.objects.filter(pk=kept.pk).update(phone="+8562055559999")
    before = everything()
    with pytest.raises(ValidationError) as refused:
        undo_merge(merge=done, reason="Wrong", actor=None)
    assert "ເບີໂທລະສັບ" in " ".join(refused.value.messages)
    assert everything() == before


def test_a_mark_made_since_on_what_was_united_contradicts_the_undoing():
    kept, merged = twice()
    workshop = make_workshop(start_date=timezone.localdate())
    session = workshop.sessions.first()
    ours, theirs = make_registration(workshop, kept), make_registration(workshop, merged)
    mark(ours, session, "present")
    mark(theirs, session, "absent")
    done = merge(kept, merged)
    state = Attendance.objects.get()
    given = MarkInput(ours.pk, "excused", seen=(state.mark.client_id,))
    mark_attendance(session=session, marks=[given], actor=None)
    assert problems(done)


def test_a_certificate_issued_since_contradicts_the_undoing():
    kept, merged = twice()
    workshop = make_workshop()
    ours = make_registration(workshop, kept, organisation=None)
    make_registration(workshop, merged, organisation=make_organisation())
    done = merge(kept, merged)
    certificate = certify(ours)
    assert any(certificate.number in each for each in problems(done))
