"""Search in a course: lessons, modules, exercises, cards, checklists and the glossary.

**Why an index of our own and not the database's.** A course is about 80 pages and 80 terms of a few
hundred blocks, which is a second of work and some megabytes of memory. Holding all of it lets us do
what neither SQLite's FTS5 nor PostgreSQL's tsearch can do for Lao: look inside compounds, forgive a
spelling, weigh a heading above a source, search both languages at once and name the very block to go
to; and it gives the same answer on either database. It is kept like the outline, in the memory of
the server process until the stamp of the curriculum changes. Wagtail's own search stays for the CMS.

``index`` reads the published texts, ``ranking`` answers a query, ``excerpts`` shows where it fits.
"""

from courses.curriculum.search.ranking import Answer, Hit, search

__all__ = ["Answer", "Hit", "search"]
