"""What a phone keeps to be read without a network: which pages and files, and how heavy they are.

A package is a module, the whole course, or the screen for a crisis, always in both languages and with
what belongs to every package: that screen, the checklists, the glossary and the list of what is kept.
Pages are kept as a stranger sees them, so a phone that goes from hand to hand shows nobody's progress.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from urllib.parse import urldefrag

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils import translation

from courses.curriculum.models.pages import LANGUAGES
from courses.curriculum.selectors import Course, Module, course_outline

#: Scripts that only a kept page needs.
SCRIPTS = ("js/kept.js", "js/queue.js")
#: What the installed site offers at its icon besides the screen for a crisis: name and view, added by
#: upper apps when they are ready.
SHORTCUTS: list[tuple[Any, str]] = []
_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
_LINKED = re.compile(r'(?:src|href)="([^"#?]+)"')
_SOURCES = re.compile(r'srcset="([^"]+)"')
_IN_CSS = re.compile(r"""url\(\s*["']?([^"')\s]+)""")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One address to keep and its bytes over the wire; ``language`` is empty for shared files."""

    url: str
    bytes: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """All that is kept together. ``version`` changes with the words of its pages and nothing else."""

    name: str
    version: str
    urls: dict[str, str]
    headings: dict[str, str]
    files: tuple[KeptFile, ...]

    @property
    def bytes(self) -> int:
        """What keeping it costs over the wire, when nothing of it is there yet."""
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as a stranger gets it: digest of its words, bytes over the wire, files it asks for."""

    digest: str
    bytes: int
    files: tuple[str, ...]


_pages: dict[str, tuple[str, _Page]] = {}


def package_of(slug: str, module_slug: str = "", only_go: bool = False) -> Package | None:
    """The package of a course, of one of its modules, or of the screen for a crisis alone."""
    outlines = {}
    for language in LANGUAGES:
        with translation.override(language):
            outline = course_outline(slug, language)
        if outline is None or (module_slug and outline.module(module_slug) is None):
            return None
        outlines[language] = outline
    name = f"{slug}/go" if only_go else f"{slug}/{module_slug}" if module_slug else slug
    files: dict[str, KeptFile] = {}
    digest, urls, headings = hashlib.sha256(), {}, {}
    for language, outline in outlines.items():
        module = outline.module(module_slug) if module_slug else None
        with translation.override(language):
            addresses = _addresses(outline, module, only_go)
            go = reverse("curriculum:go", args=[slug])
            urls[language] = go if only_go else (module or outline).url
            headings[language] = (module or outline).heading
            for address in addresses:
                page = _page(address, language, outline.stamp)
                digest.update(f"{address} {page.digest}".encode())
                files[address] = KeptFile(address, page.bytes, language)
                for url in page.files:
                    files.setdefault(url, KeptFile(url, _weight(url)))
    for script in SCRIPTS:
        files.setdefault(static(script), KeptFile(static(script), _weight(static(script))))
    return Package(name, digest.hexdigest()[:16], urls, headings, tuple(files.values()))


def _addresses(course: Course, module: Module | None, only_go: bool) -> list[str]:
    """The pages of a package in the active language, first what one needs first."""
    found = [reverse("curriculum:go", args=[course.slug]), reverse("curriculum:kept")]
    if only_go:
        return found
    of_all = [course.url]
    of_all += [
        reverse(f"curriculum:{name}", args=[course.slug]) for name in ("checklists", "glossary")
    ]
    modules = [module] if module else course.modules
    texts = [lesson.url for each in modules for lesson in each.lessons]
    found += [*of_all, *(each.url for each in modules), *texts]
    found += [
        scenario.url
        for phase in course.phases
        for scenario in phase.scenarios
        if module is None or module.phase == phase.phase
    ]
    if module is None:
        found += [
            reverse(f"curriculum:{name}", args=[course.slug]) for name in ("cards", "guidelines")
        ]
        found += [card.url for card in course.cards]
    return found


def _page(address: str, language: str, stamp: str) -> _Page:
    """Measure a page; measured once until the course changes."""
    kept = _pages.get(address)
    if kept is not None and stamp and kept[0] == stamp:
        return kept[1]
    html = _as_a_stranger(address, language)
    words = _MAIN.search(html)
    page = _Page(
        digest=hashlib.sha256((words[0] if words else html).encode()).hexdigest(),
        bytes=len(gzip.compress(html.encode(), 6)),
        files=tuple(dict.fromkeys(_files_of(html))),
    )
    if stamp:
        _pages[address] = (stamp, page)
    return page


def _as_a_stranger(address: str, language: str) -> str:
    """The page without anybody's progress, as the phone will fetch it."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = address
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    with translation.override(language):
        match = resolve(address)
        return match.func(request, *match.args, **match.kwargs).content.decode()


def _files_of(html: str) -> list[str]:
    """Style sheets with what they take in, scripts, icons and pictures; films stay on the server."""
    found = [url for url in _LINKED.findall(html) if url.startswith(settings.STATIC_URL)]
    for url in [url for url in found if url.endswith(".css")]:
        found += _taken_in(url)
    pictures: list[str] = re.findall(r'<img[^>]*\bsrc="([^"]+)"', html)
    for sources in _SOURCES.findall(html):
        pictures += [source.split()[0] for source in sources.split(",") if source.strip()]
    return found + [url for url in pictures if url.startswith(settings.MEDIA_URL)]


@cache
def _taken_in(url: str) -> tuple[str, ...]:
    """What a style sheet asks for: fonts and, while developing, further sheets."""
    path = _path(url)
    found: list[str] = []
    for name in _IN_CSS.findall(path.read_text(encoding="utf-8")) if path else ():
        if not name.startswith(("data:", "http")):
            taken = normpath(join(url.rpartition("/")[0], urldefrag(name)[0].partition("?")[0]))
            found += [taken, *(_taken_in(taken) if taken.endswith(".css") else ())]
    return tuple(dict.fromkeys(found))


def _weight(url: str) -> int:
    """Bytes over the wire of a file: words travel compressed, fonts and pictures are already."""
    if url.startswith(settings.MEDIA_URL):
        try:
            return default_storage.size(url.removeprefix(settings.MEDIA_URL))
        except OSError:
            return 0
    return _static_weight(url)


@cache
def _static_weight(url: str) -> int:
    path = _path(url)
    if path is None:
        return 0
    content = path.read_bytes()
    return (
        len(gzip.compress(content, 6)) if path.suffix in (".css", ".js", ".svg") else len(content)
    )


def _path(url: str) -> Path | None:
    """Where a static file lies: as collected with its hash, else in the sources."""
    name = url.removeprefix(settings.STATIC_URL)
    collected = Path(settings.STATIC_ROOT or "") / name
    found = collected if collected.is_file() else finders.find(name)
    return Path(found) if isinstance(found, str | Path) else None
