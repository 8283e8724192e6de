"""Taking a test: the page with its questions, and the door through which answers are kept."""

import json
import math
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from assessments.quizzes import forms, services
from assessments.quizzes.asking import Asked, asked
from assessments.quizzes.enums import Ending, FeedbackTime
from assessments.quizzes.models import Attempt
from assessments.quizzes.selectors.attempts import answers_in, attempt_of
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.services import Given
from assessments.quizzes.services.attempts import GRACE
from assessments.quizzes.writing import to_answer
from core.access import P, View, access, anyone, signed_in
from core.content import LANGUAGES

#: How many answers one message from a phone may bring, and how long it may be.
MOST_ANSWERS = 200
LONGEST_MESSAGE = 200_000
#: Where a page of questions ends: the overview with the button to hand in.
END = "end"


def _keeps_answers_of_strangers(view: View[P]) -> View[P]:
    """Whose session ended while a page was open signs in first, and finds what that page posted: it
    has the key of its attempt, which keeps answers and opens nothing."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            attempt_id: Any = kwargs["attempt_id"]
            if services.is_save_key(attempt_id, request.POST.get("key", "")):
                found = get_object_or_404(
                    Attempt.objects.select_related("sitting__quiz"), pk=attempt_id
                )
                given, _unfinished = _filled(request, found)
                services.save_answers(attempt_id=found.pk, given=given)
                here = _here(request.POST.get("q", ""), found)
                return redirect_to_login(f"{request.path}?q={here}")
        return view(request, *args, **kwargs)

    return kept


@_keeps_answers_of_strangers
@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The questions of an attempt that somebody is at; POST keeps what was filled in, then goes to
    another question, the other language or the end."""
    found = attempt_of(request.user, attempt_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _posted(request, found)
    if _is_over(found):
        services.settle_expired(Attempt.objects.filter(pk=found.pk))
        return redirect("attempt_result", found.pk)
    return _page(request, found)


@csrf_exempt
@access(anyone)
@require_POST
def attempt_save(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Keep answers for whoever holds the key of the attempt, also when their session has ended: the
    key is made for the page that was opened, and is good for nothing else. Takes JSON
    ``{"key", "now", "answers": [{"position", "response", "sure", "given_at", "language"}]}`` with
    times in milliseconds of the phone's clock, which ``now`` puts right."""
    now = timezone.now()
    message = _message(request)
    key = message.get("key")
    if not isinstance(key, str) or not services.is_save_key(attempt_id, key):
        raise Http404
    given = _given(message, now)
    if given is None:
        return JsonResponse({"error": "unreadable"}, status=400)
    try:
        saved = services.save_answers(attempt_id=attempt_id, given=given, now=now)
    except Attempt.DoesNotExist:
        raise Http404 from None
    return JsonResponse(
        {
            "kept": saved.kept,
            "late": saved.late,
            "standing": saved.standing,
            "misfits": saved.misfits,
            "finished": saved.is_finished,
            "person": request.user.pk,
        }
    )


# --- The page -----------------------------------------------------------------------------------


def _is_over(found: Attempt) -> bool:
    return found.is_finished or (
        found.ends_at is not None and timezone.now() > found.ends_at + GRACE
    )


def _page(request: HttpRequest, found: Attempt) -> HttpResponse:
    drafts = _drafts(request.GET, found)
    here = _here(request.GET.get("q", ""), found)
    if drafts:
        here = next(iter(drafts))
    questions = _questions(found, drafts)
    return render(request, "quizzes/attempt.html", _context(found, questions, here))


def _questions(found: Attempt, drafts: dict[int, forms.Filled]) -> list[Asked]:
    return asked(found, answers_in(found), _language(), drafts=drafts)


def _context(found: Attempt, questions: list[Asked], here: int | str) -> dict[str, Any]:
    quiz = found.sitting.quiz
    now = timezone.now()
    shown = {
        each.position: (_response(each), each.is_sure)
        for each in questions
        if each.is_answered and not each.is_checked
    }
    ends_at = found.ends_at
    return {
        "attempt": found,
        "quiz": quiz,
        "questions": questions,
        "at": here,
        "total": len(questions),
        "answered": sum(each.is_answered for each in questions),
        "shown": forms.as_shown(shown),
        "gives_each": quiz.feedback == FeedbackTime.EACH,
        "save_key": services.save_key(found.pk),
        "now_ms": _ms(now),
        "ends_ms": _ms(ends_at) if ends_at else "",
        "minutes_left": max(0, math.ceil((ends_at - now) / timedelta(minutes=1)))
        if ends_at
        else None,
        "other": next(each for each in LANGUAGES if each != _language()),
    }


def _response(question: Asked) -> Any:
    """The response as the page shows it, in the form that ``forms.read`` gives."""
    if question.partners:
        return {str(row.id): row.partner for row in question.rows if row.partner}
    if question.places:
        placed = [row for row in question.rows if row.place]
        return [row.id for row in sorted(placed, key=lambda row: row.place or 0)]
    if question.typed:
        return question.typed
    return sorted(row.id for row in question.rows if row.is_chosen)


def _drafts(query: QueryDict, found: Attempt) -> dict[int, forms.Filled]:
    """What was filled in and is no answer yet, from the address."""
    position = _here(query.get("q", ""), found)
    if not isinstance(position, int) or not forms.has_draft(position, query):
        return {}
    item = items_of(found.version_ids)[found.version_ids[position - 1]]
    return {position: forms.read(item, position, query)}


def _here(text: str, found: Attempt) -> int | str:
    """The question named in an address: a position, or the end."""
    if text == END:
        return END
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
    return min(max(place, 1), max(len(found.paper), 1))


# --- What was posted ----------------------------------------------------------------------------


def _filled(request: HttpRequest, found: Attempt) -> tuple[list[Given], list[int]]:
    """What differs from what the page showed; also the positions of what is no answer yet."""
    items = items_of(found.version_ids)
    filled = [
        forms.read(items[version], position, request.POST)
        for position, version in enumerate(found.version_ids, 1)
    ]
    differing = forms.changed(filled, request.POST.get("shown", ""))
    language = _language()
    given = [
        Given(each.position, each.response, language, each.is_sure)
        for each in differing
        if not each.is_unfinished
    ]
    return given, [each.position for each in differing if each.is_unfinished]


def _posted(request: HttpRequest, found: Attempt) -> HttpResponse:
    given, unfinished = _filled(request, found)
    here = _here(request.POST.get("q", ""), found)
    go = request.POST.get("go", "next")
    to_check = None
    if position := request.POST.get("check", ""):
        here = _here(position, found)
        go = str(here)
        if here not in unfinished and isinstance(here, int):
            to_check = here
    leaves = go == "leave" and not unfinished
    ending = None
    if to_check is None and not leaves:
        if found.ends_at is not None and timezone.now() >= found.ends_at:
            ending = Ending.TIME_UP
        elif go == "hand-in" and not unfinished:
            ending = Ending.HANDED_IN
    saved = services.save_answers(
        attempt_id=found.pk,
        given=given,
        ending=ending,
        actor=request.user,
        sitting=found.sitting,
    )
    if saved.is_finished:
        if found.is_finished:
            messages.info(request, _("This test had been handed in already. This is its result."))
        return redirect("attempt_result", found.pk)
    if to_check is not None:
        return _check(request, found, to_check)
    if leaves:
        return redirect("my_learning")
    address = reverse("attempt", args=[found.pk])
    if go in LANGUAGES:
        address = translate_url(address, go)
    elif not unfinished:
        here = _next(go, here, found)
    if unfinished:
        here = here if here in unfinished else unfinished[0]
        draft = forms.draft(int(here), request.POST)
        return redirect(f"{address}?q={here}&{draft.urlencode()}")
    return redirect(f"{address}?q={here}")


def _check(request: HttpRequest, found: Attempt, position: int) -> HttpResponse:
    """Let the answer stand and show what was right: the question alone for a script, else the page."""
    if found.sitting.quiz.feedback != FeedbackTime.EACH:
        raise Http404
    answer = services.check_answer(attempt_id=found.pk, position=position)
    if answer is None:
        messages.info(request, _("Answer the question first."))
    if request.headers.get("X-Part") != "question":
        return redirect(f"{reverse('attempt', args=[found.pk])}?q={position}")
    list(messages.get_messages(request))
    questions = _questions(found, {})
    question = questions[position - 1]
    return HttpResponse(to_answer(question, at=position, total=len(questions), gives_each=True))


def _next(go: str, here: int | str, found: Attempt) -> int | str:
    """Where a button leads from ``here``."""
    last = len(found.paper)
    if go == "next":
        return here + 1 if isinstance(here, int) and here < last else END
    if go == "back":
        return max(here - 1, 1) if isinstance(here, int) else last
    return _here(go, found)


# --- What a phone sends -------------------------------------------------------------------------


def _message(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LONGEST_MESSAGE:
        return {}
    try:
        message = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _given(message: dict[str, Any], now: datetime) -> list[Given] | None:
    """The answers of a message, their times by our clock; None when it cannot be read."""
    answers = message.get("answers")
    if not isinstance(answers, list) or len(answers) > MOST_ANSWERS:
        return None
    sent_at = _moment(message.get("now"))
    found = []
    for each in answers:
        if not isinstance(each, dict) or type(each.get("position")) is not int:
            return None
        given_at = _moment(each.get("given_at"))
        ago = sent_at - given_at if sent_at and given_at else timedelta(0)
        language = each.get("language")
        sure = each.get("sure")
        found.append(
            Given(
                each["position"],
                each.get("response"),
                language if language in LANGUAGES else _language(),
                sure if isinstance(sure, bool) else None,
                now - max(ago, timedelta(0)),
            )
        )
    return found


def _moment(value: Any) -> datetime | None:
    """Milliseconds since 1970, if they are a time."""
    if type(value) not in (int, float) or not 0 <= value < 4_102_444_800_000:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _language() -> str:
    return get_language() or "lo"
