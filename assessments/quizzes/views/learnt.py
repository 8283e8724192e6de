"""What was learnt in a workshop, for those who lead it: people are named here and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.quizzes.analysis.gains import (
    Gains,
    Objective,
    Sat,
    Two,
    fell,
    gains,
    passes,
    scores,
    scores_by_objective,
    scores_by_phase,
)
from assessments.quizzes.analysis.groups import grouped
from assessments.quizzes.enums import LeftOut, Occasion, SittingState
from assessments.quizzes.models import Sitting
from assessments.quizzes.selectors.attempts import workshops_tested_by
from assessments.quizzes.selectors.learnt import (
    misconceptions_in,
    objective_words,
    tested_people,
)
from core.access import access
from core.words import words
from courses.curriculum.enums import Phase
from courses.workshops.models import Registration, Workshop
from people.enums import Gender
from people.models import Organisation
from people.roles import is_facilitator


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a breakdown."""

    label: str
    gains: Gains


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table of figures by one thing."""

    heading: str
    subject: str
    rows: tuple[Row, ...]


@require_GET
@access(is_facilitator)
def workshop_learnt(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of the matched pairs, those who fell, and who is in no figure and why."""
    workshop = get_object_or_404(workshops_tested_by(request.user), code=code)
    people = tested_people(Registration.objects.filter(workshop=workshop).participants())
    pairs = [each for each in people if each.is_pair]
    named = _names(workshop)
    return render(
        request,
        "quizzes/learnt.html",
        {
            "workshop": workshop,
            "all": gains(scores(pairs)),
            "passes": passes(people),
            "possible": _possible(pairs),
            "breakdowns": list(_breakdowns(pairs)),
            "fell": [
                {
                    "person": named[each.registration],
                    "before": 100 * float(each.before.score.share),
                    "after": 100 * float(each.after.score.share),
                }
                for each in fell(pairs)
                if each.before is not None and each.after is not None
            ],
            "left_out": [
                {"reason": reason.label, "people": names}
                for reason in LeftOut
                if (
                    names := [
                        named[each.registration] for each in people if each.left_out == reason
                    ]
                )
            ],
            "has_sittings": Sitting.objects.filter(workshop=workshop).exists(),
            "may_see_misconceptions": _closed(workshop).exists(),
        },
    )


@require_GET
@access(is_facilitator)
def workshop_misconceptions(request: HttpRequest, code: str) -> HttpResponse:
    """What the room was wrong and sure about, to be talked over: without names, to be printed.

    ``?test=post`` shows what was left after the training.
    """
    workshop = get_object_or_404(workshops_tested_by(request.user), code=code)
    occasion = Occasion.POST if request.GET.get("test") == Occasion.POST else Occasion.PRE
    closed = list(_closed(workshop).select_related("quiz"))
    sitting = next((each for each in closed if each.occasion == occasion), None)
    language = get_language() or "lo"
    found = misconceptions_in(sitting) if sitting is not None else []
    return render(
        request,
        "quizzes/misconceptions.html",
        {
            "workshop": workshop,
            "sitting": sitting,
            "occasion": occasion,
            "tests": [Occasion(each.occasion) for each in closed],
            "misconceptions": [
                {
                    "code": each.item.code,
                    "stem": _say(each.item.stem, language),
                    "story": each.item.story and _say(each.item.story.story, language),
                    "why": each.item.why and _say(each.item.why, language),
                    "answered": each.answered,
                    "sure_and_wrong": each.sure_and_wrong,
                    "wrong": each.wrong,
                    "beliefs": [
                        {
                            "words": _say(belief.words, language),
                            "says": belief.says and _say(belief.says, language),
                            "count": belief.count,
                            "is_left_out": belief.is_left_out,
                        }
                        for belief in each.beliefs
                    ],
                }
                for each in found
            ],
        },
    )


def _closed(workshop: Workshop) -> Any:
    """The sittings that are over, the pre-test first."""
    return Sitting.objects.filter(
        workshop=workshop, state=SittingState.CLOSED, occasion__in=[Occasion.PRE, Occasion.POST]
    ).order_by("-occasion")


def _names(workshop: Workshop) -> dict[int, str]:
    return {
        each.pk: str(each.person)
        for each in workshop.registrations.select_related("person").in_lao_order()
    }


def _possible(pairs: Iterable[Sat]) -> int | None:
    """The points of the test, when all tests have the same."""
    lengths = {
        test.score.of for each in pairs for test in (each.before, each.after) if test is not None
    }
    return lengths.pop() if len(lengths) == 1 else None


def _breakdowns(pairs: list[Sat]) -> Iterable[Breakdown]:
    if not pairs:
        return
    language = get_language() or "lo"
    by_phase = scores_by_phase(pairs)
    yield Breakdown(
        _("By phase"),
        _("Phase"),
        tuple(
            Row(str(phase.label), gains(by_phase[phase])) for phase in Phase if phase in by_phase
        ),
    )
    by_objective = scores_by_objective(pairs)
    yield Breakdown(_("By objective"), _("Objective"), tuple(_objectives(by_objective, language)))
    bodies = grouped(pairs, lambda each: each.body)
    names = {
        each.pk: each
        for each in Organisation.objects.filter(pk__in=bodies).order_by("protocol_order", "pk")
    }
    yield Breakdown(
        _("By ministry / organisation"),
        _("Ministry / organisation"),
        tuple(
            Row(
                words(names[pk], "name", language) if pk in names else _("Organisation not stated"),
                gains(scores(bodies[pk])),
            )
            for pk in (*names, *(pk for pk in bodies if pk not in names))
        ),
    )
    yield _by(pairs, _("By gender"), _("Gender"), "gender", dict(Gender.choices))
    spoken = {"lo": _("Lao"), "en": _("English"), "": _("Not known")}
    yield _by(pairs, _("By language of the test"), _("Language"), "language", spoken)


def _by(
    pairs: list[Sat], heading: str, subject: str, name: str, labels: Mapping[str, Any]
) -> Breakdown:
    groups = grouped(pairs, lambda each: getattr(each, name))
    return Breakdown(
        heading,
        subject,
        tuple(
            Row(str(label), gains(scores(groups[key])))
            for key, label in labels.items()
            if key in groups
        ),
    )


def _objectives(found: Mapping[Objective, list[Two]], language: str) -> Iterable[Row]:
    said = objective_words(found)
    for (module, number), pairs in found.items():
        text = _say(said[module, number], language)
        label = f"{module} · {text}" if text else f"{module} · {number}"
        yield Row(label, gains(pairs))


def _say(text: Mapping[str, str], language: str) -> str:
    """In the reader's language, else in the other one."""
    return text.get(language) or next((each for each in text.values() if each), "")
