"""The form of an uploaded list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm


class UploadForm(SiteForm):
    """One file with a list of people. What is in it is judged by ``people.roster``."""

    file = forms.FileField(
        label=_("The filled-in list"),
        help_text=_("An Excel file (.xlsx) or CSV, up to 5 MB."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
        max_length=255,
        error_messages={
            "required": _("Choose the file with the list of participants."),
            "max_length": _("The name of the file is too long. Rename it and upload it again."),
        },
    )
