"""Home, standard and news pages."""

from core.pages import BilingualPage


class HomePage(BilingualPage):
    """The front door."""
