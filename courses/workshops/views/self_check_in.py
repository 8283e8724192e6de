"""Self check-in on the participant's phone: scan or type, see one's name, one tap.

Whoever scans a code while it counts is *admitted*: that browser, to that opening, for a few minutes,
which is the time one needs to sign in by a card. The code itself is not kept, so it cannot be used
again, and an admission of somebody who is signed in is theirs alone.
"""

import time
import uuid
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import access, anyone
from courses.workshops.codes import is_long_code, is_short_code
from courses.workshops.enums import CodeEntry, SignInWay
from courses.workshops.models import CheckInOpening, SelfCheckIn
from courses.workshops.selectors.check_in import check_ins_today, is_marked_there, openings_for
from courses.workshops.services.check_in import check_in, is_open
from people.coming_back import come_back_to
from people.roles import has_own_sign_in
from people.services.cards import plain_digits

#: Seconds from scanning to the tap: to take out the card, scan it, type the PIN, read the notice.
ADMITTED_FOR = 5 * 60
_KEY = "check_in"
_PHONE = "phone"


@require_safe
@access(anyone)
def check_in_door(request: HttpRequest) -> HttpResponse:
    """The address people type, without a language: to their own language, else to Lao."""
    wanted = getattr(request.user, "preferred_language", "")
    with translation.override(wanted if wanted in dict(settings.LANGUAGES) else "lo"):
        return redirect("self_check_in")


@never_cache
@require_safe
@access(anyone)
def self_check_in_scan(request: HttpRequest, code: str) -> HttpResponse:
    """Where the scanned code leads. It counts or it is old; then on to the page without the code."""
    opening = _scanned(code)
    if opening is None:
        return _page(request, {"old": True}, status=410)
    request.session[_KEY] = {
        "opening": opening.pk,
        "until": int(time.time()) + ADMITTED_FOR,
        "person": request.user.pk if request.user.is_authenticated else None,
    }
    with translation.override(getattr(request.user, "preferred_language", "") or "lo"):
        return redirect("self_check_in")


@never_cache
@require_http_methods(["GET", "POST"])
@access(anyone)
def self_check_in(request: HttpRequest) -> HttpResponse:
    """Sign in, tap once or type the code, done."""
    if not request.user.is_authenticated:
        come_back_to(request, reverse("self_check_in"), seconds=ADMITTED_FOR)
        return _page(request, {"admitted": _admitted(request)})
    if request.method == "POST":
        return _remember_phone(request, _post(request))
    return _remember_phone(request, _page(request, _situation(request)))


def _post(request: HttpRequest) -> HttpResponse:
    typed = plain_digits(request.POST.get("code", ""))
    if "code" in request.POST:
        opening, entry = None, CodeEntry.TYPED
        if not _may_try(request):
            limited = _situation(request) | {"too_many": True, "pending": []}
            return _page(request, limited, status=429)
        opening = _typed(request, typed)
        if opening is None:
            wrong = _("This code is wrong or old. Type the code that is on the screen now.")
            return _page(request, _situation(request) | {"wrong": wrong}, status=422)
        for action, key in _counters(request):
            ratelimit.clear(request, action=action, key=key)
    else:
        opening, entry = _admitted(request), CodeEntry.SCANNED
        if opening is None:
            return _page(request, _situation(request) | {"old": True}, status=410)
    try:
        check_in(
            opening=opening,
            person=request.user,
            entry=entry,
            sign_in=SignInWay.ACCOUNT if has_own_sign_in(request.user) else SignInWay.CARD,
            phone=_phone(request),
        )
    except ValidationError as error:
        request.session.pop(_KEY, None)
        return _page(request, {"refused": error.messages[0]}, status=422)
    request.session.pop(_KEY, None)
    return redirect("self_check_in")


def _situation(request: HttpRequest) -> dict[str, Any]:
    """What there is to do for the person who is signed in."""
    done = list(check_ins_today(request.user))
    known = {each.opening_id for each in done}
    admitted = _admitted(request)
    if admitted is not None and admitted.pk not in known:
        listed = openings_for(request.user).filter(pk=admitted.pk).exists()
        if not listed:
            refused = _("You are not on the list of this session. Please go to the facilitator.")
            return {"refused": refused}
        already = is_marked_there(request.user, admitted.session)
        return {"admitted": admitted, "already": already}
    pending = [each for each in openings_for(request.user) if each.pk not in known]
    latest: SelfCheckIn | None = done[0] if done else None
    return {"pending": pending, "latest": latest}


def _scanned(code: str) -> CheckInOpening | None:
    """The opening whose code this is, when the code counts now."""
    number, _dash, long = code.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    opening = CheckInOpening.objects.filter(pk=number).select_related("session__workshop").first()
    if opening is None or not is_open(opening):
        return None
    right = is_long_code(
        long, opening.key, opening=opening.pk, session=opening.session_id, now=timezone.now()
    )
    return opening if right else None


def _typed(request: HttpRequest, code: str) -> CheckInOpening | None:
    """The opening among the person's own whose short code this is now."""
    now, found = timezone.now(), None
    for opening in openings_for(request.user):
        if is_short_code(
            code, opening.key, opening=opening.pk, session=opening.session_id, now=now
        ):
            found = opening
    return found


def _admitted(request: HttpRequest) -> CheckInOpening | None:
    """The opening to which this browser was let in by a code that counted, if it still may."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict) or kept["until"] < time.time():
        return None
    if kept["person"] is not None and kept["person"] != request.user.pk:
        return None
    opening = (
        CheckInOpening.objects.filter(pk=kept["opening"])
        .select_related("session__workshop")
        .first()
    )
    return opening if opening is not None and is_open(opening) else None


def _counters(request: HttpRequest) -> list[tuple[str, str]]:
    """Wrong codes count for the person and for the phone; never for the address: a room has one."""
    return [
        ("check_in_person", f"person:{request.user.pk}"),
        ("check_in_phone", f"phone:{_phone(request)}"),
    ]


def _may_try(request: HttpRequest) -> bool:
    """Count one more code, before it is looked at; False when it is one too many."""
    return all(
        ratelimit.consume(request, action=action, key=key) for action, key in _counters(request)
    )


def _phone(request: HttpRequest) -> str:
    """The random name of this browser, made when it has none."""
    known = request.get_signed_cookie(_PHONE, default="", salt=_PHONE)
    if not known:
        known = getattr(request, "_new_phone", "") or uuid.uuid4().hex
        setattr(request, "_new_phone", known)  # noqa: B010 - set as a cookie with the answer
    return str(known)


def _remember_phone(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.set_signed_cookie(
        _PHONE,
        _phone(request),
        salt=_PHONE,
        max_age=60 * 60 * 24,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )
    return response


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "workshops/self_check_in.html", context, status=status)
