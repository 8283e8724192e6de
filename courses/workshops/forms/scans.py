"""The form with which signed sheets are sent in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm

#: Files in one go; a sheet has few pages.
MOST_FILES = 12


class PicturesInput(forms.ClearableFileInput):
    """Takes several files; a phone offers its camera too."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """One or more files, each held to what one file is held to."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files in the order they were chosen."""
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            raise ValidationError(
                _now("Send at most %(limit)d files at once.") % {"limit": MOST_FILES}
            )
        return [super(PicturesField, self).clean(file, initial) for file in files or [None]]


class ScanForm(SiteForm):
    """Photographs or scans of signed sheets. What is in them is judged by ``services.scans``."""

    pictures = PicturesField(
        label=_("Photographs or scans"),
        help_text=_("JPEG, PNG, HEIC or PDF, up to 25 MB each. You can choose several."),
        widget=PicturesInput({"accept": "image/jpeg,image/png,image/heic,application/pdf"}),
        max_length=255,
        error_messages={
            "required": _("Choose a photograph or a scan of the signed sheet."),
            "empty": _("This file is empty. Take the photograph or make the scan again."),
            "max_length": _("The name of the file is too long. Rename it and upload it again."),
        },
    )
