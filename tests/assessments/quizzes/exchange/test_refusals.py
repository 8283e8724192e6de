"""What is wrong with a file is said with its line and the reason; nothing hostile gets in."""

import io
import zipfile
from base64 import b64encode

import pytest
from django.utils import translation

from assessments.quizzes.exchange import files, gift_reading, mlang, moodle_xml_reading
from assessments.quizzes.freezing import safe_html
from tests.assessments.quizzes.exchange.making import png

QUESTION = """<question type="multichoice"><name><text>Q-1</text></name>
<questiontext format="html"><text><![CDATA[<p>{stem}</p>]]></text>{file}</questiontext>
<idnumber>{code}</idnumber><single>{single}</single>
<answer fraction="{one}"><text>A</text></answer>
<answer fraction="{two}"><text>B</text></answer>
<answer fraction="{three}"><text>C</text></answer></question>"""
DEFAULTS = {
    "stem": "Why?",
    "file": "",
    "code": "Q-1",
    "single": "true",
    "one": 100,
    "two": 0,
    "three": 0,
}


def xml(*questions, head='<?xml version="1.0" encoding="UTF-8"?>'):
    return f"{head}\n<quiz>\n{''.join(questions)}\n</quiz>".encode()


def question(**values):
    return QUESTION.format(**(DEFAULTS | values))


def read(data, name="bank.xml"):
    with translation.override("en"):
        return files.read([(name, data.encode() if isinstance(data, str) else data)])


def refused(data, **kwargs):
    """The line and the words of the one refusal."""
    found = read(data, **kwargs)
    refusals = [each for each in found.problems if each.refuses]
    assert len(refusals) == 1, found.problems
    assert found.bank.questions == []
    return refusals[0].line, refusals[0].text


def zipped(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_question_as_it_should_be():
    assert [each.code for each in read(xml(question())).bank.questions] == ["Q-1"]


BOMB = "<!DOCTYPE lolz [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>"
OUTSIDE = '<!DOCTYPE quiz [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (xml(question(stem="&c;"), head=f"<?xml version='1.0'?>\n{BOMB}"), 2, "DOCTYPE"),
        (xml(question(stem="&x;"), head=f"<?xml version='1.0'?>\n{OUTSIDE}"), 2, "DOCTYPE"),
        (xml(head='<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd">'), 1, "DOCTYPE"),
        (xml("<a>" * 40 + "</a>" * 40), 3, "nested"),
        (xml("<question>\n<a>\n</question>"), 5, "not the one that was opened last"),
        (xml("<question>&nbsp;</question>"), 3, "does not know this entity"),
        (xml("a < b"), 3, "XML does not allow"),
        (xml(question())[:-30], 8, "cut off"),
        (xml(question()) + b"<quiz/>", 9, "behind the end"),
        (b"<html><body>hello</body></html>", 1, "This is not Moodle XML"),
        (xml(head='<?xml version="1.0" encoding="ISO-8859-1"?>'), 1, "ISO-8859-1"),
        ("ຄຳຖາມ\n".encode("utf-16"), 1, "UTF-16"),
        ("::Q::\nvóila".encode("latin-1"), 2, "not UTF-8"),
        ("abc\nd".encode("utf-16-be"), 1, "UTF-16"),
        (b"a\nb\nc\x00d", 3, "no text"),
        (b"", 1, "empty"),
        (b"\xef\xbb\xbf \n", 1, "empty"),
        (b"<quiz></quiz>", 1, "no question"),
        (b"x" * (files.MAX_BYTES + 1), 1, "larger than 5 MB"),
        (b"PK\x03\x04 nonsense", 1, "ZIP is damaged"),
        (zipped(**{f"{n}.xml": b"<quiz/>" for n in range(11)}), 1, "unpacks to far more"),
        (zipped(**{"bomb.xml": b"\x20" * (files.MAX_BYTES * 3)}), 1, "unpacks to far more"),
        (zipped(**{"bomb.xml": b"\x20" * (files.MAX_BYTES + 9)}), 1, "larger than 5 MB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(data, line, words):
    found_line, text = refused(data)
    assert words in text
    assert found_line == line


def test_a_mark_of_windows_before_the_text_does_no_harm():
    assert read(b"\xef\xbb\xbf" + xml(question())).problems == []
    assert len(read("\ufeff// [id:Q-1]\r\nHow many? {#3}\r\n").bank.questions) == 1


@pytest.mark.parametrize("reader", [moodle_xml_reading, gift_reading])
def test_too_many_questions(reader, monkeypatch):
    monkeypatch.setattr(reader, "MAX_QUESTIONS", 2)
    many = [question(code=f"Q-{n}") for n in range(4)]
    plain = "\n\n".join(f"// [id:Q-{n}]\nHow many?{{#3}}" for n in range(4))
    line, text = refused(xml(*many) if reader is moodle_xml_reading else plain)
    assert "More than 2 questions" in text
    assert line > 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"one": 50, "two": 50}, "exactly one option"),
        ({"one": 100, "two": 100}, "exactly one option"),
        ({"one": 0}, "exactly one option"),
        ({"single": "false", "one": 50, "two": 20}, "70 percent"),
        ({"single": "false", "one": 75, "two": 25}, "worth the same"),
        ({"single": "false", "one": 0}, "0 percent"),
        ({"one": "NaN"}, "no fraction"),
        ({"one": "1e99999999999"}, "no fraction"),
        ({"code": ""}, None),
        ({"code": "what ever"}, "is no code"),
        ({"stem": "{mlang en}Why?"}, "not closed"),
        ({"stem": ""}, "no text"),
        ({"file": '<file name="a.png" encoding="base64">?!</file>'}, "not base64"),
    ],
)
def test_a_question_that_does_not_fit(values, words):
    found = read(xml(question(**values)))
    if words is None:
        assert [each.code for each in found.bank.questions] == ["Q-1"], "the name is a code"
        return
    refusals = [each for each in found.problems if each.refuses]
    assert words in refusals[0].text
    assert 3 <= refusals[0].line <= 8
    assert found.bank.questions == []


