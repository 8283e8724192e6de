"""Questions as awkward as files can hold, for properties."""

import io
from decimal import Decimal

from hypothesis import strategies as st
from PIL import Image

from assessments.quizzes.enums import Difficulty, QuestionKind, QuestionUse
from assessments.quizzes.exchange import text
from assessments.quizzes.exchange.record import CaseRecord, Line, Picture, Record, no_words
from courses.curriculum.enums import Phase


def png(colour: str = "red") -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), colour).save(buffer, "PNG")
    return buffer.getvalue()


PICTURES = [png("red"), png("blue")]
#: What has broken such files before.
AWKWARD = [
    "{",
    "}",
    "~",
    "=",
    "#",
    ":",
    "\\",
    "\\n",
    "\\=",
    "->",
    " -> ",
    "####",
    "::",
    "//",
    "%50%",
    "[html]",
    "[plain]x",
    "]]>",
    "&amp;",
    "&lt;b&gt;",
    "&",
    "<",
    ">",
    '"',
    "'",
    "{mlang en}",
    "{mlang}",
    "{ mlang lo }",
    "{mlang other}",
    "{⁠mlang en}",
    "{MLANG",
    "\n",
    "\r\n",
    "\n\n",
    "  ",
    "\t",
    "🌊",
    "👩‍👩‍👧",
    "ຄຳຖາມ",
    "ນ້ຳ",
    "ຫຼື",
    "TRUE",
    "F",
    "$CATEGORY:",
    "[id:X-1]",
    "[tag:kind:case]",
    "// more: {",
    "@@PLUGINFILE@@/",
    "&&058;",
    "�",
    " ",
    "é",
    "﷐",
    "<!--",
    "-->",
    "<script>alert(1)</script>",
    "0",
    "1",
    "\x07",
]
HTML = [
    "<b>fat</b>",
    "<p>one</p><p>two</p>",
    "<ul><li>a</li><li>b</li></ul>",
    "<br/>",
    "<b>{</b>mlang en}",
]

pieces = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=6))
plains = st.lists(pieces, max_size=5).map("".join).map(text.plain)
lines = (
    st.lists(st.one_of(pieces, st.sampled_from(HTML[:1] + HTML[3:])), max_size=5)
    .map("".join)
    .map(text.line)
)
blocks = st.lists(st.one_of(pieces, st.sampled_from(HTML)), max_size=6).map("".join).map(text.block)


def _words(texts):
    both = st.fixed_dictionaries({"en": texts, "lo": texts})
    return st.one_of(both, texts.map(lambda same: {"en": same, "lo": same}))


def _full(texts, spare):
    return _words(texts.map(lambda found: found or spare))


pictures = st.one_of(
    st.none(), st.builds(Picture, data=st.sampled_from(PICTURES), alt=_words(plains))
)
codes = st.from_regex(r"[A-Z]{1,2}-[0-9]{1,3}", fullmatch=True)
numbers = st.decimals(min_value=-99999, max_value=99999, places=3).map(
    lambda found: format(found.normalize(), "f") if found else "0"
)
sources = st.lists(pieces, max_size=4).map("".join).map(text.plain)


@st.composite
def records(draw, code: str = "", case: str = "") -> Record:
    """A question of any kind that could be asked."""
    kind = draw(st.sampled_from(list(QuestionKind)))
    count = draw(st.integers(min_value=3, max_value=5))
    options: tuple[Line, ...] = ()
    if kind in (QuestionKind.SINGLE, QuestionKind.SEVERAL):
        right = {draw(st.integers(0, count - 1))}
        if kind is QuestionKind.SEVERAL:
            right |= set(draw(st.lists(st.integers(0, count - 2), max_size=3)))
        options = tuple(
            Line(draw(_full(lines, "x")), n in right, draw(_words(lines)), picture=draw(pictures))
            for n in range(count)
        )
    elif kind is QuestionKind.TRUE_FALSE:
        usual = draw(st.booleans())
        words = (
            [{"en": "True", "lo": "ຖືກ"}, {"en": "False", "lo": "ຜິດ"}]
            if usual
            else [draw(_full(lines, "x")) for _ in range(2)]
        )
        right_one = draw(st.booleans())
        options = tuple(
            Line(
                words[n],
                right_one is (n == 0),
                draw(_words(lines)),
                picture=None if usual else draw(pictures),
            )
            for n in range(2)
        )
    elif kind is QuestionKind.ORDERING:
        options = tuple(
            Line(draw(_full(lines, "x")), says=draw(_words(lines)), picture=draw(pictures))
            for _ in range(count)
        )
    elif kind is QuestionKind.MATCHING:
        options = tuple(
            Line(
                draw(_full(lines, "x")) if n < 2 else no_words(),
                says=draw(_words(lines)),
                match=draw(_full(plains, "y")),
                picture=draw(pictures) if n < 2 else None,
            )
            for n in range(count)
        )
    is_number = kind is QuestionKind.NUMERIC
    return Record(
        code=code or draw(codes),
        kind=kind,
        stem=draw(_full(blocks, "<p>x</p>")),
        lines=options,
        why=draw(_words(blocks)),
        picture=draw(pictures),
        number=draw(numbers) if is_number else "",
        tolerance=draw(numbers.map(lambda n: format(abs(Decimal(n)), "f"))) if is_number else "0",
        unit=draw(_words(plains)) if is_number else no_words(),
        figure=draw(st.sampled_from(["", "alert-ladder"])),
        use=draw(st.sampled_from(QuestionUse.values)),
        difficulty=draw(st.sampled_from(Difficulty.values)),
        module=draw(st.sampled_from(["", "B1", "D4"])),
        phase=draw(st.sampled_from(Phase.values)),
        objective=draw(st.one_of(st.none(), st.integers(1, 9))),
        guidelines=tuple(sorted(draw(st.sets(st.integers(1, 15), max_size=3)))),
        principles=tuple(sorted(draw(st.sets(st.integers(1, 10), max_size=3)))),
        ask_sure=draw(st.booleans()),
        twin=draw(st.sampled_from(["", "Z-999"])),
        source=draw(sources),
        case=case,
        place=draw(st.integers(1, 3)) if case else 0,
        is_live=draw(st.booleans()),
        lao_review=draw(st.sampled_from(["draft", "reviewed"])),
    )


@st.composite
def cases(draw, code: str = "K-1") -> CaseRecord:
    """A case."""
    return CaseRecord(
        code=code, title=draw(_full(plains, "x")), story=draw(_full(blocks, "<p>x</p>"))
    )
