"""The house stands: every door states who may enter, every app has its place, all of it starts."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

#: Doors that are not ours. Each package guards its own; we restyle or restrict what people can meet.
GUARDED_BY_OTHERS = (
    "wagtail.",
    "allauth.account.",
    "django.views.static",
    "django.views.i18n",
)
#: Where Wagtail hangs views of other packages: the CMS with its API, and the sign-in for private pages.
UNDER_WAGTAILS_GUARD = ("cms/", "lo/_util/", "en/_util/")


def doors(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    """All (address, view) pairs of a URL tree."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def module_of(view: object) -> str:
    """Where a view comes from, looking through decorators and class-based views."""
    view = getattr(view, "view_class", view)
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return str(getattr(view, "__module__", ""))


def test_every_view_states_who_may_enter():
    open_doors = [
        f"{address} ({module_of(view)})"
        for address, view in doors(get_resolver())
        if not hasattr(view, "access_rule")
        and not module_of(view).startswith(GUARDED_BY_OTHERS)
        and not address.startswith(UNDER_WAGTAILS_GUARD)
    ]
    assert open_doors == []


def test_the_walk_finds_doors():
    assert sum(hasattr(view, "access_rule") for _, view in doors(get_resolver())) > 20


def test_every_app_is_in_the_order_of_imports():
    root = Path(settings.ROOT)
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = {
        name.strip()
        for contract in contracts["contracts"]
        for layer in contract.get("layers", [])
        for name in layer.split("|")
    }
    ours = {
        config.name
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(root) and ".venv" not in config.path
    }
    assert ours == layers


@pytest.mark.parametrize(
    "missing",
    [
        "SECRET_KEY",
        "DATABASE_URL",
        "PUBLIC_URL",
        "ALLOWED_HOSTS",
        "DEFAULT_FROM_EMAIL",
        "EMAIL_HOST",
        "CONTACT_EMAIL",
    ],
)
def test_production_does_not_start_without_its_secrets_and_addresses(missing):
    complete = {
        "SECRET_KEY": "k" * 60,
        "DATABASE_URL": "postgres://u@localhost/x",
        "PUBLIC_URL": "https://training.example.la",
        "ALLOWED_HOSTS": "training.example.la",
        "DEFAULT_FROM_EMAIL": "training@example.la",
        "CONTACT_EMAIL": "training@example.la",
        "EMAIL_HOST": "mail.example.la",
    }
    environment = {k: v for k, v in os.environ.items() if k not in complete} | complete
    del environment[missing]
    environment["PYTHONPATH"] = f"{settings.ROOT}:{settings.ROOT}/site"
    outcome = subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode != 0
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert missing in outcome.stderr


def test_starting_loads_no_library_that_few_requests_need():
    """Each is 10 to 40 MiB in every process; the handbook's limit of memory counts on their absence."""
    heavy = ("cv2", "numpy", "openpyxl", "scipy", "weasyprint", "xlsxwriter")
    outcome = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django, sys; from django.urls import get_resolver; django.setup();"
            f"get_resolver().url_patterns; print([m for m in {heavy} if m in sys.modules])",
        ],
        env=os.environ | {"PYTHONPATH": f"{settings.ROOT}:{settings.ROOT}/site"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert outcome.stdout.strip() == "[]"
