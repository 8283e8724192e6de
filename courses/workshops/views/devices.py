"""The phones that carry a workshop's list, and what they sent that does not count yet."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from courses.workshops.forms.attendance import ReasonForm
from courses.workshops.forms.workshops import add_errors
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.room import describe_held, devices_of, expires_at, held_events
from courses.workshops.services.devices import wipe_device
from courses.workshops.services.held import let_count, set_aside
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_devices(request: HttpRequest, code: str) -> HttpResponse:
    """Which phones carry the list, whose they are, and what still waits on them."""
    workshop = _workshop(request, code)
    context = {
        "workshop": workshop,
        "devices": devices_of(workshop),
        "sign_in": request.session.session_key,
        "expires_at": expires_at(workshop),
        "held": held_events(workshop).count(),
    }
    return render(request, "workshops/devices.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def device_wipe(request: HttpRequest, code: str, device_id: int) -> HttpResponse:
    """Ask once more, then have a lost phone forget the list."""
    workshop = _workshop(request, code)
    device = get_object_or_404(devices_of(workshop), pk=device_id)
    if request.method == "POST":
        wipe_device(device=device, actor=request.user)
        messages.success(request, _("The device is signed out and forgets the list."))
        return redirect("workshop_devices", workshop.code)
    return render(request, "workshops/device_wipe.html", {"workshop": workshop, "device": device})


@require_GET
@access(is_facilitator)
def workshop_held(request: HttpRequest, code: str) -> HttpResponse:
    """What phones sent after the session was signed off or the workshop closed: does it count?"""
    workshop = _workshop(request, code)
    context = {
        "workshop": workshop,
        "held": [describe_held(each) for each in held_events(workshop)],
    }
    return render(request, "workshops/held.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def held_settle(request: HttpRequest, code: str, held_id: int) -> HttpResponse:
    """Let one of them count, or set it aside; both with a reason."""
    workshop = _workshop(request, code)
    held = get_object_or_404(held_events(workshop), pk=held_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service = let_count if request.POST.get("action") == "let_count" else set_aside
        try:
            service(held=held, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your decision is recorded."))
            return redirect("workshop_held", workshop.code)
    context = {"workshop": workshop, "held": describe_held(held), "form": form}
    return render(request, "workshops/held_settle.html", context)


def _workshop(request: HttpRequest, code: str) -> Workshop:
    workshop: Workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    return workshop
