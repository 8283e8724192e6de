"""The room in a hand: one thumb, no network, a closed browser, a second phone, a lost one."""

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import (
    BrowserContext,
    Error,
    Locator,
    Page,
    Playwright,
    Route,
    expect,
    sync_playwright,
)

from courses.workshops.enums import RegistrationStatus
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    Registration,
    RoomDevice,
    Workshop,
)
from courses.workshops.services.devices import wipe_device
from people.enums import ConsentKind, Gender
from people.models import User
from people.selectors import PRIVACY_VERSION
from people.services.consent import record_consent
from tests.browser.conftest import DESK, PHONE, take_picture
from tests.conftest import PASSWORD
from tests.factories import NAMES, make_organisation, make_person, make_registration, make_workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLET = {"width": 820, "height": 1180}
ALL_SENT = "ສົ່ງຄົບແລ້ວ"
EVENTS = "**/api/room/*/events/**"


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Debian's Chromium is started for each phone, so that it can be closed like one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as started:
        yield started


@pytest.fixture
def workshop(facilitator, other_facilitator) -> Workshop:
    """A workshop of forty people of three organisations that begins today, led by two."""
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
    workshop.facilitators.create(person=other_facilitator)
    organisations = [
        make_organisation(acronym_lo=lao, acronym_en=english, name_lo=name)
        for lao, english, name in (
            ("ກຕທ", "MoFA", "ກະຊວງການຕ່າງປະເທດ"),
            ("ກຮສ", "MoLSW", "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ"),
            ("ສມລ", "LWU", "ສະຫະພັນແມ່ຍິງລາວ"),
        )
    ]
    for number in range(40):
        family = NAMES[number // 6 % len(NAMES)]
        person = make_person(
            organisation=organisations[number % 3],
            gender=Gender.FEMALE if number % 4 == 0 else Gender.MALE,
            family_name_lo=family[1],
            family_name_latin=family[3],
        )
        make_registration(workshop, person)
    for person in (facilitator, other_facilitator):
        record_consent(
            person=person, kind=ConsentKind.PRIVACY_NOTICE, version=PRIVACY_VERSION, language="lo"
        )
    return workshop


@pytest.fixture
def hand_over(live_server) -> Callable[[BrowserContext, User], None]:
    """Somebody signs in on a phone; the sign-in outlives the browser."""

    def sign_in(context: BrowserContext, person: User) -> None:
        client = Client()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        until = (timezone.now() + timedelta(days=7)).timestamp()
        context.add_cookies([cookie | {"url": live_server.url, "expires": until}])

    return sign_in


@pytest.fixture
def phone(playwright, live_server, tmp_path, hand_over) -> Iterator[Callable[..., BrowserContext]]:
    """A phone with a memory of its own, by name: closed and taken again it remembers."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def take(name: str = "phone", person: User | None = None, **values) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / name,
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            base_url=live_server.url,
            **{"viewport": PHONE, "has_touch": True, "locale": "lo"} | values,
        )
        opened.append(context)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        if person is not None:
            hand_over(context, person)
        return context

    yield take
    for context in opened:
        with suppress(Error):  # the one that was killed
            context.close()
    assert complaints == []


def enter(context: BrowserContext, workshop: Workshop, language: str = "lo") -> Page:
    """Open the room, and wait until the phone has what it needs without a network."""
    page = context.pages[0] if context.pages else context.new_page()
    with translation.override(language):
        page.goto(reverse("workshop_room", args=[workshop.code]))
    expect(page.locator("[data-live][data-kept]")).to_be_attached()
    until(page, "navigator.serviceWorker.controller !== null")
    return page


def until(page: Page, condition: str) -> None:
    """Wait for something that no locator sees; the page's own policy forbids ``wait_for_function``."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {condition}")


def until_true(page: Page, condition: Callable[[], object]) -> None:
    """Wait for something that this side of the browser knows."""
    for _ in range(300):
        if condition():
            return
        page.wait_for_timeout(100)
    pytest.fail("never came true")


def row(page: Page, number: int) -> Locator:
    """The row of a person, counted from 0 as on the screen."""
    return page.locator(".room-row").nth(number)


def tap(page: Page, number: int) -> None:
    row(page, number).locator(".room-tap").tap()


def state(page: Page) -> Locator:
    """The line that says what waits."""
    return page.locator("[data-state-text]")


def people(workshop: Workshop) -> list[Registration]:
    """As they stand on the list."""
    return list(workshop.registrations.select_related("person").in_lao_order())


def statuses() -> Counter:
    return Counter(Attendance.objects.values_list("status", flat=True))


def kill(folder: Path) -> None:
    """End the browser as a phone without memory does: at once."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in words and not any(
            word.startswith(b"--type=") for word in words
        ):
            os.kill(int(entry.name), signal.SIGKILL)


# --- the thumb --------------------------------------------------------------------------------


def test_a_thumb_marks_forty_people_in_airplane_mode_and_a_killed_browser_loses_nothing(
    phone, workshop, facilitator, tmp_path
):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    context.set_offline(True)
    page.reload()
    expect(page.locator(".room-row")).to_have_count(40)
    began = timezone.now()
    for number in range(40):
        tap(page, number)
    ended = timezone.now()
    # Forty people in ninety seconds is what this page is for.
    assert ended - began < timedelta(seconds=90)
    expect(state(page)).to_contain_text("40 ລໍຖ້າສົ່ງ")
    expect(page.locator("[data-total=attended]")).to_have_text("40")
    take_picture(page, "room-airplane-lo-360")
    assert AttendanceMark.objects.count() == 0
    kill(tmp_path / "phone")
    # Chromium keeps cookies every half minute only; a sign-in is older than that in real life.
    context = phone(person=facilitator)
    context.set_offline(True)
    page = context.new_page()
    page.goto(reverse("workshop_room", args=[workshop.code]))
    expect(state(page)).to_contain_text("40 ລໍຖ້າສົ່ງ")
    expect(page.locator("[data-status=present]")).to_have_count(40)
    opened = timezone.now()
    context.set_offline(False)
    expect(state(page)).to_contain_text(ALL_SENT)
    marks = list(AttendanceMark.objects.order_by("marked_at", "pk"))
    assert [mark.registration_id for mark in marks] == [each.pk for each in people(workshop)]
    assert {(mark.status, mark.recorded_by) for mark in marks} == {("present", facilitator)}
    slack = timedelta(seconds=2)
    for mark in marks:
        assert began - slack <= mark.marked_at <= ended + slack
        assert mark.recorded_at >= opened
    assert statuses() == {"present": 40}


def test_a_queue_whose_answer_was_lost_is_sent_again_and_counts_once(phone, workshop, facilitator):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    lost: list[int] = []

    def swallow(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(EVENTS, swallow)
    for number in range(5):
        tap(page, number)
    expect(state(page)).to_contain_text("5 ລໍຖ້າສົ່ງ ·")
    until(page, "document.querySelector('[data-state]').classList.contains('late')")
    assert lost
    assert set(lost) == {200}
    assert AttendanceMark.objects.count() == 5
    page.unroute(EVENTS)
    page.locator("[data-state]").tap()
    page.locator("[data-send]").tap()
    expect(state(page)).to_contain_text(ALL_SENT)
    assert AttendanceMark.objects.count() == 5
    assert statuses() == {"present": 5}


def test_two_tabs_of_a_phone_send_each_mark_once(phone, workshop, facilitator):
    context = phone(person=facilitator)
    one = enter(context, workshop)
    two = context.new_page()
    two.goto(one.url)
    expect(two.locator(".room-row")).to_have_count(40)
    context.set_offline(True)
    tap(one, 0)
    tap(two, 1)
    for page in (one, two):
        expect(state(page)).to_contain_text("2 ລໍຖ້າສົ່ງ")
        expect(page.locator("[data-status=present]")).to_have_count(2)
    sent: list[str] = []
    context.on(
        "request",
        lambda request: (
            sent.extend(event["id"] for event in request.post_data_json["events"])
            if "/events/" in request.url
            else None
        ),
    )
    context.set_offline(False)
    for page in (one, two):
        expect(state(page)).to_contain_text(ALL_SENT)
    assert len(sent) == len(set(sent)) == 2
    assert statuses() == {"present": 2}
    for page in (one, two):
        assert page.locator("[data-status=present]").count() == 2


def test_a_list_that_was_asked_for_before_a_mark_arrived_does_not_undo_it(
    phone, workshop, facilitator
):
    page = enter(phone(person=facilitator), workshop)
    old: list[Route] = []

    def hold(route: Route) -> None:
        if old:
            route.continue_()
        else:
            old.append(route)

    page.route(f"**/api/room/{workshop.code}/?*", hold)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until_true(page, lambda: old)
    answer = old[0].fetch()
    tap(page, 0)
    expect(state(page)).to_contain_text(ALL_SENT)
    assert AttendanceMark.objects.count() == 1
    page.evaluate(
        """() => {
          globalThis.seen = [];
          const row = document.querySelector(".room-row");
          new MutationObserver(() => globalThis.seen.push(row.dataset.status))
            .observe(row, { attributes: true, attributeFilter: ["data-status"] });
        }"""
    )
    old[0].fulfill(response=answer)
    page.wait_for_timeout(1500)
    expect(row(page, 0)).to_have_attribute("data-status", "present")
    assert "none" not in page.evaluate("globalThis.seen")


def test_a_second_tap_soon_after_is_one_mark_and_undo_takes_back(phone, workshop, facilitator):
    page = enter(phone(person=facilitator), workshop)
    tap(page, 0)
    tap(page, 0)
    tap(page, 1)
    expect(row(page, 0)).to_have_attribute("data-status", "late")
    expect(state(page)).to_contain_text(ALL_SENT)
    assert sorted(AttendanceMark.objects.values_list("status", flat=True)) == ["late", "present"]
    page.locator("[data-undo]").tap()
    expect(row(page, 1)).to_have_attribute("data-status", "none")
    expect(page.locator("[data-total=unmarked]")).to_have_text("39")
    expect(state(page)).to_contain_text(ALL_SENT)
    assert statuses() == {"late": 1}
    tap(page, 2)
    page.locator("[data-undo]").tap()
    expect(state(page)).to_contain_text(ALL_SENT)
    assert AttendanceMark.objects.count() == 3  # what never left the phone is nobody's history


def test_all_present_then_exceptions_and_the_totals_follow(phone, workshop, facilitator):
    page = enter(phone(person=facilitator), workshop)
    page.locator("[data-all-present]").tap()
    expect(page.locator("[data-total=attended]")).to_have_text("40")
    expect(page.locator("[data-total=female]")).to_have_text("10")
    for number, status in ((3, "excused"), (5, "left_early"), (6, "absent")):
        row(page, number).locator(".room-more").tap()
        page.locator(f"dialog[open] [data-choose={status}]").tap()
    expect(page.locator("[data-total=attended]")).to_have_text("38")
    expect(page.locator("[data-total=away]")).to_have_text("2")
    expect(state(page)).to_contain_text(ALL_SENT)
    assert statuses() == {"present": 37, "excused": 1, "left_early": 1, "absent": 1}
    chip = page.locator("[data-orgs] button").first
    expect(chip).to_contain_text("/14")
    chip.tap()
    expect(page.locator(".room-row:visible")).to_have_count(14)
    page.locator("[data-show-all]").tap()
    # Somebody was marked by mistake with care: a tap on such a mark asks, it does not change it.
    tap(page, 3)
    expect(page.locator("dialog[open]")).to_be_visible()


def test_nothing_moves_under_the_thumb(phone, workshop, facilitator):
    page = enter(phone(person=facilitator), workshop)
    page.locator("[data-filter=unmarked]").tap()
    before = [row(page, number).bounding_box() for number in range(4)]
    for number in (0, 1, 1, 2, 2, 2):
        tap(page, number)
    page.context.set_offline(True)
    tap(page, 3)
    expect(state(page)).to_contain_text("ລໍຖ້າສົ່ງ")
    assert [row(page, number).bounding_box() for number in range(4)] == before
    assert all(box["height"] >= 44 for box in before)


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["ນ້ຳຝົນ", "ນໍ້າຝົນ", "ນ້ໍາຝົນ", "namfon", "Nam-Fon", "NAMFONE"])
def test_a_name_is_found_in_any_spelling(spelling, phone, workshop, facilitator):
    page = enter(phone(person=facilitator), workshop)
    page.locator("[data-search]").fill(spelling.removesuffix("E"))
    expected = [each for each in people(workshop) if each.person.given_name_latin == "Namfon"]
    expect(page.locator(".room-row:visible")).to_have_count(len(expected))
    expect(page.locator(".room-row:visible .room-name").first).to_contain_text("ນ້ຳຝົນ")


def test_somebody_at_the_door_is_added_in_three_fields_without_a_network(
    phone, workshop, facilitator
):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    context.set_offline(True)
    page.locator("[data-add]").tap()
    page.fill("#walk-in-name", "ທ່ານ ນາງ ບົວຄຳ ສີລິວົງ")
    page.locator(".sheet-genders label").first.tap()
    page.select_option("#walk-in-org", index=3)
    page.locator("[data-walk-in] button[value=add]").tap()
    expect(row(page, 0)).to_contain_text("ບົວຄຳ")
    expect(row(page, 0)).to_have_attribute("data-status", "present")
    tap(page, 1)
    page.reload()
    expect(row(page, 0)).to_contain_text("ບົວຄຳ")
    expect(state(page)).to_contain_text("3 ລໍຖ້າສົ່ງ")
    context.set_offline(False)
    expect(state(page)).to_contain_text(ALL_SENT)
    added = workshop.registrations.get(status=RegistrationStatus.WALK_IN)
    assert (added.person.given_name_lo, added.gender) == ("ບົວຄຳ", Gender.FEMALE)
    assert Attendance.objects.get(registration=added).status == "present"
    assert statuses() == {"present": 2}


# --- two phones -------------------------------------------------------------------------------


def test_two_facilitators_who_differ_are_shown_both_marks_and_choose(
    phone, workshop, facilitator, other_facilitator
):
    mine = enter(phone("mine", facilitator), workshop)
    theirs = enter(phone("theirs", other_facilitator), workshop)
    for page in (mine, theirs):
        page.context.set_offline(True)
    tap(mine, 0)
    for _ in range(3):
        tap(theirs, 0)
    expect(row(theirs, 0)).to_have_attribute("data-status", "absent")
    mine.context.set_offline(False)
    expect(state(mine)).to_contain_text(ALL_SENT)
    theirs.context.set_offline(False)
    expect(row(theirs, 0)).to_have_attribute("data-status", "differ")
    expect(state(theirs)).to_contain_text(ALL_SENT)
    expect(theirs.locator("[data-filter=differ]")).to_contain_text("1")
    assert Attendance.objects.get().is_disputed
    take_picture(theirs, "room-differ-lo-360")
    tap(theirs, 0)
    choices = theirs.locator("dialog[open] [data-heads] button")
    expect(choices).to_have_count(2)
    assert {str(facilitator), str(other_facilitator)} == {
        name
        for name in (str(facilitator), str(other_facilitator))
        if any(name in text for text in choices.all_inner_texts())
    }
    take_picture(theirs, "room-differ-sheet-lo-360")
    assert Axe().run(theirs).response["violations"] == []
    theirs.locator("dialog[open] [data-heads] .present").tap()
    expect(row(theirs, 0)).to_have_attribute("data-status", "present")
    expect(state(theirs)).to_contain_text(ALL_SENT)
    settled = Attendance.objects.get()
    assert (settled.status, settled.is_disputed) == ("present", False)
    assert AttendanceMark.objects.count() == 3
    mine.reload()
    expect(row(mine, 0)).to_have_attribute("data-status", "present")


# --- whose phone ------------------------------------------------------------------------------

EVERYTHING = """async () => {
  const all = [JSON.stringify(localStorage)];
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const database = await asked(indexedDB.open("room"));
  for (const name of database.objectStoreNames) {
    all.push(JSON.stringify(await asked(database.transaction(name).objectStore(name).getAll())));
  }
  database.close();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (request.url.endsWith("/")) all.push(await (await cache.match(request)).text());
    }
  }
  return all.join("\\n");
}"""


def test_the_phone_holds_the_least_and_nobodys_contact(phone, workshop, facilitator):
    person = people(workshop)[0].person
    User.objects.filter(pk=person.pk).update(phone="+8562055501234", email="secret@example.la")
    page = enter(phone(person=facilitator), workshop)
    kept = page.evaluate(EVERYTHING)
    assert person.given_name_lo in kept
    assert "55501234" not in kept
    assert "secret@example.la" not in kept


def test_a_phone_that_is_wiped_forgets_everything(phone, workshop, facilitator, other_facilitator):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    name = people(workshop)[0].person.given_name_lo
    context.set_offline(True)
    tap(page, 0)
    wipe_device(device=RoomDevice.objects.get(), actor=other_facilitator)
    context.set_offline(False)
    expect(page.locator("[data-notice]")).to_contain_text("ລຶບ")
    expect(page.locator(".room-row")).to_have_count(0)
    assert name not in page.evaluate(EVERYTHING)
    assert AttendanceMark.objects.count() == 0
    take_picture(page, "room-wiped-lo-360")
    context.set_offline(True)
    page.goto("about:blank")
    with pytest.raises(Error, match="ERR_"):
        page.goto(reverse("workshop_room", args=[workshop.code]))


def test_the_list_goes_at_sign_out_and_what_waits_stays_for_its_person(
    phone, hand_over, workshop, facilitator, other_facilitator
):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    name = people(workshop)[0].person.given_name_lo
    page.route(EVENTS, lambda route: route.abort())
    tap(page, 0)
    expect(state(page)).to_contain_text("1 ລໍຖ້າສົ່ງ")
    page.goto("/lo/my/")
    page.locator(".menu summary").click()
    page.locator(".menu-list form button").click()
    page.wait_for_load_state()
    until(page, "localStorage.getItem('room.list') === null")
    assert name not in page.evaluate(EVERYTHING)
    page.unroute(EVENTS)
    # Somebody else takes the phone: nothing is sent in their name, and they see their own marks.
    hand_over(context, other_facilitator)
    page = enter(context, workshop)
    expect(state(page)).to_contain_text("1 ຂອງຄົນອື່ນ")
    expect(row(page, 0)).to_have_attribute("data-status", "none")
    page.locator("[data-state]").tap()
    expect(page.locator("dialog[open] [data-others]")).to_contain_text("1")
    page.screenshot(path="var/pictures/room-others-lo-360.png")
    assert AttendanceMark.objects.count() == 0
    # So whoever is about to wipe the phone is warned.
    assert RoomDevice.objects.get().waiting == 1
    # The first one signs in again: any page sends what was left.
    hand_over(context, facilitator)
    page.goto("/lo/my/")
    until(page, "localStorage.getItem('room.waiting') === null")
    assert AttendanceMark.objects.get().recorded_by == facilitator


def test_the_list_is_gone_when_the_workshop_is_over(phone, workshop, facilitator):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    name = people(workshop)[0].person.given_name_lo
    later = "const now = Date.now; Date.now = () => now() + 12 * 86400000;"
    context.add_init_script(later)
    context.set_offline(True)
    page.reload()
    expect(page.locator("[data-notice]")).to_be_visible()
    expect(page.locator(".room-row")).to_have_count(0)
    context.set_offline(False)
    page.goto("/lo/my/")
    until(page, "localStorage.getItem('room.list') === null")
    assert name not in page.evaluate(EVERYTHING)


def test_a_sign_in_that_ended_loses_no_mark(phone, workshop, facilitator):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    context.clear_cookies()
    tap(page, 0)
    expect(state(page)).to_contain_text("ເຂົ້າສູ່ລະບົບເພື່ອສົ່ງ")
    page.locator("[data-state]").tap()
    page.fill("input[name=login]", facilitator.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(row(page, 0)).to_have_attribute("data-status", "present")
    expect(state(page)).to_contain_text(ALL_SENT)
    assert statuses() == {"present": 1}


def test_a_clock_that_is_an_hour_ahead_is_noticed_and_put_right(phone, workshop, facilitator):
    context = phone(person=facilitator)
    context.add_init_script(
        """{ const Real = Date; const ahead = 3600000;
        globalThis.Date = class extends Real {
          constructor(...a) { if (a.length) super(...a); else super(Real.now() + ahead); }
          static now() { return Real.now() + ahead; }
        }; }"""
    )
    page = enter(context, workshop)
    tap(page, 0)
    expect(state(page)).to_contain_text(ALL_SENT)
    mark = AttendanceMark.objects.get()
    assert abs(mark.marked_at - timezone.now()) < timedelta(minutes=5)
    page.locator("[data-state]").tap()
    expect(page.locator("[data-clock]")).to_contain_text("60")


def test_a_correction_of_a_day_that_is_over_asks_for_a_reason(phone, facilitator, workshop):
    yesterday = timezone.localdate() - timedelta(days=1)
    old = make_workshop(facilitator=facilitator, start_date=yesterday)
    make_registration(old)
    page = enter(phone(person=facilitator), old)
    page.locator("[data-session]").first.tap()
    tap(page, 0)
    expect(state(page)).to_contain_text(ALL_SENT)
    tap(page, 0)
    page.locator("dialog[open] [data-choose=absent]").tap()
    expect(page.locator("[data-reason-hint]")).not_to_be_empty()
    page.locator("[data-reason]").fill("ຜິດຄົນ")
    page.locator("dialog[open] [data-choose=absent]").tap()
    expect(state(page)).to_contain_text(ALL_SENT)
    assert AttendanceMark.objects.order_by("pk").last().reason == "ຜິດຄົນ"
    assert statuses() == {"absent": 1}


def test_a_mark_that_lacks_a_reason_gets_it_in_the_queue_and_is_sent_again(
    phone, facilitator, workshop
):
    """The phone cannot know: two colleagues marked meanwhile, or its day ended later than ours."""
    yesterday = timezone.localdate() - timedelta(days=1)
    old = make_workshop(facilitator=facilitator, start_date=yesterday)
    people_of_old = [make_registration(old) for _ in range(3)]
    context = phone(person=facilitator)
    page = enter(context, old)
    context.set_offline(True)
    page.locator("[data-session]").first.tap()
    for number in range(3):
        tap(page, number)
    # What the phone keeps is changed to marks that have seen others, as those of a wrong clock have.
    page.evaluate(
        """async () => {
          const done = (request) => new Promise((then) => {
            request.onsuccess = () => then(request.result);
          });
          const database = await done(indexedDB.open("room"));
          const events = database.transaction("events", "readwrite").objectStore("events");
          for (const each of await done(events.getAll())) {
            each.event.seen = [crypto.randomUUID()];
            await done(events.put(each));
          }
          database.close();
        }"""
    )
    page.reload()
    context.set_offline(False)
    expect(state(page)).to_contain_text("3")
    page.locator("[data-state]").tap()
    lacking = page.locator("dialog[open] [data-lacking]")
    expect(lacking.locator("li")).to_have_count(3)
    page.screenshot(path="var/pictures/room-lacking-lo-360.png")
    assert Axe().run(page).response["violations"] == []
    lacking.locator("li button").first.tap()  # this one was a mistake
    expect(lacking.locator("li")).to_have_count(2)
    lacking.locator("[data-again]").tap()
    expect(lacking.locator("[data-again-hint]")).not_to_be_empty()
    assert AttendanceMark.objects.count() == 0
    lacking.locator("[data-again-reason]").fill("ມາແຕ່ບໍ່ໄດ້ໝາຍ")
    lacking.locator("[data-again-reason]").press("Enter")
    expect(lacking).to_be_hidden()
    expect(state(page)).to_contain_text(ALL_SENT)
    marks = AttendanceMark.objects.filter(registration__in=people_of_old)
    assert {(mark.status, mark.reason) for mark in marks} == {("present", "ມາແຕ່ບໍ່ໄດ້ໝາຍ")}
    assert len({mark.registration_id for mark in marks}) == len(marks) == 2


def test_a_phone_that_is_full_says_so_and_sends_what_it_could_not_keep(
    phone, workshop, facilitator
):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    page.route(EVENTS, lambda route: route.abort())
    tap(page, 0)
    expect(state(page)).to_contain_text("1 ລໍຖ້າສົ່ງ")
    page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (...values) {
            const request = put.apply(this, values);
            this.transaction.abort();
            return request;
          };
        }"""
    )
    for number in (0, 1, 2):  # the first one again: from present to late
        tap(page, number)
    expect(page.locator("[data-total=attended]")).to_have_text("3")
    expect(state(page)).to_contain_text("ຢ່າປິດ")
    expect(row(page, 2)).to_have_attribute("data-status", "present")
    take_picture(page, "room-full-lo-360")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(".room-top .back").tap()
    expect(state(page)).to_contain_text("ຢ່າປິດ")
    assert asked == ["beforeunload"]
    page.unroute(EVENTS)
    page.locator("[data-state]").tap()
    page.locator("[data-send]").tap()
    expect(page.locator("dialog[open] [data-queue] li")).to_have_count(0)
    assert statuses() == {"late": 1, "present": 2}
    # What had been kept before is sent once more by the next page, and counts once.
    page.goto("/lo/my/")
    until(page, "localStorage.getItem('room.waiting') === null")
    enter(context, workshop)
    expect(state(page)).to_contain_text(ALL_SENT)
    assert statuses() == {"late": 1, "present": 2}


