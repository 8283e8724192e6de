"""How far the words of a page can be trusted, in each language, and what has changed since.

English is written first and Lao follows it, so a reading of the Lao settles both: the reader has
compared it with the English. What has never been read is compared with the file it came from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from core.models import LoadedPage
from core.pages import ReviewState
from courses.curriculum.models import TextReview
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.parts import (
    LANGUAGES,
    Marks,
    Part,
    gone,
    has_changed,
    marks_of,
    parts_of,
    same,
    words_of,
    words_of_revision,
)


class State(models.TextChoices):
    """What can be said of a page in one language."""

    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft, not reviewed yet")
    CHANGED = "changed", _("Changed since it was reviewed")
    REVIEWED = "reviewed", _("Reviewed")


@dataclass(frozen=True)
class LanguageState:
    """One language of a page.

    ``missing``: parts that exist in the other language only. ``stale``: parts of which the other
    language has changed since this one was last reviewed, while this one has not. ``changed``:
    parts whose own words have changed since then. ``gone``: blocks that the other language has
    lost since then.
    """

    language: str
    state: State
    reviewer: str = ""
    at: datetime | None = None
    missing: tuple[Part, ...] = ()
    stale: tuple[Part, ...] = ()
    changed: tuple[Part, ...] = ()
    gone: int = 0

    @property
    def is_behind(self) -> bool:
        """Whether the words no longer say all that the other language says."""
        return bool(self.missing or self.stale or self.gone)


@dataclass(frozen=True)
class PageText:
    """Both languages of a page, its parts, and the mark of exactly these words."""

    parts: tuple[Part, ...]
    marks: Marks
    states: dict[str, LanguageState] = field(default_factory=dict)

    @property
    def en(self) -> LanguageState:
        """The English."""
        return self.states["en"]

    @property
    def lo(self) -> LanguageState:
        """The Lao."""
        return self.states["lo"]


#: The newest review in each language.
Reviews = Mapping[str, TextReview]


def text_of(page: CurriculumPage) -> PageText:
    """The state of the words that ``page`` holds now, saved or not."""
    if page.pk is None:
        return state_of(words_of(page), type(page), {}, None)
    reviews = reviews_of([page.pk]).get(page.pk, {})
    loaded = None if "lo" in reviews else loaded_marks([page.pk], {page.pk: type(page)})
    return state_of(words_of(page), type(page), reviews, (loaded or {}).get(page.pk))


def reviews_of(pages: Iterable[int]) -> dict[int, dict[str, TextReview]]:
    """The newest review of each page and language; one query."""
    found: dict[int, dict[str, TextReview]] = {}
    rows = TextReview.objects.filter(page__in=list(pages)).select_related("reviewer")
    for review in rows.order_by("at", "pk"):
        found.setdefault(review.page_id, {})[review.language] = review
    return found


def loaded_marks(
    pages: Iterable[int], types: Mapping[int, type[CurriculumPage]]
) -> dict[int, Marks]:
    """The fingerprints of pages as they came from their files; two queries."""
    rows = LoadedPage.objects.filter(page__in=list(pages))
    revisions = dict(rows.values_list("revision_id", "page_id"))
    return {
        revisions[pk]: marks_of(words_of_revision(content, page_type), page_type)
        for pk, content in Revision.objects.filter(pk__in=revisions).values_list("pk", "content")
        if (page_type := types.get(revisions[pk]))
    }


def state_of(
    words: Mapping[str, Any],
    page_type: type[CurriculumPage],
    reviews: Reviews,
    loaded: Marks | None,
) -> PageText:
    """Put together what is known of some words. Asks the database nothing."""
    parts, marks = tuple(parts_of(words, page_type)), marks_of(words, page_type)
    states = {
        language: _language(language, parts, marks, reviews, loaded) for language in LANGUAGES
    }
    return PageText(parts, marks, states)


def _language(
    language: str, parts: tuple[Part, ...], marks: Marks, reviews: Reviews, loaded: Marks | None
) -> LanguageState:
    other = "lo" if language == "en" else "en"
    review = reviews.get(language)
    missing = tuple(part for part in parts if part.missing == language)
    state = State.DRAFT
    if not any(part.side(language) for part in parts):
        state = State.MISSING
    elif review is not None:
        state = State.REVIEWED if same(marks, review.marks, language) else State.CHANGED
    settled = _settled(language, reviews)
    then = settled.marks if settled else loaded
    stale: tuple[Part, ...] = ()
    changed: tuple[Part, ...] = ()
    if then is not None:
        own = {id(part) for part in parts if has_changed(part, then, language)}
        changed = tuple(part for part in parts if id(part) in own)
        stale = tuple(
            part
            for part in parts
            if part not in missing and id(part) not in own and has_changed(part, then, other)
        )
    lost = gone(parts, then, other) - gone(parts, then, language) if then is not None else 0
    return LanguageState(
        language=language,
        state=state,
        reviewer=str(review.reviewer) if review and review.reviewer else "",
        at=review.at if review else None,
        missing=missing,
        stale=stale,
        changed=changed,
        gone=max(0, lost),
    )


def _settled(language: str, reviews: Reviews) -> TextReview | None:
    """The reading at which a language last agreed with the other one."""
    counting = [reviews[each] for each in {language, "lo"} if each in reviews]
    return max(counting, key=lambda review: (review.at, review.pk), default=None)


def review_state(page: CurriculumPage) -> ReviewState:
    """What readers are told of the Lao of a live page: reviewed only if just these words were."""
    review = reviews_of([page.pk]).get(page.pk, {}).get("lo")
    if review and same(marks_of(words_of(page), type(page)), review.marks, "lo"):
        return ReviewState.REVIEWED
    return ReviewState.DRAFT
