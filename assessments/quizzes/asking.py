"""A page of questions, ready to be shown: the items of an attempt in the reader's language, in the
order of its paper, with what the person has answered. What is right is told only where it may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from assessments.quizzes.enums import FeedbackTime, QuestionKind
from assessments.quizzes.forms import Filled
from assessments.quizzes.items import Choice, Item, Words
from assessments.quizzes.models import Answer, Attempt
from assessments.quizzes.scoring import credit
from assessments.quizzes.selectors.items import KEPT_FOR, items_of
from assessments.quizzes.services.attempts import item_asks
from courses.curriculum.figures import drawn, figure_names

#: The width in pixels that pictures are served in.
PICTURE = "width-640|format-webp"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the library beside a question or an option."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Row:
    """One option, step or line. ``place`` (of a step, from 1) and ``partner`` (of a line) are what
    the person chose; ``is_right``, ``says``, ``right_partner`` and ``right_place`` are empty until
    the answer may be shown."""

    id: int
    words: SafeString
    picture: Picture | None
    is_chosen: bool = False
    place: int | None = None
    partner: int | None = None
    partner_words: str = ""
    is_right: bool | None = None
    says: SafeString | None = None
    right_partner: str = ""
    right_place: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the page. ``kind`` picks its controls; ``why``, ``right_number`` and
    ``worth`` (credit from 0 to 1) are empty until the answer may be shown. Two are equal when they
    differ at most in their place."""

    position: int = field(compare=False)
    code: str
    kind: str
    stem: SafeString
    rows: tuple[Row, ...]
    partners: tuple[tuple[int, str], ...] = ()
    typed: str = ""
    unit: str = ""
    figure: SafeString | None = None
    picture: Picture | None = None
    story_title: str = ""
    story: SafeString | None = None
    asks_sure: bool = False
    is_sure: bool | None = None
    is_answered: bool = False
    is_checked: bool = False
    is_unfinished: bool = False
    worth: Decimal | None = None
    why: SafeString | None = None
    right_number: Decimal | None = None
    #: The places that a step can have.
    places: range = field(default=range(0))

    @property
    def is_right(self) -> bool:
        """Whether everything is right."""
        return self.worth == 1

    @property
    def is_partly_right(self) -> bool:
        """Whether some of it is right."""
        return self.worth is not None and 0 < self.worth < 1

    @property
    def percent(self) -> Decimal:
        """What the answer is worth, 0 to 100."""
        return (self.worth or Decimal(0)) * 100

    @property
    def in_their_order(self) -> list[Row]:
        """The steps as the person put them."""
        return sorted(self.rows, key=lambda row: row.place or 0)

    @property
    def in_right_order(self) -> list[Row]:
        """The steps as they should be."""
        return sorted(self.rows, key=lambda row: row.right_place or 0)


def asked(
    attempt: Attempt,
    answers: Iterable[Answer],
    language: str,
    *,
    drafts: Mapping[int, Filled] | None = None,
    with_solution: bool = False,
) -> list[Asked]:
    """The questions of an attempt. ``drafts`` are filled in but no answers yet. Solutions come with
    answers that were checked, and with all of them where ``with_solution``."""
    items = items_of(attempt.version_ids)
    given = {each.position: each for each in answers if not each.is_late}
    gives_each = attempt.sitting.quiz.feedback == FeedbackTime.EACH
    found = []
    for position, entry in enumerate(attempt.paper, 1):
        item = items[entry["v"]]
        answer = given.get(position)
        is_checked = gives_each and answer is not None and answer.checked_at is not None
        found.append(
            _Maker(item, entry, language).asked(
                position,
                answer,
                (drafts or {}).get(position),
                asks_sure=item_asks(attempt, item.ask_sure),
                is_checked=is_checked,
                tells=is_checked or with_solution,
            )
        )
    return found


def asked_alone(item: Item, language: str) -> Asked:
    """A question outside of any test, unanswered, for whoever writes it: options as written,
    steps and partners the other way round."""
    lines = [each.id for each in item.lines]
    order = lines[::-1] if item.kind is QuestionKind.ORDERING else lines
    entry = {"o": order, "m": [each.id for each in item.partners][::-1]}
    maker = _Maker(item, entry, language)
    return maker.asked(1, None, None, asks_sure=item.ask_sure, is_checked=False, tells=False)


