"""Taking signed sheets away again: a wrong picture at once, evidence when its time is over."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.models import ReadPage, Scan
from courses.workshops.selectors.scans import scans_to_forget


def discard_scan(*, scan: Scan, actor: Any) -> None:
    """Take a scan away with its pictures. Raises when marks were confirmed from it: it is evidence."""
    with transaction.atomic():
        scan = Scan.objects.select_for_update().get(pk=scan.pk)
        if ReadPage.objects.filter(picture__scan=scan, confirmed_at__isnull=False).exists():
            raise ValidationError(
                _("Attendance was recorded from this sheet, so its picture is kept as evidence.")
            )
        audit.record(actor=actor, verb="discard_scan", target=scan, workshop=scan.workshop.code)
        forget_original(scan)
        forget_pictures(scan)
        scan.delete()


def forget_scans() -> int:
    """Delete the scans whose time is over, with their pictures; the marks they led to stay. Gives how
    many. A chore of every day."""
    scans = list(scans_to_forget())
    for scan in scans:
        with transaction.atomic():
            audit.record(actor=None, verb="forget_scan", target=scan, workshop=scan.workshop.code)
            forget_original(scan)
            forget_pictures(scan)
            scan.delete()
    return len(scans)


def forget_original(scan: Scan) -> None:
    """Delete the file as it came; what was read from it stays."""
    if scan.original:
        _delete_later(scan.original)
        Scan.objects.filter(pk=scan.pk).update(original="")


def forget_pictures(scan: Scan) -> None:
    """Delete the pictures and the pages that were found in them."""
    for picture in scan.pictures.prefetch_related("pages"):
        for file in (picture.image, *(page.image for page in picture.pages.all())):
            _delete_later(file)
    scan.pictures.all().delete()


def _delete_later(file: FieldFile) -> None:
    """Once it is certain that nothing refers to the file any more."""
    name, storage = str(file.name), file.storage
    transaction.on_commit(lambda: storage.delete(name))
