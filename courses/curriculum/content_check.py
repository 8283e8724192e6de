"""What a careful reader would find wrong in the content files, found by machine before they read.

The loader refuses what cannot become a page: a missing twin, another shape, a head that lacks a
key. Here stands what can be loaded and is wrong all the same. Plain rules that a writer can follow;
a finding names the file and says what to do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from core import catalogues, content, lao
from core.content import ContentError, Document
from courses.curriculum import markup
from courses.curriculum.blocks import LessonBody
from courses.curriculum.enums import Guideline, Principle
from courses.curriculum.files import CONTENT, CourseFile, FilesError, PageFile, read_curriculum
from courses.curriculum.reading_time import minutes_to_read
from courses.curriculum.services.glossary import read_glossary

#: The whole course, in minutes of honest reading: about six hours.
COURSE_MINUTES = range(5 * 60 + 15, 7 * 60 + 1)
#: The one number that may be published: counselling and protection of the Lao Women's Union.
CONFIRMED_NUMBERS = {"1362"}
#: Kinds of blocks whose people and numbers are invented, so that they have no source.
INVENTED = {"case", "check", "inject", "source"}

_PEOPLE = (
    "people|persons|nationals|workers|migrants|returnees|women|children|victims|officials|citizens"
)
_FIGURE = re.compile(
    rf"(?<![\w.])\d[\d,.]*(?:\s*%| per ?cent\b| million\b| (?:[A-Za-z]+ )?(?:{_PEOPLE})\b)",
    re.IGNORECASE,
)
#: What a source says when it is nobody else's, or when its year cannot be known.
_OWN = re.compile(r"this course|our own|invented|working values|year not shown", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER_TO_CALL = re.compile(
    r"(?:\bhotline|\bcall|\bdial|\bphone|\btel:|\bnumber|ສາຍດ່ວນ|ໂທຫາ|ໂທ|ເບີ)[^\d\n.;|]{0,25}(?<!\d)(\d{3,5})(?![\d:,.]*\d|\s*%|\s?[A-Za-zກ-ໝ])",
    re.IGNORECASE,
)
_ILLEGAL = re.compile(
    r"\billegals\b|\billegal(?:ly)? (?:im)?migra|\billegal (?:worker|people|person|national|alien)",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile("[A-Za-z]{2,}")
#: Words without Lao that are no longer a name or a key of the head.
_SENTENCE = 3
_COUNTS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight"), start=1
    )
}
_LESSONS = re.compile(rf"\b(\d+|{'|'.join(_COUNTS)}) lessons\b", re.IGNORECASE)
_LESSONS_LAO = re.compile(r"(\d+) ບົດຮຽນ")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: in which file (below the folder), and what to do about it."""

    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


def check_content(root: Path, folder: Path = CONTENT) -> list[Finding]:
    """Everything that is wrong with the content in ``folder``; an empty list is good.

    ``root`` is where the list of words to avoid lives (``core.catalogues``).
    """
    try:
        course = read_curriculum(folder)
    except FilesError as error:
        return [Finding(_name(each.path, folder), each.message) for each in error.errors]
    found = []
    for path in sorted(folder.rglob("*.??.md")):
        document = content.read_document(path)
        for check in (_letters, _left_in_english, _words, _numbers_to_call, _figures_have_sources):
            found += [Finding(_name(path, folder), each) for each in check(root, document)]
    found += _words_in_yaml(root, folder)
    found += _terms(folder)
    for whole in (_tags, _parts, _lesson_counts, _time):
        found += whole(course, folder)
    return found


def minutes_of(page: PageFile, language: str) -> int:
    """Honest reading time of a text that is not a page yet."""
    body = LessonBody().to_python(page.values[f"body_{language}"])
    return minutes_to_read(body, language)


