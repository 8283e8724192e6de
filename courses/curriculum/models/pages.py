"""Course > Phase > Module > Lesson: one tree of pages, one record each, two sets of words."""

from typing import Any, ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from core.pages import BilingualPage, short_text
from courses.curriculum.blocks import TEXT_FEATURES, LessonBody
from courses.curriculum.cms.forms import CurriculumPageForm
from courses.curriculum.cms.panels import LanguagesPanel
from courses.curriculum.enums import CardKind, Guideline, Phase, Principle
from courses.curriculum.fields import NumbersField
from courses.curriculum.forms import ModuleForm
from courses.curriculum.reading_time import minutes_to_read

LANGUAGES = ("lo", "en")


def side_by_side(field: str) -> FieldRowPanel:
    """English on the left, Lao on the right."""
    return FieldRowPanel([FieldPanel(f"{field}_en"), FieldPanel(f"{field}_lo")])


def summaries() -> FieldRowPanel:
    """The summary in both languages, in fields that grow."""
    return FieldRowPanel([short_text("summary_en"), short_text("summary_lo")])


class CurriculumPage(BilingualPage):
    """Abstract base: pages whose address is ours, readable by anybody and shown in two languages.

    The address is ``/<language>/learning/<course>/<module>/<lesson>/``; Wagtail's own address of
    the page leads there. Reading needs no account, so the CMS offers no privacy setting.
    """

    class Meta:
        abstract = True

    private_page_options: ClassVar[list[str]] = []
    base_form_class = CurriculumPageForm
    #: What readers are told of the Lao follows the reviews, so nobody sets it here.
    content_panels = [
        LanguagesPanel(heading=_("State of the two languages")),
        MultiFieldPanel([side_by_side("heading"), summaries()], heading=_("Heading")),
    ]

    @property
    def address(self) -> str:
        """The page's path on the site, in the active language."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """What "view live" in the CMS and links in texts use."""
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], self.address)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody came by the page's place in the tree: send them to its address."""
        return redirect(self.address)

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        """An editor looks at the page in either language."""
        return [("lo", _("Lao")), ("en", _("English"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """First as on the phones our readers have."""
        return [
            {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Phone")},
            {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Tablet")},
            {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Computer")},
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as a reader of that language would see it, saved or not."""
        from courses.curriculum.previews import preview

        language = mode_name if mode_name in LANGUAGES else "lo"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return preview(request, self)


class CoursePage(CurriculumPage):
    """A course: the phases beneath it, in order."""

    refuse_without_lao = models.BooleanField(
        _("refuse to publish without Lao"),
        default=False,
        help_text=_("A page whose Lao is missing or behind the English stays a draft."),
    )

    subpage_types = ["curriculum.PhasePage", "curriculum.CardPage"]
    content_panels = [*CurriculumPage.content_panels, FieldPanel("refuse_without_lao")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def address(self) -> str:
        return reverse("curriculum:course", args=[self.slug])


class PhasePage(CurriculumPage):
    """One of the three phases. It has no screen of its own: it is a part of the course page."""

    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices)

    parent_page_types = ["curriculum.CoursePage"]
    subpage_types = ["curriculum.ModulePage", "curriculum.ScenarioPage"]
    content_panels = [*CurriculumPage.content_panels, FieldPanel("phase")]

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")

    @property
    def address(self) -> str:
        return f"{reverse('curriculum:course', args=[self.get_parent().slug])}#{self.phase}"


class TaggedPage(CurriculumPage):
    """Abstract: a page with a code and the guidelines and principles it serves."""

    code = models.CharField(
        _("code"),
        max_length=8,
        validators=[RegexValidator(r"^[A-Z]\d+(\.\d+)?$", _("A code looks like B1 or B1.2."))],
    )
    guidelines = NumbersField(verbose_name=_("guidelines"), of=Guideline)
    principles = NumbersField(verbose_name=_("principles"), of=Principle)

    class Meta:
        abstract = True

    tags_panels = [FieldPanel("guidelines"), FieldPanel("principles")]


class TaughtPage(TaggedPage):
    """Abstract: a page that says what one can do after it."""

    objectives = models.TextField(
        _("objectives"), blank=True, help_text=_("One on each line, each beginning with a verb.")
    )

    class Meta:
        abstract = True


class WrittenPage(TaggedPage):
    """Abstract: a text of blocks, in each language a stream of its own, with its reading time."""

    body = StreamField(LessonBody(), verbose_name=_("text of the lesson"), blank=True)
    #: Honest reading time, kept by save() for each language; see ``reading_time``.
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0, editable=False)

    subpage_types: ClassVar[list[str]] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("body_en"),
        index.SearchField("body_lo"),
    ]

    class Meta:
        abstract = True

    def keep_minutes(self) -> None:
        """Let the reading time of each language follow its text."""
        for language in LANGUAGES:
            body = getattr(self, f"body_{language}")
            setattr(self, f"minutes_{language}", minutes_to_read(body, language))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the reading time true."""
        self.keep_minutes()
        super().save(*args, **kwargs)


class ModulePage(TaughtPage):
    """A module of one phase: what it is for, and its lessons."""

    intro = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    #: The completion rule, see ``rules.ModuleRule``. Empty: every lesson is to be read.
    lessons_needed = models.PositiveSmallIntegerField(
        _("number of lessons to be read"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty when every lesson is to be read, or only those ticked below."),
    )
    required_lessons = models.JSONField(
        _("lessons that must be read"),
        default=list,
        blank=True,
        help_text=_("They count towards the number above."),
    )

    base_form_class = ModuleForm
    parent_page_types = ["curriculum.PhasePage"]
    subpage_types = ["curriculum.LessonPage"]
    search_fields = [*Page.search_fields]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *CurriculumPage.content_panels,
                    FieldPanel("code"),
                    MultiFieldPanel(
                        [side_by_side("objectives"), side_by_side("intro")],
                        heading=_("What the module is for"),
                    ),
                ],
                heading=_("Content"),
            ),
            ObjectList(TaughtPage.tags_panels, heading=_("Guidelines and principles")),
            ObjectList(
                [FieldPanel("lessons_needed"), FieldPanel("required_lessons")],
                heading=_("Completion"),
            ),
            ObjectList(Page.promote_panels, heading=_("Promote")),
        ]
    )

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @property
    def address(self) -> str:
        course = self.get_ancestors().type(CoursePage).get()
        return reverse("curriculum:module", args=[course.slug, self.slug])


def _editing(*content: Panel) -> TabbedInterface:
    """The editor's screen of a written page: words, tags, place."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    *CurriculumPage.content_panels,
                    FieldPanel("code"),
                    *content,
                    MultiFieldPanel([side_by_side("body")], heading=_("Text of the lesson")),
                ],
                heading=_("Content"),
            ),
            ObjectList(TaggedPage.tags_panels, heading=_("Guidelines and principles")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
        ]
    )


_OBJECTIVES = MultiFieldPanel([side_by_side("objectives")], heading=_("Objectives"))


class LessonPage(WrittenPage, TaughtPage):
    """A lesson: objectives first, then its blocks."""

    parent_page_types = ["curriculum.ModulePage"]
    edit_handler = _editing(_OBJECTIVES)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def address(self) -> str:
        course = self.get_ancestors().type(CoursePage).get()
        return reverse("curriculum:lesson", args=[course.slug, self.get_parent().slug, self.slug])


class ScenarioPage(WrittenPage, TaughtPage):
    """A tabletop exercise of a phase: the setting, the injects in order, what to look for."""

    room_minutes = models.PositiveSmallIntegerField(
        _("minutes in the room"), help_text=_("How long the exercise takes.")
    )

    parent_page_types = ["curriculum.PhasePage"]
    edit_handler = _editing(FieldPanel("room_minutes"), _OBJECTIVES)

    class Meta:
        verbose_name = _("tabletop exercise")
        verbose_name_plural = _("tabletop exercises")

    @property
    def address(self) -> str:
        course = self.get_ancestors().type(CoursePage).get()
        return reverse("curriculum:scenario", args=[course.slug, self.slug])


class CardPage(WrittenPage):
    """A card to look something up: a legal instrument, or what is known of a country."""

    kind = models.CharField(_("kind"), max_length=10, choices=CardKind.choices)

    parent_page_types = ["curriculum.CoursePage"]
    edit_handler = _editing(FieldPanel("kind"))

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")

    @property
    def address(self) -> str:
        return reverse("curriculum:card", args=[self.get_parent().slug, self.slug])