@pytest.mark.parametrize("kind", ["essay", "cloze", "shortanswer", "", "../../etc"])
def test_an_unknown_kind(kind):
    data = xml(f'<question type="{kind}"><idnumber>Q-1</idnumber></question>')
    assert "cannot be asked here" in refused(data)[1]


def test_a_code_that_is_there_twice_is_refused_both_times():
    found = read(xml(question(), question(code="Q-2"), question()))
    assert [each.line for each in found.problems] == [3, 13]
    assert [each.code for each in found.bank.questions] == ["Q-2"]


@pytest.mark.parametrize(
    "hostile",
    [
        "Why <script>alert(1)</script>",
        "Why <b onclick='alert(1)'>",
        "Why <a href='javascript:alert(1)'>x</a>",
        "Why <iframe src='//x'></iframe>",
        "Why <svg><script>alert(1)</script></svg>",
        "Why <style>p{}</style>",
    ],
)
def test_a_script_is_taken_out_and_said(hostile):
    found = read(xml(question(stem=hostile)))
    stem = found.bank.questions[0].stem["en"]
    assert not any(each in stem for each in ("alert", "<s", "<a", "<i", "on", "{}"))
    assert "Why" in stem
    assert any("script" in each.text for each in found.problems if each.line == 4)


@pytest.mark.parametrize(
    "hidden",
    [
        "<![CDATA[><script>alert(1)</script>]]>",
        "<?x ><img src=x onerror=alert(1)>?>",
        "<!DOCTYPE a><script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</script>",
        "<math><mi><script>alert(1)</script>",
        "&lt;script&gt;<script",
    ],
)
def test_nothing_that_runs_gets_through_the_whitelist(hidden):
    clean = safe_html(hidden)
    assert safe_html(clean) == clean
    assert "<script" not in clean
    assert "<img" not in clean
    assert "<![" not in clean


def test_what_questions_do_not_keep_is_said():
    found = read(xml(question(stem="<h3>Why</h3><div>a <em>b</em></div><table></table>")))
    assert found.bank.questions[0].stem["en"] == "<p>Why</p><p>a b</p>"
    assert any("h3, table" in each.text for each in found.problems)


