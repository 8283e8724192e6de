"""Quick entry of paper results: one row a person, with a preview before anything is saved."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.quizzes import services
from assessments.quizzes.answer_lines import Asked, Reading, asked_of, read_line, written
from assessments.quizzes.enums import Ending, Form, SittingState
from assessments.quizzes.models import Attempt, FormOrder, PrintedForm, Sitting
from assessments.quizzes.selectors.items import items_of
from assessments.quizzes.selectors.room import people_to_test, sittings_led_by
from assessments.quizzes.services import Given
from assessments.quizzes.services.paper_sides import differing, on_screen
from assessments.quizzes.sides import OTHER_FORM, PAPER, SCREEN, OnScreen
from core.access import access
from core.kept_forms import forget_kept, keeps_typed, kept_fields, stale_form
from core.words import LANGUAGES
from courses.workshops.models import Registration
from people.roles import is_facilitator

#: What is kept of a row over a sign-in: its fields and no others, at most so long.
_FIELDS = ("person", "sheet", "language", "line", "reason")
_LONGEST = 600


def row_fields(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a row alone."""
    chosen = [name for name in list(data)[:_LONGEST] if name.startswith("counts-")]
    return {name: str(data[name])[:_LONGEST] for name in [*_FIELDS, *chosen] if name in data}


@require_http_methods(["GET", "POST"])
@keeps_typed(row_fields)
@access(is_facilitator)
def paper_entry(request: HttpRequest, code: str, occasion: str) -> HttpResponse:
    """Choose the person and the form, type the answers, look, save. What was typed always stays."""
    sitting = get_object_or_404(sittings_led_by(request.user, code), occasion=occasion)
    if sitting.state == SittingState.PLANNED:
        return render(
            request,
            "quizzes/entry_closed.html",
            {"workshop": sitting.workshop, "sitting": sitting},
        )
    if "discard" in request.POST:
        forget_kept(request)
        return redirect(request.path)
    kept = kept_fields(request) if request.method == "GET" else {}
    row = Row(request, sitting, kept)
    is_stale = request.method == "POST" and stale_form(request)
    if (
        request.method == "POST"
        and not is_stale
        and row.is_seen
        and row.reading
        and row.reading.is_good
    ):
        try:
            attempt = row.save()
        except ValidationError as error:
            row.errors += error.messages
        else:
            forget_kept(request)
            _say(request, attempt, row)
            address = reverse("paper_entry", args=[code, occasion])
            return redirect(f"{address}?language={row.language}")
    if request.headers.get("HX-Request") == "true":
        return render(request, "quizzes/_entry_preview.html", row.context())
    more = {"is_kept": bool(kept), "is_stale": is_stale}
    return render(request, "quizzes/entry.html", row.context() | more)


