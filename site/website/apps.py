from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Home, standard and news pages, navigation, my learning."""

    name = "website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"
