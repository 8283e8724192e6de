"""Taking a module or the course again after it was completed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import access, signed_in
from courses.curriculum import services
from courses.curriculum.models import CoursePage, ModulePage
from courses.curriculum.selectors import Course, Module, completed_by, progress_of
from courses.curriculum.views.reading import found_or_404, outline_or_404


@access(signed_in)
@require_http_methods(["GET", "POST"])
def course_again(request: HttpRequest, course: str) -> HttpResponse:
    """What a refresher of the whole course means; POST begins it."""
    return _again(request, outline_or_404(course), None)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def module_again(request: HttpRequest, course: str, module: str) -> HttpResponse:
    """What a refresher of the module means; POST begins it."""
    outline = outline_or_404(course)
    return _again(request, outline, found_or_404(outline.module(module)))


def _again(request: HttpRequest, outline: Course, module: Module | None) -> HttpResponse:
    subject = module or outline
    if request.method == "POST":
        try:
            services.begin_again(
                person=request.user,  # type: ignore[arg-type]
                course=get_object_or_404(CoursePage.objects.live(), pk=outline.pk),
                module=get_object_or_404(ModulePage.objects.live(), pk=module.pk)
                if module
                else None,
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(subject.url)
        messages.success(
            request, _("Your refresher has begun. Your earlier completion stays recorded.")
        )
        lesson = progress_of(request.user, outline).next_lesson
        in_module = module.lessons[0] if module and module.lessons else None
        return redirect((in_module or lesson or subject).url)
    completed = completed_by(request.user, outline)
    key = module.pk if module else None
    context: dict[str, Any] = {
        "course": outline,
        "module": module,
        "subject": subject,
        "completed_at": completed.last.get(key),
        "is_open": key in completed.now,
    }
    return render(request, "curriculum/refresher.html", context)
