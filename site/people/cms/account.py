"""The CMS's page about oneself: without first and last name, which live in the profile."""

from typing import Any

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    ChangePasswordPanel,
    NameEmailSettingsPanel,
)

from core.access import access, signed_in


class OwnAccountView(AccountView):
    """Language, theme and picture; name, e-mail and password are changed on the site."""

    def get_panels(self) -> list[Any]:
        """All but those that know the person otherwise than we do."""
        elsewhere = (NameEmailSettingsPanel, ChangePasswordPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, elsewhere)]


own_account = access(signed_in)(require_admin_access(OwnAccountView.as_view()))
