"""A room, or three hundred people, at the same test: every answer must be there afterwards.

Each person is a phone of its own: it opens the start page, begins, gets the page of questions, sends
each answer by itself and hands in. ``crowd`` lets them open within one minute and hand in within
another; ``rush`` lets 16 phones take one test after the other as fast as the server answers.
"""

import asyncio
import json
import random
import re
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

#: A CSRF cookie and field that fit each other.
TOKEN = "x" * 32
QUESTIONS = 15


@dataclass
class Timing:
    """Seconds of each kind of request, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def line(self, kind: str) -> str:
        """Count, median and 95th percentile in milliseconds."""
        took = [each * 1000 for each in self.took.get(kind, [])]
        if len(took) < 2:
            return f"{kind}: {len(took)}"
        p95 = statistics.quantiles(took, n=20)[-1]
        return (
            f"{kind}: {len(took)}, median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms, "
            f"worst {max(took):.0f} ms"
        )


@dataclass
class Phone:
    """One person's phone: a session cookie, and what it sent."""

    port: int
    cookie: str
    person: int
    timing: Timing
    attempt: str = ""
    key: str = ""
    questions: int = 0
    #: The first option of each question, as a browser without scripts would send it.
    ticks: dict[str, str] = field(default_factory=dict)
    sent: dict[int, list[int]] = field(default_factory=dict)

    async def ask(
        self, kind: str, method: str, path: str, body: str = "", content: str = ""
    ) -> tuple[int, dict[str, str], str]:
        """One request on a connection of its own; gives status, headers and body."""
        begun = time.perf_counter()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Cookie: {self.cookie}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
        )
        data = body.encode()
        if method == "POST":
            head += f"Content-Type: {content}\r\nContent-Length: {len(data)}\r\n"
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(head.encode() + b"\r\n" + data)
            answer = await reader.read(-1)
            writer.close()
        except OSError as error:
            self.timing.failures.append(f"{kind}: {error}")
            return 0, {}, ""
        self.timing.took.setdefault(kind, []).append(time.perf_counter() - begun)
        first, _, rest = answer.partition(b"\r\n")
        headers, _, text = rest.partition(b"\r\n\r\n")
        status = int(first.split()[1]) if first else 0
        if status not in (200, 302):
            self.timing.failures.append(f"{kind}: {first.decode(errors='replace')}")
        fields = dict(
            line.split(": ", 1) for line in headers.decode().split("\r\n") if ": " in line
        )
        return status, fields, text.decode(errors="replace")

    async def open(self, start: str) -> bool:
        """Look at the start page, begin, and get the questions."""
        await self.ask("start page", "GET", start)
        form = urlencode({"csrfmiddlewaretoken": TOKEN})
        kind = "application/x-www-form-urlencoded"
        _status, fields, _text = await self.ask("begin", "POST", start, form, kind)
        self.attempt = fields.get("Location", "")
        if "/attempts/" not in self.attempt:
            self.timing.failures.append(f"begin: no attempt for {self.person}")
            return False
        _status, _fields, page = await self.ask("questions", "GET", self.attempt)
        found = re.search(r'data-key="([^"]+)"', page)
        self.questions = len(re.findall(r"<fieldset[^>]*data-question=", page))
        self.key = found[1] if found else ""
        self.ticks = dict(reversed(re.findall(r'name="(a\d+)" value="(\d+)"', page)))
        return bool(self.key and self.questions)

    async def answer(self, position: int) -> None:
        """Send one answer; the second time another one, as people change their minds."""
        choice = [random.randint(1, 4)]
        now = int(time.time() * 1000)
        body = json.dumps(
            {
                "key": self.key,
                "now": now,
                "answers": [
                    {
                        "position": position,
                        "response": choice,
                        "sure": True,
                        "given_at": now,
                        "language": "lo",
                    }
                ],
            }
        )
        status, _fields, text = await self.ask(
            "answer", "POST", f"{self.attempt}answers/", body, "application/json"
        )
        if status == 200 and position in json.loads(text)["kept"]:
            self.sent[position] = choice

    async def hand_in(self, ticks: dict[str, str] | None = None) -> None:
        """Press the last button, and see the result; ``ticks`` are on the page and not yet sent."""
        fixed = {"csrfmiddlewaretoken": TOKEN, "q": "end", "shown": "", "go": "hand-in"}
        form = urlencode(fixed | (ticks or {}))
        kind = "application/x-www-form-urlencoded"
        _status, fields, _text = await self.ask("hand in", "POST", self.attempt, form, kind)
        await self.ask("result", "GET", fields.get("Location", self.attempt))


async def crowd(phones: list[Phone], start: str, *, spread: float) -> None:
    """All open within ``spread`` seconds, answer meanwhile, and hand in within as many again."""
    ready = asyncio.get_running_loop().time()

    async def one(phone: Phone) -> None:
        await asyncio.sleep(random.uniform(0, spread))
        if not await phone.open(start):
            return
        hand_in_at = ready + spread + random.uniform(0, spread)
        loop = asyncio.get_running_loop()
        for position in range(1, phone.questions + 1):
            left = max(hand_in_at - loop.time(), 0)
            await asyncio.sleep(left / (phone.questions - position + 2))
            await phone.answer(position)
        await asyncio.sleep(max(hand_in_at - loop.time(), 0))
        await phone.hand_in()

    await asyncio.gather(*(one(phone) for phone in phones))


