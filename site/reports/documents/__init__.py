"""One report as a whole, in one language: every word and number that stands on it.

Made once from the figures; the page, the spreadsheet, the CSV and the paper only lay it out.
"""

from reports.documents.learning import learning_of
from reports.documents.overview import overview_of
from reports.documents.parts import Definition, KeyFigure, Report, Text
from reports.documents.workshop import key_figures_of, report_of

__all__ = [
    "Definition",
    "KeyFigure",
    "Report",
    "Text",
    "key_figures_of",
    "learning_of",
    "overview_of",
    "report_of",
]
