"""Sheets that were printed, and the pictures in which they come back."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def scan_storage() -> Storage:
    """Where pictures with signatures are kept: never under a public address."""
    return storages["private"]


class PrintedSheet(models.Model):
    """That a sign-in sheet was printed: which people stood at which box, and where the boxes lay.

    Written before the paper is handed out and never changed, so a sheet is read by what it says, not
    by the list as it has become. No names are kept here, only the keys of the registrations: who is
    erased or merged is so everywhere. The same sheet printed again is the same record
    (``fingerprint`` of all its words).
    """

    workshop = models.ForeignKey(
        "workshops.Workshop", on_delete=models.CASCADE, related_name="printed_sheets"
    )
    serial = models.PositiveIntegerField(unique=True, help_text="carried by the corner marks")
    fingerprint = models.CharField(max_length=64)
    printed_at = models.DateTimeField(default=timezone.now)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-printed_at", "-id"]
        verbose_name = _("printed sign-in sheet")
        verbose_name_plural = _("printed sign-in sheets")
        indexes = [models.Index(fields=["workshop", "fingerprint"], name="printed_sheet_words")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The serial as it stands at the foot of the sheet."""
        from courses.workshops.scanning import codes

        return codes.reference(self.serial)


class PrintedPage(models.Model):
    """One page of a printed sheet.

    ``code`` is what its corner marks say. ``lines`` is a list of ``sheets.PlacedLine`` as plain
    values: number, registration (null for an empty line), session, and the places of the box, the
    cell to sign in and the whole line in millimetres.
    """

    sheet = models.ForeignKey(PrintedSheet, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField(help_text="1 for the first page")
    code = models.PositiveIntegerField(unique=True)
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["sheet_id", "number"]
        verbose_name = _("page of a sign-in sheet")
        verbose_name_plural = _("pages of sign-in sheets")

    def __str__(self) -> str:
        return f"{self.sheet.reference} {self.number}"


class Scan(models.Model):
    """A file that somebody sent in with pictures of signed sheets.

    ``original`` is the file as it came, until it has been read; then only the pictures in it are kept,
    without what the camera wrote beside them (place, device). ``problem`` says in the sender's
    language why nothing could be read.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    workshop = models.ForeignKey(
        "workshops.Workshop", on_delete=models.CASCADE, related_name="scans"
    )
    filename = models.CharField(max_length=200)
    original = models.FileField(storage=scan_storage, blank=True, max_length=200)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name = _("sheet sent back")
        verbose_name_plural = _("sheets sent back")

    def __str__(self) -> str:
        return self.filename


class ScanPicture(models.Model):
    """One picture of a scan, upright as it was taken, and what could not be read in it.

    ``problems`` are codes of ``scanning.shapes.Trouble``; their words are chosen when they are shown.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField(help_text="1 for the first")
    image = models.FileField(storage=scan_storage, max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["scan_id", "number"]
        verbose_name = _("picture of a sheet")
        verbose_name_plural = _("pictures of sheets")
        constraints = [models.UniqueConstraint(fields=["scan", "number"], name="scan_picture_once")]

    def __str__(self) -> str:
        return f"{self.scan} {self.number}"


class ReadPage(models.Model):
    """A printed page that was found in a picture, laid flat, and what its boxes seem to say.

    ``lines``: for each printed line its number, registration, session, verdict, confidence (0 to 1) and
    the reasons for doubt. Only a proposal: marks are written when a facilitator has confirmed them.
    Confirmed, each line also says whether somebody ``signed`` it: the count "on paper".
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    picture = models.ForeignKey(ScanPicture, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey(PrintedPage, on_delete=models.CASCADE, related_name="readings")
    image = models.FileField(storage=scan_storage, max_length=200, help_text="the page laid flat")
    lines = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["picture_id", "page_id"]
        verbose_name = _("page that was read")
        verbose_name_plural = _("pages that were read")
        constraints = [
            models.UniqueConstraint(fields=["picture", "page"], name="page_read_once_per_picture")
        ]

    def __str__(self) -> str:
        return f"{self.picture} {self.page_id}"
