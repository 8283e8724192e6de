"""The blocks of certificates on pages of lower apps: the workshop's rooms and "my learning"."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from assessments.certificates.models import Certificate, CourseCertificate
from assessments.certificates.selectors import (
    completions_to_certify,
    contradicted_certificates,
    registrations_to_certify,
)
from core import panels
from courses.curriculum.selectors import Course
from courses.workshops import rules
from courses.workshops.models import Workshop
from people.roles import is_editor, is_facilitator


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
    panels.register(
        "course",
        name="certificate",
        template="certificates/_course_panel.html",
        context=course_panel,
        order=20,
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


def course_panel(request: HttpRequest, course: Course) -> dict[str, Any] | None:
    """On the page of a course: the certificate of completion, and for editors how it looks."""
    is_offered = CourseCertificate.objects.filter(course=course.pk, is_offered=True).exists()
    may_edit = is_editor(request.user)
    if not (is_offered or may_edit):
        return None
    person: Any = request.user
    is_known = person.is_authenticated
    return {
        "course": course,
        "is_offered": is_offered,
        "may_edit": may_edit,
        "to_take": is_known
        and completions_to_certify(person).filter(enrolment__course=course.pk).exists(),
        "certificate": Certificate.objects.filter(
            person=person, completion__enrolment__course=course.pk
        ).first()
        if is_known
        else None,
    }


def my_certificates(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """The block under "my learning": nobody else's."""
    certificates = list(
        Certificate.objects.filter(person=person)
        .select_related("registration__workshop")
        .order_by("-year", "-serial")
    )
    # One tap takes that of the newest round, so a course stands here once.
    courses = {each.enrolment.course_id: each for each in reversed(completions_to_certify(person))}
    to_take = list(courses.values())
    return {"certificates": certificates, "to_take": to_take} if certificates or to_take else None
