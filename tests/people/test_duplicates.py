"""People who were entered twice are found, looked at, merged, parted, or said to be two."""

import pytest
from django.urls import reverse

from people.enums import Gender
from people.models import NotTheSame, PersonMerge
from people.roster.matching import find_duplicates
from people.services import merge_people, say_different
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db


def pairs(among=None) -> list[tuple[set[int], set[str]]]:
    return [
        ({pair.one.pk, pair.other.pk}, set(pair.reason_codes)) for pair in find_duplicates(among)
    ]


def person(lo="", latin="", **values):
    """Somebody with a name in either script, given and family apart by the space."""
    lo_given, _space, lo_family = lo.partition(" ")
    given, _space, family = latin.partition(" ")
    return make_person(
        given_name_lo=lo_given,
        family_name_lo=lo_family,
        given_name_latin=given,
        family_name_latin=family,
        **values,
    )


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"lo": "ສົມໃຈ ຫຼວງລາດ"}, {"lo": "ສົມໃຈ ຫລວງລາດ"}, "lao"),
        ({"lo": "ນ້ຳຝົນ ຈັນທະລາ"}, {"lo": "ນໍ້າຝົນ ຈັນທະລາ"}, "lao"),
        ({"latin": "Keomany Sisouvanh"}, {"latin": "Sisouvanh KEOMANY"}, "latin"),
        (
            {"latin": "Ka Lo", "phone": "+8562055551234"},
            {"lo": "ກາ", "phone": "+66055551234"},
            "phone",
        ),
    ],
)
def test_the_same_person_in_another_spelling_is_found(one, other, why):
    first, second = person(**one), person(**other)
    person("ຄົນອື່ນ ແທ້", "Somebody Else")
    ((found, reasons),) = pairs()
    assert found == {first.pk, second.pk}
    assert why in reasons


def test_names_that_are_alike_count_among_colleagues_and_people_of_one_workshop():
    organisation = make_organisation()
    first = person(latin="Bounmy Sengdala", organisation=organisation)
    second = person(latin="Bounmi Sengdala", organisation=organisation)
    third = person(latin="Bounmyy Sengdala")
    assert [found for found, _why in pairs()] == [{first.pk, second.pk}]
    assert pairs({third.pk}) == []


def test_people_of_different_gender_with_a_common_name_are_not_suggested():
    person("ຄຳ ວົງສາ", gender=Gender.FEMALE)
    person("ຄຳ ວົງສາ", gender=Gender.MALE)
    assert pairs() == []


def test_merged_and_dismissed_pairs_are_not_suggested_again():
    first, second, third = (person("ຄຳ ວົງສາ") for _number in range(3))
    assert len(pairs()) == 3
    say_different(one=first, other=second, actor=None)
    assert len(pairs()) == 2
    merge_people(kept=first, merged=third, reason="Twice", actor=None)
    assert pairs() == []


@pytest.mark.parametrize("people", [2, 6])
def test_finding_takes_two_queries(django_assert_num_queries, people):
    for _number in range(people):
        person("ຄຳ ວົງສາ", organisation=make_organisation())
    with django_assert_num_queries(2):
        [str(pair.one.organisation) + pair.other.name_lo for pair in find_duplicates()]


# --- Pages --------------------------------------------------------------------------------------


@pytest.fixture
def twins(facilitator):
    """Two records of one person in the facilitator's workshop."""
    workshop = make_workshop(facilitator=facilitator)
    both = person("ຄຳ ວົງສາ", "Kham Vongsa"), person("ຄຳ ວົງສາ", "Kham Vongsa")
    for each in both:
        make_registration(workshop, each)
    return both


def address(twins, language="lo") -> str:
    return f"/{language}/people/duplicates/{twins[0].pk}/{twins[1].pk}/"


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_facilitator_looks_at_both_and_merges(twins, facilitator, browser_of, language):
    browser = browser_of(facilitator)
    listed = browser.get(f"/{language}/people/duplicates/").content.decode()
    assert address(twins, language) in listed
    page = browser.get(address(twins, language)).content.decode()
    assert twins[0].username in page
    assert twins[1].username in page
    done = browser.post(
        address(twins, language), {"keep": twins[0].pk, "reason": "ສອງເທື່ອ", "merge": "1"}
    )
    assert done.status_code == 302
    assert PersonMerge.objects.get().kept == twins[0]
    merged = browser.get(f"/{language}/people/merged/").content.decode()
    assert twins[1].username in merged


