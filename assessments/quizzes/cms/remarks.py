"""What a machine can find wrong in a question: its form, and letters and words of its texts."""

from assessments.quizzes.bank_check import Remark, plain, remarks_on, words_of
from assessments.quizzes.items import Item
from core.content import LANGUAGES
from courses.curriculum import proofreading
from courses.curriculum.parts import Part, Side


def look_at(item: Item) -> list[Remark]:
    """All remarks on a question, the gravest first. They never keep anybody from saving."""
    parts = [
        Part("text", "", 0, *(_side(words.get(language, "")) for language in ("en", "lo")))
        for words in words_of(item)
    ]
    letters = [
        Remark(each.kind, each.language, each.advice, each.found)
        for each in proofreading.remarks_on(parts)
        if each.kind != "thai" and each.language in LANGUAGES
    ]
    return [*remarks_on(item), *letters]


def _side(text: str) -> Side | None:
    return Side(plain(text), "") if text else None
