"""The catalogues: found in Python and templates, complete, well written, and kept by one command."""

import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core import catalogues
from core.extraction import extract, messages_of, third_party

EMPTY = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {}\\n"\n'


def found_in(source: str, name: str) -> list[tuple[str, str, str]]:
    return [(m.context, m.msgid, m.plural) for m in messages_of(source, name)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("Save")', [("", "Save", "")]),
        ('gettext_lazy("Save") + gettext("Open")', [("", "Save", ""), ("", "Open", "")]),
        ('_("One " "sentence")', [("", "One sentence", "")]),
        ('pgettext_lazy("button", "Open")', [("button", "Open", "")]),
        ('ngettext("%(n)s day", "%(n)s days", n)', [("", "%(n)s day", "%(n)s days")]),
        ('ngettext_lazy("a day", "days", "n")', [("", "a day", "days")]),
        ('npgettext("x", "a day", "days", n)', [("x", "a day", "days")]),
        ('gettext_noop("Later")', [("", "Later", "")]),
        ('_(variable); print("No")', []),
    ],
)
def test_strings_of_python_are_found(source, expected):
    assert found_in(source, "app/views.py") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>{% translate "Save it" %}</p>', [("", "Save it", "")]),
        ("{% translate 'Open' context 'button' as word %}", [("button", "Open", "")]),
        ('{% include "x.html" with title=_("My title") %}', [("", "My title", "")]),
        ('{{ value|default:_("none") }}', [("", "none", "")]),
        (
            "{% blocktranslate trimmed with n=x %}\n  You have\n   {{ n }}.\n{% endblocktranslate %}",
            [("", "You have %(n)s.", "")],
        ),
        (
            "  {% blocktranslate trimmed count n=x %}\n One day\n{% plural %}\n {{ n }} days\n"
            " {% endblocktranslate %}\n {% if a %}it's (\n{% endif %}",
            [("", "One day", "%(n)s days")],
        ),
        (
            '{% blocktranslate context "x" %}Say "no"{% endblocktranslate %}',
            [("x", 'Say "no"', "")],
        ),
        ("{# {% translate 'Gone' %} #} don't {{ [", []),
    ],
)
def test_strings_of_templates_are_found(source, expected):
    assert found_in(source, "templates/page.html") == expected


@pytest.fixture
def tree(tmp_path) -> Path:
    """A small project with one string of its own and the catalogues of both languages."""
    (tmp_path / "site" / "app").mkdir(parents=True)
    (tmp_path / "site" / "app" / "views.py").write_text('_("Save %(name)s")\n')
    for language in ("lo", "en"):
        folder = tmp_path / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(EMPTY.format(language))
    shutil.copy(settings.ROOT / "locale" / "avoid.csv", tmp_path / "locale" / "avoid.csv")
    return tmp_path


def translate(tree: Path, words: str, **values) -> None:
    path = catalogues.path_of(tree, "lo")
    po = polib.pofile(str(path))
    po[0].msgstr = words
    po[0].flags = values.get("flags", [])
    po.save(str(path))


def test_update_brings_new_strings_and_takes_away_old_ones(tree):
    assert catalogues.update(tree) == {"lo": (1, 0), "en": (1, 0)}
    english = polib.pofile(str(catalogues.path_of(tree, "en")))
    assert [(e.msgid, e.msgstr) for e in english] == [("Save %(name)s", "Save %(name)s")]
    assert english[0].occurrences == [("site/app/views.py", "")]
    translate(tree, "ບັນທຶກ %(name)s")
    (tree / "site" / "app" / "page.html").write_text(
        "{% blocktranslate count n=x %}a day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    assert catalogues.update(tree) == {"lo": (1, 0), "en": (1, 0)}
    lao = polib.pofile(str(catalogues.path_of(tree, "lo")))
    assert [(e.msgid, e.msgstr) for e in lao] == [
        ("a day", ""),
        ("Save %(name)s", "ບັນທຶກ %(name)s"),
    ]
    assert lao[0].msgstr_plural == {0: ""}
    (tree / "site" / "app" / "views.py").unlink()
    assert catalogues.update(tree) == {"lo": (0, 1), "en": (0, 1)}


def test_update_twice_changes_nothing(tree):
    catalogues.update(tree)
    before = catalogues.path_of(tree, "lo").read_text()
    catalogues.update(tree)
    assert catalogues.path_of(tree, "lo").read_text() == before


def test_update_keeps_the_strings_of_other_packages(tree):
    (tree / "locale" / "third_party.pot").write_text(
        EMPTY.format("lo") + '\n#. django\nmsgid "This field is required."\nmsgstr ""\n'
    )
    catalogues.update(tree)
    kept = polib.pofile(str(catalogues.path_of(tree, "lo"))).find("This field is required.")
    assert kept.occurrences == [("django", "")]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", "empty"),
        ("ບັນທຶກ", "placeholders"),
        ("ບັນທຶກ %(nama)s", "placeholders"),
        ("ບັນທຶກ %(name)s 100%", "cannot be formatted"),
        ("ບັນທຶກ %(name)s โปรด", "Thai letters"),
        ("ເອກະສານແນບ %(name)s", "write ເອກະສານຄັດຕິດ"),
        ("ສໍາເລັດ %(name)s", "encoding"),
        ("ບັນທຶກ\u200b %(name)s", "encoding"),
        ("ຫລາຍ %(name)s", "old spelling"),
        ("Please save %(name)s", "not in Lao"),
        ("ບັນທຶກ %(name)s\n", "line break"),
    ],
)
def test_check_finds_what_is_wrong_with_a_translation(tree, words, problem):
    catalogues.update(tree)
    translate(tree, words)
    (found,) = catalogues.check(tree)[:1]
    assert problem in found
    translate(tree, "ບັນທຶກ %(name)s")
    assert catalogues.check(tree) == []


