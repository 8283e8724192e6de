"""Sign-in by user name, phone number or e-mail."""

from django.contrib.auth.backends import ModelBackend


class AnyIdentifierBackend(ModelBackend):
    """Find the person by whichever of the three was typed."""
