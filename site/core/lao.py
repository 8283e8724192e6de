"""Lao text (placeholder of the engine: see the tests for what it must do)."""

import unicodedata


def normalise(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def sort_key(text: str) -> str:
    return text.encode().hex()[:800]


def break_lines(text: str) -> str:
    return text


def words(text: str) -> list[str]:
    return text.split()
