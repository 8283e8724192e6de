"""One certificate for those who issued it: what it says, and revoking or issuing it again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.certificates.forms import ReasonForm
from assessments.certificates.models import Certificate
from assessments.certificates.selectors import certificates_kept_by
from assessments.certificates.services import reissue_certificate, revoke_certificate
from assessments.certificates.words import words_of
from core.access import access
from courses.workshops.forms.workshops import add_errors
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def certificate_status(request: HttpRequest, number: str) -> HttpResponse:
    """What stands on the paper, its history, and the two things that can be done about it."""
    certificate = get_object_or_404(
        certificates_kept_by(request.user).select_related(
            "registration__workshop",
            "completion__enrolment__course",
            "person",
            "issued_by",
            "status_changed_by",
            "supersedes",
        ),
        number=number,
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        again = "reissue" in request.POST
        change = reissue_certificate if again else revoke_certificate
        try:
            changed = change(
                certificate=certificate, reason=form.cleaned_data["reason"], actor=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                _("Certificate %(number)s is issued.") % {"number": changed.number}
                if again
                else _("Certificate %(number)s is revoked.") % {"number": changed.number},
            )
            return redirect("certificate_status", changed.number)
    newer = Certificate.objects.filter(supersedes=certificate).first()
    return render(
        request,
        "certificates/status.html",
        {
            "certificate": certificate,
            "workshop": certificate.registration and certificate.registration.workshop,
            "course": certificate.completion and certificate.completion.enrolment.course,
            "words": words_of(certificate),
            "newer": newer,
            "form": form,
            "can_revoke": certificate.status == "valid",
            "can_reissue": certificate.status in ("valid", "revoked") and newer is None,
        },
    )
