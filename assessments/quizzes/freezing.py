"""From a question as editors work on it to the item that people are asked."""

import re
from decimal import Decimal
from typing import Any

from bs4 import PageElement
from bs4.element import PreformattedString
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.whitelist import Whitelister, allow_without_attributes

from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Choice, Item, Story, Words
from assessments.quizzes.models import Option, Question
from core.content import LANGUAGES

#: Kinds of which an option is marked as right.
CHOICE_KINDS = (QuestionKind.SINGLE, QuestionKind.SEVERAL, QuestionKind.TRUE_FALSE)
#: Elements whose contents are not for readers.
NO_TEXT = frozenset(
    ("script", "style", "template", "iframe", "object", "svg", "math", "noscript", "title")
)


#: How deep elements may stand in each other.
DEEPEST = 60
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_TAG_WHOLE = re.compile(r"</?[a-zA-Z][^<>]*>?")
_VOID = frozenset(("br", "img", "hr", "input", "wbr", "col", "meta", "link"))


class _Whitelister(Whitelister):
    """What may stand in a question: nothing that has an address, a style or a script."""

    element_rules = {
        "[document]": allow_without_attributes,
        **dict.fromkeys(("p", "b", "strong", "br", "ol", "ul", "li"), allow_without_attributes),
    }

    def clean_string_node(self, doc: Any, node: PageElement) -> None:
        """Words only: a CDATA section or a declaration would be written out as it came, with
        whatever a browser reads in it."""
        if isinstance(node, PreformattedString):
            node.extract()

    def clean_tag_node(self, doc: Any, tag: Any) -> None:
        """What a script or a style sheet says is no text either."""
        if tag.name in NO_TEXT:
            tag.decompose()
        else:
            super().clean_tag_node(doc, tag)


def is_too_deep(html: str) -> bool:
    """Whether elements stand in each other deeper than any text of a question, and than a tree of
    them can be walked."""
    depth = 0
    for closing, name in _TAG.findall(html):
        depth = max(depth - 1, 0) if closing else depth + (name.lower() not in _VOID)
        if depth > DEEPEST:
            return True
    return False


def safe_html(html: str) -> str:
    """``html`` with only paragraphs, lists, line breaks and bold left in it; of what is nested too
    deep only the words."""
    if is_too_deep(html or ""):
        html = _TAG_WHOLE.sub(" ", html)
    clean = str(_Whitelister().clean(html or "")).strip()
    # No attribute is left that a quotation mark could end: they stand as they were written.
    return clean.replace("&quot;", '"').replace("&#x27;", "'")


def freeze(question: Question) -> Item:
    """The item of a question as it stands, saved or not. Raises ValidationError, see ``check``.

    What does not belong to its kind is left out: marks, partners, options, number and unit.
    """
    kind = QuestionKind(question.kind)
    has_right, has_match = kind in CHOICE_KINDS, kind is QuestionKind.MATCHING
    has_number = kind is QuestionKind.NUMERIC
    options = [] if has_number else list(question.options.all())
    check(question, options)
    case = question.case
    return Item(
        code=question.code,
        kind=kind,
        stem=_html(question, "stem"),
        options=tuple(
            Choice(
                id=number,
                words=_html(option, "text"),
                right=option.right and has_right,
                says=_html(option, "says") or None,
                match=(_words(option, "match") or None) if has_match else None,
                image=option.image_id,
                image_alt=_words(option, "image_alt") or None,
            )
            for number, option in enumerate(options, 1)
        ),
        why=_html(question, "why") or None,
        number=_decimal(question.number) if has_number else "",
        tolerance=_decimal(question.tolerance) if has_number and question.tolerance else "0",
        unit=(_words(question, "unit") or None) if has_number else None,
        figure=question.figure,
        image=question.image_id,
        image_alt=_words(question, "image_alt") or None,
        ask_sure=question.ask_sure,
        story=Story(case.code, _words(case, "title"), _html(case, "story")) if case else None,
    )


def check(question: Question, options: list[Option]) -> None:
    """Whether a question can be asked: complete in both languages, with the options of its kind.

    Raises ValidationError with a message that says what to do.
    """
    kind, lines = question.kind, [each for each in options if _any(each, "text")]
    if not _both(question, "stem"):
        raise ValidationError({"stem": _("Write the question in both languages.")})
    names = ("text", "match") if kind == QuestionKind.MATCHING else ("text",)
    for option in options:
        half = any(_any(option, name) and not _both(option, name) for name in names)
        if half or not any(_any(option, name) for name in names):
            raise ValidationError(_("Write every option in both languages."))
    right = sum(option.right for option in lines)
    if kind in (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE):
        if len(lines) < 2 or right != 1:
            raise ValidationError(_("Give at least two options, exactly one of them right."))
        if kind == QuestionKind.TRUE_FALSE and len(lines) != 2:
            raise ValidationError(_("True or false has two options."))
    elif kind == QuestionKind.SEVERAL:
        if right < 1 or right == len(lines):
            raise ValidationError(_("Give at least one right and one wrong option."))
    elif kind == QuestionKind.ORDERING:
        if len(lines) < 3:
            raise ValidationError(_("Give at least three steps, in the right order."))
    elif kind == QuestionKind.MATCHING:
        if len(lines) < 2 or not all(_any(line, "match") for line in lines):
            raise ValidationError(_("Give at least two lines, each with its partner."))
    elif question.number is None:
        raise ValidationError({"number": _("Give the right number.")})


def _words(record: Any, name: str) -> Words:
    words = {each: (getattr(record, f"{name}_{each}") or "").strip() for each in LANGUAGES}
    return words if any(words.values()) else {}


def _html(record: Any, name: str) -> Words:
    return {language: safe_html(text) for language, text in _words(record, name).items()}


def _any(record: Any, name: str) -> bool:
    return bool(_words(record, name))


def _both(record: Any, name: str) -> bool:
    words = _words(record, name)
    return bool(words) and all(words.values())


def _decimal(value: Any) -> str:
    return format(Decimal(value).normalize(), "f") if value is not None else ""
