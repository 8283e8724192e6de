"""Blocks of this app on pages of lower apps."""

from typing import Any

from django.http import HttpRequest

from core import panels
from courses.workshops.selectors.workshops import (
    registrations_of,
    workshops_ahead,
    workshops_led_today,
)


def register_panels() -> None:
    """Called once when the app is ready."""
    panels.register(
        "my_learning",
        name="rooms_today",
        template="workshops/panels/rooms_today.html",
        context=_rooms_today,
        order=1,
    )
    panels.register(
        "my_learning",
        name="my_workshops",
        template="workshops/panels/my_workshops.html",
        context=_my_workshops,
        order=30,
    )
    panels.register(
        "home",
        name="upcoming_workshops",
        template="workshops/panels/upcoming.html",
        context=_upcoming,
        order=10,
    )


def _rooms_today(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """For facilitators on the days of their workshop: the room, one tap away."""
    workshops = list(workshops_led_today(person))
    return {"workshops": workshops} if workshops else None


def _my_workshops(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """Where the reader takes part or took part."""
    registrations = list(registrations_of(person))
    return {"registrations": registrations} if registrations else None


def _upcoming(request: HttpRequest, page: Any) -> dict[str, Any] | None:
    """The next workshops, for everybody."""
    workshops = list(workshops_ahead())
    return {"workshops": workshops} if workshops else None
