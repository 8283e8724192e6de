"""Reading a page in both languages side by side, and vouching for one of them."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from core.access import access
from courses.curriculum import services
from courses.curriculum.cms.panels import languages_context
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.selectors.review import text_of
from people.roles import is_editor


def newest(request: HttpRequest, pk: int) -> CurriculumPage:
    """The newest words of a page of a course that this person may edit."""
    page = get_object_or_404(Page, pk=pk)
    if not issubclass(page.specific_class or Page, CurriculumPage):
        raise PermissionDenied
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found: CurriculumPage = page.get_latest_revision_as_object()
    return found


@access(is_editor)
@require_GET
@never_cache
def languages(request: HttpRequest, pk: int) -> HttpResponse:
    """The box of the editor's screen alone, to put in place of the old one."""
    context = languages_context(newest(request, pk))
    return render(request, "curriculum/cms/_languages.html", context)


@access(is_editor)
@require_http_methods(["GET", "POST"])
@never_cache
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """English and Lao side by side; a button for each says that it has been reviewed."""
    page = newest(request, pk)
    if request.method == "POST":
        language = request.POST.get("language", "")
        try:
            services.review_text(
                page=page,
                language=language,
                reviewer=request.user,
                shown=request.POST.get("shown", ""),
            )
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return redirect("curriculum_review", pk)
        words = (
            _("The Lao of “%(page)s” is marked as reviewed by you.")
            if language == "lo"
            else _("The English of “%(page)s” is marked as reviewed by you.")
        )
        messages.success(request, words % {"page": page.get_admin_display_title()})
        return redirect("wagtailadmin_pages:edit", pk)
    text = text_of(page)
    context: dict[str, Any] = {
        "page": page,
        "text": text,
        "states": [text.en, text.lo],
        "rows": [
            {
                "part": part,
                "new_section": not number or text.parts[number - 1].field != part.field,
                "marks": {
                    state.language: (
                        "missing"
                        if part in state.missing
                        else "stale"
                        if part in state.stale
                        else "changed"
                        if part in state.changed
                        else ""
                    )
                    for state in (text.en, text.lo)
                },
            }
            for number, part in enumerate(text.parts)
        ],
        "seal": services.seal(text.marks),
        "header_title": _("Review: %(page)s") % {"page": page.get_admin_display_title()},
        "header_icon": "glasses",
        "breadcrumbs_items": [
            {
                "url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
                "label": _("Pages"),
            },
            {
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "label": page.get_admin_display_title(),
            },
            {"url": "", "label": _("Review")},
        ],
    }
    return render(request, "curriculum/cms/review.html", context)


urlpatterns = [
    path("curriculum/pages/<int:pk>/languages/", languages, name="curriculum_languages"),
    path("curriculum/pages/<int:pk>/review/", review, name="curriculum_review"),
]
