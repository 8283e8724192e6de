"""Choices about certificates, as pages and papers show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateKind(models.TextChoices):
    """What is certified: having taken part, or having completed the course with its test."""

    PARTICIPATION = "participation", _("Certificate of participation")
    COMPLETION = "completion", _("Certificate of completion")


class CertificateStatus(models.TextChoices):
    """The life of a certificate. Nothing is ever deleted: a paper in a drawer must be answerable."""

    VALID = "valid", _("Valid")
    SUPERSEDED = "superseded", _("Replaced by a newer certificate")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
