"""What the reports add to pages of lower apps."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from core import panels
from courses.workshops.enums import ATTENDED_STATUSES, WorkshopState
from courses.workshops.models import Attendance, Workshop
from courses.workshops.selectors import workshops_reported_to
from people.roles import is_reporting_officer
from reports.documents import key_figures_of
from reports.figures import workshop_figures
from reports.selectors import records_of_workshop


def register() -> None:
    """Called once, when the app is ready."""
    panels.register(
        "workshop_tabs", name="report", template="reports/_panel_tab.html", context=_tab, order=90
    )
    panels.register(
        "workshop",
        name="report",
        template="reports/_panel_workshop.html",
        context=_key_figures,
        order=90,
    )
    panels.register(
        "my_learning",
        name="newest_report",
        template="reports/_panel_learning.html",
        context=_newest,
        order=5,
    )


def _tab(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    match = request.resolver_match
    return {"workshop": workshop, "is_here": match is not None and match.url_name == "report"}


def _key_figures(request: HttpRequest, workshop: Workshop) -> dict[str, Any] | None:
    """Four numbers; nothing before anybody was marked."""
    figures = workshop_figures(records_of_workshop(workshop))
    if not figures.attended.total:
        return None
    return {
        "workshop": workshop,
        "items": [
            {"number": each.big, "label": each.label, "note": each.note}
            for each in key_figures_of(workshop, figures)
        ],
    }


def _newest(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """The latest workshop that somebody has attended, for reporting officers."""
    if not is_reporting_officer(request.user):
        return None
    attended = Attendance.objects.filter(
        session__workshop=OuterRef("pk"), status__in=ATTENDED_STATUSES
    )
    told = workshops_reported_to(request.user).filter(
        Exists(attended), state__in=[WorkshopState.RUNNING, WorkshopState.CLOSED]
    )
    workshop = told.order_by("-start_date", "-pk").first()
    return {"workshop": workshop} if workshop else None
