"""What people are wrong and sure about: for the facilitator's next session, never with names."""

import html
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Item, Words
from assessments.quizzes.scoring import meant


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of somebody who was asked whether they were sure."""

    response: Any
    credit: Decimal
    is_sure: bool | None


@dataclass(frozen=True, slots=True)
class Belief:
    """A wrong belief in ``words`` (safe HTML), the feedback that puts it right, and how many hold it.

    ``is_left_out``: the wrong belief is that the option does *not* belong to the answer.
    """

    words: Words
    says: Words | None
    count: int
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Misconception:
    """A question that some answered wrongly and surely. ``answered`` are all who answered it."""

    item: Item
    answered: int
    sure_and_wrong: int
    wrong: int
    beliefs: tuple[Belief, ...]


def misconceptions(
    items: Mapping[int, Item], answers: Iterable[tuple[int, Said]]
) -> list[Misconception]:
    """The questions in which somebody was wrong and sure, where most were first.

    ``answers`` by version. An answer is wrong when it is not fully right; an empty one is none.
    """
    by_version: dict[int, list[Said]] = {}
    for version, said in answers:
        if said.response:
            by_version.setdefault(version, []).append(said)
    found = []
    for version, all_said in by_version.items():
        item = items[version]
        wrong = [each for each in all_said if each.credit < 1]
        surely = [each for each in wrong if each.is_sure]
        if surely:
            beliefs = _beliefs(item, surely)
            found.append(Misconception(item, len(all_said), len(surely), len(wrong), beliefs))
    return sorted(
        found,
        key=lambda each: (
            -each.sure_and_wrong,
            -each.sure_and_wrong / each.answered,
            each.item.code,
        ),
    )


def _beliefs(item: Item, surely: list[Said]) -> tuple[Belief, ...]:
    counts: Counter[tuple[str, bool]] = Counter()
    for each in surely:
        counts.update(_keys(item, each.response))
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(_belief(item, key, left_out, count) for (key, left_out), count in ordered)


def _keys(item: Item, response: Any) -> set[tuple[str, bool]]:
    """What is wrong in an answer; ``(key, is_left_out)``."""
    if item.kind is QuestionKind.NUMERIC:
        return {(format(meant(item, str(response)) or 0, "f"), False)}
    if item.kind is QuestionKind.ORDERING:
        return {(",".join(str(each) for each in response), False)}
    if item.kind is QuestionKind.MATCHING:
        partners = {each.id: each.match for each in item.partners}
        return {
            (f"{line.id}:{taken}", False)
            for line in item.lines
            if (taken := response.get(str(line.id))) and partners.get(taken) != line.match
        }
    taken = set(response)
    wrong = {(str(each), False) for each in taken - item.right_ids}
    return wrong or {(str(each), True) for each in item.right_ids - taken}


def _belief(item: Item, key: str, left_out: bool, count: int) -> Belief:
    if item.kind is QuestionKind.NUMERIC:
        unit = item.unit or {}
        words = {each: f"{key} {html.escape(unit.get(each, ''))}".strip() for each in ("en", "lo")}
        return Belief(words, None, count)
    if item.kind is QuestionKind.ORDERING:
        return Belief(_joined(item, [int(each) for each in key.split(",")], " → "), None, count)
    if item.kind is QuestionKind.MATCHING:
        line, taken = (int(each) for each in key.split(":"))
        left, right = item.option(line), item.option(taken)
        words = {
            language: f"{left.words.get(language, '') if left else ''} – "
            f"{html.escape((right.match or {}).get(language, '')) if right else ''}"
            for language in ("en", "lo")
        }
        return Belief(words, left.says if left else None, count)
    option = item.option(int(key))
    if option is None:
        return Belief({}, None, count, left_out)
    return Belief(option.words, option.says, count, left_out)


def _joined(item: Item, ids: list[int], between: str) -> Words:
    options = [option for each in ids if (option := item.option(each)) is not None]
    return {
        language: between.join(option.words.get(language, "") for option in options)
        for language in ("en", "lo")
    }