def test_a_browser_that_keeps_nothing_says_so_and_marks_all_the_same(phone, workshop, facilitator):
    context = phone(person=facilitator)
    context.add_init_script(
        "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new Error('private'); } });"
    )
    page = context.new_page()
    page.goto(reverse("workshop_room", args=[workshop.code]))
    expect(page.locator(".room-row")).to_have_count(40)
    expect(state(page)).to_contain_text("ຢ່າປິດ")
    page.screenshot(path="var/pictures/room-nothing-kept-lo-360.png")
    tap(page, 0)
    until(page, "document.querySelector('.waiting') === null")
    page.wait_for_timeout(3000)
    assert statuses() == {"present": 1}


def test_a_kept_page_finds_the_files_of_its_day_after_the_site_was_renewed(
    phone, workshop, facilitator
):
    """The name carries a hash, so what is kept under it is right; the renewed site has it no more."""
    page = enter(phone(person=facilitator), workshop)
    found = page.evaluate(
        """async () => {
          const cache = await caches.open("room");
          const headers = { "Content-Type": "text/javascript" };
          await cache.put("/static/js/of-old.0123456789ab.js", new Response("", { headers }));
          return new Promise((done) => {
            const script = document.createElement("script");
            script.onload = () => done(true);
            script.onerror = () => done(false);
            script.src = "/static/js/of-old.0123456789ab.js";
            document.head.append(script);
          });
        }"""
    )
    assert found


