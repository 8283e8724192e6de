"""People who were entered twice: found, looked at side by side, merged, and parted again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from people import merging, services
from people.forms import MergeForm
from people.merging.rules import may_merge, people_looked_after
from people.models import PersonMerge, User
from people.roles import is_administrator, is_facilitator
from people.roster.matching import find_duplicates
from people.services.merging import what_hinders_undoing

_ON_A_PAGE = 30


@require_GET
@access(is_facilitator)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of records that may be one person: all for an administrator, else of one's own people."""
    among = None
    if not is_administrator(request.user):
        among = set(people_looked_after(request.user).values_list("pk", flat=True))
    pairs = Paginator(find_duplicates(among), _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/duplicates.html", {"pairs": pairs, "next": request.path})


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def merge(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Two records side by side: they are one person, or two different people."""
    pair = [_person(request, one), _person(request, other)]
    mine = [_is_mine(request, person) for person in pair]
    if one == other or not any(mine) or not (all(mine) or _are_proposed(pair)):
        raise Http404
    back = _back(request)
    allowed = may_merge(request.user, *pair)
    form = MergeForm(request.POST or None, pair=pair)
    if request.method == "POST" and "different" in request.POST:
        return _different(request, pair, back)
    if request.method == "POST" and form.is_valid():
        kept = next(person for person in pair if str(person.pk) == form.cleaned_data["keep"])
        merged = next(person for person in pair if person is not kept)
        try:
            services.merge_people(
                kept=kept, merged=merged, reason=form.cleaned_data["reason"], actor=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("%(person)s is one record now. It can be undone under “Merged records”.")
                % {"person": kept},
            )
            return redirect(back)
    context = {
        "sides": [{"person": person, "counts": _counts(person)} for person in pair],
        "form": form,
        "allowed": allowed,
        "back": back,
    }
    return render(request, "people/merge.html", context)


@require_GET
@access(is_facilitator)
def merges(request: HttpRequest) -> HttpResponse:
    """What was merged, the newest first."""
    page = Paginator(_merges_of(request.user), _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/merges.html", {"merges": page})


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def merge_undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Part two records again, or read why that is not possible any more."""
    found = get_object_or_404(_merges_of(request.user), pk=merge_id)
    reason, problems = "", what_hinders_undoing(found) if found.undone_at is None else []
    errors: list[str] = []
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            services.undo_merge(merge=found, reason=reason, actor=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("They are two records again, as they were before."))
            return redirect("merges")
    context = {"merge": found, "problems": problems, "errors": errors, "reason": reason}
    return render(request, "people/merge_undo.html", context)


def _person(request: HttpRequest, pk: int) -> User:
    found: User = get_object_or_404(User.objects.real().select_related("organisation"), pk=pk)
    return found


def _is_mine(request: HttpRequest, person: User) -> bool:
    return people_looked_after(request.user).filter(pk=person.pk).exists()


def _are_proposed(pair: list[User]) -> bool:
    """Whether the two are alike. Of somebody else's people one sees those only: nobody reads through
    all records by putting one after the other beside a person of their own."""
    keys = {person.pk for person in pair}
    return any({found.one.pk, found.other.pk} == keys for found in find_duplicates({pair[0].pk}))


def _merges_of(user: Any) -> QuerySet[PersonMerge]:
    """Those of people this user looks after; all for an administrator."""
    found = PersonMerge.objects.select_related("kept", "merged", "merged_by", "undone_by")
    if is_administrator(user):
        return found
    return found.filter(
        kept__in=people_looked_after(user).values("pk"),
        kept__groups__isnull=True,
        kept__is_superuser=False,
    )


def _counts(person: User) -> dict[str, int]:
    """What hangs on a record, in words."""
    return {
        words: number
        for mover in merging.movers()
        if mover.counts
        for words, number in mover.counts(person).items()
    }


def _different(request: HttpRequest, pair: list[User], back: str) -> HttpResponse:
    try:
        services.say_different(one=pair[0], other=pair[1], actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Noted: these are two different people."))
    return redirect(back)


def _back(request: HttpRequest) -> str:
    """Where somebody came from (``?next``), else the list of pairs."""
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, request.get_host(), request.is_secure()):
        return target
    return reverse("duplicates")