def _name(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _letters(root: Path, document: Document) -> Iterator[str]:
    """Thai letters, wrong encoding, old spelling and Thai-isms in Lao; Lao-less Lao files."""
    text = document.path.read_text(encoding="utf-8")
    if document.language == "lo":
        yield from catalogues.lao_problems(root, text)
    elif thai := re.findall("[\u0e01-\u0e5b]", text):
        yield f"Thai letters {''.join(dict.fromkeys(thai))}"


def _left_in_english(root: Path, document: Document) -> Iterator[str]:
    """Lines of a Lao file with several words and not one Lao letter."""
    if document.language != "lo":
        return
    for line in document.path.read_text(encoding="utf-8").splitlines():
        is_words = not line.startswith(":::") and len(_LATIN_WORD.findall(line)) >= _SENTENCE
        if is_words and not lao.has_lao(line):
            yield f"“{line.strip()[:60]}” is not translated"


def _words(root: Path, document: Document) -> Iterator[str]:
    """Nobody is illegal."""
    for match in _ILLEGAL.finditer(_all_of(document)):
        yield f"“{match[0]}”: never say illegal of people; say irregular, or without papers"


def _numbers_to_call(root: Path, document: Document) -> Iterator[str]:
    """No number to call that is not confirmed."""
    for match in _NUMBER_TO_CALL.finditer(_all_of(document)):
        if match[1] not in CONFIRMED_NUMBERS and not _YEAR.fullmatch(match[1]):
            yield f"“{match[0].strip()}”: only confirmed numbers are published"


def _figures_have_sources(root: Path, document: Document) -> Iterator[str]:
    """A number of people or a share in percent needs a source, and a source a year."""
    if document.language != "en" or "phase" in document.head:
        return
    segments = markup.segments(document)
    sources = [segment for segment in segments if segment.kind == "source"]
    for segment in segments:
        if segment.kind not in INVENTED and not sources:
            for match in _FIGURE.finditer(segment.text):
                yield f"“{match[0]}” has no source: add a ::: source block with the year"
    for line in (line for segment in sources for line in segment.text.splitlines()):
        if line.strip() and not _YEAR.search(line) and not _OWN.search(line):
            yield f"the source “{line.strip()[:60]}” has no year; say “year not shown” if so"


def _all_of(document: Document) -> str:
    """Head and body as one text, without the paths of links."""
    head = yaml.safe_dump(document.head, allow_unicode=True, width=10_000)
    return f"{head}\n{document.body}"


def _words_in_yaml(root: Path, folder: Path) -> Iterator[Finding]:
    """The Lao of the glossary, of the figures and of go.yaml is looked at as that of the lessons."""
    names = ("glossary.yaml", "go.yaml", "figures/*.yaml")
    for path in sorted({path for name in names for path in folder.glob(name)}):
        for problem in catalogues.lao_problems(root, path.read_text(encoding="utf-8")):
            yield Finding(_name(path, folder), problem)


def _terms(folder: Path) -> Iterator[Finding]:
    """Where the English text uses a term of the glossary, the Lao one uses its Lao term.

    Once is enough, in any of the forms the glossary lists, as a noun or as the verb it is made
    from: whether each use is right only a reader can say. The longest English term counts, so that
    a migrant worker is no migrant. Titles of sources are left alone.
    """
    path = folder / "glossary.yaml"
    if not path.exists():
        return
    try:
        terms = read_glossary(path)
    except ContentError as error:
        yield Finding(_name(path, folder), error.message)
        return
    terms_lo = {
        slug: [values["term_lo"], *values["also_lo"].splitlines()] for slug, values in terms.items()
    }
    slugs = {
        form.casefold(): slug
        for slug, values in terms.items()
        for form in (values["term_en"], *values["also_en"].splitlines())
    }
    longest_first = sorted(slugs, key=len, reverse=True)
    used = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    for english in sorted(folder.rglob("*.en.md")):
        twin = english.with_name(english.name.replace(".en.md", ".lo.md"))
        text = _without_sources(content.read_document(english))
        words = _all_of(content.read_document(twin))
        met = {slugs[match[0].casefold()]: match[0] for match in used.finditer(text)}
        for slug, word in met.items():
            if not any(
                form in words for form in (_as_verb(terms_lo[slug][0]), *terms_lo[slug][1:])
            ):
                yield Finding(
                    _name(twin, folder),
                    f"the English text says “{word}”; use its Lao term: {' or '.join(terms_lo[slug])}",
                )


def _as_verb(form: str) -> str:
    """ການ makes a noun of a verb: both are the same term."""
    return form.removeprefix("ການ")


def _without_sources(document: Document) -> str:
    kept = (each for each in markup.segments(document) if each.kind not in ("source", "figure"))
    head = yaml.safe_dump(document.head, allow_unicode=True, width=10_000)
    return head + "\n".join(f"{each.title}\n{each.text}" for each in kept)


def _tags(course: CourseFile, folder: Path) -> Iterator[Finding]:
    """Each lesson serves a guideline or a principle and says what for; all are taught somewhere."""
    lessons = [lesson for module in course.modules for lesson in module.lessons]
    for lesson in lessons:
        if not lesson.values["guidelines"]:
            yield Finding(lesson.path, "names no guideline it serves")
        if not lesson.values["objectives_en"].strip():
            yield Finding(lesson.path, "has no objectives")
    for known, key, name in (
        (Guideline, "guidelines", "guideline"),
        (Principle, "principles", "principle"),
    ):
        taught = {number for lesson in lessons for number in lesson.values[key]}
        for number in sorted(set(known.values) - taught):
            yield Finding(course.path, f"no lesson teaches {name} {number}")


def _parts(course: CourseFile, folder: Path) -> Iterator[Finding]:
    """A checklist and a case in each module, a self-check in each lesson."""
    for module in course.modules:
        kinds = [{block["type"] for block in each.values["body_en"]} for each in module.lessons]
        for needed in ("checklist", "case"):
            if not any(needed in each for each in kinds):
                yield Finding(module.path, f"no lesson of the module has a ::: {needed}")
        for lesson, each in zip(module.lessons, kinds, strict=True):
            if "check" not in each:
                yield Finding(lesson.path, "has no ::: check")


def _lesson_counts(course: CourseFile, folder: Path) -> Iterator[Finding]:
    """A module that says how many lessons it has says it right."""
    for module in course.modules:
        for language, pattern in (("en", _LESSONS), ("lo", _LESSONS_LAO)):
            text = f"{module.values[f'summary_{language}']} {module.values[f'intro_{language}']}"
            for match in pattern.finditer(text):
                stated = _COUNTS.get(match[1].lower()) or int(match[1])
                if stated != len(module.lessons):
                    yield Finding(
                        module.path.replace(".en.", f".{language}."),
                        f"says {match[0]}, there are {len(module.lessons)}",
                    )


def _time(course: CourseFile, folder: Path) -> Iterator[Finding]:
    """The whole course takes about six hours in either language."""
    if folder != CONTENT:
        return
    for language in content.LANGUAGES:
        minutes = sum(
            minutes_of(lesson, language) for module in course.modules for lesson in module.lessons
        )
        if minutes not in COURSE_MINUTES:
            yield Finding(
                course.path,
                f"takes {minutes} minutes in {language}, not "
                f"{COURSE_MINUTES.start} to {COURSE_MINUTES[-1]}",
            )
