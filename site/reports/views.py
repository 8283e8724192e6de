"""The reports: across workshops, of one workshop, and their files."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import dates
from core.access import access
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by, workshops_reported_to
from people.roles import is_reporting_officer
from reports import exports, pdf, selectors, services
from reports.documents import Report, learning_of, overview_of, report_of
from reports.enums import Denominator
from reports.figures import learning_figures, overview_figures, workshop_figures
from reports.forms import FilterForm, LearningForm, RosterForm, chosen_denominator
from reports.rules import reads_reports

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@access(reads_reports)
def report_list(request: HttpRequest) -> HttpResponse:
    """All workshops the reader may see, counted together; the filters are in the address."""
    form, report = _overview(request)
    return render(
        request,
        "reports/overview.html",
        {
            "form": form,
            "report": report,
            "query": request.GET.urlencode(),
            "reads_learning": is_reporting_officer(request.user),
        },
    )


@require_GET
@access(reads_reports)
def reports_pdf(request: HttpRequest) -> HttpResponse:
    """The overview on paper."""
    return _overview_file(request, "pdf")


@require_GET
@access(reads_reports)
def reports_xlsx(request: HttpRequest) -> HttpResponse:
    """The overview as a workbook."""
    return _overview_file(request, "xlsx")


@require_GET
@access(reads_reports)
def reports_csv(request: HttpRequest) -> HttpResponse:
    """The overview as one long table."""
    return _overview_file(request, "csv")


@require_GET
@access(reads_reports)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The report of one workshop; ``?who=`` chooses who is counted in the table."""
    workshop = _workshop(request, code)
    denominator = chosen_denominator(request.GET.get("who"))
    found = _report(workshop, denominator)
    return render(
        request,
        "reports/workshop.html",
        {
            "workshop": workshop,
            "report": found,
            "tables": found.table,
            "denominators": [(each.value, each.label) for each in Denominator],
            "denominator": denominator,
            "leads": workshops_led_by(request.user).filter(pk=workshop.pk).exists(),
            "query": request.GET.urlencode(),
        },
    )


@require_GET
@access(reads_reports)
def report_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The report of one workshop on paper."""
    return _report_file(request, code, "pdf")


@require_GET
@access(reads_reports)
def report_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The report of one workshop as a workbook."""
    return _report_file(request, code, "xlsx")


@require_GET
@access(reads_reports)
def report_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The report of one workshop as one long table."""
    return _report_file(request, code, "csv")


@require_GET
@access(is_reporting_officer)
def learning(request: HttpRequest) -> HttpResponse:
    """Who learns at their own pace: started, active, completed, refreshing."""
    form, found = _learning(request)
    return render(
        request,
        "reports/learning.html",
        {"form": form, "report": found, "query": request.GET.urlencode()},
    )


@require_GET
@access(is_reporting_officer)
def learning_xlsx(request: HttpRequest) -> HttpResponse:
    """Self-paced learning as a workbook."""
    return _learning_file(request, "xlsx")


@require_GET
@access(is_reporting_officer)
def learning_csv(request: HttpRequest) -> HttpResponse:
    """Self-paced learning as one long table."""
    return _learning_file(request, "csv")


@require_http_methods(["GET", "POST"])
@access(reads_reports)
def report_roster(request: HttpRequest, code: str) -> HttpResponse:
    """The list of names: asks what for, writes it down, gives the workbook."""
    workshop = _workshop(request, code)
    form = RosterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            data = services.export_roster(
                workshop=workshop,
                reason=form.cleaned_data["reason"],
                actor=request.user,  # type: ignore[arg-type]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _file(data, XLSX, f"{workshop.code}-people.xlsx")
    return render(request, "reports/roster.html", {"workshop": workshop, "form": form})


def _workshop(request: HttpRequest, code: str) -> Workshop:
    visible = workshops_reported_to(request.user).select_related("donor")
    return get_object_or_404(visible.prefetch_related("sessions"), code=code)


def _report(workshop: Workshop, denominator: Denominator) -> Report:
    records = selectors.records_of_workshop(workshop)
    gains = selectors.gains_of_workshop(workshop)
    after = selectors.sign_off_of_workshop(workshop)
    return report_of(workshop, workshop_figures(records, denominator), gains, after)


def _overview(request: HttpRequest) -> tuple[FilterForm, Report | None]:
    """The filters, and the report when they can be understood."""
    visible = workshops_reported_to(request.user)
    form = FilterForm(request.GET, workshops=visible)
    if not form.is_valid():
        return form, None
    workshops = list(selectors.workshops_selected(visible, form.selection))
    figures = overview_figures(
        selectors.records_of_selection(workshops, form.selection),
        {each.pk: place for place, each in enumerate(workshops)},
        denominator=form.denominator,
        counting=form.counting,
    )
    gains = selectors.gains_of_selection(workshops, form.selection)
    return form, overview_of(figures, workshops, form.in_words(), gains)


def _overview_file(request: HttpRequest, kind: str) -> HttpResponse:
    _form, found = _overview(request)
    if found is None:
        # The page says what is wrong with the filters.
        return redirect(f"{reverse('reports')}?{request.GET.urlencode()}")
    return _written(request, found, kind, f"reports-{timezone.localdate():%Y-%m-%d}")


def _learning(request: HttpRequest) -> tuple[LearningForm, Report | None]:
    """The filters, and the report when they can be understood."""
    form = LearningForm(request.GET)
    if not form.is_valid():
        return form, None
    figures = learning_figures(selectors.records_of_learning(form.selection), form.counted)
    return form, learning_of(figures, form.in_words(), publish=form.cleaned_data["publish"])


def _learning_file(request: HttpRequest, kind: str) -> HttpResponse:
    _form, found = _learning(request)
    if found is None:
        return redirect(f"{reverse('reports_learning')}?{request.GET.urlencode()}")
    return _written(request, found, kind, f"learning-{timezone.localdate():%Y-%m-%d}")


def _report_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    workshop = _workshop(request, code)
    found = _report(workshop, chosen_denominator(request.GET.get("who")))
    return _written(request, found, kind, f"{workshop.code}-report-{get_language()}")


def _written(request: HttpRequest, found: Report, kind: str, name: str) -> HttpResponse:
    stamp = _("Generated on %(when)s by %(who)s from %(records)s records") % {
        "when": dates.day_time(timezone.now(), found.language),
        "who": str(request.user),
        "records": dates.number(found.records, found.language),
    }
    if kind == "pdf":
        return _file(pdf.report_pdf(found, stamp=stamp), "application/pdf", f"{name}.pdf")
    if kind == "xlsx":
        return _file(exports.xlsx(found, stamp=stamp), XLSX, f"{name}.xlsx")
    return _file(exports.csv(found), "text/csv; charset=utf-8", f"{name}.csv")


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    attached = content_type != "application/pdf"
    disposition = content_disposition_header(attached, name) or ""
    return HttpResponse(
        data,
        content_type=content_type,
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"},
    )
