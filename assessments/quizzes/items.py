"""An item: a question as it was asked, frozen. Primitives in both languages, nothing of the database.

Answers are scored, shown, printed and analysed by the item that was asked, so a question that was
corrected later changes no old result. Options carry small numbers, their ``id``: in the order they
were written, for ever the same within an item.

A *response* is what a person answered, as JSON: a list of option ids (one for single and true/false;
the ticked ones for several; all of them in the person's order for ordering), for matching a mapping
of option id to the id of the option whose partner was chosen (``{"1": 2}``), for a number the text
that was typed (``"80"``).
"""

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from assessments.quizzes.enums import QuestionKind

#: One text in both languages.
Words: TypeAlias = dict[str, str]
Response: TypeAlias = list[int] | dict[str, int] | str

#: The option ids of a true/false item.
TRUE, FALSE = 1, 2


@dataclass(frozen=True, slots=True)
class Choice:
    """An option. ``words`` and ``says`` (the feedback to whoever takes it) are safe HTML of one
    line. In an ordering item the options stand in the right order; in a matching item ``match`` is
    the partner, and an option without words is a partner that fits nothing."""

    id: int
    words: Words
    right: bool = False
    says: Words | None = None
    match: Words | None = None
    #: A picture of the library and its alternative text.
    image: int | None = None
    image_alt: Words | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The case that several items share."""

    code: str
    title: Words
    story: Words


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it was asked. ``stem`` and ``why`` are safe HTML; ``number``, ``tolerance`` are
    decimal texts; ``figure`` names a drawn figure of the course."""

    code: str
    kind: QuestionKind
    stem: Words
    options: tuple[Choice, ...] = ()
    why: Words | None = None
    number: str = ""
    tolerance: str = "0"
    unit: Words | None = None
    figure: str = ""
    image: int | None = None
    image_alt: Words | None = None
    ask_sure: bool = False
    story: Story | None = None

    def option(self, option_id: int) -> Choice | None:
        """The option with this id."""
        return next((each for each in self.options if each.id == option_id), None)

    @property
    def lines(self) -> tuple[Choice, ...]:
        """What is to be chosen, ordered or matched: options with words of their own."""
        return tuple(each for each in self.options if any(each.words.values()))

    @property
    def partners(self) -> tuple[Choice, ...]:
        """The options of a matching item that have a partner text to be chosen."""
        return tuple(each for each in self.options if each.match)

    @property
    def right_ids(self) -> frozenset[int]:
        """The ids of the right options of a single, several or true/false item."""
        return frozenset(each.id for each in self.options if each.right)


def to_json(item: Item) -> dict[str, Any]:
    """As stored in a version, without what is empty."""

    def full(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: full(each) for key, each in value.items() if each not in (None, "", ())}
        if isinstance(value, (list, tuple)):
            return [full(each) for each in value]
        return value

    stored: dict[str, Any] = full(asdict(item))
    stored["kind"] = str(item.kind)
    return stored


def from_json(stored: dict[str, Any]) -> Item:
    """The item that ``to_json`` stored."""
    values = dict(stored)
    values["kind"] = QuestionKind(values["kind"])
    values["options"] = tuple(Choice(**{"words": {}, **each}) for each in values.get("options", ()))
    if story := values.get("story"):
        values["story"] = Story(**story)
    return Item(**values)
