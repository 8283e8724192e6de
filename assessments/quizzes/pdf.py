"""A test on paper: the questions of a form, its answer sheet of one page, and the key.

A ``TestPaper`` holds the words of one printed form in one language; the papers are pure functions of
it. Letters are Latin in both languages, so one key serves both.
"""

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from assessments.quizzes.answer_lines import Asked, asked_of, right_response, written
from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Choice, Item, Words
from assessments.quizzes.models import PrintedForm
from assessments.quizzes.selectors.items import items_of
from core import dates, pdf
from core.words import words
from courses.curriculum import figures

STYLESHEETS = ("paper.css", "test-paper.css")
#: How tightly an answer sheet can be set, so that it stays on one page.
STEPS = 4
#: Pictures are printed from a rendition of this size.
PICTURE = "max-900x600|format-jpeg"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a data address, with its alternative text."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperOption:
    """An option behind its letter; in a matching question a partner."""

    letter: str
    words: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question as it is printed. ``stem``, ``story`` and the words of options are safe HTML,
    partners (plain text) escaped.

    ``lines`` are the left-hand texts of a matching question; ``boxes`` how many letters its answer
    has; ``right`` the key, ``right_words`` the same in words.
    """

    number: int
    code: str
    kind: str
    stem: str
    how: str
    options: tuple[PaperOption, ...]
    lines: tuple[str, ...]
    boxes: range
    unit: str
    asks_sure: bool
    story_title: str
    story: str
    figure: str
    picture: Picture | None
    right: str
    right_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TestPaper:
    """Everything that the papers of one form say."""

    language: str
    title: str
    workshop: str
    when: str
    code: str
    mark: str
    form: str
    minutes: int | None
    is_sample: bool
    questions: tuple[PaperQuestion, ...]

    @property
    def asks_sure(self) -> bool:
        """Whether people say of any question if they are sure."""
        return any(question.asks_sure for question in self.questions)


def build_paper(printed: PrintedForm, *, language: str, minutes: int | None) -> TestPaper:
    """Gather the words of a printed form."""
    workshop, quiz = printed.workshop, printed.quiz
    items = items_of(entry["v"] for entry in printed.paper)
    asked = asked_of(printed.paper, items, ask_sure=quiz.ask_sure)
    pictures = _pictures(items)
    with translation.override(language):
        questions = tuple(
            _question(each, asked[n - 1].item if n else None, language, pictures)
            for n, each in enumerate(asked)
        )
    return TestPaper(
        language=language,
        title=words(quiz, "title", language),
        workshop=words(workshop, "title", language),
        when=dates.day_range(workshop.start_date, workshop.end_date, language),
        code=workshop.code,
        mark=printed.mark,
        form=printed.form,
        minutes=minutes,
        is_sample=workshop.is_sample,
        questions=questions,
    )


def render_form(paper: TestPaper) -> bytes:
    """The questions, to be read and given back."""
    return pdf.write(_lay_out("quizzes/paper/form.html", paper, {"paper": paper}))


def render_answer_sheet(paper: TestPaper) -> bytes:
    """One page on which one person answers."""
    for step in range(STEPS):
        document = _lay_out("quizzes/paper/answers.html", paper, {"paper": paper, "step": step})
        if len(document.pages) == 1:
            break
    return pdf.write(document)


def render_key(papers: Sequence[TestPaper]) -> bytes:
    """The right answers of all forms, for facilitators."""
    return pdf.write(_lay_out("quizzes/paper/key.html", papers[0], {"papers": papers}))


def _lay_out(template: str, paper: TestPaper, context: dict[str, Any]) -> Any:
    with translation.override(paper.language):
        page = render_to_string(
            template,
            {
                **context,
                "paper_language": paper.language,
                "paper_title": f"{paper.title} · {paper.mark} · {paper.code}",
            },
        )
    return pdf.lay_out(page, stylesheets=STYLESHEETS)


def _question(
    asked: Asked, before: Item | None, language: str, pictures: Mapping[int, bytes]
) -> PaperQuestion:
    item = asked.item
    is_matching = item.kind is QuestionKind.MATCHING
    right = right_response(item)
    options = tuple(
        PaperOption(
            asked.letter_of(option.id),
            html.escape(_in(option.match, language))
            if is_matching
            else _in(option.words, language),
            None if is_matching else _picture(option, language, pictures),
        )
        for option in (item.option(pk) for pk in asked.order)
        if option is not None
    )
    by_letter = {option.letter: option.words for option in options}
    key = written(asked, right)
    # The story of a case stands once, before the first of its questions.
    story = item.story if before is None or before.story != item.story else None
    is_written = item.kind in (QuestionKind.ORDERING, QuestionKind.MATCHING)
    return PaperQuestion(
        number=asked.position,
        code=item.code,
        kind=str(item.kind),
        stem=_in(item.stem, language),
        how=_how(item.kind),
        options=options,
        lines=tuple(_in(line.words, language) for line in item.lines) if is_matching else (),
        boxes=range(1, asked.lines + 1 if is_written else 1),
        unit=_in(item.unit, language),
        asks_sure=asked.asks_sure,
        story_title=_in(story.title, language) if story else "",
        story=_in(story.story, language) if story else "",
        figure=_figure(item.figure, language),
        picture=_picture(item, language, pictures),
        right=key,
        right_words=()
        if item.kind is QuestionKind.NUMERIC
        else tuple(by_letter[letter] for letter in key if letter in by_letter),
    )


def _how(kind: QuestionKind) -> str:
    """What to do with a question that is not answered by one letter."""
    return {
        QuestionKind.SEVERAL: _("Several answers are right."),
        QuestionKind.ORDERING: _(
            "Put the steps in order: write their letters, the first step first."
        ),
        QuestionKind.MATCHING: _("Write for each number the letter that goes with it."),
        QuestionKind.NUMERIC: _("Write a number."),
    }.get(kind, "")


def _in(texts: Words | None, language: str) -> str:
    texts = texts or {}
    return texts.get(language) or next((text for text in texts.values() if text), "")


def _figure(name: str, language: str) -> str:
    if not name or name not in figures.figure_names():
        return ""
    return figures.drawn(name, language)


def _picture(holder: Item | Choice, language: str, pictures: Mapping[int, bytes]) -> Picture | None:
    content = pictures.get(holder.image or 0)
    if content is None:
        return None
    address = f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"
    return Picture(address, _in(holder.image_alt, language) or _("Picture"))


def _pictures(items: Mapping[int, Item]) -> dict[int, bytes]:
    """The pictures of all questions and options by id; those that are lost are left out."""
    wanted = {item.image for item in items.values()}
    wanted |= {option.image for item in items.values() for option in item.options}
    found: dict[int, bytes] = {}
    for image in get_image_model().objects.filter(pk__in=[pk for pk in wanted if pk]):
        try:
            with image.get_rendition(PICTURE).file.open("rb") as file:
                found[image.pk] = file.read()
        except OSError:
            continue
    return found