def test_the_check_in_of_the_session_is_one_tap_away(phone, workshop, facilitator):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    door = page.locator("[data-check-in]")
    assert door.bounding_box()["height"] >= 44
    context.set_offline(True)
    door.tap()
    expect(page.locator("[data-toast]")).to_contain_text("ອິນເຕີເນັດ")
    context.set_offline(False)
    page.locator("[data-session]").nth(1).tap()
    door.tap()
    second = workshop.sessions.order_by("day", "starts_at")[1]
    page.wait_for_url(f"**/sessions/{second.pk}/check-in/")
    page.locator("a[data-room]").click()
    expect(page.locator("[data-session][aria-pressed=true]")).to_contain_text("13:00")


def test_what_is_installed_from_the_room_opens_on_the_room(phone, workshop, facilitator):
    context = phone(person=facilitator)
    page = enter(context, workshop)
    address = page.locator("link[rel=manifest]").get_attribute("href")
    start = page.evaluate(
        "async (address) => (await (await fetch(address)).json()).start_url", address
    )
    for offline in (False, True):
        context.set_offline(offline)
        page.goto(start)
        expect(page.locator(".room-row")).to_have_count(40)
        assert page.url.endswith(f"/lo/workshops/{workshop.code}/room/")
    context.set_offline(False)
    page.goto("/lo/my/")
    page.locator(".menu summary").click()
    page.locator(".menu-list form button").click()
    page.wait_for_load_state()
    until(page, "localStorage.getItem('room.list') === null")
    context.set_offline(True)
    page.goto("about:blank")
    with pytest.raises(Error, match="ERR_"):
        page.goto(start)