async def rush(phones: list[Phone], start: str, *, seconds: float, in_one: bool) -> float:
    """Each phone takes one test after the other; gives full attempts per second. ``in_one``: as
    without scripts, all answers come with the last button; else each is sent as it is given."""
    begun = time.perf_counter()
    done = 0

    async def one(phone: Phone) -> None:
        nonlocal done
        while time.perf_counter() - begun < seconds:
            if not await phone.open(start):
                return
            for position in range(1, 1 if in_one else phone.questions + 1):
                await phone.answer(position)
            await phone.hand_in(phone.ticks if in_one else None)
            done += 1

    await asyncio.gather(*(one(phone) for phone in phones))
    return done / (time.perf_counter() - begun)


# --- What is measured ---------------------------------------------------------------------------


def make_paired_test(people: int) -> tuple[str, list[tuple[int, str]]]:
    """A workshop with so many people and its pre-test open; gives the address of the test, and each
    person's id with the cookie of their session."""
    from datetime import date

    from django.urls import reverse
    from django.utils import translation

    from assessments.quizzes import services
    from assessments.quizzes.models import Quiz
    from people.models import User
    from tests.factories import make_person, make_registration, make_workshop

    facilitator = User.objects.get(username="facilitator")
    workshop = make_workshop(days=1, facilitator=facilitator, start_date=date(2026, 7, 1))
    quiz = Quiz.objects.get(code="pre-post")
    pre, _post = services.plan_paired_test(workshop=workshop, quiz=quiz, actor=facilitator)
    pre = services.open_sitting(sitting=pre, actor=facilitator)
    found = []
    for _number in range(people):
        person = make_person()
        make_registration(workshop, person)
        found.append((person.pk, cookie_of(person)))
    with translation.override("lo"):
        return reverse("sitting_start", args=[pre.pk]), found


def make_practice() -> str:
    """The address of a test of fifteen single-answer questions that can be taken again and again."""
    from django.urls import reverse
    from django.utils import translation

    from assessments.quizzes.enums import QuizKind
    from assessments.quizzes.models import Quiz, QuizQuestion

    paired = Quiz.objects.get(code="pre-post")
    quiz = Quiz(code="bench", kind=QuizKind.PRACTICE, course=paired.course)
    quiz.title_en = quiz.title_lo = "Bench"
    rows = paired.fixed.filter(form="A").order_by("sort_order")
    quiz.fixed = [
        QuizQuestion(sort_order=place, question_id=row.question_id)
        for place, row in enumerate(rows)
    ]
    quiz.save()
    with translation.override("lo"):
        return reverse("test_start", args=[quiz.code])


def cookie_of(person) -> str:
    """A signed-in session, as a cookie."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def lost_answers(phones: list[Phone]) -> int:
    """How many answers that the server said it kept are not there, or not as they were sent."""
    from assessments.quizzes.models import Answer, Attempt

    lost = 0
    for phone in phones:
        pk = phone.attempt.rstrip("/").rpartition("/")[2]
        if not pk.isdecimal() or not Attempt.objects.filter(pk=pk, finished_at__isnull=False):
            lost += QUESTIONS
            continue
        kept = Answer.objects.filter(attempt=pk, is_late=False)
        there = dict(kept.values_list("position", "response"))
        lost += sum(there.get(position) != sent for position, sent in phone.sent.items())
        lost += QUESTIONS - len(phone.sent)
    return lost


def main(port: int, *, people: int, spread: float, seconds: float) -> list[tuple[str, str]]:
    """Measure on the server at ``port``; give lines of label and figure."""
    start, folk = make_paired_test(people)
    timing = Timing()
    phones = [Phone(port, cookie, person, timing) for person, cookie in folk]
    asyncio.run(crowd(phones, start, spread=spread))
    lines = [
        (
            f"{people} people, one test",
            f"open in {spread:.0f} s, hand in in {spread:.0f} s: "
            f"{len(timing.failures)} errors, {lost_answers(phones)} answers lost",
        )
    ]
    kinds = ("start page", "begin", "questions", "answer", "hand in", "result")
    lines += [("", timing.line(kind)) for kind in kinds]
    lines += [("", failure) for failure in timing.failures[:5]]
    address = make_practice()
    for words, in_one, requests in (
        ("each answer sent", False, QUESTIONS + 5),
        ("answers in one form", True, 5),
    ):
        again = Timing()
        runners = [Phone(port, cookie, person, again) for person, cookie in folk[:16]]
        per_second = asyncio.run(rush(runners, address, seconds=seconds, in_one=in_one))
        note = f", {len(again.failures)} FAILED: {again.failures[0]}" if again.failures else ""
        per_request = f"({per_second * requests:.0f} requests/s)"
        lines.append(
            ("full attempts, 16 clients", f"{per_second:.1f} /s, {words} {per_request}{note}")
        )
    return lines
