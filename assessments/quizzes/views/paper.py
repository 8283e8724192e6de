"""Tests on paper, for when screens are not enough: forms, answer sheets, key."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from assessments.quizzes import pdf, services
from assessments.quizzes.enums import Form, Occasion
from assessments.quizzes.models import Sitting
from assessments.quizzes.pdf import TestPaper, build_paper
from assessments.quizzes.selectors.room import sittings_led_by
from core.access import access
from core.words import LANGUAGES
from people.roles import is_facilitator

_PAPERS: dict[str, Callable[[TestPaper], bytes]] = {
    "questions": pdf.render_form,
    "answers": pdf.render_answer_sheet,
}


@require_GET
@access(is_facilitator)
def paper_forms(request: HttpRequest, code: str) -> HttpResponse:
    """What can be printed, and how to go about it."""
    sitting = _pre_test(request, code)
    return render(
        request,
        "quizzes/paper.html",
        {
            "workshop": sitting.workshop,
            "quiz": sitting.quiz,
            "forms": Form.choices,
            "languages": LANGUAGES,
        },
    )


@require_GET
@access(is_facilitator)
def paper_form(
    request: HttpRequest, code: str, what: str, form: str, language: str
) -> HttpResponse:
    """The questions of a form, or its answer sheet, in one language."""
    if what not in _PAPERS:
        raise Http404
    content = _PAPERS[what](_paper(request, _pre_test(request, code), form, language))
    return _file(content, f"{code}-{what}-{form}-{language}.pdf")


@require_GET
@access(is_facilitator)
def paper_key(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The right answers of both forms."""
    sitting = _pre_test(request, code)
    papers = [_paper(request, sitting, form, language) for form in Form.values]
    return _file(pdf.render_key(papers), f"{code}-key-{language}.pdf")


def _pre_test(request: HttpRequest, code: str) -> Sitting:
    """The forms are the same for both sittings; the first stands for the pair."""
    return get_object_or_404(sittings_led_by(request.user, code), occasion=Occasion.PRE)


def _paper(request: HttpRequest, sitting: Sitting, form: str, language: str) -> TestPaper:
    if form not in Form.values or language not in LANGUAGES or sitting.workshop is None:
        raise Http404
    try:
        printed = services.print_form(
            workshop=sitting.workshop, quiz=sitting.quiz, form=Form(form), actor=request.user
        )
    except ValidationError as error:
        raise Http404(error.messages[0]) from error
    return build_paper(printed, language=language, minutes=sitting.minutes)


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
