"""What the CMS shows of the course."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import URLPattern, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from courses.curriculum.cms import coverage, review, writing
from courses.curriculum.cms.glossary import GlossaryViewSet, glossary_terms
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.selectors.publishing import what_lao_lacks, why_refused
from people.roles import is_editor


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Screens of ours, behind the CMS's own door."""
    return [*review.urlpatterns, *coverage.urlpatterns, *writing.urlpatterns]


@hooks.register("register_admin_viewset")
def glossary_in_the_cms() -> GlossaryViewSet:
    """The words of the course, in the main menu."""
    return glossary_terms


class CoverageMenuItem(MenuItem):
    """For whoever writes the course."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Editors and administrators."""
        return is_editor(request.user)


@hooks.register("register_reports_menu_item")
def coverage_among_the_reports() -> MenuItem:
    """First of the reports."""
    return CoverageMenuItem(
        gettext_lazy("Coverage of the course"),
        reverse_lazy("curriculum_coverage"),
        name="coverage",
        icon_name="list-ul",
        order=100,
    )


@hooks.register("insert_global_admin_css")
def looks() -> SafeString:
    """The look of our boxes and screens in the CMS."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("insert_editor_js")
def at_hand() -> SafeString:
    """The glossary, and the net under everything typed."""
    return render_to_string("curriculum/cms/at_hand.html")


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def saved(request: HttpRequest, page: Any) -> None:
    """The browser may forget its copy; say what a native reader would stumble over."""
    writing.remember_saved(request)
    writing.remark(request, page)


@hooks.register("register_page_header_buttons")
def review_button(
    page: Any, user: Any, next_url: str | None = None, view_name: str = "edit"
) -> Iterator[Button]:
    """Among the actions of a page: read it side by side."""
    if isinstance(page, CurriculumPage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Review the languages"),
            reverse("curriculum_review", args=[page.pk]),
            icon_name="glasses",
            priority=5,
        )


@hooks.register("after_publish_page")
def warn_of_the_lao(request: HttpRequest, page: Any) -> None:
    """Published all the same: say what readers of Lao do not get."""
    if not isinstance(page, CurriculumPage) or not (lacking := what_lao_lacks(page)):
        return
    messages.warning(
        request,
        _("“%(page)s” is published, but its Lao is not complete: %(lacking)s.")
        % {"page": page.get_admin_display_title(), "lacking": lacking},
        buttons=[
            messages.button(reverse("curriculum_review", args=[page.pk]), _("Review the languages"))
        ],
    )


@hooks.register("before_bulk_action")
def refuse_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Publishing many pages at once obeys the course as well."""
    if action_type != "publish":
        return None
    specific = [getattr(each, "specific", each) for each in objects]
    pages = [page for page in specific if isinstance(page, CurriculumPage)]
    refused = [
        (page, why) for page in pages if (why := why_refused(page.get_latest_revision_as_object()))
    ]
    for page, why in refused:
        messages.error(request, f"{page.get_admin_display_title()}: {why}")
    return redirect(action.next_url or "wagtailadmin_home") if refused else None
