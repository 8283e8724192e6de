from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Home, standard and news pages, navigation, my learning."""

    name = "website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The menus are asked for again when the pages change."""
        from django.db.models.signals import post_delete
        from wagtail.models import Page
        from wagtail.signals import (
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
        )

        from website import navigation

        for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
            signal.connect(navigation.forget, dispatch_uid="website.navigation")
        post_delete.connect(navigation.forget, sender=Page, dispatch_uid="website.navigation")
