"""The figures of one workshop, against numbers counted by hand, and the laws they keep."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.certificates.enums import CertificateKind
from courses.workshops.enums import ParticipantType, RegistrationStatus
from people.enums import Gender, Level
from reports import figures
from reports.enums import Denominator
from reports.figures import Body, GenderCount, Participation, Records, Words
from reports.selectors import records_of_workshop


def counted(workshop, denominator=Denominator.ATTENDED):
    return figures.workshop_figures(records_of_workshop(workshop), denominator)


def test_every_denominator_is_counted_by_gender(mixed):
    assert counted(mixed).denominators == {
        Denominator.NOMINATED: GenderCount(4, 4, 2),
        Denominator.REGISTERED: GenderCount(3, 4, 2),
        Denominator.ATTENDED: GenderCount(3, 3, 1),
        Denominator.MET_RULE: GenderCount(2, 2, 0),
        Denominator.CERTIFIED: GenderCount(2, 1, 0),
    }


def test_departments_are_folded_into_their_ministry_in_protocol_order(mixed):
    rows = [(row.body.acronym.en, row.count) for row in counted(mixed).bodies]
    assert rows == [
        ("MoFA", GenderCount(1, 1, 1)),
        ("MoLSW", GenderCount(0, 1, 0)),
        ("MoPS", GenderCount(1, 1, 0)),
        ("LWU", GenderCount(1, 0, 0)),
    ]


def test_people_without_an_organisation_have_a_line_of_their_own_at_the_end(mixed):
    last = counted(mixed, Denominator.REGISTERED).bodies[-1]
    assert (last.body.pk, last.count) == (0, GenderCount(0, 1, 0))


def test_each_session_tells_where_everybody_expected_was(mixed):
    assert [
        (s.expected, s.present, s.late, s.left_early, s.excused, s.absent, s.unmarked)
        for s in counted(mixed).sessions
    ] == [
        (8, 4, 0, 0, 1, 1, 2),
        (8, 3, 1, 0, 1, 1, 2),
        (8, 6, 0, 0, 0, 1, 1),
        (8, 4, 0, 1, 0, 2, 1),
    ]


def test_session_attendance_is_of_person_sessions(mixed):
    found = counted(mixed)
    assert (found.attended_person_sessions, found.expected_person_sessions) == (19, 32)
    assert found.session_attendance == 59.4


def test_sessions_nobody_has_marked_yet_are_left_out_of_the_rate(house, mixed):
    from courses.workshops.models import Attendance

    last = mixed.sessions.last()
    Attendance.objects.filter(session=last).delete()
    found = counted(mixed)
    assert found.sessions[-1].percent is None
    assert (found.attended_person_sessions, found.expected_person_sessions) == (14, 24)


def test_certificates_are_counted_by_kind_without_revoked_and_superseded_ones(mixed):
    assert [(each.key, each.count) for each in counted(mixed).certificates] == [
        (CertificateKind.PARTICIPATION, GenderCount(2, 1, 0)),
        (CertificateKind.COMPLETION, GenderCount(1, 0, 0)),
    ]


def test_levels_and_types(mixed):
    found = counted(mixed)
    assert [(each.key, each.count.total) for each in found.levels] == [
        (Level.CENTRAL, 5),
        (Level.PROVINCE, 1),
        (Level.DISTRICT, 1),
    ]
    assert [
        (each.participant_type, each.registered.total, each.attended.total, each.certified.total)
        for each in found.types
    ] == [
        (ParticipantType.OFFICIAL, 8, 6, 2),
        (ParticipantType.MASS_ORGANISATION, 1, 1, 1),
        (ParticipantType.UN_STAFF, 1, 1, 0),
        (ParticipantType.INTERPRETER, 1, 0, 0),
        (ParticipantType.OBSERVER, 1, 1, 0),
        (ParticipantType.FACILITATOR, 1, 1, 0),
    ]


def test_the_june_workshop_counts_24_and_9(june):
    found = counted(june)
    assert found.attended == GenderCount(9, 15, 0)
    assert found.attended.percent_female == 37.5
    assert found.session_attendance == 100.0


def test_a_workshop_without_anybody_counts_nothing(db):
    from tests.factories import make_workshop

    found = counted(make_workshop(sessions=False))
    assert (found.total.total, found.bodies, found.session_attendance) == (0, (), None)


def test_two_records_of_one_person_count_once(mixed, house):
    from tests.reports.conftest import put

    first, twin = mixed.registrations.order_by("pk")[:2]
    twin.person.merged_into = first.person
    twin.person.save()
    far = put(mixed, house.mofa, "P---", gender=Gender.MALE)
    far.person.merged_into = twin.person
    far.person.save()
    found = counted(mixed)
    assert found.attended == GenderCount(3, 2, 1)
    assert found.denominators[Denominator.CERTIFIED] == GenderCount(2, 0, 0)


def test_shares_round_half_up_to_one_decimal():
    assert figures.share(1, 16) == 6.3
    assert figures.share(1, 3) == 33.3
    assert figures.share(0, 0) is None


participations = st.builds(
    Participation,
    registration=st.integers(1, 10_000),
    workshop=st.just(1),
    person=st.integers(1, 40),
    participant_type=st.sampled_from(ParticipantType.values),
    status=st.sampled_from(RegistrationStatus.values),
    gender=st.sampled_from(Gender.values),
    level=st.sampled_from(Level.values),
    body=st.integers(0, 5),
    attended=st.integers(0, 4),
    meets_rule=st.booleans(),
    certificates=st.sampled_from([(), ("participation",), ("completion", "participation")]),
)
BODIES = {pk: Body(pk, Words(f"Ministry {pk}"), protocol_order=pk) for pk in range(6)}


@given(st.lists(participations, max_size=60), st.sampled_from(Denominator))
def test_cells_rows_and_totals_add_up_to_distinct_people(rows, denominator):
    found = figures.workshop_figures(Records(tuple(rows), (), BODIES), denominator)
    kept = figures.one_row_a_person(rows)
    people = {each.person for each in kept if each.is_official and each.counts_as(denominator)}
    assert found.total.total == len(people)
    for lines in (found.bodies, found.levels):
        assert sum((line.count for line in lines), GenderCount()) == found.total
    assert sum(row.count.female for row in found.bodies) == found.total.female
    for kind in found.types:
        assert kind.attended.total <= kind.registered.total


@given(st.lists(participations, max_size=60))
def test_who_met_the_rule_and_who_attended_are_registered(rows):
    found = figures.workshop_figures(Records(tuple(rows), (), BODIES)).denominators
    registered = found[Denominator.REGISTERED]
    for narrower in (Denominator.ATTENDED, Denominator.MET_RULE):
        assert found[narrower].total <= registered.total
