"""Addresses of this app. Of allauth only the pages that are offered here exist."""

from typing import Any, cast

from allauth.account import views as allauth
from django.urls import path, re_path

from core.access import access, anyone
from people.cms.account import own_account
from people.roles import has_own_sign_in
from people.views import cards, merging, profile


def _for(rule: Any, view: Any) -> Any:
    """allauth's own views, with our word on who may enter."""
    return access(rule)(cast(Any, view))


#: Stands before the CMS's own addresses: it has no sign-in of its own, which would be a way round the
#: count of attempts.
cms_door = [
    path("cms/login/", profile.sign_in_for_cms, name="cms_sign_in"),
    path("cms/account/", own_account),
]

#: For facilitators and administrators: people who were entered twice.
merging_urlpatterns = [
    path("people/duplicates/", merging.duplicates, name="duplicates"),
    path("people/duplicates/<int:one>/<int:other>/", merging.merge, name="merge_people"),
    path("people/merged/", merging.merges, name="merges"),
    path("people/merged/<int:merge_id>/", merging.merge_undo, name="merge_undo"),
]

#: Short, for people who type it: below a language, and without one.
card_urlpatterns = [
    path("card/", cards.card_sign_in, name="card_sign_in"),
    path("card/<slug:number>/", cards.card_sign_in, name="card"),
]
card_door = [path("card/", cards.card_door, name="card_door")]

urlpatterns = [
    path("login/", _for(anyone, allauth.login), name="account_login"),
    path("logout/", _for(anyone, allauth.logout), name="account_logout"),
    path("inactive/", _for(anyone, allauth.account_inactive), name="account_inactive"),
    path(
        "password/change/",
        _for(has_own_sign_in, allauth.password_change),
        name="account_change_password",
    ),
    path("password/set/", _for(has_own_sign_in, allauth.password_set), name="account_set_password"),
    path("password/reset/", _for(anyone, allauth.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        _for(anyone, allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/done/",
        _for(anyone, allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _for(anyone, allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("profile/", profile.profile, name="profile"),
    path("profile/my-data.json", profile.download_my_data, name="my_data"),
    path("profile/photos/", profile.photo_consent, name="photo_consent"),
    path("people/<int:pk>/link/", profile.person_invite, name="person_invite"),
    path("privacy/", profile.privacy_notice, name="privacy_notice"),
]
