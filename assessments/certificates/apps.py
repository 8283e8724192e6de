from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """What is proven: certificates, their PDF and their verification."""

    name = "assessments.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the places on pages of other apps, and make the worker known to the queue."""
        from assessments.certificates import panels, selectors, services  # noqa: F401
        from assessments.certificates.merging import register_mover
        from assessments.certificates.reconciling import certificates_without_rule
        from courses.workshops.selectors.reconciling import add_source
        from people.selectors import add_to_my_data

        panels.register()
        add_to_my_data("certificates", selectors.data_about)
        register_mover()
        add_source("certificates", certificates_without_rule)
