"""Content files: what may stand in them, and errors that name the file and the line."""

from pathlib import Path

import pytest

from core import content

FRONT = "---\ncode: B1.1\ntitle: Floods\nobjectives:\n  - One\n---\n\n"


@pytest.fixture
def write(tmp_path):
    """Write a content file and give its path."""

    def writer(text: str, name: str = "lesson.en.md") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writer


def test_a_file_is_front_matter_and_body(write):
    document = content.read(write(FRONT + "Words.\n"))
    assert document.meta == {"code": "B1.1", "title": "Floods", "objectives": ["One"]}
    assert document.language == "en"
    assert document.need("title", str) == "Floods"


def test_segments_are_cut_at_headings_and_blocks(write):
    text = "Intro.\n\n## One\n\nText.\n\n::: key\nKeep calm.\n:::\n\n## Two\n\nEnd.\n"
    found = content.segments(content.read(write(FRONT + text)))
    assert [(s.kind, s.text.strip().splitlines()[0]) for s in found] == [
        ("text", "Intro."),
        ("text", "## One"),
        ("key", "Keep calm."),
        ("text", "## Two"),
    ]
    assert found[2].line == 15


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("no front matter", 1, "front matter"),
        ("---\ncode: [B1\n---\n", 2, "front matter"),
        ("---\ncode: B1\n", 1, "closing"),
        (FRONT + "::: key\nNever closed.\n", 8, "not closed"),
        (FRONT + "Text.\n\n:::\n", 10, "not opened"),
    ],
)
def test_a_broken_file_is_named_with_its_line(write, text, line, part):
    path = write(text)
    with pytest.raises(content.ContentError) as caught:
        content.segments(content.read(path))
    assert (caught.value.path, caught.value.line) == (path, line)
    assert part in str(caught.value)


def test_markdown_becomes_what_a_rich_text_field_stores():
    markdown = (
        "## Head\n\nOne **two** & [three](https://example.org/?a=1&b=2).\n\n- a\n- b\n\n1. c\n"
    )
    assert content.rich_text(markdown, path=Path("x")) == (
        "<h2>Head</h2><p>One <b>two</b> &amp; "
        '<a href="https://example.org/?a=1&amp;b=2">three</a>.</p>'
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"
    )


@pytest.mark.parametrize(
    "markdown",
    [
        "<div>raw</div>",
        "a <b>raw</b>",
        "# One",
        "```\ncode\n```",
        "![p](x.png)",
        "[x](page.html)",
    ],
)
def test_what_a_text_may_not_hold_is_refused_with_its_line(markdown):
    with pytest.raises(content.ContentError) as caught:
        content.rich_text("Before.\n\n" + markdown, path=Path("x.md"), line=10)
    assert caught.value.line == 12


def test_a_table_row_with_a_missing_cell_is_named(write):
    text = FRONT + "::: table Cap\n| A | B |\n|---|---|\n| 1 |\n:::\n"
    path = write(text)
    with pytest.raises(content.ContentError, match="1 cells") as caught:
        content.rows(content.segments(content.read(path))[0], path)
    assert caught.value.line == 11


def test_shapes_differ_when_a_step_is_missing(write):
    block = "::: steps Title\n1. **A.** b\n2. **C.** d\n:::\n"
    english = content.read(write(FRONT + block))
    lao = content.read(
        write(FRONT.replace("title", "review: draft\ntitle") + block[:28] + ":::\n", "l.lo.md")
    )
    assert content.shape(english) == content.shape(content.read(write(FRONT + block, "2.en.md")))
    assert content.shape(english) != content.shape(lao)


def test_a_file_without_its_twin_is_named(write, tmp_path):
    write(FRONT)
    with pytest.raises(content.ContentError, match=r"lesson\.lo\.md is missing"):
        list(content.twins(tmp_path))


def test_a_fingerprint_ignores_what_the_editor_adds():
    loaded = [{"type": "text", "value": "<p>Words</p>"}]
    saved = [{"type": "text", "value": '<p data-block-key="a1b2c">Words</p>', "id": "x"}]
    changed = [{"type": "text", "value": "<p>Other words</p>"}]
    assert content.fingerprint(loaded) == content.fingerprint(saved)
    assert content.fingerprint(loaded) != content.fingerprint(changed)
