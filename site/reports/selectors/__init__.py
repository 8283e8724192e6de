"""Reading what the reports count: of workshops, and of the self-paced course."""

from reports.selectors.learning import LearningSelection, records_of_learning
from reports.selectors.workshops import (
    Selection,
    records_of_selection,
    records_of_workshop,
    workshops_selected,
)

__all__ = [
    "LearningSelection",
    "Selection",
    "records_of_learning",
    "records_of_selection",
    "records_of_workshop",
    "workshops_selected",
]