def test_pictures_that_are_none_are_left_out():
    shown = '<img src="@@PLUGINFILE@@/a.png"/>'
    for data in (b"<svg onload='x'/>", b"\x89PNG nonsense", png()[:40]):
        file = f'<file name="a.png" encoding="base64">{b64encode(data).decode()}</file>'
        found = read(xml(question(stem=shown + "Why?", file=file)))
        assert found.bank.questions[0].picture is None
        assert any("left out" in each.text for each in found.problems)
    good = f'<file name="a.png" encoding="base64">{b64encode(png()).decode()}</file>'
    assert read(xml(question(stem=shown, file=good))).bank.questions == []
    kept = read(xml(question(stem=shown + "Why?", file=good))).bank.questions[0]
    assert kept.picture.data == png()
    assert kept.stem["en"] == "<p>Why?</p>"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("// [id:Q-1]\nWhy? {~a\n=b \\q\n}", 3, "“\\q” is no escape"),
        ("// [id:Q-1]\nWhy? {~a =b\\", 2, "is no escape"),
        ("// [id:Q-1]\nWhy? {~a =b", 2, "braces"),
        ("\n\n// [id:Q-1]\nWhy? ~a =b}", 4, "braces"),
        ("// [id:Q-1]\nWhy? {~a {=b}}", 2, "braces"),
        ("// [id:Q-1]\nWhy? {~%50 a\n~b}", 2, "percentage"),
        ("// [id:Q-1]\nWhy? {=a\n~%--50%b}", 3, "percentage"),
        ("// [id:Q-1] " + "[tag:" * 9999 + "\nWhy? {=a ~b}", 2, "longer than questions"),
        ("// [id:Q-1]\nWhy? {>\n" + "a\n" * 9999 + "}", 2, "longer than questions"),
        ("// [id:Q-1]\nWhy?\n{=a" + " ~b" * 99999 + "}", 3, "at most 50 answers"),
        ("// [id:Q-1]\nWhy? {\n=a -> b\n=c}", 4, "partner"),
        ("// [id:Q-1]\nWhy? {\nnothing ~a =b}", 2, "begins with"),
        ("// [id:Q-1]\nHow many? {#about three}", 2, "no number"),
        ("// [id:Q-1]\nHow many? {#1..x}", 2, "no number"),
        ("// [id:Q-1]\nHow many? {#3:0.0001}", 2, "three decimal places"),
        ("// [id:Q-1]\nHow many? {#1e99999999999}", 2, "no number"),
        ("// [id:Q-1]\nHow many? {#9e999999..9e999999}", 2, "no number"),
        ("// [id:Q-1]\nHow many? {#1e-99999999999}", 2, "three decimal places"),
        ("// [id:Q-1]\nWhy? {=because}", 2, "shortanswer"),
        ("// [id:Q-1]\nWhy? {}", 2, "essay"),
        ("// [id:Q-1] [tag:difficulty:awful]\nHow many? {#3}", 2, "difficulty:awful"),
        ("// [id:Q-1] [tag:guideline:16]\nHow many? {#3}", 2, "guideline:16"),
        ("// [id:Q-1] [tag:objective:two]\nHow many? {#3}", 2, "needs a number"),
        ("// [id:Q-1]\n// more: {\"says 1\": 3}\nHow many? {#3}", 2, "damaged"),
        ("// [id:Q-1]\n// more: " + "{" * 9999 + "\nHow many? {#3}", 2, "damaged"),
        ("How many? {#3}", 1, "no code"),
    ],
)  # fmt: skip
def test_gift_that_is_wrong(text, line, words):
    found_line, said = refused(text, name="bank.txt")
    assert words in said
    assert found_line == line