def test_names_are_text_wherever_scripts_write_them(phone, workshop, facilitator):
    """Nobody's name becomes a part of the page: not from the site, not from the box at the door."""
    evil = "<img src=x onerror=alert(1)>\"'&<b>"
    person = people(workshop)[0].person
    User.objects.filter(pk=person.pk).update(given_name_lo=evil, given_name_latin=evil)
    context = phone(person=facilitator)
    page = enter(context, workshop)
    context.set_offline(True)
    page.locator("[data-add]").tap()
    page.fill("#walk-in-name", f"{evil} {evil}")
    page.locator(".sheet-genders label").first.tap()
    page.select_option("#walk-in-org", index=1)
    page.locator("[data-walk-in] button[value=add]").tap()
    expect(page.locator("[data-toast]")).to_contain_text("<img")
    page.locator(".room-more").first.tap()
    expect(page.locator("dialog[open] [data-name]")).to_contain_text("<img")
    page.locator("dialog[open] .sheet-close").tap()
    page.locator("[data-state]").tap()
    expect(page.locator("dialog[open] [data-queue] li").first).to_contain_text("<img")
    context.set_offline(False)
    expect(state(page)).to_contain_text(ALL_SENT)
    assert page.locator("main img, main .room-name b, dialog img").count() == 0


