"""Records that need attention: of one workshop, and of all that somebody leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.access import access
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.attention import attention_of, need_most
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_attention(request: HttpRequest, code: str) -> HttpResponse:
    """What one workshop needs, each with a link to where it is settled."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    (needs,) = attention_of([workshop])
    return render(request, "workshops/attention.html", {"workshop": workshop, "needs": needs})


@require_GET
@access(is_facilitator)
def all_attention(request: HttpRequest) -> HttpResponse:
    """What the reader's workshops need, the one that needs most first."""
    needs = need_most(attention_of(list(workshops_led_by(request.user))))
    return render(request, "workshops/attention_all.html", {"all_needs": needs})
