"""Signing in by a printed access card: scan its code, or type its number; then the PIN."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import access, anyone
from core.forms import SiteForm
from people.coming_back import where_to_come_back
from people.services import CardAnswer, CardProblem, card_of_number, sign_in_with_card

#: A sign-in by card lasts a working day: phones are lent, cards are left on tables.
SIGNED_IN_FOR = 60 * 60 * 12
#: Groups of four digits with spaces, and room for what people put between them.
_NUMBER = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 30, "lang": "en"}
_PIN = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 12, "lang": "en"}


class PinForm(SiteForm):
    """The PIN of a card that was scanned."""

    pin = forms.CharField(
        label=_("PIN"), help_text=_("6 digits, from your card."), widget=forms.TextInput(_PIN)
    )


class CardForm(SiteForm):
    """Number and PIN of a card, for a phone that cannot scan."""

    number = forms.CharField(
        label=_("Number of the card"),
        help_text=_("16 digits, under the code on your card."),
        widget=forms.TextInput(_NUMBER),
    )
    pin = forms.CharField(
        label=_("PIN"), help_text=_("6 digits, from your card."), widget=forms.TextInput(_PIN)
    )


@require_safe
@access(anyone)
def card_door(request: HttpRequest) -> HttpResponse:
    """The address people type, without a language: in Lao, whatever the phone is set to."""
    with translation.override("lo"):
        return redirect("card_sign_in")


@never_cache
@require_http_methods(["GET", "POST"])
@access(anyone)
def card_sign_in(request: HttpRequest, number: str = "") -> HttpResponseBase:
    """Ask for the PIN (and for the number, when no code was scanned), then let the person in."""
    card = card_of_number(number) if number else None
    if number and card is None:
        invalid = {"problem": CardProblem.NOT_VALID.label}
        return render(request, "people/card.html", invalid, status=410)
    form: SiteForm = PinForm(request.POST or None) if card else CardForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "card": card}
    if card is not None and card.is_locked and request.method == "GET":
        context["problem"] = CardProblem.LOCKED.label
    if request.method == "POST" and form.is_valid():
        typed = number or form.cleaned_data["number"]
        answer = sign_in_with_card(number=typed, pin=form.cleaned_data["pin"])
        if answer.person is not None:
            return _let_in(request, answer)
        context |= _refusal(answer)
    return render(request, "people/card.html", context, status=422 if request.POST else 200)


def _refusal(answer: CardAnswer) -> dict[str, Any]:
    problem = answer.problem
    left = answer.tries_left
    warning = ""
    if problem is CardProblem.WRONG and left < 4:
        warning = ngettext(
            "%(left)d more try, then the card is locked.",
            "%(left)d more tries, then the card is locked.",
            left,
        ) % {"left": left}
    return {"problem": problem.label if problem else "", "warning": warning}


def _let_in(request: HttpRequest, answer: CardAnswer) -> HttpResponseBase:
    """Sign in, and go back to where the person was on the way to."""
    person = answer.person
    target = where_to_come_back(request)
    adapter = get_adapter(request)
    adapter.login(request, person)
    request.session.set_expiry(SIGNED_IN_FOR)
    response: HttpResponseBase = adapter.post_login(
        request,
        person,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=target or reverse("my_learning"),
    )
    return response
