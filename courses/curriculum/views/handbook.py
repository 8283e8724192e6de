"""The handbooks of a course: what there is to download, and having one made."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from core import jobs
from core.access import access, anyone, signed_in
from core.models import Job
from courses.curriculum import services
from courses.curriculum.models import CoursePage, Handbook
from courses.curriculum.models.pages import LANGUAGES
from courses.curriculum.selectors import Course, course_outline
from courses.curriculum.selectors.handbook import Scope, contents_key, scope_of, scopes
from courses.curriculum.services.handbook import JOB
from courses.curriculum.views.reading import outline_or_404


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of one scope: the file if it is there and true, and the work on it."""

    scope: Scope
    language: str
    handbook: Handbook | None
    job: Job | None


@access(anyone)
@require_safe
def handbooks(request: HttpRequest, course: str) -> HttpResponse:
    """Every scope in both languages: to download, or to have made."""
    outline = outline_or_404(course)
    editions = _editions(outline)
    context = {
        "course": outline,
        "groups": _groups(outline, editions),
        "is_working": any(each.job and each.job.is_open for each in editions),
    }
    return render(request, "curriculum/handbooks.html", context)


@access(signed_in)
@require_POST
def make(request: HttpRequest, course: str, scope: str, language: str) -> HttpResponse:
    """Have one made, in the background; pressed twice, it is one job."""
    page = get_object_or_404(CoursePage.objects.live(), slug=course)
    try:
        services.ask_for_handbook(course=page, scope=scope, language=language, actor=request.user)
    except ValidationError as error:
        raise Http404 from error
    return redirect(f"{reverse('curriculum:handbooks', args=[course])}#{scope}")


@access(anyone)
@require_GET
def edition(request: HttpRequest, course: str, scope: str, language: str) -> HttpResponse:
    """How far one edition is: the fragment that the page asks for every second."""
    outline = outline_or_404(course)
    for each in _editions(outline, only=(scope, language)):
        context = {"course": outline, "edition": each}
        return render(request, "curriculum/_edition.html", context)
    raise Http404


@access(anyone)
@require_safe
def download(request: HttpRequest, course: str, scope: str, language: str) -> HttpResponseBase:
    """The PDF, as long as it says what the pages say; else back to the list."""
    outline = outline_or_404(course)
    for each in _editions(outline, only=(scope, language)):
        if each.handbook is None:
            return redirect(f"{reverse('curriculum:handbooks', args=[course])}#{scope}")
        try:
            file = each.handbook.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        name = f"{course}-{scope}-{language}.pdf"
        return FileResponse(
            file,
            as_attachment=True,
            filename=name,
            content_type="application/pdf",
            headers={"Cache-Control": "no-cache"},
        )
    raise Http404


def _editions(outline: Course, only: tuple[str, str] | None = None) -> list[Edition]:
    """All editions in the order of the course, each language after the other; or only one."""
    outlines = {outline.language: outline}
    for language in LANGUAGES:
        if language not in outlines:
            other = course_outline(outline.slug, language)
            if other is None:
                raise Http404
            outlines[language] = other
    rows = {(row.scope, row.language): row for row in Handbook.objects.filter(course_id=outline.pk)}
    work = _open_jobs(rows.values())
    found = []
    for scope in scopes(outline):
        for language in LANGUAGES:
            if only not in (None, (scope.key, language)):
                continue
            row = rows.get((scope.key, language))
            is_true = False
            if row is not None and row.file:
                own = scope_of(outlines[language], scope.key)
                is_true = own is not None and row.contents == contents_key(outlines[language], own)
            found.append(
                Edition(
                    scope,
                    language,
                    row if is_true else None,
                    work.get(str(row.pk)) if row else None,
                )
            )
    return found


def _open_jobs(rows: Any) -> dict[str, Job]:
    """The newest job about each handbook, by its key; one that had fallen silent is taken up again."""
    targets = [str(row.pk) for row in rows]
    found: dict[str, Job] = {}
    for job in Job.objects.filter(kind=JOB, target_id__in=targets).order_by("requested_at", "id"):
        found[job.target_id] = job
    for job in found.values():
        jobs.rescue(job)
    return found


def _groups(outline: Course, editions: list[Edition]) -> list[dict[str, Any]]:
    """The editions of each scope together, and the scopes of each phase."""
    groups: list[dict[str, Any]] = []
    for scope in scopes(outline):
        its = [each for each in editions if each.scope == scope]
        row = {"scope": scope, "editions": its}
        if scope.module is None:
            groups.append({"phase": scope.phase, "heading": scope.heading, "rows": []})
        groups[-1]["rows"].append(row)
    return groups
