"""The box above the words of a page: how far each language can be trusted, and what to look at."""

from typing import Any

from wagtail.admin.panels import Panel


def languages_context(page: Any) -> dict[str, Any]:
    """What the box says of the words that ``page`` holds."""
    from courses.curriculum.proofreading import remarks_on
    from courses.curriculum.selectors.glossary import glossary
    from courses.curriculum.selectors.review import text_of

    text = text_of(page)
    remarks = remarks_on(text.parts, glossary("en", ""), glossary("lo", ""))
    return {
        "page": page,
        "text": text,
        "states": [text.en, text.lo],
        "remarks": [remark for remark in remarks if remark.kind != "term"],
        "terms": [remark for remark in remarks if remark.kind == "term"],
    }


class LanguagesPanel(Panel):
    """Both languages of a page that exists already. Kept up to date by ``cms-languages.js``."""

    class BoundPanel(Panel.BoundPanel):
        """The box of one page."""

        template_name = "curriculum/cms/languages_panel.html"

        def is_shown(self) -> bool:
            """A new page has nothing to be said about yet."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The state as it was saved last, or as it was just posted."""
            context = super().get_context_data(parent_context) or {}
            newer = getattr(self.form, "newer", None)
            return context | languages_context(self.instance) | {"newer": newer}
