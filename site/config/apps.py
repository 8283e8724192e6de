from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Where the apps meet: settings, addresses, the demo, the run command."""

    name = "config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"
