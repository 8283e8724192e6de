from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who: users, organisations, roles, consent, roster import."""

    name = "people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
