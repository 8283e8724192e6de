"""Reading what the reports count: of workshops, and of the self-paced course."""

from reports.selectors.gains import gains_of_selection, gains_of_workshop
from reports.selectors.learning import LearningSelection, records_of_learning
from reports.selectors.sign_off import sign_off_of_workshop
from reports.selectors.workshops import (
    Selection,
    records_of_selection,
    records_of_workshop,
    workshops_selected,
)

__all__ = [
    "LearningSelection",
    "Selection",
    "gains_of_selection",
    "gains_of_workshop",
    "records_of_learning",
    "records_of_selection",
    "records_of_workshop",
    "sign_off_of_workshop",
    "workshops_selected",
]
