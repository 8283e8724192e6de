"""What the CMS shows of the tests."""

from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from assessments.quizzes.cms import pages
from assessments.quizzes.cms.cases import cases
from assessments.quizzes.cms.exchange import question_exchange
from assessments.quizzes.cms.questions import questions
from assessments.quizzes.cms.quizzes import quizzes


class TestsGroup(ViewSetGroup):
    """Questions, cases, quizzes, and the way in and out, together in the menu."""

    items = (questions, cases, quizzes, question_exchange)
    menu_label = _("Tests")
    menu_name = "tests"
    menu_icon = "clipboard-list"
    menu_order = 260


tests = TestsGroup()


@hooks.register("register_admin_viewset")
def tests_in_the_cms() -> TestsGroup:
    """In the main menu, for whoever may write."""
    return tests


@hooks.register("register_reports_menu_item")
def answers_in_the_reports() -> MenuItem:
    """What the answers say about the questions: a page of the site, one step from the CMS."""
    return MenuItem(
        _("What the answers say about the questions"),
        reverse("item_analysis"),
        name="item-analysis",
        icon_name="clipboard-list",
        order=900,
    )


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Screens of ours, behind the CMS's own door."""
    return pages.urlpatterns


@hooks.register("insert_global_admin_css")
def looks() -> SafeString:
    """The look of our panels and screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms-tests.css"))


@hooks.register("insert_editor_js")
def at_work() -> SafeString:
    """Hide what does not belong to a kind; count what a draw would find."""
    return format_html(
        '<script type="module" src="{}" data-count="{}"></script>',
        static("js/cms-tests.js"),
        reverse("quiz_draw_count"),
    )
