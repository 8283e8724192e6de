"""The phones that carry a workshop's list: noticed when they come, wiped when one is lost."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from core import audit
from courses.workshops.models import RoomDevice, Workshop

_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")
_BROWSERS = (
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def notice_device(
    *,
    workshop: Workshop,
    uuid: UUID,
    person: Any,
    user_agent: str = "",
    session_key: str = "",
    waiting: int | None = None,
    clock_off_by: timedelta | None = None,
) -> RoomDevice:
    """Note that a device was here, whose it is, and what it says of itself; gives its record.

    ``clock_off_by`` is None when it only asked for the list. A device that is to be wiped is only
    noted as having been told: whoever calls must refuse it (``wiped_at``). Not audited: it happens at
    every contact.
    """
    now = timezone.now()
    device, _new = RoomDevice.objects.get_or_create(workshop=workshop, uuid=uuid)
    if device.wiped_at is not None:
        confirm_wiped(device=device)
        return device
    device.person = person
    device.kind = kind_of(user_agent) or device.kind
    device.session_key = session_key
    device.last_seen_at = now
    if waiting is not None:
        device.waiting = waiting
    if clock_off_by is not None:
        device.last_sent_at = now
        device.clock_off_ms = round(clock_off_by.total_seconds() * 1000)
    device.save()
    return device


@transaction.atomic
def wipe_device(*, device: RoomDevice, actor: Any) -> RoomDevice:
    """Have a device forget the list at its next contact, and sign it out. Twice is once.

    What still waits on it and was never sent is lost with it; the screen says so before.
    """
    device = RoomDevice.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if device.wiped_at is not None:
        return device
    if device.session_key:
        engine = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        engine(device.session_key).delete()
    device.wiped_at = timezone.now()
    device.wiped_by = actor if getattr(actor, "pk", None) else None
    device.session_key = ""
    device.save()
    audit.record(actor=actor, verb="wipe_device", target=device, waiting=device.waiting)
    return device


def confirm_wiped(*, device: RoomDevice) -> None:
    """The device was told to forget, and does. Only the first time is kept."""
    RoomDevice.objects.filter(pk=device.pk, forgot_at__isnull=True).update(forgot_at=timezone.now())


def forget_sign_ins() -> int:
    """The chore: of devices not seen for a month, the sign-in they used is not kept any more."""
    silent = timezone.now() - timedelta(days=30)
    return (
        RoomDevice.objects.filter(last_seen_at__lt=silent)
        .exclude(session_key="")
        .update(session_key="")
    )


def kind_of(user_agent: str) -> str:
    """ "Android, Chrome" of what a browser says of itself; '' when nothing is known."""
    system = next((word for word in _SYSTEMS if word in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return ", ".join(filter(None, (re.sub(r" OS X$", "", system), browser)))
