"""The rooms of nominations: what facilitators and focal points see and do, and who stays outside."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation

from courses.workshops import focal_urls, urls
from courses.workshops.models import NominationPlan, Registration, Workshop
from courses.workshops.services.deciding import decline
from courses.workshops.services.nomination_plan import QuotaInput, plan_nominations
from courses.workshops.services.nominations import nominate, replace_nominee
from courses.workshops.services.registrations import replace_registration
from people.models import FocalPoint, User
from people.services import give_focal_point, take_focal_point
from tests.factories import make_organisation, make_person, make_workshop

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["lo", "en"])
FAR = date(2100, 6, 20)


def make_focal(**values) -> FocalPoint:
    """A focal point of a ministry of their own."""
    organisation = values.pop("organisation", None) or make_organisation()
    person = make_person(organisation=organisation, password="sabaidee-2024")
    return give_focal_point(person=person, organisation=organisation, actor=None)


def make_official(focal: FocalPoint, **values) -> User:
    return make_person(**({"organisation": focal.organisation, "gender": "female"} | values))


@pytest.fixture
def ours(db) -> FocalPoint:
    return make_focal()


@pytest.fixture
def theirs(db) -> FocalPoint:
    return make_focal()


@pytest.fixture
def workshop(facilitator, ours, theirs) -> Workshop:
    workshop = make_workshop(facilitator=facilitator, state="open", start_date=FAR, places=5)
    quotas = [QuotaInput(ours.organisation, 2, 1), QuotaInput(theirs.organisation, 3)]
    plan_nominations(workshop=workshop, actor=facilitator, quotas=quotas, women_share=40)
    return workshop


@pytest.fixture
def room(facilitator, browser_of):
    return browser_of(facilitator)


@pytest.fixture
def desk(ours, browser_of):
    """Our focal point's browser."""
    return browser_of(ours.person)


def nominated(focal: FocalPoint, workshop: Workshop, **values) -> Registration:
    return nominate(
        workshop=workshop,
        person=make_official(focal, **values),
        focal=focal,
        actor=focal.person,
    )


def page(browser, name: str, *args, language: str = "lo") -> str:
    with translation.override(language):
        response = browser.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def new_nominee(**values) -> dict[str, str]:
    return {
        "client_id": str(uuid.uuid4()),
        "name_lo": "ເພັດສະໝອນ ລາດຊະວົງ",
        "name_latin": "Phetsamone Ratsavong",
        "gender": "female",
        "position": "ວິຊາການ",
        **values,
    }


# --- A focal point ------------------------------------------------------------------------------


@LANGUAGES
def test_a_focal_point_sees_own_workshops_and_people_only(desk, ours, theirs, workshop, language):
    nominated(ours, workshop, given_name_lo="ຂອງພວກເຮົາ", given_name_latin="Ours")
    nominated(theirs, workshop, given_name_lo="ຂອງເຂົາເຈົ້າ", given_name_latin="Theirs")
    elsewhere = make_workshop(state="open", start_date=FAR, title_lo="ບ່ອນອື່ນ", title_en="Elsewhere")
    plan_nominations(workshop=elsewhere, actor=None, quotas=[QuotaInput(theirs.organisation, 2)])
    listed = page(desk, "nominations", language=language)
    assert reverse("nomination_room", args=[workshop.code]).split("/", 2)[2] in listed
    assert elsewhere.code not in listed
    shown = page(desk, "nomination_room", workshop.code, language=language)
    mine, other = {"lo": ("ຂອງພວກເຮົາ", "ຂອງເຂົາເຈົ້າ"), "en": ("Ours", "Theirs")}[language]
    assert mine in shown
    assert other not in shown
    assert desk.get(reverse("nomination_room", args=[elsewhere.code])).status_code == 404


