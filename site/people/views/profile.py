"""One's own page: what is kept, what was agreed to, a copy to take away."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import access, anyone, sign_in_first, signed_in
from people import services
from people.enums import ConsentKind
from people.forms import ProfileForm
from people.links import link_for
from people.models import User
from people.roles import has_own_sign_in, is_administrator
from people.selectors import PRIVACY_VERSION, my_data, standing_consents


@never_cache
@require_http_methods(["GET", "POST"])
@access(signed_in)
def profile(request: HttpRequest) -> HttpResponse:
    """Read and correct one's own data."""
    person = cast(User, request.user)
    own_sign_in = has_own_sign_in(person)
    form = ProfileForm(request.POST or None, instance=person)
    if not own_sign_in:
        # Who found a card must not come to own the account: these two lead to a new password.
        form.fields["email"].disabled = form.fields["phone"].disabled = True
    if request.method == "POST" and form.is_valid():
        fresh = User.objects.get(pk=person.pk)
        try:
            services.update_profile(person=fresh, actor=person, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(translate_url(reverse("profile"), fresh.preferred_language))
    consents = standing_consents(person)
    return render(
        request,
        "people/profile.html",
        {
            "form": form,
            "privacy_consent": consents.get(ConsentKind.PRIVACY_NOTICE),
            "photo_consent": consents.get(ConsentKind.PHOTOS),
            "has_password": person.has_usable_password(),
            "own_sign_in": own_sign_in,
        },
        status=422 if form.errors else 200,
    )


@never_cache
@require_GET
@access(signed_in)
def download_my_data(request: HttpRequest) -> HttpResponse:
    """A copy of what is kept about oneself, as JSON."""
    response = JsonResponse(
        my_data(cast(User, request.user)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        content_type="application/json; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_POST
@access(signed_in)
def photo_consent(request: HttpRequest) -> HttpResponse:
    """Agree to photos, or withdraw it; the rest of the platform does not depend on it."""
    person = cast(User, request.user)
    if request.POST.get("answer") == "yes":
        services.record_consent(
            person=person,
            kind=ConsentKind.PHOTOS,
            version=PRIVACY_VERSION,
            language=get_language() or "lo",
        )
    else:
        services.withdraw_consent(person=person, kind=ConsentKind.PHOTOS)
    messages.success(request, _("Saved."))
    return redirect("profile")


@never_cache
@require_http_methods(["GET", "POST"])
@access(anyone)
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """The notice, and the question whether one agrees. "No" blocks nothing and says what then."""
    target = _next(request)
    context: dict[str, Any] = {"next": target, "version": PRIVACY_VERSION}
    if request.method == "POST":
        if not request.user.is_authenticated:
            return sign_in_first(request)
        person = cast(User, request.user)
        if request.POST.get("answer") == "yes":
            services.record_consent(
                person=person,
                kind=ConsentKind.PRIVACY_NOTICE,
                version=PRIVACY_VERSION,
                language=get_language() or "lo",
            )
            return HttpResponseRedirect(target or reverse("my_learning"))
        services.withdraw_consent(person=person, kind=ConsentKind.PRIVACY_NOTICE)
        return render(request, "people/privacy_refused.html", context)
    if request.user.is_authenticated:
        consents = standing_consents(cast(User, request.user))
        context["consent"] = consents.get(ConsentKind.PRIVACY_NOTICE)
    return render(request, "people/privacy_notice.html", context)


def _next(request: HttpRequest) -> str:
    """Where to go on to, when it is a page of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else ""


@never_cache
@require_http_methods(["GET", "POST"])
@access(is_administrator)
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for somebody who has no e-mail, to be handed over."""
    person = get_object_or_404(User.objects.real().filter(is_active=True), pk=pk)
    made = link_for(person, request=request) if request.method == "POST" else {}
    return render(request, "people/invite.html", {"person": person} | made)


@require_http_methods(["GET", "POST"])
@access(anyone)
def sign_in_for_cms(request: HttpRequest) -> HttpResponse:
    """The CMS's own sign-in page leads to the site's, and back again.

    Somebody who has signed in and is sent here may not enter the CMS: to sign in again would lead them
    round in a circle, so for them it does not exist.
    """
    if request.user.is_authenticated:
        # What the CMS has said about it, in English, would wait for the next page.
        list(messages.get_messages(request))
        raise Http404
    target = _next(request) or reverse("wagtailadmin_home")
    return redirect_to_login(target)
