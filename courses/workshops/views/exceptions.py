"""Exceptions to the attendance rule: made and taken back with a reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import access
from courses.workshops import rules
from courses.workshops.forms.attendance import ReasonForm
from courses.workshops.models import Registration
from courses.workshops.selectors import workshops_led_by
from courses.workshops.services.attendance import override_rule, withdraw_override
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def rule_exception(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Decide that somebody meets the rule anyway, or take that decision back."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    registration = get_object_or_404(
        workshop.registrations.select_related("person", "organisation"), pk=registration_id
    )
    back = _back(request, code)
    override = getattr(registration, "rule_override", None)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = _withdraw if "withdraw" in request.POST else _decide
        try:
            change(request, registration, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(back)
    context = {
        "workshop": workshop,
        "registration": registration,
        "override": override,
        "result": rules.results(workshop)[registration.pk],
        "rule": rules.describe_rule(workshop),
        "form": form,
        "back": back,
    }
    return render(request, "workshops/rule_exception.html", context)


def _back(request: HttpRequest, code: str) -> str:
    """Where somebody came from (``?next``), else the sessions of the workshop."""
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, request.get_host(), request.is_secure()):
        return target
    return reverse("workshop_attendance", args=[code])


def _decide(request: HttpRequest, registration: Registration, reason: str) -> None:
    override_rule(registration=registration, reason=reason, actor=request.user)
    messages.success(
        request,
        _("%(name)s now meets the attendance rule by exception.") % {"name": registration.person},
    )


def _withdraw(request: HttpRequest, registration: Registration, reason: str) -> None:
    withdraw_override(registration=registration, reason=reason, actor=request.user)
    messages.success(
        request, _("The exception for %(name)s is taken back.") % {"name": registration.person}
    )
