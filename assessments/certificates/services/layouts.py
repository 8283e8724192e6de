"""How the papers of a workshop look and who signs them. Issued certificates never change."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from assessments.certificates.models import (
    CertificateLayout,
    CourseCertificate,
    Signatory,
    private_storage,
)
from assessments.certificates.selectors import course_layout_of, layout_of
from core import audit
from courses.curriculum.models import CoursePage
from courses.workshops.models import Workshop

#: Room for signatures on the paper.
SIGNATORIES = 3
LOGO_BYTES = 1_000_000
#: Pixels of the longer side that are kept: sharp at 60 mm on a 300 dpi printer.
LOGO_PIXELS = 800
#: Pixels in all that are unpacked: a small file can hold a picture that fills the memory.
LOGO_AREA = 25_000_000
LAYOUT_FIELDS = (
    "show_state_heading",
    "issuing_body_lo",
    "issuing_body_en",
    "place_lo",
    "place_en",
    "paper_date",
    "event_text_lo",
    "event_text_en",
    "show_donor",
)
#: Of a course's papers: the day is that of the paper, nobody funded it.
COURSE_FIELDS = (
    "is_offered",
    *(name for name in LAYOUT_FIELDS if name not in ("paper_date", "show_donor")),
)


@dataclass(frozen=True, slots=True)
class SignatoryInput:
    """One signature block, from left to right in the order given."""

    position_lo: str
    position_en: str
    name_lo: str = ""
    name_latin: str = ""
    organisation_lo: str = ""
    organisation_en: str = ""


def save_layout(
    *,
    workshop: Workshop,
    actor: Any,
    values: Mapping[str, Any],
    signatories: Sequence[SignatoryInput] | None = None,
    logos: Mapping[str, Any] | None = None,
) -> CertificateLayout:
    """Keep the layout of a workshop's certificates; fields that are not in ``values`` stay.

    ``signatories`` replaces all of them when given. ``logos`` maps ``logo_left`` and ``logo_right``
    to an uploaded picture (PNG or JPEG), or to False to take it away. Raises ``ValidationError``
    for too many signatories, a signatory without a position, or a picture that is none.
    """
    with transaction.atomic():
        layout = layout_of(workshop)
        _keep(layout, LAYOUT_FIELDS, values, signatories, logos)
        audit.record(
            actor=actor,
            verb="save_certificate_layout",
            target=layout,
            workshop=workshop.code,
            signatories=len(signatories) if signatories is not None else None,
        )
    return layout


def save_course_certificate(
    *,
    course: CoursePage,
    actor: Any,
    values: Mapping[str, Any],
    signatories: Sequence[SignatoryInput] | None = None,
    logos: Mapping[str, Any] | None = None,
) -> CourseCertificate:
    """Say whether a course has a certificate of completion and how it looks; see ``save_layout``."""
    with transaction.atomic():
        layout = course_layout_of(course)
        _keep(layout, COURSE_FIELDS, values, signatories, logos)
        audit.record(
            actor=actor,
            verb="save_course_certificate",
            target=layout,
            course=course.slug,
            is_offered=layout.is_offered,
            signatories=len(signatories) if signatories is not None else None,
        )
    return layout


def _keep(
    layout: CertificateLayout | CourseCertificate,
    names: Sequence[str],
    values: Mapping[str, Any],
    signatories: Sequence[SignatoryInput] | None,
    logos: Mapping[str, Any] | None,
) -> None:
    """Write what was given of a layout, checked."""
    if signatories is not None:
        _check_signatories(signatories)
    pictures = {
        side: _keep_logo(upload) for side, upload in (logos or {}).items() if upload is not None
    }
    for name in names:
        if name in values:
            setattr(layout, name, values[name])
    for side, picture in pictures.items():
        setattr(layout, side, picture)
    layout.full_clean(exclude=["workshop", "course"] if layout.pk else None)
    layout.save()
    if signatories is None:
        return
    layout.signatories.all().delete()
    for order, one in enumerate(signatories, start=1):
        signatory = Signatory(order=order, **asdict(one))
        if isinstance(layout, CourseCertificate):
            signatory.course_layout = layout
        else:
            signatory.layout = layout
        signatory.full_clean(exclude=["position", "organisation"])
        signatory.save()


def _check_signatories(signatories: Sequence[SignatoryInput]) -> None:
    if len(signatories) > SIGNATORIES:
        raise ValidationError(
            _("There is room for %(limit)d signatures at most.") % {"limit": SIGNATORIES}
        )
    if any(not (one.position_lo or one.position_en) for one in signatories):
        raise ValidationError(_("Please give the position of each person who signs."))


def _keep_logo(upload: Any) -> str:
    """Check a picture, make it small enough, store it under the name of its content."""
    if upload is False:
        return ""
    if upload.size > LOGO_BYTES:
        raise ValidationError(_("The logo is too large: 1 MB at most."))
    try:
        with Image.open(upload, formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > LOGO_AREA:
                raise Image.DecompressionBombError
            picture.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
            drawn = BytesIO()
            picture.convert("RGBA").save(drawn, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("The logo must be a picture in PNG or JPEG format.")) from error
    content = drawn.getvalue()
    name = f"logos/{hashlib.sha256(content).hexdigest()}.png"
    if not private_storage().exists(name):
        name = private_storage().save(name, ContentFile(content))
    return name
