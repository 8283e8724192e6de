"""What the sentences of a report are made from: primitives only, in both languages."""

from dataclasses import dataclass
from datetime import date

from assessments.certificates.enums import CertificateKind
from reports.figures import Body, GenderCount, Words, WorkshopFigures


@dataclass(frozen=True, slots=True)
class PairedTests:
    """Tests before and after, of those who sat both. Means are in percent of the points."""

    sat_both: int
    improved: int
    mean_before: float
    mean_after: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences say. ``levels`` and ``bodies`` in the order in which they are named."""

    title: Words
    city: Words
    first_day: date
    last_day: date
    attended: GenderCount
    levels: tuple[str, ...] = ()
    bodies: tuple[Body, ...] = ()
    session_attendance: float | None = None
    participation_certificates: int = 0
    completion_certificates: int = 0
    tests: PairedTests | None = None

    @property
    def days(self) -> int:
        """From the first to the last day, both counted."""
        return (self.last_day - self.first_day).days + 1


def facts_of(
    figures: WorkshopFigures,
    *,
    title: Words,
    city: Words,
    first_day: date,
    last_day: date,
    tests: PairedTests | None = None,
) -> Facts:
    """The facts of a workshop: always of officials who attended, whatever the table counts."""
    issued = {each.key: each.count.total for each in figures.certificates}
    return Facts(
        title=title,
        city=city,
        first_day=first_day,
        last_day=last_day,
        attended=figures.attended,
        levels=tuple(each.key for each in figures.attended_levels),
        bodies=tuple(row.body for row in figures.attended_bodies if row.body.pk),
        session_attendance=figures.session_attendance,
        participation_certificates=issued.get(CertificateKind.PARTICIPATION, 0),
        completion_certificates=issued.get(CertificateKind.COMPLETION, 0),
        tests=tests,
    )
