"""The report on paper: the same document as on screen, laid out for A4."""

from core.pdf import render_pdf
from reports.documents import Report


def report_pdf(report: Report, *, stamp: str) -> bytes:
    """The PDF of a report, tagged, in the report's language. ``stamp`` stands at the foot."""
    return render_pdf(
        "reports/paper.html",
        {"report": report, "stamp": stamp},
        stylesheet="report-paper.css",
        language=report.language,
        title=report.title,
    )
