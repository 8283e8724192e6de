"""Reading what was learnt: of one workshop, and across workshops with the filters of the reader."""

from collections.abc import Iterable
from dataclasses import replace

from assessments.quizzes.selectors.learnt import objective_words, tested_people
from courses.workshops.models import Registration, Workshop
from reports.enums import TypeFilter
from reports.figures import GainFigures, Words, gain_figures
from reports.selectors.workshops import Selection, bodies_by_top


def gains_of_workshop(workshop: Workshop) -> GainFigures:
    """What the officials of one workshop have learnt."""
    people = tested_people(Registration.objects.filter(workshop=workshop))
    bodies, _tops = bodies_by_top()
    return _with_words(gain_figures(people, bodies=bodies))


def gains_of_selection(workshops: Iterable[Workshop], selection: Selection) -> GainFigures:
    """The same across workshops. Everybody is read and filtered here: what may be shown of a group
    depends on those around it."""
    order = [each.pk for each in workshops]
    people = tested_people(Registration.objects.filter(workshop__in=order))
    bodies, _tops = bodies_by_top()
    asked = {
        "gender": selection.gender,
        "level": selection.level,
        "body": selection.organisation,
    }
    found = gain_figures(
        people,
        bodies=bodies,
        participant_type=selection.participant_type or TypeFilter.OFFICIALS,
        wanted={name: value for name, value in asked.items() if value},
        order=order[::-1],
    )
    return _with_words(found)


def _with_words(found: GainFigures) -> GainFigures:
    if not found.objectives:
        return found
    said = objective_words([line.key for line in found.objectives])
    return replace(
        found,
        objective_words={key: Words(text["en"], text["lo"]) for key, text in said.items()},
    )
