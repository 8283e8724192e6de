"""Before a workshop is called off: who will be told."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import access
from courses.workshops.enums import RoundKind, WorkshopState
from courses.workshops.selectors import workshops_led_by
from courses.workshops.services.calling_off import call_off
from courses.workshops.services.mails import recipients
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_call_off(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then call it off."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    if request.method == "POST":
        try:
            call_off(workshop=workshop, actor=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("workshop", workshop.code)
        messages.success(request, _("The workshop is called off."))
        return redirect("workshop_mails", workshop.code)
    if workshop.state not in (WorkshopState.OPEN, WorkshopState.RUNNING):
        return redirect("workshop", workshop.code)
    told = recipients(workshop, RoundKind.CALLED_OFF)
    context = {
        "workshop": workshop,
        "people": len(told),
        "without_mail": sum(not entry.person.email for entry in told),
    }
    return render(request, "workshops/call_off.html", context)
