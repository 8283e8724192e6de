from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What IOM reports: indicators, tables, the donor sentence, exports."""

    name = "reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the reports' blocks to the pages of lower apps."""
        from reports import panels

        panels.register()
