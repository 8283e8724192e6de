"""What the CMS shows of people."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from people.cms.organisations import OrganisationViewSet, organisations
from people.models import User
from people.roles import is_administrator


@hooks.register("register_admin_viewset")
def organisations_in_the_cms() -> OrganisationViewSet:
    """Organisations, among the settings."""
    return organisations


@hooks.register("register_user_listing_buttons")
def link_to_set_a_password(user: User, request_user: Any) -> Iterator[Button]:
    """For people without e-mail: a link to hand over."""
    if is_administrator(request_user) and user.is_active:
        yield Button(
            _("Link to set a password"), reverse("person_invite", args=[user.pk]), icon_name="key"
        )
