"""After the day: four accounts of a workshop side by side, until nothing is open."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.access import access
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.differences import Difference
from courses.workshops.selectors.reconciling import reconcile
from courses.workshops.services.reconciling import (
    PAPER_LIMIT,
    approve_walk_ins,
    close_as_reconciled,
    count_paper,
    keep_difference,
    open_difference,
    reopen_reconciling,
    take_approval_back,
)
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_reconcile(request: HttpRequest, code: str) -> HttpResponse:
    """Counts by session, every difference with what settles it, and the end of it."""
    workshop = get_object_or_404(
        workshops_led_by(request.user).select_related("reconciled_by"), code=code
    )
    typed: dict[str, str] = {}
    problem = ""
    if request.method == "POST":
        try:
            said = _do(request, workshop)
        except ValidationError as error:
            problem = error.messages[0]
            typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        else:
            messages.success(request, said)
            return redirect(request.path)
    found = reconcile(workshop)
    context = {
        "workshop": workshop,
        "found": found,
        "counts": [
            {"count": each, "typed": typed.get(f"paper-{each.session.pk}", each.on_paper)}
            for each in found.counts
        ],
        "groups": _by_kind(found.open),
        "problem": problem,
        "about": typed.get("keep", ""),
        "reason": typed.get("reason", ""),
        "limit": PAPER_LIMIT,
        "is_over": workshop.end_date <= timezone.localdate(),
    }
    return render(request, "workshops/reconcile.html", context)


def _do(request: HttpRequest, workshop: Workshop) -> str:
    """What the form asks for; gives what to say when it is done."""
    reason = request.POST.get("reason", "")
    if key := request.POST.get("keep"):
        keep_difference(workshop=workshop, key=key, reason=reason, actor=request.user)
        return _("Noted: this difference stays.")
    if key := request.POST.get("open"):
        open_difference(workshop=workshop, key=key, actor=request.user)
        return _("This difference is open again.")
    if asked := request.POST.get("approve"):
        only = None if asked == "all" else _key(asked)
        done = approve_walk_ins(workshop=workshop, registration_id=only, actor=request.user)
        return ngettext(
            "%(count)d person is approved.", "%(count)d people are approved.", len(done)
        ) % {"count": len(done)}
    if asked := request.POST.get("unapprove"):
        take_approval_back(workshop=workshop, registration_id=_key(asked), actor=request.user)
        return _("This difference is open again.")
    if "reconciled" in request.POST:
        close_as_reconciled(workshop=workshop, actor=request.user)
        return _("The workshop is reconciled.")
    if "reopen" in request.POST:
        reopen_reconciling(workshop=workshop, reason=reason, actor=request.user)
        return _("The workshop is open for reconciling again.")
    with transaction.atomic():
        for session in workshop.sessions.all():
            value = request.POST.get(f"paper-{session.pk}")
            if value is not None:
                count_paper(session=session, people=_number(value), actor=request.user)
    return _("Saved.")


def _number(value: str) -> int | None:
    """A count as typed; '' for none. What is no number is one that cannot be."""
    value = value.strip()
    if not value:
        return None
    return int(value) if value.isdecimal() and len(value) < 6 else -1


def _key(value: str) -> int:
    """The key of a registration as a button says it; 0 for what is none."""
    return int(value) if value.isdecimal() and len(value) < 19 else 0


def _by_kind(differences: Iterable[Difference]) -> list[tuple[str, list[Difference]]]:
    groups: dict[str, list[Difference]] = {}
    for each in differences:
        groups.setdefault(each.title, []).append(each)
    return list(groups.items())
