"""What is not the same in two records of one question or case, field by field."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.quizzes.enums import Difficulty, QuestionKind, QuestionUse
from assessments.quizzes.exchange.record import CaseRecord, Line, Picture, Words
from core.content import LANGUAGES
from core.pages import ReviewState
from courses.curriculum.enums import Phase


@dataclass(frozen=True, slots=True)
class Change:
    """A field that would be another one: its name and language, what it says and would say."""

    label: str
    before: str
    after: str
    language: str = ""


def changes_between(old: Any, new: Any) -> list[Change]:
    if isinstance(new, CaseRecord):
        return [
            *_word_changes(_("Title"), old.title, new.title),
            *_word_changes(_("Story"), old.story, new.story),
        ]
    found = [*_word_changes(_("Question"), old.stem, new.stem)]
    for number in range(max(len(old.lines), len(new.lines))):
        mine = old.lines[number] if number < len(old.lines) else Line()
        theirs = new.lines[number] if number < len(new.lines) else Line()
        name = _("Option %(number)s") % {"number": number + 1}
        found += _word_changes(name, mine.text, theirs.text)
        found += _word_changes(f"{name}: {_('Partner')}", mine.match, theirs.match)
        found += _word_changes(f"{name}: {_('Feedback')}", mine.says, theirs.says)
        found += _picture_changes(f"{name}: {_('Picture')}", mine.picture, theirs.picture)
        if mine.right != theirs.right:
            found.append(Change(f"{name}: {_('Right')}", _yes(mine.right), _yes(theirs.right)))
    found += _word_changes(_("Why"), old.why, new.why)
    found += _word_changes(_("Unit"), old.unit, new.unit)
    found += _picture_changes(_("Picture"), old.picture, new.picture)
    for name, label in _LABELS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            found.append(Change(str(label), _shown(name, before), _shown(name, after)))
    return found


def _word_changes(label: str, old: Words, new: Words) -> list[Change]:
    return [
        Change(label, old[each], new[each], each) for each in LANGUAGES if old[each] != new[each]
    ]


def _picture_changes(label: str, old: Picture | None, new: Picture | None) -> list[Change]:
    if old == new:
        return []
    if old and new and old.data == new.data:
        return _word_changes(f"{label}: {_('Alternative text')}", old.alt, new.alt)
    return [Change(label, old.name if old else "", new.name if new else "")]


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _shown(name: str, value: Any) -> str:
    """A value as editors choose it."""
    if name in _CHOICES:
        return str(dict(_CHOICES[name].choices).get(value, value))
    if isinstance(value, bool):
        return _yes(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


_CHOICES: dict[str, Any] = {
    "kind": QuestionKind,
    "use": QuestionUse,
    "difficulty": Difficulty,
    "phase": Phase,
    "lao_review": ReviewState,
}
_LABELS = {
    "kind": gettext_lazy("Kind"),
    "number": gettext_lazy("Right number"),
    "tolerance": gettext_lazy("Tolerance"),
    "use": gettext_lazy("Used for"),
    "difficulty": gettext_lazy("Difficulty"),
    "module": gettext_lazy("Module"),
    "phase": gettext_lazy("Phase"),
    "objective": gettext_lazy("Objective"),
    "guidelines": gettext_lazy("Guidelines"),
    "principles": gettext_lazy("Principles"),
    "ask_sure": gettext_lazy("Ask whether people are sure"),
    "twin": gettext_lazy("Twin"),
    "source": gettext_lazy("Source"),
    "figure": gettext_lazy("Figure"),
    "case": gettext_lazy("Case"),
    "place": gettext_lazy("Place in the case"),
    "is_live": gettext_lazy("In use"),
    "lao_review": gettext_lazy("State of the Lao text"),
}
