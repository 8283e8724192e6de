"""Printed invitations, A4: for people whom no mail reaches. The same words as the mail."""

from collections.abc import Iterable
from dataclasses import dataclass

from core import pdf
from courses.workshops.mails import words_of
from courses.workshops.models import Invitation, Workshop


@dataclass(frozen=True, slots=True)
class InvitationPaper:
    """One sheet, in its reader's language; the first line of the text greets by name."""

    language: str
    subject: str
    paragraphs: tuple[str, ...]
    organisation: str
    is_sample: bool = False


def build_papers(workshop: Workshop, invitations: Iterable[Invitation]) -> list[InvitationPaper]:
    """Gather the sheets, each person once: their newest matter."""
    papers: dict[int, InvitationPaper] = {}
    for one in invitations:
        person = one.registration.person
        if person.pk in papers:
            continue
        subject, body = words_of(workshop, person, one.round.kind, on_paper=True)
        language = person.preferred_language
        organisation = one.registration.organisation
        papers[person.pk] = InvitationPaper(
            language=language,
            subject=subject,
            paragraphs=tuple(part for part in body.split("\n\n") if part.strip()),
            organisation=str(getattr(organisation, f"name_{language}", "") or ""),
            is_sample=workshop.is_sample,
        )
    return list(papers.values())


def render_papers(papers: list[InvitationPaper]) -> bytes:
    """All sheets as one PDF."""
    return pdf.render_pdf(
        "workshops/invitation_paper.html",
        {"papers": papers},
        stylesheet="letter.css",
        language="lo",
        title="ໜັງສືເຊີນ",
    )
