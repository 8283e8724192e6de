"""The room: a page for the phone in a facilitator's hand, made to work without a network.

What is rendered here is an empty shell with words and no names, so that it can be kept on the phone
(static/js/sw.js). The list comes from the door of the devices and lives in the phone's own store
(static/js/room-store.js); without JavaScript the attendance page of a session does the same work.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_safe

from core.access import access, anyone, signed_in
from courses.curriculum.models.pages import LANGUAGES
from courses.curriculum.views.offline import manifest_answer
from courses.workshops.enums import AttendanceStatus, DayPart
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.workshops import workshops_led_today
from people.enums import Gender
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
@never_cache
def workshop_room(request: HttpRequest, code: str) -> HttpResponse:
    """Attendance of the session that is on now, with one thumb, with or without a network."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    context = {
        "workshop": workshop,
        "statuses": AttendanceStatus.choices,
        "genders": Gender.choices,
        "words": _words(),
    }
    return render(request, "workshops/room.html", context)


@require_GET
@access(signed_in)
@never_cache
def workshop_today(request: HttpRequest) -> HttpResponse:
    """Where an installed site opens on the day: facilitators in the room of the workshop that is on,
    everybody else at the check-in. Without a network the phone opens the room it kept (sw.js)."""
    if not is_facilitator(request.user):
        return redirect("self_check_in")
    workshop = workshops_led_today(request.user).first()
    return redirect("workshop_room", workshop.code) if workshop else redirect("workshops")


@require_safe
@access(anyone)
@cache_control(max_age=3600, public=True)
def room_manifest(request: HttpRequest, language: str) -> HttpResponse:
    """To install the room from its page, beside the site or without it: it opens on today's room."""
    if language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        name = _("Today's workshop")
        start = reverse("workshop_today")
        return manifest_answer(
            language, id="/room", name=f"MICIC · {name}", short_name=name, start_url=start
        )


def _words() -> dict[str, object]:
    """What the page's scripts say, in the reader's language; ``{…}`` is filled in by them."""
    return {
        "status": {"": _("Unmarked"), **{s.value: str(s.label) for s in AttendanceStatus}},
        # Short: they stand on a phone beside one another.
        "part": {
            DayPart.MORNING: _("Morning"),
            DayPart.AFTERNOON: _("Afternoon"),
            DayPart.WHOLE_DAY: _("Whole day"),
        },
        "day": _("Day {number}"),
        "now": _("now"),
        "women": _("Women"),
        "none": _("Not stated"),
        "differ": _("Choose"),
        "more": _("More marks: {name}"),
        "by": _("{mark} – {who}, {time}"),
        "this_phone": _("this phone"),
        "said": _("{name}: {mark}"),
        "shown": _("{n} of {all} people"),
        "all_sent": _("Everything is sent"),
        "last_sent": _("Last sent {time}"),
        "nothing_sent": _("Nothing sent yet"),
        "sending": _("Sending…"),
        "waiting": _("{n} waiting"),
        "to_choose": _("{n} to choose"),
        "problems": _("{n} not taken"),
        "sign_in": _("Sign in to send"),
        "not_kept": _(
            "This browser cannot keep marks. Do not close the page before they are sent."
        ),
        "clock": _("The clock of this phone is {minutes} minutes off. The times are put right."),
        "undone": _("Taken back"),
        "all_marked": _("{n} marked as present"),
        "nobody_unmarked": _("Everybody has a mark already."),
        "now_on": _("On now: {session}"),
        "not_taken": _("Not taken: {message}"),
        "held": _("Kept for a decision: {message}"),
        "others": _("{n} of another person"),
        "others_why": _(
            "{n} marks of another person wait on this phone. They are sent when that person signs in "
            "on it again."
        ),
        "decide": _("Decide"),
        "leave_out": _("Leave out"),
        "check_in_offline": _("The self check-in needs a network. Marks do not: tap the names."),
        "reason": _("Please give a reason."),
        "undo_reason": _("Tapped by mistake, taken back at once"),
        "added": _("{name} is on the list and marked as present."),
        "already_sent": _("A walk-in that is sent stays on the list; the mark is taken back."),
        "wiped": _("This phone was wiped from the site. Nothing of the workshop is left on it."),
        "expired": _("The workshop is over, so the list was removed from this phone."),
        "gone": _("You do not lead this workshop any more. The list was removed from this phone."),
        "another": _("Somebody else is signed in on this phone now. Their page is being opened."),
        "first_time": _("There is no list on this phone yet. Open this page once with a network."),
        "empty": _("Nobody is on the list yet."),
        "nobody_fits": _("Nobody here fits. Try another spelling, or show all."),
        "no_sessions": _("There are no sessions yet."),
        "walk_in": _("Walk-in"),
        "new_person": _("New person"),
    }
