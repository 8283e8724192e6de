"""What the CMS shows of the course."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from courses.curriculum.cms import review
from courses.curriculum.models.pages import CurriculumPage


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Screens of ours, behind the CMS's own door."""
    return review.urlpatterns


@hooks.register("insert_global_admin_css")
def looks() -> SafeString:
    """The look of our boxes and screens in the CMS."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("insert_editor_js")
def behaviour() -> SafeString:
    """Small modules of the editor's screen."""
    return format_html('<script type="module" src="{}"></script>', static("js/cms-languages.js"))


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