# --- eyes, fingers, keyboards -----------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_room_reads_well_on_every_screen(language, phone, workshop, facilitator):
    page = enter(phone(person=facilitator), workshop, language)
    for number in range(7):
        tap(page, number)
    tap(page, 1)
    for size in (PHONE, TABLET, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        take_picture(page, f"room-{language}-{size['width']}")
        assert Axe().run(page).response["violations"] == []
    page.set_viewport_size(PHONE)
    for opener, name in (
        (".room-more", "marks"),
        ("[data-add]", "walk-in"),
        ("[data-state]", "queue"),
    ):
        page.locator(opener).first.tap()
        expect(page.locator("dialog[open]")).to_be_visible()
        page.screenshot(path=f"var/pictures/room-{name}-{language}-360.png")
        assert Axe().run(page).response["violations"] == []
        page.locator("dialog[open] .sheet-close").tap()
    targets = page.locator(".room-tap, .room-more, .room-actions button, .room-sessions button")
    for target in targets.all()[:20]:
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 44


def test_the_keyboard_does_everything(phone, workshop, facilitator):
    page = enter(phone(person=facilitator, viewport=DESK, has_touch=False), workshop)
    row(page, 0).locator(".room-tap").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.locator("dialog[open] [data-choose=left_early]").focus()
    page.keyboard.press("Space")
    expect(page.locator("dialog[open]")).to_have_count(0)
    found = [row(page, number).get_attribute("data-status") for number in range(3)]
    assert found == ["present", "excused", "left_early"]
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    expect(page.locator("[data-say]")).to_contain_text("ກັບກ່ອນ")


def test_without_javascript_the_attendance_pages_do_the_work(phone, workshop, facilitator):
    context = phone(person=facilitator, java_script_enabled=False)
    page = context.new_page()
    page.goto(reverse("workshop_room", args=[workshop.code]))
    page.locator("noscript a, .room-plain a").first.click()
    expect(page.locator(".session-cards")).to_be_visible()
