"""Name badges on A4: eight or ten to a sheet, with marks to cut along.

What is printed is gathered first into ``BadgeSheets`` (words only). Nothing is ever cut off: each badge
is first laid out alone on a page of its own size, a step smaller until it fits, then all are set on
sheets at the sizes that were found. A name breaks between given and family name only: one that is wider
than its badge is set smaller.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from core import dates, pdf
from core.words import words
from courses.workshops.enums import ParticipantType, RegistrationStatus
from courses.workshops.models import Workshop
from people.models import Organisation, User

#: Badges on a sheet -> columns and rows.
SHEETS = {8: (2, 4), 10: (2, 5)}
#: How small the words of a badge can be set; the last step holds the longest names we accept.
STEPS = 9
#: Millimetres that a part of a name may be wide: the words' own place in ``badges.css``.
WIDTH = 80
#: Keeps title and given name together.
NO_BREAK = "\u00a0"
#: From this step on the title of the workshop gives its room to the name.
WITHOUT_TITLE = 4
STYLESHEETS = ("paper.css", "badges.css")
#: Who has a badge: those who are sure to come. Nominees get theirs when they are confirmed.
COMING = (RegistrationStatus.CONFIRMED, RegistrationStatus.WALK_IN)


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one badge; an empty one is for somebody who comes unannounced.

    A name can break at its plain spaces, and nowhere else.
    """

    name_lo: str = ""
    name_latin: str = ""
    organisation_lo: str = ""
    organisation_en: str = ""
    role_lo: str = ""
    role_en: str = ""

    @property
    def parts_lo(self) -> list[str]:
        """What stays together of the name."""
        return self.name_lo.split(" ")

    @property
    def parts_latin(self) -> list[str]:
        """The same in Latin letters."""
        return self.name_latin.split(" ")


@dataclass(frozen=True, slots=True)
class BadgeSheets:
    """Everything the sheets say. ``size`` is 8 or 10 badges on a sheet."""

    code: str
    title: str
    days: str
    badges: tuple[Badge, ...]
    size: int = 8
    is_sample: bool = False


def build_badges(workshop: Workshop, *, size: int = 8) -> BadgeSheets:
    """Gather the badges of a workshop: participants in Lao order, then who leads it.

    The last sheet is filled up with empty badges, for people at the door.
    """
    badges = [
        _badge(entry.person, entry.organisation, entry.participant_type)
        for entry in workshop.registrations.filter(status__in=COMING)
        .select_related("person", "organisation")
        .in_lao_order()
    ]
    there = set(
        workshop.registrations.filter(status__in=COMING).values_list("person_id", flat=True)
    )
    badges += [
        _badge(one.person, one.person.organisation, ParticipantType.FACILITATOR)
        for one in workshop.facilitators.select_related("person__organisation")
        if one.person_id not in there
    ]
    badges += [Badge()] * (-len(badges) % size or (size if not badges else 0))
    return BadgeSheets(
        code=workshop.code,
        title=words(workshop, "title", "lo"),
        days=dates.day_range(workshop.start_date, workshop.end_date, "lo"),
        badges=tuple(badges),
        size=size,
        is_sample=workshop.is_sample,
    )


def render_badges(sheets: BadgeSheets) -> bytes:
    """The sheets as PDF."""
    steps = _fitting_steps(sheets)
    columns, rows = SHEETS[sheets.size]
    pages = [
        [
            {"badge": badge, "step": step, "place": f"c{index % columns} r{index // columns}"}
            for index, (badge, step) in enumerate(
                zip(
                    sheets.badges[first : first + sheets.size],
                    steps[first : first + sheets.size],
                    strict=True,
                )
            )
        ]
        for first in range(0, len(sheets.badges), sheets.size)
    ]
    marks = [f"v{n} {edge}" for n in range(columns + 1) for edge in ("top", "bottom")]
    marks += [f"h{n} {edge}" for n in range(rows + 1) for edge in ("left", "right")]
    html = _html(sheets, {"pages": pages, "marks": marks})
    return pdf.write(pdf.lay_out(html, stylesheets=STYLESHEETS))


def _fitting_steps(sheets: BadgeSheets) -> list[int]:
    """For each badge the first step at which it stands on one page of its own size."""
    found: dict[Badge, int] = {}
    waiting = list(dict.fromkeys(sheets.badges))
    for step in range(STEPS):
        trial = [{"number": n, "badge": one, "step": step} for n, one in enumerate(waiting)]
        document = pdf.lay_out(_html(sheets, {"trial": trial}), stylesheets=STYLESHEETS)
        begun = [0] * len(waiting)
        current = -1
        for page in document.pages:
            for name in page.anchors:
                current = int(name[1:]) if name.startswith("b") else current
            begun[current] += 1
        too_wide = {
            int(name.split("-")[0])
            for page in pdf.places(document, "part-")
            for name, (_left, _top, width, _height) in page.items()
            if width > WIDTH
        }
        for n, (count, one) in enumerate(zip(begun, waiting, strict=True)):
            fits = count == 1 and n not in too_wide
            if fits or step == STEPS - 1:
                found[one] = step
        waiting = [one for one in waiting if one not in found]
        if not waiting:
            break
    return [found[one] for one in sheets.badges]


def _html(sheets: BadgeSheets, context: dict[str, Any]) -> str:
    with translation.override("lo"):
        return render_to_string(
            "workshops/badges_paper.html",
            {
                "sheets": sheets,
                "without_title": WITHOUT_TITLE,
                "paper_language": "lo",
                "paper_title": f"ປ້າຍຊື່ {sheets.code}",
                **context,
            },
        )


def _name(person: User, language: str) -> str:
    """The whole name, to be broken before the family name only."""
    name = person.formal_name(language)
    family = person.family_name_lo if language == "lo" else person.family_name_latin
    before = name.removesuffix(family).strip() if family else name
    parts = [before, family if before != name else ""]
    return " ".join(part.replace(" ", NO_BREAK) for part in parts if part)


def _badge(person: User, organisation: Organisation | None, kind: str) -> Badge:
    lao, latin = _name(person, "lo"), _name(person, "en")
    badge = Badge(
        name_lo=lao or latin,
        name_latin=latin if lao else "",
        organisation_lo=words(organisation, "name", "lo"),
        organisation_en=words(organisation, "name", "en"),
    )
    if badge.organisation_en == badge.organisation_lo:
        badge = replace(badge, organisation_en="")
    if kind in (ParticipantType.OFFICIAL, ParticipantType.MASS_ORGANISATION):
        return badge
    role = {}
    for language in ("lo", "en"):
        with translation.override(language):
            role[language] = str(ParticipantType(kind).label)
    return replace(badge, role_lo=role["lo"], role_en=role["en"])
