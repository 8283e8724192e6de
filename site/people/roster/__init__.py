"""The list of participants as ministries send it: read, checked, matched, kept until confirmed.

    roster = read_roster(file, types=ParticipantType)       # rows and problems; writes nothing
    upload = keep_roster(roster=roster, actor=…, purpose=f"workshop:{pk}", filename=file.name)
    upload = roster_upload(request.user, uuid, purpose)      # survives a sign-in in between
    proposals = propose_matches(upload.roster.good_rows)     # preview: new, or one of these people
    pairs = apply_upload(upload=upload, choices={7: "new", 8: "431", 9: "skip"}, actor=…)

``apply_upload`` gives (row, person) pairs, in one transaction with whatever the caller does inside an
outer ``atomic``; doing it twice gives the same people.
"""

from people.roster.applying import apply_upload, keep_roster, person_for, roster_upload
from people.roster.matching import NEW, SKIP, Proposal, propose_matches
from people.roster.reading import read_roster
from people.roster.rows import Problem, ReadRoster, RosterRow
from people.roster.template import template_workbook

__all__ = [
    "NEW",
    "SKIP",
    "Problem",
    "Proposal",
    "ReadRoster",
    "RosterRow",
    "apply_upload",
    "keep_roster",
    "person_for",
    "propose_matches",
    "read_roster",
    "roster_upload",
    "template_workbook",
]
