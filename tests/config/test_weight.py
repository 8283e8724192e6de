"""Pages stay light: posts abroad and hotel Wi-Fi are slow."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings
from django.utils import translation

from core.storage import BUNDLE, join_imports
from courses.curriculum.models import LessonPage
from courses.curriculum.services import load_curriculum
from tests.snapshots import rows_of
from website.services import load_site_pages

#: Bytes over the wire of a first visit (design, 6).
FIRST_VISIT = 50 * 1024
#: Bytes over the wire of each further lesson, without its own pictures.
FURTHER_LESSON = 15 * 1024
#: Its drawn figures, which stand in the page itself, are pictures too.
FIGURE = re.compile(r'<figure class="figure">.*?</figure>', re.DOTALL)
OURS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
CSS = Path(finders.find(BUNDLE)).parent


def bundle() -> str:
    return join_imports(Path(finders.find(BUNDLE)).read_text(), lambda n: (CSS / n).read_text())


def wire_size(name: str) -> int:
    """Bytes of a static file as it travels: fonts are compressed already."""
    if name == BUNDLE:
        return len(gzip.compress(bundle().encode()))
    content = Path(finders.find(name)).read_bytes()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))


def first_visit(html: str) -> int:
    """Bytes of a page and all that it, or its stylesheets, ask for."""
    names = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    for name in [name for name in names if name.endswith(".css")]:
        text = bundle() if name == BUNDLE else Path(finders.find(name)).read_text()
        names |= {f"fonts/{font}" for font in re.findall(r'url\("\.\./fonts/([^"]+)"', text)}
    return len(gzip.compress(html.encode())) + sum(map(wire_size, names))


def download_size(html: str) -> int:
    """Bytes of a further page: the page, and what only it asks for."""
    return first_visit(html) - first_visit('<link href="/static/css/site.css">')


def _load() -> None:
    load_site_pages()
    load_curriculum()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_lessons_are_light(db, stranger, language):
    rows_of("our site", _load)
    sizes = {}
    for lesson in LessonPage.objects.live():
        with translation.override(language):
            address = lesson.address
        html = stranger.get(address).content.decode()
        assert f'<html lang="{language}">' in html
        sizes[address] = (first_visit(html), download_size(FIGURE.sub("", html)))
    assert sizes
    assert {a: s for a, s in sizes.items() if s[0] > FIRST_VISIT or s[1] > FURTHER_LESSON} == {}


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_first_visit_of_the_home_page_is_light(db, stranger, language):
    load_site_pages()
    html = stranger.get(f"/{language}/").content.decode()
    assert "fonts/" in html or language == "en"
    assert first_visit(html) <= FIRST_VISIT


def test_nothing_on_a_page_comes_from_another_host(db, stranger):
    load_site_pages()
    html = stranger.get("/lo/").content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert not re.findall(r"url\([\"']?(?:https?:)?//", bundle())
    assert not re.findall(r"<style|style=|<script>|onclick=", html)


def test_pages_travel_compressed_and_papers_as_they_are(db, stranger):
    load_site_pages()
    answer = stranger.get("/lo/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(gzip.decompress(answer.content)) / 2


def test_a_server_gives_one_stylesheet_with_hashed_names(tmp_path, settings):
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "core.storage.SiteStaticFilesStorage"}
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path, STATICFILES_FINDERS=OURS):
        for _ in range(2):
            call_command("collectstatic", interactive=False, verbosity=0)
    [hashed] = [
        path
        for path in (tmp_path / "css").glob("site.*.css")
        if re.fullmatch(r"site\.\w{12}\.css", path.name)
    ]
    css = hashed.read_text()
    assert "@import" not in css
    assert re.search(r"fonts/noto-sans-lao-lao-400-normal\.\w{12}\.woff2", css)
    assert (
        css.index("@layer tokens, base") < css.index("@layer base {") < css.index("@layer print {")
    )
    assert hashed.with_name(hashed.name + ".gz").exists()
    [room] = (tmp_path / "js").glob("room.*.js")
    asked_for = re.findall(r'from "\./([\w.-]+)"', room.read_text())
    assert asked_for
    assert all(re.search(r"\.\w{12}\.js$", name) for name in asked_for)
    assert all((tmp_path / "js" / name).exists() for name in asked_for)
