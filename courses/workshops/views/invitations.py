"""A link with which somebody on the list can sign in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.access import access
from courses.workshops.views.people import registration_of
from people.links import link_for
from people.roles import is_facilitator
from people.services import mail_invitation, may_invite


@never_cache
@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def sign_in_link(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Show the link once, to be handed over, or send it by e-mail."""
    workshop, registration = registration_of(request, code, registration_id)
    person = registration.person
    if not may_invite(person=person, actor=request.user):
        raise Http404
    context: dict[str, Any] = {
        "workshop": workshop,
        "registration": registration,
        "person": person,
    }
    if request.method == "POST":
        try:
            if request.POST.get("action") == "mail":
                mail_invitation(person=person, actor=request.user)
                messages.success(request, _("The link is on its way to %s.") % person.email)
                return redirect("registration_edit", workshop.code, registration.pk)
            context |= link_for(person, request=request)
        except ValidationError as error:
            context["error"] = error.messages[0]
    return render(request, "workshops/sign_in_link.html", context)