class _Maker:
    """Makes one question, in one language, in the order that one paper gives it."""

    def __init__(self, item: Item, entry: dict[str, Any], language: str) -> None:
        self.item, self.entry, self.language = item, entry, language

    def asked(
        self,
        position: int,
        answer: Answer | None,
        draft: Filled | None,
        *,
        asks_sure: bool,
        is_checked: bool,
        tells: bool,
    ) -> Asked:
        item = self.item
        response = answer.response if answer else []
        is_sure = answer.is_sure if answer else None
        if draft is not None and not is_checked:
            response = draft.response
            is_sure = is_sure if draft.is_sure is None else draft.is_sure
        lines = {each.id: each for each in item.lines}
        order = [each for each in self.entry.get("o", []) if each in lines]
        order += [each for each in lines if each not in order]
        is_steps = item.kind is QuestionKind.ORDERING
        places = {each: place for place, each in enumerate(response, 1)} if is_steps else {}
        if is_steps and draft is None and len(places) == len(order):
            order = list(response)
        if draft is not None:
            places = draft.places
        rows = tuple(self._row(lines[each], response, places.get(each), tells) for each in order)
        story = item.story
        return Asked(
            position=position,
            code=item.code,
            kind=str(item.kind),
            stem=self._html(item.stem),
            rows=rows,
            partners=tuple(self._partners()) if item.kind is QuestionKind.MATCHING else (),
            typed=response if isinstance(response, str) else "",
            unit=self._text(item.unit),
            figure=_figure(item.figure, self.language),
            picture=_picture(item.image, self._text(item.image_alt)),
            story_title=self._text(story.title) if story else "",
            story=self._html(story.story) if story else None,
            asks_sure=asks_sure,
            is_sure=is_sure,
            is_answered=bool(answer and answer.response),
            is_checked=is_checked,
            is_unfinished=bool(draft and draft.is_unfinished),
            worth=self._worth(answer) if tells else None,
            why=self._html(item.why) if tells and item.why else None,
            right_number=Decimal(item.number) if tells and item.number else None,
            places=range(1, len(order) + 1) if is_steps else range(0),
        )

    def _row(self, line: Choice, response: Any, place: int | None, tells: bool) -> Row:
        kind = self.item.kind
        shown: dict[str, Any] = {"place": place}
        if kind is QuestionKind.ORDERING:
            if tells:
                shown["right_place"] = [each.id for each in self.item.lines].index(line.id) + 1
                shown["is_right"] = shown["right_place"] == place
        elif kind is QuestionKind.MATCHING:
            partner = response.get(str(line.id)) if isinstance(response, dict) else None
            chosen = self.item.option(partner) if partner else None
            shown |= {
                "partner": partner,
                "partner_words": self._text(chosen.match if chosen else None),
            }
            if tells:
                shown["right_partner"] = self._text(line.match)
                shown["is_right"] = chosen is not None and chosen.match == line.match
        else:
            is_chosen = isinstance(response, list) and line.id in response
            shown["is_chosen"] = is_chosen
            if tells:
                shown["is_right"] = line.right
                if line.says and is_chosen:
                    shown["says"] = self._html(line.says)
        return Row(
            id=line.id,
            words=self._html(line.words),
            picture=_picture(line.image, self._text(line.image_alt)),
            **shown,
        )

    def _partners(self) -> Iterable[tuple[int, str]]:
        by_id = {each.id: each for each in self.item.partners}
        order = [each for each in self.entry.get("m", []) if each in by_id]
        for each in order or by_id:
            yield each, self._text(by_id[each].match)

    def _worth(self, answer: Answer | None) -> Decimal | None:
        if answer is None or not answer.response:
            return None
        value = credit(self.item, answer.response)
        return Decimal(value.numerator) / Decimal(value.denominator)

    def _text(self, words: Words | None) -> str:
        words = words or {}
        return words.get(self.language) or next(iter(words.values()), "")

    def _html(self, words: Words | None) -> SafeString:
        # Cleaned by the whitelist of ``freezing`` before it was frozen.
        return mark_safe(self._text(words))  # noqa: S308


def _figure(name: str, language: str) -> SafeString | None:
    if not name or name not in figure_names():
        return None
    return mark_safe(drawn(name, language))  # noqa: S308 - drawn by us


def _picture(image_id: int | None, alt: str) -> Picture | None:
    """The picture as it is served, kept in the process: a rendition never changes."""
    if not image_id:
        return None
    key = f"quiz_picture:{image_id}"
    found: tuple[str, int, int] | None = caches["local"].get(key)
    if found is None:
        image = get_image_model().objects.filter(pk=image_id).first()
        try:
            rendition = image.get_rendition(PICTURE) if image else None
        except (SourceImageIOError, OSError):
            rendition = None
        size = (rendition.width, rendition.height) if rendition else (0, 0)
        found = (rendition.url if rendition else "", *size)
        caches["local"].set(key, found, KEPT_FOR)
    url, width, height = found
    return Picture(url, width, height, alt) if url else None