def test_a_draft_is_not_shown_to_ministries(desk, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(state="draft")
    assert workshop.code not in page(desk, "nominations")
    assert desk.get(reverse("nomination_room", args=[workshop.code])).status_code == 404


def test_somebody_new_is_nominated_once_however_often_the_form_is_sent(desk, ours, workshop):
    address = reverse("nominee_new", args=[workshop.code])
    form = new_nominee()
    for _twice in range(2):
        assert desk.post(address, form).status_code == 302
    registration = workshop.registrations.get()
    assert registration.person.name_lo == "ເພັດສະໝອນ ລາດຊະວົງ"
    assert (registration.organisation, registration.gender) == (ours.organisation, "female")
    assert registration.position_lo == "ວິຊາການ"
    assert registration.registered_by == ours.person


def test_one_of_the_own_people_is_chosen(desk, ours, theirs, workshop):
    own, other = make_official(ours), make_official(theirs)
    address = reverse("nominee_new", args=[workshop.code])
    form = desk.get(address).context["form"]
    assert own in form.fields["person"].queryset
    assert other not in form.fields["person"].queryset
    assert desk.post(address, {**new_nominee(), "person": other.pk}).status_code == 200
    assert desk.post(address, {**new_nominee(), "person": own.pk}).status_code == 302
    assert workshop.registrations.get().person == own


def test_people_of_others_are_never_proposed(desk, theirs, ours, workshop):
    names = {"given_name_lo": "ເພັດສະໝອນ", "family_name_lo": "ລາດຊະວົງ"}
    make_official(theirs, **names)
    address = reverse("nominee_new", args=[workshop.code])
    assert desk.post(address, new_nominee()).status_code == 302
    # Our own of that name is asked about.
    asked = desk.post(address, new_nominee())
    assert [match.person.organisation for match in asked.context["matches"]] == [ours.organisation]


@LANGUAGES
def test_a_wrong_form_loses_nothing(desk, workshop, language):
    with translation.override(language):
        response = desk.post(
            reverse("nominee_new", args=[workshop.code]),
            new_nominee(gender="", phone="12", email="nobody"),
        )
    assert response.status_code == 200
    shown = response.content.decode()
    assert "ເພັດສະໝອນ ລາດຊະວົງ" in shown
    assert {"gender", "email"} <= set(response.context["form"].errors)
    assert workshop.registrations.count() == 0


def test_beyond_the_quota_the_screen_says_that_they_wait(desk, ours, workshop):
    for _person in range(2):
        nominated(ours, workshop)
    assert "ໂຄຕາຂອງທ່ານເຕັມແລ້ວ" in page(desk, "nominee_new", workshop.code)
    response = desk.post(reverse("nominee_new", args=[workshop.code]), new_nominee(), follow=True)
    assert "ຢູ່ໃນລາຍຊື່ສຳຮອງ" in response.content.decode()


def test_a_nominee_is_replaced_and_withdrawn(desk, ours, workshop):
    first = nominated(ours, workshop)
    address = reverse("nominee_replace", args=[workshop.code, first.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, new_nominee()).status_code == 302
    second = Registration.objects.get(replaces=first)
    assert str(second.person) in page(desk, "nominee", workshop.code, first.pk)
    withdraw = reverse("nominee_withdraw", args=[workshop.code, second.pk])
    assert desk.get(withdraw).status_code == 302
    assert desk.post(withdraw, {"reason": "ຕິດວຽກ"}).status_code == 302
    second.refresh_from_db()
    assert (second.status, second.decision_reason) == ("cancelled", "ຕິດວຽກ")
    assert desk.get(address).status_code == 302


def test_the_reason_of_a_refusal_is_read_by_the_ministry(desk, ours, workshop, facilitator):
    decline(registration=nominated(ours, workshop), actor=facilitator, reason="ມີຄົນຄົບແລ້ວ")
    assert "ມີຄົນຄົບແລ້ວ" in page(desk, "nomination_room", workshop.code)


def test_after_the_last_day_the_form_leads_back(desk, workshop):
    NominationPlan.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert desk.get(reverse("nominee_new", args=[workshop.code])).status_code == 302
    assert desk.post(reverse("nominee_new", args=[workshop.code]), new_nominee()).status_code == 302
    assert workshop.registrations.count() == 0


HEADINGS = "Given name (Lao),Family name (Lao),Given name,Family name,Sex,Organisation,Position"


def sheet(*rows: str) -> SimpleUploadedFile:
    text = "\n".join([HEADINGS, *rows])
    return SimpleUploadedFile("list.csv", text.encode("utf-8-sig"), content_type="text/csv")


def test_a_list_brings_own_people_and_refuses_others(desk, ours, theirs, workshop):
    ours.organisation.acronym_en, theirs.organisation.acronym_en = "OURS", "THEIRS"
    ours.organisation.save()
    theirs.organisation.save()
    stranger = make_official(theirs, given_name_lo="ສຸລິຍາ", family_name_lo="ຫຼວງອາໄພ")
    rows = [
        "ເພັດສະໝອນ,ລາດຊະວົງ,Phetsamone,Ratsavong,F,OURS,Officer",
        "ສຸລິຍາ,ຫຼວງອາໄພ,Souliya,Luangaphay,M,,Officer",
        "ອານຸສອນ,ບົວລະພາ,Anousone,Bualapha,F,THEIRS,Officer",
    ]
    uploaded = desk.post(reverse("nominee_import", args=[workshop.code]), {"file": sheet(*rows)})
    preview = uploaded["Location"]
    shown = desk.get(preview)
    assert len(shown.context["rows"]) == 2
    assert "THEIRS" in shown.content.decode()
    assert desk.post(preview, {"row-3": str(stranger.pk)}).status_code == 302
    desk.post(preview)
    people = [entry.person for entry in workshop.registrations.all()]
    assert len(people) == 2
    assert stranger not in people
    assert {person.organisation for person in people} == {ours.organisation}


def test_the_empty_list_can_be_had(desk, workshop):
    response = desk.get(reverse("nominee_template", args=[workshop.code]))
    assert response.content[:2] == b"PK"


# --- The facilitator ----------------------------------------------------------------------------


@LANGUAGES
def test_the_facilitator_sees_the_balance_with_its_denominators(
    room, ours, theirs, workshop, language
):
    nominated(ours, workshop)
    nominated(ours, workshop, gender="male")
    nominated(ours, workshop, gender="male")
    shown = page(room, "workshop_nominations", workshop.code, language=language)
    words = {
        "lo": ("50%", "ຍິງ 1 ທ່ານ ໃນ 2 ທ່ານ", "ສະເໜີຊື່ແລ້ວ 1 ໃນ 2", "ເປົ້າໝາຍ 40%", str(ours.person)),
        "en": ("50%", "1 of 2 people nominated", "1 of 2 that were asked", "target 40%", "Waiting"),
    }
    for each in words[language]:
        assert each in shown


def test_the_balance_is_live_while_nominations_are_open(room, desk, ours, workshop):
    for browser, name in ((room, "workshop_nominations"), (desk, "nomination_room")):
        assert 'hx-trigger="every 15s"' in page(browser, name, workshop.code)
        part = browser.get(reverse(name, args=[workshop.code]), headers={"HX-Request": "true"})
        assert part.content.decode().strip().startswith("<section")
    Workshop.objects.filter(pk=workshop.pk).update(state="running")
    assert "hx-trigger" not in page(room, "workshop_nominations", workshop.code)


def test_those_who_are_ticked_are_confirmed(room, ours, workshop):
    entries = [nominated(ours, workshop) for _one in range(2)]
    address = reverse("nominations_approve", args=[workshop.code])
    assert room.get(address).status_code == 302
    room.post(address, {"nominee": ["x", "9" * 30]})
    assert not workshop.registrations.filter(status="confirmed").exists()
    room.post(address, {"nominee": [entry.pk for entry in entries]})
    assert workshop.registrations.filter(status="confirmed").count() == 2


@LANGUAGES
def test_a_decision_with_its_reason(room, ours, workshop, language):
    entry = nominated(ours, workshop)
    with translation.override(language):
        address = reverse("nomination_decide", args=[workshop.code, entry.pk])
        assert room.get(address).status_code == 200
        refused = room.post(address, {"decision": "decline", "reason": ""})
        assert "reason" in refused.context["form"].errors
        assert room.post(address, {"decision": "decline", "reason": "full"}).status_code == 302
        assert room.post(address, {"decision": "approve"}).status_code == 302
        assert room.post(address, {"decision": "wait"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.status, entry.moves_to) == ("waiting", "confirmed")


def test_the_waiting_list_is_ordered_and_moved_on_the_screen(room, ours, workshop):
    waiting = [nominated(ours, workshop) for _one in range(4)][2:]
    address = [reverse("waiting_move", args=[workshop.code, each.pk]) for each in waiting]
    assert room.get(address[0]).status_code == 302
    room.post(address[1], {"action": "earlier"})
    assert list(workshop.registrations.waiting()) == waiting[::-1]
    room.post(address[0], {"action": "up"})
    waiting[0].refresh_from_db()
    assert waiting[0].status == "nominated"


@LANGUAGES
def test_the_plan_is_written_and_comes_back_wrong_with_everything(
    room, ours, theirs, workshop, language
):
    lines = {
        "quota-TOTAL_FORMS": "3",
        "quota-INITIAL_FORMS": "2",
        "quota-0-organisation": ours.organisation.pk,
        "quota-0-places": "4",
        "quota-0-women": "9",
        "quota-1-organisation": "",
        "quota-1-places": "",
        "quota-2-places": "",
    }
    form = {"moves_up": "asked", "reminder_days": "10, 2", "contact": "020 5555 1234"}
    with translation.override(language):
        address = reverse("nomination_plan", args=[workshop.code])
        assert room.get(address).status_code == 200
        refused = room.post(address, lines | form)
        assert refused.status_code == 200
        assert "020 5555 1234" in refused.content.decode()
        assert room.post(address, lines | form | {"quota-0-women": "1"}).status_code == 302
    plan = NominationPlan.objects.get()
    assert (plan.moves_up, plan.reminder_days, plan.contact) == ("asked", [10, 2], "020 5555 1234")
    assert list(workshop.quotas.values_list("places", "women")) == [(4, 1)]


def test_a_focal_point_is_given_and_taken(room, workshop, facilitator):
    organisation = make_organisation()
    address = reverse("workshop_focal_points", args=[workshop.code])
    form = {
        "organisation": organisation.pk,
        "with_departments": "on",
        "name_latin": "Somebody Unknown",
        "gender": "female",
        "email": "unknown@example.la",
    }
    assert room.post(address, form).status_code == 302
    focal = FocalPoint.objects.get(organisation=organisation)
    assert (focal.given_by, focal.person.email) == (facilitator, "unknown@example.la")
    assert str(focal.person) in room.get(address).content.decode()
    shown = room.post(address, {"link": focal.person_id}).content.decode()
    assert "/password/reset/key/" in shown
    room.post(address, {"remove": focal.person_id})
    assert not FocalPoint.objects.filter(organisation=organisation).exists()


def test_a_role_taken_away_closes_the_rooms(desk, ours, workshop):
    take_focal_point(person=ours.person, actor=None)
    assert desk.get(reverse("nomination_room", args=[workshop.code])).status_code == 404


def test_lists_cost_the_same_for_one_and_for_three(room, desk, ours, workshop, facilitator):
    names = ((room, "workshop_nominations"), (desk, "nomination_room"), (desk, "nominations"))

    def counts() -> list[int]:
        found = []
        for browser, name in names:
            address = reverse(name, args=[] if name == "nominations" else [workshop.code])
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            found.append(len(queries))
        return found

    def grow() -> None:
        plan_nominations(
            workshop=workshop,
            actor=facilitator,
            quotas=[
                *(QuotaInput(q.organisation, q.places) for q in workshop.quotas.all()),
                QuotaInput(make_organisation(), 1),
            ],
        )
        nominated(ours, workshop, organisation=ours.organisation)
        late = make_workshop(state="open", start_date=FAR)
        plan_nominations(
            workshop=late, actor=facilitator, quotas=[QuotaInput(ours.organisation, 2)]
        )
        nominated(ours, late)

    for _person in range(3):
        nominated(ours, workshop)
    grow()
    one = counts()
    grow()
    grow()
    assert counts() == one


# --- Who stays outside --------------------------------------------------------------------------


def addresses(workshop: Workshop, registration: Registration, patterns, prefix="") -> Iterator[str]:
    """Every address of these rooms, with things of this workshop in it."""
    values = {
        "code": workshop.code,
        "registration_id": registration.pk,
        "session_id": workshop.sessions.first().pk,
        "upload_id": uuid.uuid4(),
        "organisation_id": registration.organisation_id,
        "letter_id": 1,
        "round_id": 1,
        "invitation_id": 1,
        "number": 1,
        "token": "x",
        "occasion": "pre",
    }
    for pattern in patterns:
        if (
            isinstance(pattern, URLPattern)
            and pattern.name
            and "code" in pattern.pattern.converters
        ):
            wanted = set(pattern.pattern.converters)
            if wanted <= set(values):
                yield reverse(pattern.name, kwargs={name: values[name] for name in wanted})


@pytest.fixture
def outsiders(request, browser_of, workshop, theirs):
    """Everybody who has no business with our nominees, by name."""
    people = {
        name: request.getfixturevalue(name)
        for name in ("participant", "other_facilitator", "editor", "reporting_officer")
    }
    people["a focal point of another ministry"] = make_focal().person
    return {name: browser_of(person) for name, person in people.items()}


def test_nobody_of_another_ministry_or_workshop_enters_any_room(
    outsiders, ours, workshop, stranger
):
    registration = nominated(ours, workshop)
    doors = [
        *addresses(workshop, registration, urls.urlpatterns),
        *addresses(workshop, registration, focal_urls.urlpatterns),
    ]
    assert len(doors) > 30
    for address in doors:
        for name, browser in outsiders.items():
            for answer in (browser.get(address), browser.post(address, {})):
                assert answer.status_code in (404, 405), (name, address, answer.status_code)
        assert stranger.get(address).status_code in (302, 404, 405), address
    registration.refresh_from_db()
    assert registration.status == "nominated"


def test_a_focal_point_of_another_ministry_that_was_asked_too_meets_no_nominee_of_ours(
    browser_of, ours, theirs, workshop
):
    registration = nominated(ours, workshop)
    browser = browser_of(theirs.person)
    assert browser.get(reverse("nomination_room", args=[workshop.code])).status_code == 200
    for address in addresses(workshop, registration, focal_urls.urlpatterns):
        if f"/people/{registration.pk}/" in address:
            assert browser.get(address).status_code == 404
            assert browser.post(address, new_nominee()).status_code in (404, 405)
    for address in addresses(workshop, registration, urls.urlpatterns):
        assert browser.get(address).status_code in (404, 405), address
    registration.refresh_from_db()
    assert registration.status == "nominated"


def test_the_walk_meets_the_rooms_of_the_tree(workshop, ours):
    registration = nominated(ours, workshop)
    found = set(addresses(workshop, registration, focal_urls.urlpatterns))
    assert reverse("nominee", args=[workshop.code, registration.pk]) in found
    assert get_resolver().resolve(reverse("nominations")).url_name == "nominations"


# --- Names of others ----------------------------------------------------------------------------


@LANGUAGES
def test_who_came_for_somebody_of_another_ministry_is_not_named(
    desk, ours, theirs, workshop, facilitator, language
):
    """The facilitator may replace across ministries; each ministry reads its own side only."""
    gone = nominated(ours, workshop, given_name_lo="ຜູ້ໄປ", given_name_latin="Leaving")
    foreign = make_official(theirs, given_name_lo="ຄົນອື່ນ", given_name_latin="Foreign")
    came = replace_registration(registration=gone, person=foreign, actor=facilitator)
    back = make_official(ours, given_name_lo="ຜູ້ມາ", given_name_latin="Coming")
    replace_registration(registration=came, person=back, actor=facilitator)
    shown = page(desk, "nomination_room", workshop.code, language=language)
    shown += page(desk, "nominee", workshop.code, gone.pk, language=language)
    newest = workshop.registrations.get(person=back)
    shown += page(desk, "nominee", workshop.code, newest.pk, language=language)
    assert {"lo": "ຜູ້ມາ", "en": "Coming"}[language] in shown
    assert {"lo": "ຄົນອື່ນ", "en": "Foreign"}[language] not in shown


def test_an_own_successor_is_named(desk, ours, workshop):
    gone = nominated(ours, workshop)
    new = make_official(ours, given_name_lo="ຜູ້ມາແທນ")
    replace_nominee(registration=gone, person=new, focal=ours, actor=ours.person)
    assert "ຜູ້ມາແທນ" in page(desk, "nominee", workshop.code, gone.pk)


@LANGUAGES
def test_what_must_be_said_is_not_called_optional(desk, workshop, language):
    tree = lxml.html.fromstring(page(desk, "nominee_new", workshop.code, language=language))
    word = {"lo": "ບໍ່ບັງຄັບ", "en": "optional"}[language]
    labels = {
        label.text_content(): label.get("for") for label in tree.xpath("//form//label | //legend")
    }
    gender = {"lo": "ເພດ", "en": "Gender"}[language]
    assert gender in {text.strip() for text in labels}
    assert any(word in text for text in labels), "a phone number need not be given"


def test_a_right_that_is_taken_away_ends_at_the_next_page(desk, ours, workshop):
    entry = nominated(ours, workshop)
    assert desk.get(reverse("nomination_room", args=[workshop.code])).status_code == 200
    take_focal_point(person=ours.person, actor=None)
    for name, args in (
        ("nominations", []),
        ("nomination_room", [workshop.code]),
        ("nominee_new", [workshop.code]),
        ("nominee_withdraw", [workshop.code, entry.pk]),
    ):
        assert desk.get(reverse(name, args=args)).status_code == 404
        assert desk.post(reverse(name, args=args), new_nominee()).status_code in (404, 405)
    entry.refresh_from_db()
    assert entry.status == "nominated"
