"""How the certificates of a workshop look, with a sample paper before anything is issued."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.certificates import pdf
from assessments.certificates.enums import CertificateKind
from assessments.certificates.forms import (
    LayoutForm,
    SignatoryFormSet,
    signatories_initial,
    signatories_of,
)
from assessments.certificates.models import CODE_LENGTH, CertificateLayout, Signatory
from assessments.certificates.selectors import layout_of
from assessments.certificates.services import save_layout
from assessments.certificates.words import CertificateWords, words_for
from core.access import access
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by
from people.enums import Title
from people.models import User
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def certificate_layout(request: HttpRequest, code: str) -> HttpResponse:
    """Words, logos and signatories. What was issued stays as it is."""
    workshop = get_object_or_404(workshops_led_by(request.user).select_related("donor"), code=code)
    layout = layout_of(workshop)
    form, signatories = _forms(request, layout)
    if request.method == "POST" and all([form.is_valid(), signatories.is_valid()]):
        try:
            save_layout(
                workshop=workshop,
                actor=request.user,
                values=form.values,
                signatories=signatories_of(signatories),
                logos=form.logos,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workshop_certificates", workshop.code)
    return render(
        request,
        "certificates/layout.html",
        {"workshop": workshop, "layout": layout, "form": form, "signatories": signatories},
    )


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """The paper of an invented person: as saved, or as the form stands now without saving it."""
    workshop = get_object_or_404(workshops_led_by(request.user).select_related("donor"), code=code)
    layout = layout_of(workshop)
    signatories = list(layout.signatories.all()) if layout.pk else []
    if request.method == "POST":
        form, formset = _forms(request, layout)
        if not all([form.is_valid(), formset.is_valid()]):
            return render(
                request,
                "certificates/layout.html",
                {"workshop": workshop, "layout": layout, "form": form, "signatories": formset},
                status=422,
            )
        for name, value in form.values.items():
            setattr(layout, name, value)
        signatories = [
            Signatory(order=order, **asdict(one))
            for order, one in enumerate(signatories_of(formset), start=1)
        ]
    words = _sample_words(workshop, layout, signatories)
    response = HttpResponse(pdf.render([words])[0], content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response


def _forms(request: HttpRequest, layout: CertificateLayout) -> tuple[LayoutForm, Any]:
    sent = request.method == "POST"
    form = LayoutForm(
        request.POST if sent else None, request.FILES if sent else None, layout=layout
    )
    formset = SignatoryFormSet(
        request.POST if sent else None,
        prefix="signatory",
        initial=signatories_initial(layout.signatories.all()) if layout.pk else [],
    )
    return form, formset


def _sample_words(
    workshop: Workshop, layout: CertificateLayout, signatories: list[Signatory]
) -> CertificateWords:
    person = sample_person()
    words = words_for(
        workshop=workshop,
        layout=layout,
        signatories=signatories,
        organisers=list(workshop.organisers.select_related("parent")),
        kind=CertificateKind.PARTICIPATION,
        person=person,
        registration=None,
    )
    year = layout.date_on_paper.year
    return words.numbered(number=f"MICIC-{year}-LAO-0000", code="0" * CODE_LENGTH)


def sample_person() -> User:
    """An invented person for a sample paper."""
    return User(
        is_sample=True,
        title=Title.THAN_NANG,
        given_name_lo="ຕົວຢ່າງ",
        family_name_lo="ໃບຢັ້ງຢືນ",
        given_name_latin="Sample",
        family_name_latin="Certificate",
        position_lo="ວິຊາການ",
        position_en="Technical officer",
    )
