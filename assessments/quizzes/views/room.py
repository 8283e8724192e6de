"""The facilitator's room: choose the paired test, open and close it, see who is where."""

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.quizzes import services
from assessments.quizzes.enums import SittingState
from assessments.quizzes.models import Attempt, Sitting
from assessments.quizzes.selectors.attempts import attempts_led_by, workshops_tested_by
from assessments.quizzes.selectors.room import (
    attempts_running,
    paired_quizzes,
    room_of,
    sittings_led_by,
)
from core.access import access
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_tests(request: HttpRequest, code: str) -> HttpResponse:
    """Both tests of a workshop: state, buttons, who is where, who has only one of the two."""
    workshop = get_object_or_404(workshops_tested_by(request.user), code=code)
    room = room_of(workshop)
    context: dict[str, Any] = {"workshop": workshop, "room": room, "now": timezone.now()}
    if room is None or not room.is_begun:
        context["quizzes"] = list(paired_quizzes())
    if room is not None:
        context["cards"] = [(each, _way_in(request, each.sitting)) for each in room.rooms]
        context["is_open"] = any(each.sitting.is_open for each in room.rooms)
    return render(request, "quizzes/room.html", context)


def _way_in(request: HttpRequest, sitting: Sitting) -> dict[str, str]:
    """The address at which the room begins and its picture, at the address by which we were reached:
    in a meeting room phones reach a laptop by its number. In Lao; the switch is one tap away."""
    with translation.override("lo"):
        address = request.build_absolute_uri(reverse("sitting_start", args=[sitting.pk]))
    return {
        "address": address,
        "qr": segno.make(address, error="m").png_data_uri(border=3, scale=8),
    }


@require_GET
@access(is_facilitator)
def sitting_live(request: HttpRequest, code: str, occasion: str) -> HttpResponse:
    """Who is where in one sitting: the fragment that an open card asks for every few seconds."""
    workshop = get_object_or_404(workshops_tested_by(request.user), code=code)
    sitting = get_object_or_404(sittings_led_by(request.user, code), occasion=occasion)
    room = room_of(workshop)
    seats = next((each for each in room.rooms if each.sitting == sitting), None) if room else None
    response = render(
        request,
        "quizzes/_seats.html",
        {"workshop": workshop, "one": seats, "now": timezone.now()},
    )
    if not sitting.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@access(is_facilitator)
def sitting_poster(request: HttpRequest, code: str, occasion: str) -> HttpResponse:
    """The way in, large, for the projector."""
    sitting = get_object_or_404(sittings_led_by(request.user, code), occasion=occasion)
    return render(
        request,
        "quizzes/room_poster.html",
        {"workshop": sitting.workshop, "sitting": sitting, **_way_in(request, sitting)},
    )


@require_POST
@access(is_facilitator)
def plan_tests(request: HttpRequest, code: str) -> HttpResponse:
    """Give the workshop its pre-test and post-test."""
    workshop = get_object_or_404(workshops_tested_by(request.user), code=code)
    chosen = request.POST.get("quiz", "")
    quiz = next((each for each in paired_quizzes() if each.code == chosen), None)
    if quiz is None:
        messages.error(request, _("Choose a pre-test and post-test."))
        return _back(code)
    try:
        services.plan_paired_test(workshop=workshop, quiz=quiz, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(code)


@require_POST
@access(is_facilitator)
def sitting_open(request: HttpRequest, code: str, occasion: str) -> HttpResponse:
    """Let the room begin; pressed twice it is open once."""
    sitting = get_object_or_404(sittings_led_by(request.user, code), occasion=occasion)
    services.open_sitting(sitting=sitting, actor=request.user)  # type: ignore[arg-type]
    return _back(code, occasion)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def sitting_close(request: HttpRequest, code: str, occasion: str) -> HttpResponse:
    """Ask once, saying how many are still at it; then close."""
    sitting = get_object_or_404(sittings_led_by(request.user, code), occasion=occasion)
    if request.method == "POST":
        services.settle_expired(Attempt.objects.filter(sitting=sitting))
        services.close_sitting(sitting=sitting, actor=request.user)  # type: ignore[arg-type]
        return _back(code, occasion)
    if not sitting.is_open:
        return _back(code, occasion)
    return render(
        request,
        "quizzes/room_close.html",
        {
            "workshop": sitting.workshop,
            "sitting": sitting,
            "running": attempts_running(sitting),
        },
    )


@require_POST
@access(is_facilitator)
def sitting_minutes(request: HttpRequest, code: str, occasion: str) -> HttpResponse:
    """Change the time limit of a sitting that was not opened yet."""
    sitting = get_object_or_404(sittings_led_by(request.user, code), occasion=occasion)
    typed = request.POST.get("minutes", "").strip()
    try:
        # A number that is none is refused as one that is too small.
        minutes = (int(typed) if typed.isdecimal() and len(typed) < 6 else 0) if typed else None
        services.change_minutes(sitting=sitting, minutes=minutes, actor=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(code, occasion)


@require_POST
@access(is_facilitator)
def late_answers(request: HttpRequest, code: str, attempt_id: int) -> HttpResponse:
    """Let answers count that came after the end, with a reason."""
    attempt = get_object_or_404(
        attempts_led_by(request.user).finished(),
        pk=attempt_id,
        sitting__workshop__code=code,
    )
    try:
        services.count_late_answers(
            attempt=attempt,
            actor=request.user,  # type: ignore[arg-type]
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("The late answers count now."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("workshop_tests", code)


@require_GET
@access(is_facilitator)
def workshop_scores(request: HttpRequest, code: str) -> HttpResponse:
    """What each person came to, once a sitting is closed: for the facilitators of the workshop."""
    workshop = get_object_or_404(workshops_tested_by(request.user), code=code)
    attempts = (
        attempts_led_by(request.user)
        .filter(
            sitting__workshop=workshop,
            sitting__state=SittingState.CLOSED,
            finished_at__isnull=False,
        )
        .defer("paper", "results")
        .order_by("person__sort_key", "person_id", "number")
    )
    people: dict[int, dict[str, Any]] = {}
    for attempt in attempts:
        row = people.setdefault(attempt.person_id, {"person": attempt.person})
        row[attempt.sitting.occasion] = attempt
    for row in people.values():
        if "pre" in row and "post" in row:
            row["change"] = row["post"].percent - row["pre"].percent
    closed = list(
        sittings_led_by(request.user, code)
        .filter(state=SittingState.CLOSED)
        .values_list("occasion", flat=True)
    )
    return render(
        request,
        "quizzes/room_scores.html",
        {"workshop": workshop, "rows": list(people.values()), "closed": closed},
    )


def _back(code: str, occasion: str = "") -> HttpResponse:
    address = reverse("workshop_tests", args=[code])
    return redirect(f"{address}#{occasion}" if occasion else address)
