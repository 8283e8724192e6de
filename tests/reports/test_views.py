"""Who may open which report, and what stands on it, in both languages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditLine
from courses.workshops.enums import ParticipantType, WorkshopState
from courses.workshops.models import Donor
from people.enums import Gender
from tests.factories import make_organisation, make_person, make_registration, make_workshop
from tests.reports.conftest import mark, put

pytestmark = pytest.mark.django_db

OVERVIEW_DOORS = ["", "report.pdf", "figures.xlsx", "figures.csv"]
WORKSHOP_DOORS = ["", "report.pdf", "figures.xlsx", "figures.csv", "people/"]
SENTENCES = {
    "en": "24 government officials (9 females) at central level representing "
    "MoFA, MoLSW, MoPS and LWU",
    "lo": "ຜູ້ເຂົ້າຮ່ວມທັງໝົດ 24 ທ່ານ, ຍິງ 9 ທ່ານ, ແມ່ນພະນັກງານ-ລັດຖະກອນຂັ້ນສູນກາງ ຈາກ ກຕທ, ຮສສ, ປກສ ແລະ ສຍລ",
}


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("door", WORKSHOP_DOORS)
def test_reporting_officers_and_the_facilitator_open_a_report(
    june, facilitator, reporting_officer, administrator, browser_of, door, language
):
    for person in (facilitator, reporting_officer, administrator):
        answer = browser_of(person).get(f"/{language}/reports/workshops/{june.code}/{door}")
        assert answer.status_code == 200


@pytest.mark.parametrize("door", WORKSHOP_DOORS)
def test_others_are_refused_at_a_report(
    june, participant, other_facilitator, editor, browser_of, stranger, door
):
    address = f"/lo/reports/workshops/{june.code}/{door}"
    for person in (participant, other_facilitator, editor):
        assert browser_of(person).get(address).status_code == 404
    answer = stranger.get(address)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/lo/account/login/")


@pytest.mark.parametrize("door", OVERVIEW_DOORS)
def test_the_overview_is_for_those_who_read_reports(
    june, participant, reporting_officer, facilitator, browser_of, stranger, door
):
    address = f"/en/reports/{door}"
    assert browser_of(participant).get(address).status_code == 404
    assert stranger.get(address).status_code == 302
    for person in (reporting_officer, facilitator):
        assert browser_of(person).get(address).status_code == 200


def test_facilitators_see_only_their_own_workshops_in_the_overview(
    june, other_facilitator, facilitator, browser_of
):
    assert "MICIC-2024-06" in browser_of(facilitator).get("/en/reports/").content.decode()
    assert "MICIC-2024-06" not in browser_of(other_facilitator).get("/en/reports/").content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_report_of_june_says_24_and_9_in_both_languages(
    june, reporting_officer, browser_of, language
):
    page = browser_of(reporting_officer).get(f"/{language}/reports/workshops/{june.code}/")
    words = page.content.decode()
    for sentence in SENTENCES.values():
        assert f">{sentence}<" in words
    assert '<div class="notice warn"' in words


def test_a_workshop_that_is_no_sample_is_not_called_one(mixed, reporting_officer, browser_of):
    page = browser_of(reporting_officer).get(f"/en/reports/workshops/{mixed.code}/")
    assert "Sample data" not in page.content.decode()


def test_the_address_chooses_who_is_counted(mixed, reporting_officer, browser_of):
    browser = browser_of(reporting_officer)
    for who, total in (("nominated", 10), ("registered", 9), ("certified", 3), ("nonsense", 7)):
        page = browser.get(f"/en/reports/workshops/{mixed.code}/", {"who": who})
        assert page.context["tables"]["organisations"].total.cells[3].value == total


def test_the_language_switch_keeps_the_filters(june, reporting_officer, browser_of):
    page = browser_of(reporting_officer).get("/en/reports/?gender=female&level=central")
    assert "/lo/reports/?gender=female&amp;level=central" in page.content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_workshop_nobody_has_come_to_yet_says_what_to_do(reporting_officer, browser_of, language):
    workshop = make_workshop(state=WorkshopState.OPEN, sessions=False)
    for door in ("", "report.pdf", "figures.xlsx", "figures.csv"):
        answer = browser_of(reporting_officer).get(
            f"/{language}/reports/workshops/{workshop.code}/{door}"
        )
        assert answer.status_code == 200


@pytest.mark.parametrize("language", ["lo", "en"])
def test_without_workshops_the_overview_says_so(reporting_officer, browser_of, language):
    page = browser_of(reporting_officer).get(f"/{language}/reports/")
    assert '<div class="empty">' in page.content.decode()


def test_every_sliding_table_has_a_name_of_its_own(mixed, reporting_officer, browser_of):
    for address in ("/en/reports/", f"/en/reports/workshops/{mixed.code}/"):
        page = browser_of(reporting_officer).get(address).content.decode()
        names = re.findall(r'role="region" aria-label="([^"]+)"', page)
        assert len(names) == len(set(names)) > 2


def test_drafts_are_not_counted_across_workshops(mixed, reporting_officer, browser_of):
    mixed.state = WorkshopState.DRAFT
    mixed.save()
    page = browser_of(reporting_officer).get("/en/reports/")
    assert page.context["report"].table["workshops"].lines == ()


@pytest.mark.parametrize(
    "filters",
    [
        {"first_day": "yesterday"},
        {"first_day": "2024-06-30", "last_day": "2024-06-01"},
        {"gender": "<script>"},
        {"workshop": "no-such-code"},
        {"donor": "999999"},
        {"donor": "x" * 5000},
        {"donor": "9" * 40},
        {"workshop": "\x00"},
        {"organisation": "-1"},
        {"who": "all"},
    ],
)
@pytest.mark.parametrize("language", ["lo", "en"])
def test_filters_nobody_can_understand_get_a_clear_message(
    june, reporting_officer, browser_of, filters, language
):
    browser = browser_of(reporting_officer)
    page = browser.get(f"/{language}/reports/", filters)
    assert page.status_code == 200
    assert page.context["report"] is None
    assert page.context["form"].errors
    assert browser.get(f"/{language}/reports/figures.csv", filters).status_code == 302


def test_filters_narrow_the_count(mixed, june, reporting_officer, browser_of):
    june.donor = Donor.objects.create(name_en="A donor", name_lo="ຜູ້ໃຫ້ທຶນ")
    june.save()
    mofa = june.registrations.order_by("pk")[0].organisation
    browser = browser_of(reporting_officer)
    for filters, people in (
        ({}, 31),
        ({"workshop": "MIXED"}, 7),
        ({"donor": str(june.donor.pk)}, 24),
        ({"gender": "female"}, 12),
        ({"gender": "other"}, 1),
        ({"level": "province"}, 1),
        ({"organisation": str(mofa.pk)}, 13),
        ({"participant_type": "everybody"}, 33),
        ({"participant_type": ParticipantType.UN_STAFF}, 1),
        ({"who": "registered"}, 33),
        ({"first_day": "2024-06-19", "last_day": "2024-06-19"}, 31),
        ({"first_day": "2024-06-20"}, 0),
        ({"last_day": "2024-06-18"}, 0),
    ):
        found = browser.get("/en/reports/", filters).context["report"]
        assert found.key_figures[0].number.value == people, filters


def test_people_and_participations_and_who_had_been_before(house, reporting_officer, browser_of):
    earlier = make_workshop(code="EARLIER")
    later = make_workshop(code="LATER", start_date=earlier.start_date.replace(year=2025))
    person = make_person(gender=Gender.FEMALE)
    twin = make_person(gender=Gender.FEMALE, merged_into=person)
    mark(make_registration(earlier, person, organisation=house.mofa), "PPPP")
    mark(make_registration(later, twin, organisation=house.mops), "P---")
    put(later, house.mops, "PPPP", gender=Gender.MALE)
    browser = browser_of(reporting_officer)
    found = browser.get("/en/reports/").context["report"]
    assert [each.number.value for each in found.key_figures] == [2, 1, 3, 2, 2, 9]
    # The person is counted where they were at their latest workshop.
    (line,) = found.table["organisations"].lines
    assert (line.label, line.cells[3].value) == ("Ministry of Public Security", 2)
    counted = browser.get("/en/reports/?count=participations").context["report"]
    assert [each.cells[3].value for each in counted.table["organisations"].lines] == [1, 2]
    last = browser.get("/en/reports/?workshop=LATER").context["report"]
    assert [cell.value for cell in last.table["workshops"].lines[0].cells[5:7]] == [1, 1]


@pytest.mark.parametrize("address", ["/lo/reports/", "/lo/reports/workshops/{}/"])
def test_queries_do_not_grow(reporting_officer, browser_of, address):
    browser = browser_of(reporting_officer)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            workshop = make_workshop(days=number)
            for _ in range(number):
                put(workshop, make_organisation(), "PP" * number, gender=Gender.FEMALE)
        browser.get(address.format(workshop.code))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address.format(workshop.code))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_names_leave_the_house_only_with_a_reason_that_is_kept(
    june, facilitator, browser_of, language
):
    browser = browser_of(facilitator)
    address = f"/{language}/reports/workshops/{june.code}/people/"
    refused = browser.post(address, {"reason": "  "})
    assert refused.status_code == 200
    assert refused.context["form"].errors
    assert not AuditLine.objects.filter(verb="export_roster").exists()
    answer = browser.post(address, {"reason": "travel allowances"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    line = AuditLine.objects.get(verb="export_roster")
    assert (line.actor, line.target_id) == (facilitator, str(june.pk))
    assert line.data == {"reason": "travel allowances", "people": 24}


def test_reporting_officers_find_the_newest_table_where_they_land(
    june, reporting_officer, participant, browser_of
):
    link = f"/lo/reports/workshops/{june.code}/#table"
    assert link in browser_of(reporting_officer).get("/lo/my/").content.decode()
    assert link not in browser_of(participant).get("/lo/my/").content.decode()


def test_a_workshop_that_has_just_begun_does_not_hide_the_newest_table(
    june, facilitator, reporting_officer, browser_of
):
    today = timezone.localdate()
    begun = make_workshop(start_date=today, days=1, facilitator=facilitator)
    page = browser_of(reporting_officer).get("/lo/my/").content.decode()
    assert f"/lo/reports/workshops/{june.code}/#table" in page
    assert begun.code not in page


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_workshop_page_shows_the_key_figures_and_leads_to_the_report(
    mixed, facilitator, browser_of, language
):
    page = browser_of(facilitator).get(f"/{language}/workshops/{mixed.code}/").content.decode()
    assert page.count(f'href="/{language}/reports/workshops/{mixed.code}/"') == 2
    assert "59,4%" in page if language == "lo" else "59.4%" in page


def test_a_workshop_nobody_came_to_has_no_key_figures_on_its_page(facilitator, browser_of):
    workshop = make_workshop(facilitator=facilitator)
    page = browser_of(facilitator).get(f"/en/workshops/{workshop.code}/").content.decode()
    assert page.count(f'href="/en/reports/workshops/{workshop.code}/"') == 1


def test_a_workshop_that_was_never_there_is_not_found(reporting_officer, browser_of):
    browser = browser_of(reporting_officer)
    for door in WORKSHOP_DOORS:
        assert browser.get(f"/lo/reports/workshops/nowhere/{door}").status_code == 404
