"""What a lesson is made of. Each language of a lesson has a stream of its own, of the same blocks.

Every block renders by itself on the server (``site/templates/curriculum/blocks``), needs no
JavaScript to be read and prints well.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.curriculum.figures import figure_choices

TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]
LINE_FEATURES = ["bold", "link"]


class StepBlock(blocks.StructBlock):
    """One step of a procedure."""

    name = blocks.CharBlock(label=_("Name of the step"), max_length=200)
    text = blocks.TextBlock(label=_("What to do"), required=False, rows=2)


class StepsBlock(blocks.StructBlock):
    """A procedure in numbered steps."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "curriculum/blocks/steps.html"


class ChecklistBlock(blocks.StructBlock):
    """A list to take along: each item can be ticked on screen and on paper."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("Item"), max_length=400), label=_("Items"), min_num=1
    )

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        template = "curriculum/blocks/checklist.html"


class CaseBlock(blocks.StructBlock):
    """An invented case with a question to think about and what a good answer holds."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    story = blocks.RichTextBlock(label=_("What happened"), features=LINE_FEATURES)
    question = blocks.TextBlock(label=_("A question to think about"), rows=2)
    answer = blocks.RichTextBlock(
        label=_("What to look for in a good answer"), features=LINE_FEATURES
    )

    class Meta:
        icon = "help"
        label = _("Case")
        template = "curriculum/blocks/case.html"


class AnswerBlock(blocks.StructBlock):
    """One option of a self-check, with what a reader learns from choosing it."""

    text = blocks.CharBlock(label=_("Option"), max_length=300)
    right = blocks.BooleanBlock(label=_("This is a right answer"), required=False)
    feedback = blocks.CharBlock(label=_("Feedback"), max_length=400)


class SelfCheckBlock(blocks.StructBlock):
    """A question to oneself inside a lesson: feedback at each option, no grade, nothing is kept."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    answers = blocks.ListBlock(AnswerBlock(), label=_("Options"), min_num=2, max_num=6)

    def clean(self, value: Any) -> Any:
        """At least one option is right and one is not."""
        cleaned = super().clean(value)
        if len({bool(answer["right"]) for answer in cleaned["answers"]}) < 2:
            raise blocks.StructBlockValidationError(
                non_block_errors=[_("Give at least one right and one wrong option.")]
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Tell the template whether several options are right."""
        context = super().get_context(value, parent_context=parent_context)
        context["several"] = sum(bool(answer["right"]) for answer in value["answers"]) > 1
        return context

    class Meta:
        icon = "circle-check"
        label = _("Self-check")
        template = "curriculum/blocks/check.html"


class InjectBlock(blocks.StructBlock):
    """A turn of events in a tabletop exercise, and what to look for in the answer of a group."""

    time = blocks.CharBlock(
        label=_("Time"), max_length=40, help_text=_("As it is called out: +15 min")
    )
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    story = blocks.RichTextBlock(label=_("What happens"), features=LINE_FEATURES)
    look_for = blocks.RichTextBlock(label=_("What to look for"), features=LINE_FEATURES)

    class Meta:
        icon = "history"
        label = _("Inject")
        template = "curriculum/blocks/inject.html"


class FigureBlock(blocks.StructBlock):
    """A drawn figure of ours; its words are in both languages (``figures``)."""

    name = blocks.ChoiceBlock(label=_("Figure"), choices=figure_choices)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        icon = "draft"
        label = _("Figure")
        template = "curriculum/blocks/figure.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its words in the language of the text it stands in."""

    image = ImageChooserBlock(label=_("Picture"))
    alternative_text = blocks.CharBlock(
        label=_("Alternative text"),
        max_length=300,
        help_text=_("What the picture shows, in the language of this text."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "curriculum/blocks/picture.html"


class DownloadBlock(blocks.StructBlock):
    """A file to take along."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=300)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "curriculum/blocks/download.html"


class VideoBlock(blocks.StructBlock):
    """A video as a file of ours, or a card with a link: nothing of another host is embedded."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    file = DocumentChooserBlock(label=_("Video file"), required=False)
    link = blocks.URLBlock(
        label=_("Link"), required=False, help_text=_("Shown as a link; nothing is embedded.")
    )
    minutes = blocks.IntegerBlock(label=_("Length in minutes"), min_value=1, max_value=120)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=TEXT_FEATURES,
        help_text=_("All that is said and shown, for people who cannot watch it."),
    )

    def clean(self, value: Any) -> Any:
        """A video is a file or a link."""
        cleaned = super().clean(value)
        if not cleaned.get("file") and not cleaned.get("link"):
            error = ValidationError(_("Choose a file or give a link."))
            raise blocks.StructBlockValidationError(block_errors={"link": error})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video")
        template = "curriculum/blocks/video.html"


class TextTableBlock(TypedTableBlock):
    """A table of plain texts; the first cell of a row names the row."""

    text = blocks.TextBlock(label=_("Text"), required=False, rows=2)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Give each cell the heading of its column, for readers of narrow screens."""
        context = super().get_context(value, parent_context=parent_context)
        headings = [column["heading"] for column in value.columns]
        context["rows"] = [
            list(zip((cell.value for cell in row), headings, strict=False)) for row in value.rows
        ]
        return context

    class Meta:
        icon = "table"
        label = _("Table")
        template = "curriculum/blocks/table.html"


class LessonBody(blocks.StreamBlock):
    """The stream of a lesson."""

    text = blocks.RichTextBlock(
        label=_("Text"),
        icon="pilcrow",
        features=TEXT_FEATURES,
        template="curriculum/blocks/text.html",
    )
    key = blocks.TextBlock(
        label=_("Key message"), icon="pick", rows=2, template="curriculum/blocks/key.html"
    )
    steps = StepsBlock()
    checklist = ChecklistBlock()
    case = CaseBlock()
    check = SelfCheckBlock()
    inject = InjectBlock()
    figure = FigureBlock()
    table = TextTableBlock()
    picture = PictureBlock()
    download = DownloadBlock()
    video = VideoBlock()
    source = blocks.ListBlock(
        blocks.TextBlock(label=_("Source"), rows=2),
        label=_("Sources"),
        icon="openquote",
        template="curriculum/blocks/source.html",
    )
