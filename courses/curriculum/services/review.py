"""Who vouches for the words of a page in a language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from core import audit
from core.content import fingerprint
from courses.curriculum.models import TextReview
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.parts import LANGUAGES, Marks, marks_of, words_of
from courses.curriculum.selectors import forget_what_is_kept
from courses.curriculum.selectors.review import review_state


def seal(marks: Marks) -> str:
    """One short mark of all words of a page: what a reviewer was shown."""
    return fingerprint(marks)


@transaction.atomic
def review_text(
    *, page: CurriculumPage, language: str, reviewer: Any, shown: str | None = None
) -> TextReview:
    """Keep that ``reviewer`` has read the newest words of ``page`` in ``language`` and vouches for
    them. ``reviewer`` None: the file the page comes from says so.

    ``shown`` is the seal of the words the reviewer had before their eyes. Raises ValidationError
    when somebody has changed them meanwhile, and when there are no words in that language.
    """
    if language not in LANGUAGES:
        raise ValidationError(_("There are no words in this language to review."))
    base = Page.objects.select_for_update().get(pk=page.pk)
    newest: CurriculumPage = base.get_latest_revision_as_object()
    words = words_of(newest)
    marks = marks_of(words, type(newest))
    if not any(words[name] for name in words if name.endswith(f"_{language}")):
        raise ValidationError(_("There are no words in this language to review."))
    if shown is not None and shown != seal(marks):
        raise ValidationError(
            _("Somebody has changed this text since you opened it. Read what is new, then mark it.")
        )
    review = TextReview.objects.create(page=base, language=language, reviewer=reviewer, marks=marks)
    audit.record(actor=reviewer, verb="review_text", target=base, language=language)
    if keep_lao_review(page=base.specific):
        forget_what_is_kept()
    return review


def keep_lao_review(*, page: CurriculumPage) -> bool:
    """Let what readers are told of the Lao follow the reviews. True when it has changed."""
    state = review_state(page)
    if page.lao_review == state:
        return False
    type(page).objects.filter(pk=page.pk).update(lao_review=state)
    page.lao_review = state
    return True
