"""The fonts of screen and paper: ours, free, light, and whole where Lao needs them."""

import re
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

FOLDER = Path(settings.ROOT) / "static" / "fonts"
FONTS = sorted(path.name for path in FOLDER.glob("*.woff2"))
#: Letters of old Pali spelling and of Khmu, which Lao texts do not use.
RARE = set("\u0e86\u0e89\u0e8c\u0e8e\u0e8f\u0e90\u0e91\u0e92\u0e93\u0e98\u0ea0\u0ea8\u0ea9\u0eac"
           "\u0eba\u0ece\u0ede\u0edf")  # fmt: skip
LAO = {chr(c) for c in range(0x0E80, 0x0EE0) if unicodedata.name(chr(c), "")} - RARE


def letters(name: str) -> set[str]:
    return {chr(code) for code in TTFont(FOLDER / name).getBestCmap()}


@pytest.mark.parametrize("name", [font for font in FONTS if "-lao-" in font])
def test_lao_fonts_have_every_letter_of_today(name):
    assert letters(name) >= LAO


@pytest.mark.parametrize(
    "name", [font for font in FONTS if "-latin-" in font and "ext" not in font]
)
def test_latin_fonts_have_the_signs_of_both_languages(name):
    assert letters(name) >= set("ABCxyz0123456789éÉ “”’–-,.%()/:;•…\u200b")


@pytest.mark.parametrize("name", FONTS)
def test_every_font_is_light_and_has_its_licence_beside_it(name):
    limit = 60_000 if "-ext-" in name else 16_000
    assert (FOLDER / name).stat().st_size < limit
    families = [p.name.removesuffix("-OFL.txt") for p in FOLDER.glob("*-OFL.txt")]
    family = max((f for f in families if name.startswith(f)), key=len)
    licence = (FOLDER / f"{family}-OFL.txt").read_text()
    assert "SIL Open Font License, Version 1.1" in re.sub(r"\s+", " ", licence)


def test_stylesheets_ask_for_fonts_that_are_there():
    asked = {
        name
        for path in (Path(settings.ROOT) / "static" / "css").glob("*.css")
        for name in re.findall(r"fonts/([\w.-]+)", path.read_text("utf-8"))
    }
    assert asked == set(FONTS)
