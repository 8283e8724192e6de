"""Two records of one person become one, so that it can be undone.

An app that keeps something about people registers a *mover* from ``AppConfig.ready()``; it changes rows
through the *ledger*, which writes down what each was before. ``people.services.merging`` is the way in.
"""

from people.merging.ledger import Ledger, StillPointedAtError, problems_of_undoing, undo
from people.merging.movers import Mover, carry, movers, references_to, register

__all__ = [
    "Ledger",
    "Mover",
    "StillPointedAtError",
    "carry",
    "movers",
    "problems_of_undoing",
    "references_to",
    "register",
    "undo",
]