class Row:
    """What is typed about one person, what was understood, and what is wrong with it."""

    def __init__(
        self, request: HttpRequest, sitting: Sitting, kept: Mapping[str, str] | None = None
    ) -> None:
        typed = kept or (request.POST if request.method == "POST" else request.GET)
        self.request, self.sitting = request, sitting
        self.is_sent = request.method == "POST" or bool(kept)
        self.people = list(people_to_test(sitting.workshop)) if sitting.workshop else []
        self.attempts = {
            attempt.registration_id: attempt
            for attempt in Attempt.objects.filter(sitting=sitting, registration__isnull=False)
            .defer("paper", "results", "on_screen")
            .select_related("person", "registration", "entered_by")
            .order_by("person__sort_key", "number")
        }
        self.forms = {
            order.registration_id: order.form_for(sitting.occasion)
            for order in FormOrder.objects.filter(
                quiz=sitting.quiz_id, registration__workshop=sitting.workshop_id
            )
        }
        self.printed = self._printed()
        self.line = typed.get("line", "")
        self.reason = typed.get("reason", "")
        self.counts = {
            int(number): side
            for name, side in typed.items()
            if (number := name.removeprefix("counts-")).isascii()
            and name != number
            and number.isdecimal()
            and len(number) < 4
        }
        language = typed.get("language", "")
        self.language = language if language in LANGUAGES else "lo"
        self.registration = self._person(typed.get("person", ""))
        self.mark = typed.get("sheet", "")
        self.is_proposed = False
        if self.mark not in self.printed and self.registration is not None:
            proposed = self.forms.get(self.registration.pk)
            self.mark = self._newest(proposed)
            self.is_proposed = bool(self.mark)
        self.errors: list[str] = []
        self.reading: Reading | None = None
        self.asked: list[Asked] = []
        self.screen: OnScreen | None = None
        self.differing: list[int] = []
        if self.is_sent:
            self._read()

    def _printed(self) -> dict[str, PrintedForm]:
        """The printed forms by their mark; made now when nothing was printed here."""
        sitting = self.sitting
        forms = list(PrintedForm.objects.filter(workshop=sitting.workshop_id, quiz=sitting.quiz_id))
        if sitting.workshop is not None and len({each.form for each in forms}) < len(Form):
            for form in Form:
                made = services.print_form(
                    workshop=sitting.workshop,
                    quiz=sitting.quiz,
                    form=form,
                    actor=self.request.user,
                )
                if made not in forms:
                    forms.append(made)
        return {each.mark: each for each in sorted(forms, key=lambda each: each.mark)}

    def _newest(self, form: Form | None) -> str:
        marks = [mark for mark, printed in self.printed.items() if printed.form == form]
        return marks[-1] if marks else ""

    def _person(self, typed: str) -> Registration | None:
        return next((each for each in self.people if str(each.pk) == typed), None)

    def _read(self) -> None:
        if self.registration is None:
            self.errors.append(_("Choose the person."))
        if self.mark not in self.printed:
            self.errors.append(_("Choose the form: it stands at the top of the sheet."))
            return
        printed = self.printed[self.mark]
        items = items_of(entry["v"] for entry in printed.paper)
        self.asked = asked_of(printed.paper, items, ask_sure=self.sitting.quiz.ask_sure)
        if not self.line.strip():
            self.errors.append(_("Type the answers in one line."))
            return
        self.reading = read_line(self.line, self.asked)
        if self.existing is not None and self.existing.is_finished:
            self.screen = on_screen(self.existing)
            self.differing = differing(self.screen, printed, self.given)

    @property
    def given(self) -> list[Given]:
        """What was understood, as answers."""
        return [
            Given(read.asked.position, read.response, self.language, read.is_sure)
            for read in (self.reading.reads if self.reading else [])
        ]

    @property
    def seen(self) -> str:
        """What the preview showed: only that is saved."""
        person = self.registration.pk if self.registration else ""
        return f"{person}|{self.mark}|{self.language}|{self.line}"

    @property
    def is_seen(self) -> bool:
        """Whether the preview of just this was shown before the button was pressed."""
        return not self.errors and self.request.POST.get("seen") == self.seen

    @property
    def existing(self) -> Attempt | None:
        """A result that this person has already."""
        return self.attempts.get(self.registration.pk) if self.registration else None

    def save(self) -> Attempt:
        """Enter what was understood."""
        if self.registration is None or self.reading is None:
            raise ValidationError(_("Choose the person."))
        return services.enter_paper(
            sitting=self.sitting,
            registration=self.registration,
            printed=self.printed[self.mark],
            answers=self.given,
            counts=self.counts,
            actor=self.request.user,  # type: ignore[arg-type]
            reason=self.reason,
        )

    def _choices(self, *, done: bool) -> list[tuple[Registration, str]]:
        """People with, or without, a result, each with the form meant for them."""
        return [
            (each, self._newest(self.forms.get(each.pk)))
            for each in self.people
            if (each.pk in self.attempts) is done
        ]

    def understood(self) -> list[dict[str, Any]]:
        """Each question with what was typed and what it means in words."""
        if self.reading is None:
            return []
        return [
            {
                "n": read.asked.position,
                "typed": read.typed if read.error else written(read.asked, read.response),
                "words": _in_words(read.asked, read.response, self.language),
                "is_empty": read.response is None and not read.error,
                "is_sure": read.is_sure,
                "error": read.error,
                "screen": self._on_screen(read.asked),
            }
            for read in self.reading.reads
        ]

    def _on_screen(self, asked: Asked) -> dict[str, Any] | None:
        """What the same person answered on a screen, and whether somebody has to say which counts."""
        version = self.printed[self.mark].paper[asked.position - 1]["v"]
        response = self.screen.response(version) if self.screen else None
        if not response:
            return None
        return {
            "typed": written(asked, response),
            "words": _in_words(asked, response, self.language),
            "differs": asked.position in self.differing,
            "chosen": self.counts.get(asked.position, ""),
        }

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        entered = [each for each in self.attempts.values() if each.ending == Ending.PAPER]
        return {
            "workshop": self.sitting.workshop,
            "sitting": self.sitting,
            "row": self,
            "waiting": self._choices(done=False),
            "done": self._choices(done=True),
            "entered": entered,
            "understood": self.understood(),
            "can_save": self.reading is not None and self.reading.is_good and not self.errors,
            "existing": self.existing,
            "is_other_form": OTHER_FORM in self.differing,
            "other_form_chosen": self.counts.get(OTHER_FORM) == PAPER,
            "sides": [(SCREEN, _("The screen counts")), (PAPER, _("The sheet counts"))],
            "languages": LANGUAGES,
            # While somebody types, what is missing yet is no error.
            "is_typing": self.request.headers.get("HX-Request") == "true",
        }


def _in_words(asked: Asked, response: Any, language: str) -> str:
    """The words of an answer of one letter, or of several; others speak for themselves."""
    if not isinstance(response, list):
        return ""
    texts = [option.words for option in (asked.item.option(pk) for pk in response) if option]
    return "; ".join(words.get(language) or "" for words in texts)


def _say(request: HttpRequest, attempt: Attempt, row: Row) -> None:
    """What became of it; and that somebody took the same form twice."""
    answered = sum(1 for entry in attempt.results if "credit" in entry)
    messages.success(
        request,
        _("%(person)s: form %(form)s, %(answered)s of %(all)s answered. Saved.")
        % {
            "person": row.registration.person if row.registration else "",
            "form": row.mark,
            "answered": answered,
            "all": attempt.max_points,
        },
    )
    if (
        Attempt.objects.filter(
            sitting__quiz=attempt.sitting.quiz_id,
            sitting__workshop=attempt.sitting.workshop_id,
            registration=attempt.registration_id,
            form=attempt.form,
        )
        .exclude(pk=attempt.pk)
        .exists()
    ):
        messages.warning(
            request,
            _("This person took form %(form)s in both tests. It counts, but remembering may help.")
            % {"form": attempt.form},
        )
