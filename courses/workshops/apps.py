from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """When it is taught: workshops, sessions, registrations, attendance, sign-in sheets."""

    name = "courses.workshops"
    label = "workshops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show workshops on the home page and under "my learning"."""
        from courses.workshops.panels import register_panels

        register_panels()
