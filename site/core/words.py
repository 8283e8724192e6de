"""The words of a record in one language, whatever language the reader has now."""

from typing import Any

LANGUAGES = ("lo", "en")


def words(record: Any, field: str, language: str) -> str:
    """The words of a translated field, else those of the other language, else nothing.

    For papers that print both languages side by side: ``words(workshop, "title", "lo")``.
    """
    for code in (language, *LANGUAGES):
        text = getattr(record, f"{field}_{code}", "")
        if text:
            return str(text)
    return ""
