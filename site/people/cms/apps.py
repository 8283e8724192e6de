"""Wagtail's own app for users, with our person in it."""

from wagtail.users.apps import WagtailUsersAppConfig


class CMSUsersConfig(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS instead of ``wagtail.users``."""

    user_viewset = "people.cms.persons.PersonViewSet"

    def ready(self) -> None:
        """People are closed or merged, never deleted: registrations and certificates name them."""
        super().ready()
        from wagtail.permissions import register_permission_policy

        from people.cms.policies import NoDeletePolicy
        from people.models import User

        register_permission_policy(User, NoDeletePolicy(User))
