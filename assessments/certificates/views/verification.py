"""Anybody may ask whether a certificate is real, and learns name, event, dates and status. No more."""

from datetime import date
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from assessments.certificates.forms import VerifyForm
from assessments.certificates.models import CODE_LENGTH, Certificate, normalise_code
from assessments.certificates.selectors import find_by_number_or_code
from assessments.certificates.words import words_of
from core.access import access, anyone

#: Questions by number, and wrong codes, that one address may ask in ten minutes. Numbers can be
#: counted up, so this keeps a stranger from reading the whole list of names. Right codes are free.
TRIES = 30
WINDOW_SECONDS = 600


@require_GET
@access(anyone)
def verify(request: HttpRequest) -> HttpResponse:
    """The form: number or code as it stands on the paper."""
    form = VerifyForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        typed = form.cleaned_data["number"]
        if _too_many(request):
            return _private(render(request, "429.html", status=429))
        certificate = find_by_number_or_code(typed)
        if certificate is None:
            return _unknown(request, form)
        return _private(redirect("verify_certificate", certificate.code))
    return _private(render(request, "certificates/verify.html", {"form": form}))


@require_GET
@access(anyone)
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What a certificate says of itself today."""
    normalised = normalise_code(code[: 4 * CODE_LENGTH])
    certificate = Certificate.objects.filter(code=normalised).first()
    if certificate is None:
        if _too_many(request):
            return _private(render(request, "429.html", status=429))
        return _unknown(request, VerifyForm(initial={"number": code[:60]}))
    if code != certificate.code:
        return _private(redirect("verify_certificate", certificate.code))
    return _private(render(request, "certificates/verified.html", _answer(certificate)))


@require_GET
@access(anyone)
def verify_short(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code holds: on to the page in the language the reader's browser asks for."""
    return _private(redirect("verify_certificate", code))


def _answer(certificate: Certificate) -> dict[str, Any]:
    words = words_of(certificate)
    return {
        "certificate": certificate,
        "words": words,
        "first_day": date.fromisoformat(words.first_day),
        "last_day": date.fromisoformat(words.last_day),
        "is_valid": certificate.current_status == "valid",
    }


def _unknown(request: HttpRequest, form: VerifyForm) -> HttpResponse:
    context = {"form": form, "unknown": True}
    return _private(render(request, "certificates/verify.html", context, status=404))


def _too_many(request: HttpRequest) -> bool:
    """Count one question of this address; true when it has asked too often."""
    key = f"verify:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return int(cache.incr(key)) > TRIES
    except ValueError:  # the window closed between the two calls
        return False


def _private(response: HttpResponse) -> HttpResponse:
    """Names do not belong in search engines, nor in a shared cache."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
