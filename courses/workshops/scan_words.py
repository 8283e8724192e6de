"""What people are told about a sheet that was sent back: what is wrong, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.workshops.scanning.pictures import Refused
from courses.workshops.scanning.shapes import Doubt, Trouble

#: Why a file is not taken.
REFUSALS: dict[Refused, Promise] = {
    Refused.KIND: _(
        "This is not a picture that can be read. Send a photograph (JPEG, PNG or HEIC) or a scan (PDF)."
    ),
    Refused.DAMAGED: _("The file is damaged. Take the photograph or make the scan again."),
    Refused.TOO_MANY_POINTS: _(
        "The picture is too large (more than 64 million points). Choose a smaller picture size in the "
        "camera."
    ),
    Refused.TOO_SMALL: _(
        "The picture is too small to be read. Send the photograph itself, not a preview of it."
    ),
    Refused.TOO_MANY_PAGES: _("The PDF has more than 30 pages. Send it in parts."),
    Refused.PROTECTED: _("The PDF has a password. Save it without one and send it again."),
    Refused.NO_PICTURE: _(
        "There is no scanned picture in this PDF that can be read. Photograph the sheet instead."
    ),
    Refused.PACKING: _(
        "The pictures in this PDF are packed in a way that cannot be read here. Save the scan as JPEG "
        "or PNG and send that, or photograph the sheet."
    ),
    Refused.LAYERS: _(
        "A page of this PDF is put together from several pictures and could be read wrongly. Save the "
        "scan as JPEG or PNG and send that, or photograph the sheet."
    ),
}

#: Why a picture, or a sheet in it, cannot be read: what is wrong, and what to do.
TROUBLES: dict[str, tuple[Promise, Promise]] = {
    Trouble.NO_SHEET: (
        _("No sign-in sheet was found in this picture."),
        _(
            "Lay the printed sheet flat and photograph it whole: the four black marks in its corners "
            "must be in the picture."
        ),
    ),
    Trouble.BLURRED: (
        _("The picture is too blurred to be read."),
        _(
            "Hold the phone still, tap on the sheet to focus, and photograph it again in better light."
        ),
    ),
    Trouble.CUT_OFF: (
        _("A sheet is not whole in this picture."),
        _(
            "Step back until all four black corner marks are in the picture, and photograph it again."
        ),
    ),
    Trouble.UNKNOWN_SHEET: (
        _("This sheet was not printed here."),
        _("Record its attendance by hand, and print the next sheet from the attendance page."),
    ),
    Trouble.OTHER_WORKSHOP: (
        _("This is a sheet of another workshop."),
        _("Open that workshop and send the sheet there."),
    ),
    Trouble.TWICE: (
        _("Two copies of the same page are in this picture."),
        _("Photograph each copy alone: both are read then."),
    ),
    Trouble.NO_SESSION: (
        _("The session of this sheet has been deleted."),
        _("Record its attendance by hand, in the session that took its place."),
    ),
}

#: Why somebody has to look at a box.
DOUBTS: dict[str, Promise] = {
    Doubt.TRACE: _("Only a trace is in the box."),
    Doubt.HEAVY: _("There is much ink in the box: marked, or crossed out?"),
    Doubt.OUTSIDE: _("Something is written beside the box."),
    Doubt.THROUGH: _("A line runs through the box."),
    Doubt.NOT_FOUND: _("The box cannot be seen clearly."),
    Doubt.FAINT: _("The picture is too dark or too faint here."),
    Doubt.SIGNED: _("Signed, but the box is empty."),
}

CROSSED_OUT = _("The box was filled in: a mark that was taken back.")
