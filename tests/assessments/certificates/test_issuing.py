"""Issuing: who gets a certificate, numbers without gaps, and never two for the same thing."""

import pytest
from django.core.exceptions import ValidationError

from assessments.certificates import pdf
from assessments.certificates.models import Certificate
from assessments.certificates.services import (
    issue_certificate,
    papers,
    reissue_certificate,
    revoke_certificate,
)
from core import jobs
from core.models import AuditLine, Job
from courses.workshops.enums import ParticipantType, RegistrationStatus
from courses.workshops.services.attendance import override_rule
from tests.factories import make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue_all(workshop, facilitator, django_capture_on_commit_callbacks):
    """Press the button and let the worker work; gives the finished job."""

    def press(target=workshop) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.start(kind="issue_certificates", target=target, actor=facilitator)
        job.refresh_from_db()
        return job

    return press


def numbers() -> list[str]:
    return list(Certificate.objects.order_by("serial").values_list("number", flat=True))


def test_those_who_meet_the_rule_get_one(workshop, add_participant, issue_all):
    add_participant(sessions=4)
    add_participant(sessions=3)
    add_participant(sessions=2)
    job = issue_all()
    assert job.state == "done"
    assert numbers() == ["MICIC-2024-LAO-0001", "MICIC-2024-LAO-0002"]
    assert all(certificate.pdf_sha256 for certificate in Certificate.objects.all())


def test_an_exception_with_a_reason_counts_and_is_remembered(
    add_participant, issue_all, facilitator
):
    registration = add_participant(sessions=1)
    override_rule(registration=registration, reason="ລາພັກ", actor=facilitator)
    issue_all()
    certificate = Certificate.objects.get(registration=registration)
    assert certificate.override_reason == "ລາພັກ"
    assert "ລາພັກ" not in str(certificate.words)


@pytest.mark.parametrize(
    "values",
    [
        {"status": RegistrationStatus.CANCELLED},
        {"status": RegistrationStatus.REPLACED},
        {"status": RegistrationStatus.WAITING},
        {"participant_type": ParticipantType.FACILITATOR},
        {"participant_type": ParticipantType.INTERPRETER},
    ],
)
def test_who_is_not_a_participant_gets_none(add_participant, issue_all, values):
    add_participant(**values)
    issue_all()
    assert numbers() == []


def test_the_rule_that_was_met_is_kept_in_both_languages(add_participant, issue_all):
    add_participant()
    issue_all()
    certificate = Certificate.objects.get()
    assert certificate.rule_en == "at least 3 of 4 sessions"
    assert "3" in certificate.rule_lo
    assert certificate.rule_lo != certificate.rule_en


def test_pressing_again_issues_only_to_the_new_ones(add_participant, issue_all):
    add_participant()
    issue_all()
    add_participant()
    issue_all()
    issue_all()
    assert numbers() == ["MICIC-2024-LAO-0001", "MICIC-2024-LAO-0002"]


def test_two_people_pressing_start_one_job(add_participant, workshop, facilitator, administrator):
    add_participant()
    first = jobs.start(kind="issue_certificates", target=workshop, actor=facilitator)
    second = jobs.start(kind="issue_certificates", target=workshop, actor=administrator)
    assert first == second


