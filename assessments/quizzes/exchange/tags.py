"""What is known of a question beside its words, as tags: ``guideline:6``, ``module:B1``, ``twin:B-14``.

Moodle keeps tags with a question and shows them in its bank, in both formats. Marks that a tag may
not hold in GIFT are written as in an address (``%5D``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from assessments.quizzes.exchange.record import Record

_NOT_IN_A_TAG = re.compile(r"[%\[\]<>`\\\x00-\x1f\x7f]")
#: A file that holds both languages says so; one without a word of it is asked by its text.
BOTH = "en+lo"
KNOWN = frozenset(
    (
        "lang", "kind", "use", "difficulty", "module", "phase", "objective", "guideline", "principle",
        "ask_sure", "twin", "source", "figure", "case", "place", "in_use", "lao",
    )
)  # fmt: skip


def tags_of(record: Record) -> list[str]:
    """The tags of a question, always in the same order."""
    pairs: list[tuple[str, object]] = [
        ("lang", "+".join(sorted(record.languages))),
        ("kind", record.kind),
        ("use", record.use),
        ("difficulty", record.difficulty),
        ("module", record.module),
        ("phase", record.phase),
        ("objective", record.objective),
        *(("guideline", each) for each in record.guidelines),
        *(("principle", each) for each in record.principles),
        ("ask_sure", "yes" if record.ask_sure else ""),
        ("twin", record.twin),
        ("figure", record.figure),
        ("case", record.case),
        ("place", record.place or ""),
        ("in_use", "" if record.is_live else "no"),
        ("lao", record.lao_review),
        ("source", record.source),
    ]
    return [tag(name, value) for name, value in pairs if value not in (None, "")]


def tag(name: str, value: object) -> str:
    """One tag."""
    return f"{name}:{_NOT_IN_A_TAG.sub(lambda found: quote(found[0]), str(value))}"


@dataclass(slots=True)
class Tags:
    """Tags as read: the values by name, and what is none of ours."""

    values: dict[str, list[str]] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)

    def one(self, name: str, default: str = "") -> str:
        """The value of a name, the last if it is there more than once."""
        return self.values.get(name, [default])[-1]

    def all(self, name: str) -> list[str]:
        """All values of a name."""
        return self.values.get(name, [])


def read_tags(tags: Iterable[str]) -> Tags:
    """Sort tags by name."""
    found = Tags()
    for each in tags:
        name, colon, value = each.strip().partition(":")
        if colon and name.strip().lower() in KNOWN:
            found.values.setdefault(name.strip().lower(), []).append(unquote(value.strip()))
        elif each.strip():
            found.foreign.append(each.strip())
    return found
