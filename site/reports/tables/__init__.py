"""The tables of a report in the reader's language, made once and shown everywhere.

Screen, spreadsheet, CSV and paper all get these very objects, so the same number stands in each.
A cell holds the number as machines need it and as people read it.
"""

from reports.tables.annex import late_changes
from reports.tables.gains import gain_tables
from reports.tables.learning import learners, modules
from reports.tables.overview import workshops
from reports.tables.parts import Cell, Column, Line, Table, int_cell, number_cell, percent_cell
from reports.tables.publishing import publishable
from reports.tables.workshop import (
    certificates,
    denominators,
    levels,
    organisations,
    sessions,
    types,
)

__all__ = [
    "Cell",
    "Column",
    "Line",
    "Table",
    "certificates",
    "denominators",
    "gain_tables",
    "int_cell",
    "late_changes",
    "learners",
    "levels",
    "modules",
    "number_cell",
    "organisations",
    "percent_cell",
    "publishable",
    "sessions",
    "types",
    "workshops",
]
