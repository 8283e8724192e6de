"""The figures of a report: pure counting over records that were read before.

Everything here is a frozen dataclass of primitives or a function over them; nothing asks the
database. Screen, spreadsheet and paper are all made from these, so they cannot differ.
"""

from reports.figures.counting import (
    BodyCount,
    GenderCount,
    Split,
    latest_of_each_person,
    one_row_a_person,
)
from reports.figures.gains import NO_TESTS, GainFigures, GainLine, PassLine, gain_figures
from reports.figures.learning import (
    ACTIVE_DAYS,
    Learner,
    LearningFigures,
    LearningRecords,
    ModuleName,
    learning_figures,
)
from reports.figures.overview import OverviewFigures, WorkshopLine, overview_figures
from reports.figures.records import Body, Participation, Records, SessionTally, Words, share
from reports.figures.sign_off import NOT_SIGNED_OFF, LateChange, SignOffFigures
from reports.figures.workshop import TypeCount, WorkshopFigures, workshop_figures

__all__ = [
    "ACTIVE_DAYS",
    "NOT_SIGNED_OFF",
    "NO_TESTS",
    "Body",
    "BodyCount",
    "GainFigures",
    "GainLine",
    "GenderCount",
    "LateChange",
    "Learner",
    "LearningFigures",
    "LearningRecords",
    "ModuleName",
    "OverviewFigures",
    "Participation",
    "PassLine",
    "Records",
    "SessionTally",
    "SignOffFigures",
    "Split",
    "TypeCount",
    "Words",
    "WorkshopFigures",
    "WorkshopLine",
    "gain_figures",
    "latest_of_each_person",
    "learning_figures",
    "one_row_a_person",
    "overview_figures",
    "share",
    "workshop_figures",
]
