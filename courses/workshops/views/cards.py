"""Access cards of a workshop: print, revoke, unlock."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import dates, pdf
from core.access import access
from core.words import words
from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.models import Registration, Workshop
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.cards import CardRow, card_rows, cards_for
from courses.workshops.services.cards import cards_expire_at, print_cards
from people.models import AccessCard
from people.pdf import CardFace, CardSheets, render_cards
from people.roles import is_facilitator
from people.services import FreshCard, revoke_cards, unlock_card


@never_cache
@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_cards(request: HttpRequest, code: str) -> HttpResponse:
    """Who has a card; choose whose are printed. The file is the answer: nothing of it is kept."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    rows = card_rows(workshop)
    if request.method == "POST":
        if request.POST.get("action") == "print":
            return _print(request, workshop, rows)
        if "unlock" in request.POST:
            _unlock(request, rows)
        elif "revoke" in request.POST:
            chosen = [row for row in rows if _is(row, request.POST["revoke"])]
            _revoke(request, [row.card for row in chosen if row.card is not None])
        elif request.POST.get("action") == "revoke_all":
            _revoke(request, cards_for(workshop))
        return redirect("workshop_cards", workshop.code)
    return _page(request, workshop, rows)


def _page(
    request: HttpRequest, workshop: Workshop, rows: list[CardRow], *, error: str = ""
) -> HttpResponse:
    chosen = set(request.POST.getlist("registration"))
    context: dict[str, Any] = {
        "workshop": workshop,
        "expected": EXPECTED_STATUSES,
        "rows": [
            (row, str(row.registration.pk) in chosen if error else row.is_suggested) for row in rows
        ],
        "standing": len(cards_for(workshop)),
        "valid_until": cards_expire_at(workshop).date(),
        "batch": uuid.uuid4(),
        "error": error,
    }
    return render(request, "workshops/cards.html", context, status=422 if error else 200)


def _print(request: HttpRequest, workshop: Workshop, rows: list[CardRow]) -> HttpResponse:
    chosen = set(request.POST.getlist("registration"))
    registrations = [row.registration for row in rows if str(row.registration.pk) in chosen]
    # A machine that cannot make papers must not revoke anybody's card first.
    pdf.check_available()
    try:
        fresh = print_cards(
            workshop=workshop,
            registrations=registrations,
            batch=_uuid(request.POST.get("batch", "")),
            actor=request.user,
        )
    except ValidationError as error:
        return _page(request, workshop, rows, error=error.messages[0])
    content = render_cards(_sheets(request, workshop, registrations, fresh))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            # To keep, not to show: a page that is loaded again would print, and revoke, once more.
            "Content-Disposition": f'attachment; filename="access-cards-{workshop.code}.pdf"',
        },
    )


def _sheets(
    request: HttpRequest,
    workshop: Workshop,
    registrations: Iterable[Registration],
    fresh: Iterable[FreshCard],
) -> CardSheets:
    """The words of the cards, with addresses at which phones in this network reach us."""
    faces = []
    for card in fresh:
        with translation.override(card.person.preferred_language):
            scan = request.build_absolute_uri(reverse("card", args=[card.number]))
        faces.append(
            CardFace(card.person.name_lo, card.person.name_latin, card.number, card.pin, scan)
        )
    until = cards_expire_at(workshop).date()
    typed = request.build_absolute_uri(reverse("card_door")).split("://", 1)[1].rstrip("/")
    return CardSheets(
        title_lo=words(workshop, "title", "lo") or words(workshop, "title", "en"),
        title_en=words(workshop, "title", "en"),
        until_lo=dates.day(until, "lo"),
        until_en=dates.day(until, "en"),
        typed=typed,
        faces=tuple(faces),
        is_sample=workshop.is_sample,
    )


def _unlock(request: HttpRequest, rows: list[CardRow]) -> None:
    for row in rows:
        if row.card is not None and _is(row, request.POST["unlock"]):
            unlock_card(card=row.card, actor=request.user)
            messages.success(
                request,
                _("The card of %(person)s opens again.") % {"person": row.registration.person},
            )


def _revoke(request: HttpRequest, cards: list[AccessCard]) -> None:
    count = revoke_cards(cards=cards, actor=request.user)
    messages.success(
        request,
        ngettext("%(count)d card revoked.", "%(count)d cards revoked.", count) % {"count": count},
    )


def _is(row: CardRow, number: str) -> bool:
    return str(row.registration.pk) == number


def _uuid(text: str) -> uuid.UUID:
    """The id of the form; a form without one is answered like a fresh one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