def test_gift_written_by_hand_is_understood():
    found = read(
        """// [id:Q-1] [tag:kind:several]
::Name::Which of them?{~%50%a#yes ~%50%b ~%-50%c####Because.}

// [id:Q-2]
A capital is {=Vientiane ~Paris} of Laos.

// [id:Q-3]
True?{T#no#yes}

// [id:Q-4]
[plain]Is 1 < 2 \\= right?{
=one -> 1
=two -> 2
}

// [id:Q-5]
How many?{#=1..3#fine}

// [id:Q-6]
Order them{>2 none
first
second
third
}
""",
        name="x.gift",
    )
    assert [each.text for each in found.problems if each.refuses] == []
    one, two, three, four, five, six = found.bank.questions
    assert [each.right for each in one.lines] == [True, True, False]
    assert one.lines[0].says["en"] == "yes"
    assert one.why["en"] == "<p>Because.</p>"
    assert two.stem["en"] == "<p>A capital is _____ of Laos.</p>"
    assert [each.says["en"] for each in three.lines] == ["yes", "no"]
    assert three.lines[0].right
    assert four.stem["en"] == "<p>Is 1 &lt; 2 = right?</p>"
    assert (five.number, five.tolerance) == ("2", "1")
    assert [each.text["en"] for each in six.lines] == ["first", "second", "third"]


def test_every_reason_is_said_in_lao():
    with translation.override("lo"):
        said = [
            each.text
            for data in (b"<html/>", xml(question(one=7)), b"", b"How {#a}", b"<quiz>\n&x;")
            for each in files.read([("x", data)]).problems
        ]
    assert len(said) >= 5
    assert all(any("\u0e80" < letter < "\u0eff" for letter in each) for each in said), said


def test_a_place_in_an_order_is_never_a_number_that_takes_for_ever():
    text = "// [id:Q-1] [tag:kind:ordering]\nWhy? {=a -> 1e9999999 =b -> 2 =c -> 1}"
    lines = read(text, name="x.txt").bank.questions[0].lines
    assert [each.text["en"] for each in lines] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("x" * 20_001, "longer than 20000"),
        ("<b>" * 900 + "x" + "</b>" * 900, "nested deeper"),
        ("<ul><li>" * 900 + "x", "nested deeper"),
        ("<div>" * 100 + "x", "nested deeper"),
        ("{mlang en}" * 400_000, "longer than 20000"),
        ("<img " * 400_000, "longer than 20000"),
        ("<img " + "a" * 2_000_000 + ">", "longer than 20000"),
        ("<" + " " * 2_000_000, "longer than 20000"),
        ("<on" * 600_000, "longer than 20000"),
    ],
)
def test_a_text_that_is_made_to_take_for_ever_is_refused(stem, words):
    """Each of these took minutes, or more depth than there is."""
    line, said = refused(xml(question(stem=stem)))
    assert words in said
    assert line == 4


def test_a_picture_does_not_make_a_text_too_long():
    data = b64encode(png() + b"\0" * 60_000).decode()
    found = read(xml(question(stem=f"Why? <img src='data:image/png;base64,{data}'/>")))
    assert found.bank.questions[0].stem["en"] == "<p>Why? </p>"
    assert found.bank.questions[0].picture is not None


def test_more_answers_than_a_question_can_have():
    many = "".join(f'<answer fraction="0"><text>o{n}</text></answer>\n' for n in range(60))
    line, said = refused(xml(question().replace("</question>", many + "</question>")))
    assert "at most 50 answers" in said
    assert line > 50


def test_what_is_nested_too_deep_keeps_its_words():
    assert safe_html("<b>" * 5000 + "words" + "</b>" * 5000) == "words"
    assert safe_html("<p>one<br>" * 20) == safe_html("<p>one<br/>" * 20)


def test_language_tags_are_read_in_one_pass():
    text = "{mlang en}a{mlang lo}b{mlang}c{mlang}d" + "{mlang lo}e{mlang}"
    assert mlang.pick(text, "en") == "a{mlang lo}bc{mlang}d"
    assert mlang.pick(text, "lo") == "c{mlang}de"
    assert mlang.is_broken(text)
    assert mlang.unknown_languages("{mlang fr , en}a{mlang}{mlang  de}b{mlang}") == ["de", "fr"]
    assert not mlang.is_tagged("{mlang en}" * 400_000)
