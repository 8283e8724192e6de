"""The blocks of certificates on pages of lower apps: the workshop's rooms and "my learning"."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from assessments.certificates.models import Certificate
from assessments.certificates.selectors import (
    contradicted_certificates,
    registrations_to_certify,
)
from core import panels
from courses.workshops import rules
from courses.workshops.models import Workshop
from people.roles import is_facilitator


def register() -> None:
    """Take the places; called when the app is ready."""
    panels.register(
        "workshop_tabs",
        name="certificates",
        template="certificates/_tab.html",
        context=workshop_tab,
        order=40,
    )
    panels.register(
        "workshop",
        name="certificates",
        template="certificates/_workshop_panel.html",
        context=workshop_panel,
        order=40,
    )
    panels.register(
        "my_learning",
        name="certificates",
        template="certificates/_my_certificates.html",
        context=my_certificates,
        order=40,
    )


def workshop_panel(request: HttpRequest, workshop: Workshop) -> dict[str, Any] | None:
    """The block on the workshop's own page."""
    if not is_facilitator(request.user):
        return None
    results = rules.results(workshop)
    people = list(registrations_to_certify(workshop).only("pk"))
    valid = list(Certificate.objects.of_workshop(workshop).valid().defer("words"))
    return {
        "workshop": workshop,
        "figures": [
            {
                "number": sum(results[one.pk].meets for one in people),
                "label": _("meet the rule"),
            },
            {"number": len(valid), "label": _("valid certificates")},
        ],
        "contradicted": len(contradicted_certificates(valid, listed=people, results=results)),
    }


def workshop_tab(request: HttpRequest, workshop: Workshop) -> dict[str, Any] | None:
    """The tab among the rooms of a workshop."""
    here = request.resolver_match
    return {
        "workshop": workshop,
        "here": here is not None and "certificate" in (here.url_name or ""),
    }


def my_certificates(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """The block under "my learning": nobody else's."""
    certificates = list(
        Certificate.objects.filter(person=person)
        .select_related("registration__workshop")
        .order_by("-year", "-serial")
    )
    return {"certificates": certificates} if certificates else None