def test_two_different_people_are_dismissed(twins, facilitator, browser_of):
    browser = browser_of(facilitator)
    browser.post(address(twins), {"different": "1"})
    assert NotTheSame.objects.count() == 1
    assert address(twins) not in browser.get("/lo/people/duplicates/").content.decode()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_merge_is_undone_on_its_page(twins, facilitator, browser_of, language):
    merge = merge_people(kept=twins[0], merged=twins[1], reason="Twice", actor=facilitator)
    browser, page = browser_of(facilitator), f"/{language}/people/merged/{merge.pk}/"
    assert browser.post(page, {"reason": ""}).status_code == 200
    browser.post(page, {"reason": "Sisters"})
    merge.refresh_from_db()
    assert merge.undone_by == facilitator


@pytest.mark.parametrize("language", ["lo", "en"])
def test_why_a_merge_cannot_be_undone_is_said(twins, administrator, browser_of, language):
    merge = merge_people(kept=twins[0], merged=twins[1], reason="Twice", actor=None)
    merge_people(kept=make_person(), merged=twins[0], reason="Twice", actor=None)
    page, browser = f"/{language}/people/merged/{merge.pk}/", browser_of(administrator)
    assert "<textarea" not in browser.get(page).content.decode()
    assert browser.post(page, {"reason": "Sisters"}).status_code == 200
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_a_pair_of_which_one_is_elsewhere_is_for_an_administrator(
    twins, facilitator, administrator, browser_of
):
    elsewhere = person("ຄຳ ວົງສາ", phone="+8562055559999")
    page = f"/lo/people/duplicates/{twins[0].pk}/{elsewhere.pk}/"
    shown = browser_of(facilitator).get(page).content.decode()
    assert "+8562055559999" not in shown
    assert 'name="keep"' not in shown
    browser_of(facilitator).post(page, {"keep": twins[0].pk, "reason": "x", "merge": "1"})
    assert not PersonMerge.objects.exists()
    assert "+8562055559999" in browser_of(administrator).get(page).content.decode()


def test_everybody_else_stays_outside(
    twins, participant, other_facilitator, reporting_officer, editor, browser_of, stranger
):
    merge = merge_people(kept=twins[0], merged=twins[1], reason="Twice", actor=None)
    one = make_person()
    pages = [f"/lo/people/duplicates/{twins[0].pk}/{one.pk}/", f"/lo/people/merged/{merge.pk}/"]
    for page in pages:
        for each in (participant, other_facilitator, reporting_officer, editor):
            assert browser_of(each).get(page).status_code == 404
            assert browser_of(each).post(page, {"reason": "x"}).status_code == 404
        assert stranger.get(page).status_code == 302
    for page in ("/lo/people/duplicates/", "/lo/people/merged/"):
        for each in (participant, reporting_officer, editor):
            assert browser_of(each).get(page).status_code == 404
        assert twins[0].username not in browser_of(other_facilitator).get(page).content.decode()
        assert stranger.get(page).status_code == 302
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_nobody_reads_all_records_beside_one_of_their_own(facilitator, browser_of):
    own, foreign = person("ຄຳ ວົງສາ"), person("ສຸກສະຫວັນ ອິນທະວົງ")
    alike = person("ຄຳ ວົງສາ")
    make_registration(make_workshop(facilitator=facilitator), own)
    browser = browser_of(facilitator)
    for pair in ((own, foreign), (foreign, own)):
        page = reverse("merge_people", args=[each.pk for each in pair])
        assert browser.get(page).status_code == 404
        assert browser.post(page, {"different": "1"}).status_code == 404
    assert browser.get(reverse("merge_people", args=[own.pk, alike.pk])).status_code == 200
