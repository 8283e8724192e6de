from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every other app stands on and that knows none of them."""

    name = "core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
