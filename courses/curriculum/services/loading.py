"""Turn content files into pages, as often as one likes, without touching what an editor changed."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page, Site

from core.pages import ReviewState
from core.services import Outcome, load_page
from courses.curriculum.files import CONTENT, PageFile, code_order, read_curriculum
from courses.curriculum.models import (
    CardPage,
    CoursePage,
    LessonPage,
    ModulePage,
    PhasePage,
    ScenarioPage,
)
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.services.glossary import load_glossary
from courses.curriculum.services.review import review_text

#: What was done, as paths of English files.
LoadReport = dict[str, list[str]]


@transaction.atomic
def load_curriculum(*, folder: Path = CONTENT, actor: Any = None) -> LoadReport:
    """Create and update the pages of the course in ``folder``, and publish them.

    A page that an editor has saved or deleted since it was loaded is left alone (``core.services``).
    Raises ``files.FilesError`` before anything is written when a file is wrong.
    """
    course_file = read_curriculum(folder)
    report: LoadReport = defaultdict(list)

    def load(file: PageFile, page_type: type[CurriculumPage], parent: Page | None) -> Page | None:
        page, outcome = load_page(
            key=f"{course_file.slug}/{file.path}",
            page_type=page_type,
            parent=parent,
            before=_following(file, page_type, parent),
            slug=file.slug,
            values=file.values,
            actor=actor,
        )
        report[outcome].append(file.path)
        loaded = outcome in (Outcome.CREATED, Outcome.UPDATED)
        reviewed = file.values["lao_review"] == ReviewState.REVIEWED
        if loaded and reviewed and isinstance(page, CurriculumPage):
            review_text(page=page, language="lo", reviewer=None)
        return page

    course = load(course_file, CoursePage, _home())
    phases = {file.code: load(file, PhasePage, course) for file in course_file.phases}
    for module_file in course_file.modules:
        module = load(module_file, ModulePage, phases[str(module_file.phase)])
        for lesson_file in module_file.lessons:
            load(lesson_file, LessonPage, module)
    for scenario_file in course_file.scenarios:
        load(scenario_file, ScenarioPage, phases[str(scenario_file.phase)])
    for card_file in course_file.cards:
        load(card_file, CardPage, course)
    words = folder / "glossary.yaml"
    if words.exists():
        for outcome, slugs in load_glossary(path=words, actor=actor).items():
            report[outcome] += [f"{words.name}#{slug}" for slug in slugs]
    return report


def _home() -> Page:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        raise ValidationError("There is no default site yet: set the site up first.")
    return site.root_page


def _following(
    file: PageFile, page_type: type[CurriculumPage], parent: Page | None
) -> CurriculumPage | None:
    """The page of this kind before which a new one with the file's code belongs."""
    if parent is None or "code" not in file.values:
        return None
    siblings = page_type.objects.child_of(parent).order_by("path")
    later = (
        page for page in siblings if code_order(getattr(page, "code", "")) > code_order(file.code)
    )
    return next(later, None)
