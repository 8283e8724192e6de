"""A letter of the workshop to come, to the ministry that has most places left."""

from django.utils import timezone

from courses.workshops.letters import compose, draft_letter
from courses.workshops.models import NominationLetter, Workshop
from courses.workshops.selectors.nominations import balance_of
from courses.workshops.services.letters import keep_letter
from people.models import User


def ask_for_more(workshop: Workshop, actor: User) -> NominationLetter | None:
    """Write it as it is drafted, and keep it; none where nothing is missing."""
    short = [line for line in balance_of(workshop).lines if line.places and line.is_short]
    if not short:
        return None
    organisation = max(short, key=lambda line: line.left).organisation
    if organisation is None:
        return None
    letter = compose(
        workshop,
        organisation,
        written=draft_letter(workshop, organisation),
        number="",
        day=timezone.localdate(),
        with_state_heading=True,
    )
    return keep_letter(workshop=workshop, organisation=organisation, letter=letter, actor=actor)
