"""What may be done in the CMS to records that others point at."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class NoDeletePolicy(ModelPermissionPolicy):
    """Add and change by permission; delete for nobody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Never for deleting."""
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Deleting does not count."""
        kept = [action for action in actions if action != "delete"]
        return bool(kept) and bool(super().user_has_any_permission(user, kept))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """As for the model."""
        return self.user_has_permission(user, action)
