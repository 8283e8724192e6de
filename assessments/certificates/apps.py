from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """What is proven: certificates, their PDF and their verification."""

    name = "assessments.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"
