"""What reconciling finds: the counts of a session, what differs, and how far a workshop is."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from courses.workshops.enums import DifferenceKind
from courses.workshops.models import KeptDifference, Registration, Session
from courses.workshops.selectors.paper import OnPaper

#: Where a difference is settled, in words for a button.
ACTIONS: dict[str, Promise] = {
    DifferenceKind.NEVER_CAME: gettext_lazy("Correct the registration"),
    DifferenceKind.NOT_APPROVED: gettext_lazy("Look at the registration"),
    DifferenceKind.NO_ORGANISATION: gettext_lazy("State the organisation"),
    DifferenceKind.UNMARKED: gettext_lazy("Mark them"),
    DifferenceKind.CANCELLED_BUT_CAME: gettext_lazy("Correct the registration"),
    DifferenceKind.DISPUTED: gettext_lazy("Choose the mark"),
    DifferenceKind.PAPER_COUNT: gettext_lazy("Compare with the list"),
    DifferenceKind.NO_RULE: gettext_lazy("Look at the certificate"),
    DifferenceKind.NOT_SIGNED_OFF: gettext_lazy("Sign off the session"),
}


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """People at one session by four accounts; ``on_paper`` is None while nobody has counted.

    ``nominated`` were on the list before the day, ``registered`` are on it now, walk-ins included.
    ``on_paper`` is what confirmed scans of the sheet say; where there is none, the number that was
    typed. ``scans`` says more of the sheets that came back, None when none did.
    """

    session: Session
    nominated: int
    registered: int
    on_paper: int | None
    in_system: int
    scans: OnPaper | None = None

    @property
    def is_scanned(self) -> bool:
        """Whether the count on paper was read from the sheet, and not typed."""
        return self.scans is not None and self.scans.people is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree, where it is settled, and why it stays if somebody said so."""

    kind: str
    url: str
    registration: Registration | None = None
    session: Session | None = None
    note: str = ""
    kept: KeptDifference | None = None
    #: What to do, where that is not the same for all of this kind.
    to_do: str = ""

    @property
    def key(self) -> str:
        """What names it in a form: kind, registration, session."""
        registration = self.registration.pk if self.registration else ""
        session = self.session.pk if self.session else ""
        return f"{self.kind}:{registration}:{session}"

    @property
    def title(self) -> str:
        """What differs, in the reader's language."""
        return str(DifferenceKind(self.kind).label)

    @property
    def action(self) -> str:
        """The one thing that settles it."""
        return self.to_do or str(ACTIONS[self.kind])

    @property
    def can_be_approved(self) -> bool:
        """Whether one tap settles it: somebody who walked in is welcome."""
        return self.kind == DifferenceKind.NOT_APPROVED


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How far a workshop is: the counts, what is open, what stays with a reason."""

    counts: tuple[SessionCounts, ...]
    open: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    #: Who walked in and was approved, with who said so.
    approved: tuple[Registration, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open."""
        return not self.open

    def find(self, key: str) -> Difference | None:
        """The difference that a form names."""
        return next((each for each in (*self.open, *self.kept) if each.key == key), None)
