"""A real site (web server, task worker, demonstration) and a real Chromium for the journeys."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from config.demo import DEMO_PASSWORD

#: The machine may be busy: a journey is judged by what it comes to, never by its time.
expect.set_options(timeout=30_000)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
#: Pictures of the journeys, to be looked at: var/pictures.
PICTURES = Path(settings.ROOT) / "var" / "pictures"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly served site with the demonstration in it, as ``make run`` makes it."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, str(settings.ROOT / "manage.py"), "serve", "--port", str(port)],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            if process.poll() is not None:
                pytest.fail(f"the site did not start:\n{(folder / 'log').read_text()}")
            if "Stop with Ctrl-C" in (folder / "log").read_text():
                break
            time.sleep(0.25)
        urllib.request.urlopen(f"{address}/lo/").close()
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, talking to nobody but the site."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a fresh browser: ``visit("/lo/", width=PHONE, as_user="facilitator")``.

    Fails the test when a page asks another host for anything, breaks its content security policy or
    throws a script error.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        path: str,
        *,
        size: dict[str, int] = DESK,
        as_user: str | None = None,
        javascript: bool = True,
        password: str = DEMO_PASSWORD,
    ) -> Page:
        context = chromium.new_context(
            base_url=site, viewport=size, java_script_enabled=javascript, locale="lo"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((site, "data:", "blob:"))
                else complaints.append(f"another host: {request.url}")
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"console: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        if as_user:
            sign_in(page, as_user, password)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, username: str, password: str = DEMO_PASSWORD) -> None:
    """Sign in through the form, as a person does."""
    page.goto("/lo/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.locator("main form .form-actions button").first.click()
    page.wait_for_load_state()
    agree = page.locator("button[name=answer][value=yes]")
    if agree.count():  # the privacy notice, shown once
        agree.click()
        page.wait_for_load_state()


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