def test_names_of_formats_may_stay_as_they_are(tree):
    entry = polib.POEntry(msgid="Excel (XLSX)", msgstr="Excel (XLSX)")
    assert list(catalogues.text_problems(tree, "lo", entry, "Excel (XLSX)")) == []


def test_check_finds_missing_fuzzy_unused_and_untrimmed_strings(tree):
    catalogues.update(tree)
    translate(tree, "ບັນທຶກ %(name)s", flags=["fuzzy"])
    assert any("fuzzy" in line for line in catalogues.check(tree))
    (tree / "site" / "app" / "views.py").write_text('_("Open")')
    (tree / "site" / "page.html").write_text(
        "{% blocktranslate %}\n  Save\n{% endblocktranslate %}"
    )
    (tree / "static" / "js").mkdir(parents=True)
    (tree / "static" / "js" / "a.js").write_text("gettext('x')")
    problems = "\n".join(catalogues.check(tree))
    for expected in ("missing: 'Open'", "no longer used", "without trimmed", "gettext in a script"):
        assert expected in problems


def test_the_command_ends_with_an_error_when_something_is_wrong(tree, settings, capsys):
    settings.ROOT = tree
    with pytest.raises(CommandError, match="1 problem"):
        call_command("catalogues", "check")
    assert "missing: 'Save %(name)s' (site/app/views.py)" in capsys.readouterr().out
    call_command("catalogues", "update")
    translate(tree, "ບັນທຶກ %(name)s")
    call_command("catalogues", "check")
    settings.LOCALE_PATHS = [tree / "locale"]
    call_command("catalogues", "compile")
    assert catalogues.path_of(tree, "lo").with_suffix(".mo").exists()


def test_both_catalogues_are_complete_and_well_written():
    assert catalogues.check(settings.ROOT) == []


def test_content_in_lao_is_well_written():
    files = sorted(settings.ROOT.glob("*/**/content/**/*.lo.md"))
    assert files
    problems = [
        f"{path.name}: {problem}"
        for path in files
        for problem in catalogues.lao_problems(settings.ROOT, path.read_text("utf-8"))
    ]
    assert problems == []


def test_listed_strings_of_other_packages_still_exist_there():
    """What a package no longer says need not be translated; a new wording must be."""
    import allauth
    import django
    import wagtail

    sources = {"django": django, "allauth": allauth, "wagtail": wagtail}
    known: dict[str, set[tuple[str, str]]] = {}
    for name, package in sources.items():
        folder = Path(package.__file__).parent
        known[name] = {
            (entry.msgctxt or "", entry.msgid)
            for path in folder.rglob("locale/en/LC_MESSAGES/django.po")
            for entry in polib.pofile(str(path))
        }
    listed = list(third_party(settings.ROOT))
    assert listed
    assert [m.msgid for m in listed if m.key not in known[next(iter(m.files))]] == []


def test_every_string_of_the_source_is_found_once():
    messages = extract(settings.ROOT)
    assert ("", "Lao") in messages
    assert not [key for key in messages if not key[1].strip()]
