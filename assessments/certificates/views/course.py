"""The certificate of completion of a course: taking it, and how it looks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.certificates import pdf
from assessments.certificates.forms import (
    CourseCertificateForm,
    SignatoryFormSet,
    signatories_initial,
    signatories_of,
)
from assessments.certificates.models import CODE_LENGTH
from assessments.certificates.selectors import certificates_of_course, course_layout_of
from assessments.certificates.services import save_course_certificate, take_course_certificate
from assessments.certificates.views.layout import sample_person
from assessments.certificates.words import words_for_course
from core.access import access, signed_in
from courses.curriculum.models import CoursePage
from people.roles import is_administrator, is_editor

#: Certificates on a page.
PAGE = 50


@require_POST
@access(signed_in)
def take(request: HttpRequest, course: str) -> HttpResponse:
    """One tap; a second one changes nothing. The paper stands under "my learning"."""
    page = get_object_or_404(CoursePage.objects.live(), slug=course)
    try:
        take_course_certificate(person=request.user, course=page)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your certificate is ready."))
    return redirect("my_learning")


@require_http_methods(["GET", "POST"])
@access(is_editor)
def course_certificate(request: HttpRequest, course: str) -> HttpResponse:
    """Whether there is one, its words, logos and signatories. What was issued stays as it is."""
    page = get_object_or_404(CoursePage, slug=course)
    layout = course_layout_of(page)
    sent = request.method == "POST"
    form = CourseCertificateForm(
        request.POST if sent else None, request.FILES if sent else None, layout=layout
    )
    signatories = SignatoryFormSet(
        request.POST if sent else None,
        prefix="signatory",
        initial=signatories_initial(layout.signatories.all()) if layout.pk else [],
    )
    if sent and all([form.is_valid(), signatories.is_valid()]):
        try:
            save_course_certificate(
                course=page,
                actor=request.user,
                values=form.values,
                signatories=signatories_of(signatories),
                logos=form.logos,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("course_certificate", page.slug)
    context: dict[str, Any] = {
        "course": page,
        "layout": layout,
        "form": form,
        "signatories": signatories,
        "may_revoke": is_administrator(request.user),
    }
    return render(request, "certificates/course.html", context)


@require_GET
@access(is_administrator)
def course_certificates(request: HttpRequest, course: str) -> HttpResponse:
    """Everybody's certificate of a course with its status; ``?q=`` some only. What can be done about
    one stands on its own page."""
    page = get_object_or_404(CoursePage, slug=course)
    asked = request.GET.get("q", "")[:100]
    pages = Paginator(certificates_of_course(page, asked), PAGE).get_page(request.GET.get("page"))
    context = {"course": page, "pages": pages, "asked": asked}
    return render(request, "certificates/course_certificates.html", context)


@require_GET
@access(is_editor)
def course_sample(request: HttpRequest, course: str) -> HttpResponse:
    """The paper of an invented person, as saved."""
    page = get_object_or_404(CoursePage, slug=course)
    layout = course_layout_of(page)
    today = timezone.localdate()
    words = words_for_course(
        course=page,
        layout=layout,
        signatories=list(layout.signatories.all()) if layout.pk else [],
        person=sample_person(),
        organisation=None,
        first_day=today,
        last_day=today,
        issued_on=today,
    )
    numbered = words.numbered(number=f"MICIC-{today.year}-LAO-0000", code="0" * CODE_LENGTH)
    response = HttpResponse(pdf.render([numbered])[0], content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response
