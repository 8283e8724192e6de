"""Letters asking ministries for more nominations."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from core.pages import ReviewState
from courses.workshops.forms.letters import LetterForm
from courses.workshops.forms.workshops import add_errors
from courses.workshops.letters import (
    LetterWords,
    compose,
    draft_letter,
    render_letter,
    standing_text,
)
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.nominations import balance_of
from courses.workshops.services.letters import keep_letter
from people.models import Organisation
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_letters(request: HttpRequest, code: str) -> HttpResponse:
    """Which ministries have places left or women missing, and what was written to them."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    context = {
        "workshop": workshop,
        "tab": "people",
        "part": "letters",
        "lines": [line for line in balance_of(workshop).lines if line.places is not None],
        "letters": workshop.letters.select_related("organisation", "made_by"),
    }
    return render(request, "workshops/letters.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def letter_new(request: HttpRequest, code: str, organisation_id: int) -> HttpResponse:
    """Read and change the words of a letter, then keep it."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    organisation: Organisation = get_object_or_404(
        Organisation.objects.filter(quotas__workshop=workshop), pk=organisation_id
    )
    form = LetterForm(request.POST or None, initial=draft_letter(workshop, organisation))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        letter = compose(
            workshop,
            organisation,
            written={name: value for name, value in said.items() if isinstance(value, str)},
            number=said["number"],
            day=said["day"],
            with_state_heading=said["with_state_heading"],
        )
        try:
            keep_letter(
                workshop=workshop,
                organisation=organisation,
                letter=letter,
                actor=request.user,  # type: ignore[arg-type]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The letter is kept. Print it from the list."))
            return redirect("workshop_letters", workshop.code)
    context = {
        "workshop": workshop,
        "organisation": organisation,
        "form": form,
        "line": balance_of(workshop).line_of(organisation),
        "is_draft": standing_text().lao_review == ReviewState.DRAFT,
    }
    return render(request, "workshops/letter_form.html", context)


@require_GET
@access(is_facilitator)
def letter_pdf(request: HttpRequest, code: str, letter_id: int) -> HttpResponse:
    """A letter as it was kept."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    letter = get_object_or_404(workshop.letters, pk=letter_id)
    paper = render_letter(
        LetterWords.from_json(letter.words), title=f"{letter.organisation} · {workshop.code}"
    )
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="letter-{code}-{letter.pk}.pdf"',
            "Cache-Control": "no-store",
        },
    )
