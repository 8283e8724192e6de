from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who: users, organisations, roles, consent, roster import."""

    name = "people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is carried when two records of a person become one."""
        from people.merging.persons import register_mover

        register_mover()
