"""Making handbooks: asked for once, made in the background, kept until their contents change."""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.models import Job
from courses.curriculum import pdf
from courses.curriculum.book import Book
from courses.curriculum.book_reader import book_of
from courses.curriculum.models import CoursePage, Handbook
from courses.curriculum.models.handbook import handbook_storage
from courses.curriculum.models.pages import LANGUAGES
from courses.curriculum.selectors import course_outline
from courses.curriculum.selectors.handbook import Scope, contents_key, scope_of, scopes

JOB = "make_handbook"
#: Pages a minute of reading becomes, measured on our own course; only for the bar of progress.
PAGES_A_MINUTE = {"lo": 0.5, "en": 0.45}
#: What is left to do when the last page is laid out, as a share of the whole work.
WRITING = 0.2


def ask_for_handbook(*, course: CoursePage, scope: str, language: str, actor: Any) -> Job | None:
    """Begin to make a handbook, or join whoever began; None when it is there already.

    Raises ``ValidationError`` when the course has no such scope or language.
    """
    outline = course_outline(course.slug, language) if language in LANGUAGES else None
    found = outline and scope_of(outline, scope)
    if not outline or not found:
        raise ValidationError(_("There is no such handbook."))
    handbook, _created = Handbook.objects.get_or_create(
        course=course, scope=scope, language=language
    )
    if handbook.file and handbook.contents == contents_key(outline, found):
        return None
    return jobs.start(kind=JOB, target=handbook, actor=actor)


@jobs.worker(JOB)
def make_handbook(job: Job) -> dict[str, Any]:
    """Write the record, lay it out, keep the file in place of the old one. Safe to run again."""
    handbook = Handbook.objects.select_related("course").get(pk=job.target_id)
    outline = course_outline(handbook.course.slug, handbook.language)
    scope = outline and scope_of(outline, handbook.scope)
    if not outline or not scope:
        raise jobs.JobError(_("The texts of this handbook are no longer published."))
    key = contents_key(outline, scope)
    if not (handbook.file and handbook.contents == key):
        job.beat(done=0, total=0)
        book = book_of(outline, scope)
        paper, pages = pdf.render(book, on_page=_Progress(job, book))
        _keep(handbook, paper, pages, key)
    for language in LANGUAGES:
        _clear_away(handbook.course, language)
    return {"pages": handbook.pages, "size": handbook.size}


class _Progress:
    """Writes down how many pages there are, at most once a second: the bar moves, the job is alive."""

    def __init__(self, job: Job, book: Book) -> None:
        minutes = sum(section.minutes for section in book.sections)
        self.job, self.expected = job, max(4, round(minutes * PAGES_A_MINUTE[book.language]))
        self.done, self.told_at = 0, 0.0

    def __call__(self, page: int) -> None:
        self.done = max(self.done, page)
        if time.monotonic() - self.told_at >= 1:
            self.told_at = time.monotonic()
            total = round(max(self.expected, self.done) / (1 - WRITING))
            self.job.beat(done=self.done, total=total)


def _keep(handbook: Handbook, paper: bytes, pages: int, key: str) -> None:
    """Store the file and drop the one before. Of two workers the last one wins."""
    storage = handbook_storage()
    place = f"handbooks/{handbook.course.slug}/{handbook.scope}-{handbook.language}-{key[:12]}.pdf"
    name = storage.save(place, ContentFile(paper))
    try:
        with transaction.atomic():
            kept = Handbook.objects.select_for_update().get(pk=handbook.pk)
            old = kept.file.name
            kept.file, kept.contents = name, key
            kept.size, kept.pages, kept.made_at = len(paper), pages, timezone.now()
            kept.save()
    except BaseException:
        storage.delete(name)
        raise
    if old:
        storage.delete(old)
    handbook.refresh_from_db()


def _clear_away(course: CoursePage, language: str) -> None:
    """Delete the files of this language that are no longer true, and rows of scopes that are gone."""
    outline = course_outline(course.slug, language)
    known: dict[str, Scope] = {scope.key: scope for scope in scopes(outline)} if outline else {}
    for handbook in Handbook.objects.filter(course=course, language=language).exclude(file=""):
        scope = known.get(handbook.scope)
        if outline and scope and handbook.contents == contents_key(outline, scope):
            continue
        name = str(handbook.file.name)
        changed = Handbook.objects.filter(pk=handbook.pk, file=name).update(
            file="", contents="", size=0, made_at=None
        )
        if changed:
            handbook_storage().delete(name)
