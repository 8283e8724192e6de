"""Whether the Lao of a page is good enough to be published, and what to say if it is not."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.curriculum.models import CoursePage
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.selectors.review import LanguageState, State, text_of

#: Parts named in a message; the box in the editor lists all.
_NAMED = 4


def what_lao_lacks(page: CurriculumPage) -> str:
    """A sentence on the Lao of the words that ``page`` holds now, '' when it says all."""
    lao = text_of(page).lo
    if lao.state == State.MISSING:
        return _("there is no Lao yet")
    sentences = []
    if lao.missing:
        sentences.append(_("missing in Lao: %(parts)s") % {"parts": _names(lao, "missing")})
    if lao.stale or lao.gone:
        parts = _names(lao, "stale") or _("blocks that were taken out of the English")
        sentences.append(
            _("changed in English since the Lao was last reviewed: %(parts)s") % {"parts": parts}
        )
    return "; ".join(sentences)


def why_refused(page: CurriculumPage, parent: Page | None = None) -> str:
    """Why the course does not let ``page`` be published as it is now; '' when it does."""
    if not _insists(page, parent) or not (lacking := what_lao_lacks(page)):
        return ""
    return _(
        "Not published, because this course is set to refuse pages without complete Lao: "
        "%(lacking)s. Save the draft, complete the Lao, then publish."
    ) % {"lacking": lacking}


def _insists(page: CurriculumPage, parent: Page | None) -> bool:
    if isinstance(page, CoursePage):
        return page.refuse_without_lao
    below = parent or page.get_parent()
    course = CoursePage.objects.ancestor_of(below, inclusive=True).first() if below else None
    return course is not None and course.refuse_without_lao


def _names(state: LanguageState, kind: str) -> str:
    parts = getattr(state, kind)
    names = [
        f"{capfirst(str(part.label))} ({part.number})" if part.number else capfirst(str(part.label))
        for part in parts[:_NAMED]
    ]
    return ", ".join([*names, "…"] if len(parts) > _NAMED else names)