def test_a_worker_killed_between_the_papers_leaves_no_gap(add_participant, issue_all, monkeypatch):
    for _person in range(3):
        add_participant()
    store, stored = papers._store, []

    def die_at_the_second(certificate, paper):
        if stored:
            raise KeyboardInterrupt
        stored.append(certificate)
        store(certificate, paper)

    monkeypatch.setattr(papers, "_store", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        issue_all()
    monkeypatch.setattr(papers, "_store", store)
    job = Job.objects.get(kind="issue_certificates")
    assert job.state == "running"
    before = numbers()
    first_paper = Certificate.objects.get(pk=stored[0].pk).pdf_sha256
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert numbers() == before == [f"MICIC-2024-LAO-000{serial}" for serial in (1, 2, 3)]
    assert not Certificate.objects.without_paper().exists()
    assert Certificate.objects.get(pk=stored[0].pk).pdf_sha256 == first_paper


def test_a_worker_killed_between_the_records_leaves_no_gap(add_participant, issue_all, monkeypatch):
    from assessments.certificates.services import issuing

    for _person in range(3):
        add_participant()
    monkeypatch.setattr(issuing, "BATCH", 1)
    record, calls = issuing._record, []

    def die_at_the_second(**values):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return record(**values)

    monkeypatch.setattr(issuing, "_record", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        issue_all()
    assert numbers() == ["MICIC-2024-LAO-0001"]
    monkeypatch.setattr(issuing, "_record", record)
    job = Job.objects.get(kind="issue_certificates")
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.run_job.call(job.pk)
    assert numbers() == [f"MICIC-2024-LAO-000{serial}" for serial in (1, 2, 3)]
    assert not Certificate.objects.without_paper().exists()


def test_a_batch_that_cannot_be_written_takes_no_number(add_participant, issue_all, monkeypatch):
    from core import audit

    add_participant()
    monkeypatch.setattr(audit, "record", lambda **_values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        issue_certificate(registration=add_participant(), actor=None)
    monkeypatch.undo()
    issue_all()
    assert numbers()[0] == "MICIC-2024-LAO-0001"


def test_progress_is_visible_while_it_works(add_participant, issue_all, monkeypatch):
    from assessments.certificates.services import issuing

    for _person in range(3):
        add_participant()
    monkeypatch.setattr(issuing, "BATCH", 2)
    seen = []
    beat = Job.beat

    def watch(self, **values):
        beat(self, **values)
        seen.append((self.done, self.total))

    monkeypatch.setattr(Job, "beat", watch)
    issue_all()
    assert (0, 3) in seen
    assert (2, 3) in seen
    assert seen[-1] == (3, 3)


def test_somebody_without_a_name_is_named_and_the_others_get_theirs(add_participant, issue_all):
    nobody = make_person(
        given_name_lo="", family_name_lo="", given_name_latin="", family_name_latin=""
    )
    add_participant(nobody)
    add_participant()
    job = issue_all()
    assert job.state == "failed"
    assert nobody.username in job.message
    assert numbers() == ["MICIC-2024-LAO-0001"]


def test_numbers_are_counted_in_each_year_over_all_workshops(
    add_participant, issue_all, facilitator
):
    from datetime import date

    from tests.assessments.certificates.conftest import attend

    add_participant()
    issue_all()
    other = make_workshop(facilitator=facilitator, start_date=date(2021, 3, 1))
    attend(make_registration(other), 4)
    issue_all(other)
    assert sorted(numbers()) == ["MICIC-2021-LAO-0001", "MICIC-2024-LAO-0001"]


def test_one_certificate_issued_twice_is_the_same(add_participant, facilitator):
    registration = add_participant()
    first = issue_certificate(registration=registration, actor=facilitator)
    assert issue_certificate(registration=registration, actor=facilitator) == first
    assert AuditLine.objects.filter(verb="issue_certificate").count() == 1


def test_who_misses_the_rule_is_refused_with_the_reason(add_participant, facilitator):
    with pytest.raises(ValidationError) as error:
        issue_certificate(registration=add_participant(sessions=2), actor=facilitator)
    assert "2" in error.value.messages[0]


def test_revoking_needs_a_reason_and_is_not_undone_by_issuing_to_all(
    add_participant, issue_all, facilitator
):
    registration = add_participant()
    certificate = issue_certificate(registration=registration, actor=facilitator)
    with pytest.raises(ValidationError):
        revoke_certificate(certificate=certificate, reason="  ", actor=facilitator)
    revoke_certificate(certificate=certificate, reason="ອອກຜິດຄົນ", actor=facilitator)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.status_reason) == ("revoked", "ອອກຜິດຄົນ")
    assert certificate.status_changed_by == facilitator
    issue_all()
    assert len(numbers()) == 1
    with pytest.raises(ValidationError):
        issue_certificate(registration=registration, actor=facilitator)
    with pytest.raises(ValidationError):
        revoke_certificate(certificate=certificate, reason="ອີກ", actor=facilitator)


def test_issuing_again_corrects_the_name_and_keeps_the_old_paper(add_participant, facilitator):
    registration = add_participant()
    old = issue_certificate(registration=registration, actor=facilitator)
    paper, digest = papers.read_paper(old), old.pdf_sha256
    registration.person.given_name_latin = "Corrected"
    registration.person.save()
    new = reissue_certificate(certificate=old, reason="ຊື່ຜິດ", actor=facilitator)
    old.refresh_from_db()
    assert (old.status, new.status) == ("superseded", "valid")
    assert new.supersedes == old
    assert "Corrected" in new.words["name_latin"]
    assert "Corrected" not in old.words["name_latin"]
    assert papers.read_paper(old) == paper
    assert old.pdf_sha256 == digest
    assert new.code != old.code
    with pytest.raises(ValidationError):
        reissue_certificate(certificate=old, reason="ອີກ", actor=facilitator)
    assert numbers() == ["MICIC-2024-LAO-0001", "MICIC-2024-LAO-0002"]


def test_a_revoked_certificate_can_be_issued_again(add_participant, facilitator):
    registration = add_participant()
    old = issue_certificate(registration=registration, actor=facilitator)
    revoke_certificate(certificate=old, reason="ຜິດ", actor=facilitator)
    new = reissue_certificate(certificate=old, reason="ຖືກແລ້ວ", actor=facilitator)
    old.refresh_from_db()
    assert (old.status, new.status) == ("revoked", "valid")


def test_a_later_change_of_the_workshop_changes_no_issued_words(
    add_participant, facilitator, workshop
):
    certificate = issue_certificate(registration=add_participant(), actor=facilitator)
    words = certificate.words
    workshop.title_en = "Something else"
    workshop.save()
    certificate.refresh_from_db()
    assert certificate.words == words


def test_the_stored_hash_is_that_of_the_stored_paper(add_participant, facilitator):
    import hashlib

    certificate = issue_certificate(registration=add_participant(), actor=facilitator)
    assert hashlib.sha256(papers.read_paper(certificate)).hexdigest() == certificate.pdf_sha256


def test_queries_of_issuing_do_not_grow_with_people(
    add_participant, workshop, django_assert_max_num_queries, monkeypatch
):
    """Per person: an audit line, and storing the paper; nothing that reads."""
    from assessments.certificates.services import issuing

    monkeypatch.setattr(pdf, "render", lambda words: [b"%PDF"] * len(words))
    for _person in range(10):
        add_participant()
    job = Job.objects.create(kind="issue_certificates", target_id=str(workshop.pk))
    with django_assert_max_num_queries(30 + 10 * 6):
        issuing.issue_all(job)
