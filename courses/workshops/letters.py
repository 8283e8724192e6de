"""The letter that asks a ministry for more nominations, in both languages, on the pattern of official
papers in Laos: state heading, issuing body and number, place and date, title, body, room to sign.

``draft_letter`` fills the standing text with what is missing now; what is printed is kept first, word
for word (``services.letters``), and ``render_letter`` knows nothing of records.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core import dates, pdf
from core.words import words
from courses.workshops.enums import LetterKind
from courses.workshops.mails import place_of
from courses.workshops.models import LetterText, NominationPlan, Workshop
from courses.workshops.selectors.nominations import balance_of
from people.models import Organisation

LANGUAGES = ("lo", "en")
STATE_HEADING = {
    "lo": "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ\nສັນຕິພາບ ເອກະລາດ ປະຊາທິປະໄຕ ເອກະພາບ ວັດທະນະຖາວອນ",
    "en": "Lao People’s Democratic Republic\nPeace Independence Democracy Unity Prosperity",
}
#: The standing text as it is delivered. The Lao is a draft until a native reviewer has read it.
STANDING: dict[str, str] = {
    "subject_lo": "ຂໍໃຫ້ສະເໜີຊື່ຜູ້ເຂົ້າຮ່ວມກອງປະຊຸມຝຶກອົບຮົມ ກ່ຽວກັບ {title}",
    "subject_en": "Request for nominations: {title}",
    "body_lo": (
        "ອີງຕາມແຜນການຈັດກອງປະຊຸມຝຶກອົບຮົມ ກ່ຽວກັບ {title} ໃນ{days} ທີ່ {place}.\n\n"
        "ຄະນະຈັດກອງປະຊຸມ ຂໍຖືເປັນກຽດ ສະເໜີມາຍັງ {organisation} ເພື່ອພິຈາລະນາສະເໜີຊື່ "
        "ພະນັກງານ-ລັດຖະກອນ ເຂົ້າຮ່ວມຕື່ມອີກ {left} ທ່ານ, ໃນນັ້ນແມ່ຍິງຢ່າງໜ້ອຍ {women} ທ່ານ.\n\n"
        "ກະລຸນາສົ່ງລາຍຊື່ໃຫ້ພວກເຮົາ {closes_on}. ຕິດຕໍ່: {contact}.\n\n"
        "ດັ່ງນັ້ນ, ຈຶ່ງຮຽນມາຍັງທ່ານ ເພື່ອພິຈາລະນາ ດ້ວຍຄວາມນັບຖືຢ່າງສູງ."
    ),
    "body_en": (
        "We have the honour to refer to the workshop on {title}, to be held on {days} at {place}.\n\n"
        "We kindly ask the {organisation} to consider nominating officials for a further {left} of its "
        "places, of whom at least {women} should be women.\n\n"
        "Please send us the names {closes_on}. Contact: {contact}.\n\n"
        "Please accept the assurances of our highest consideration."
    ),
}
#: Word before the addressee, and before the subject.
_TO = {"lo": "ຮຽນ", "en": "To"}
_ABOUT = {"lo": "ເລື່ອງ", "en": "Subject"}
_TITLE = {"lo": "ໜັງສືສະເໜີ", "en": "Letter of request"}
_NUMBER = {"lo": "ເລກທີ", "en": "No."}
_SIGNED = {"lo": "(ເຊັນ ແລະ ຈ້ຳກາ)", "en": "(signature and seal)"}
_SOON = {"lo": "ໂດຍໄວ", "en": "as soon as possible"}
_FACTS = {
    "places": {"lo": "ໂຄຕາ", "en": "Quota"},
    "listed": {"lo": "ສະເໜີຊື່ແລ້ວ", "en": "Nominated so far"},
    "left": {"lo": "ບ່ອນທີ່ຍັງເຫຼືອ", "en": "Places left"},
    "women": {"lo": "ແມ່ຍິງທີ່ຍັງຕ້ອງການ", "en": "Women still asked for"},
    "days": {"lo": "ວັນທີ", "en": "Dates"},
    "place": {"lo": "ສະຖານທີ່", "en": "Venue"},
    "closes_on": {"lo": "ສົ່ງລາຍຊື່ກ່ອນ", "en": "Names by"},
    "contact": {"lo": "ຕິດຕໍ່ຕອບກັບ", "en": "How to answer"},
}
_PEOPLE = {"lo": "{count} ທ່ານ", "en": "{count}"}
_WOMEN = {"lo": "{count} ທ່ານ, ຍິງ {women} ທ່ານ", "en": "{count}, of whom {women} women"}


@dataclass(frozen=True, slots=True)
class LetterSide:
    """The letter in one language; every word of it."""

    state_heading: str
    issuing_body: str
    number: str
    place_and_date: str
    title: str
    to: str
    subject: str
    body: str
    facts: tuple[tuple[str, str], ...]
    signatory: str
    signed: str
    label_to: str
    label_subject: str
    label_number: str


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Both sides, Lao first."""

    lo: LetterSide
    en: LetterSide
    is_sample: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "LetterWords":
        """As it was kept."""
        sides = {
            language: LetterSide(
                **{**kept[language], "facts": tuple(tuple(one) for one in kept[language]["facts"])}
            )
            for language in LANGUAGES
        }
        return cls(is_sample=kept["is_sample"], **sides)


def standing_text(kind: str = LetterKind.NOMINATIONS) -> LetterText:
    """The text editors keep in the CMS, else as it is delivered."""
    return LetterText.objects.filter(kind=kind).first() or LetterText(kind=kind, **STANDING)


def draft_letter(workshop: Workshop, organisation: Organisation) -> dict[str, str]:
    """What the form of a letter begins with: every field of it, in both languages."""
    text = standing_text()
    host = workshop.organisers.first()
    drafted: dict[str, str] = {}
    for language in LANGUAGES:
        said = _said(workshop, organisation, language)
        drafted[f"subject_{language}"] = _filled(words(text, "subject", language), said)
        drafted[f"body_{language}"] = _filled(words(text, "body", language), said)
        drafted[f"to_{language}"] = words(organisation, "name", language)
        drafted[f"issuing_body_{language}"] = words(host, "name", language) if host else ""
        drafted[f"place_{language}"] = words(workshop, "city", language)
        drafted[f"signatory_{language}"] = ""
    return drafted


def compose(
    workshop: Workshop,
    organisation: Organisation,
    *,
    written: Mapping[str, str],
    number: str,
    day: date,
    with_state_heading: bool,
) -> LetterWords:
    """The whole letter, with what is missing as it is now; ``written`` as of ``draft_letter``."""

    def side(language: str) -> LetterSide:
        said = _said(workshop, organisation, language)
        return LetterSide(
            state_heading=STATE_HEADING[language] if with_state_heading else "",
            issuing_body=written[f"issuing_body_{language}"],
            number=number or "............",
            place_and_date=", ".join(
                part
                for part in (written[f"place_{language}"], dates.formal_day(day, language))
                if part
            ),
            title=_TITLE[language],
            to=written[f"to_{language}"],
            subject=written[f"subject_{language}"],
            body=written[f"body_{language}"],
            facts=tuple(
                (label[language], said[f"fact_{key}"])
                for key, label in _FACTS.items()
                if said[f"fact_{key}"]
            ),
            signatory=written[f"signatory_{language}"],
            signed=_SIGNED[language],
            label_to=_TO[language],
            label_subject=_ABOUT[language],
            label_number=_NUMBER[language],
        )

    return LetterWords(side("lo"), side("en"), workshop.is_sample)


def render_letter(letter: LetterWords, *, title: str) -> bytes:
    """The letter as PDF: the Lao side, then the English one."""
    return pdf.render_pdf(
        "workshops/letter_paper.html",
        {"sides": (("lo", letter.lo), ("en", letter.en)), "is_sample": letter.is_sample},
        stylesheet="letter.css",
        language="lo",
        title=title,
    )


def _said(workshop: Workshop, organisation: Organisation, language: str) -> dict[str, str]:
    """What can stand in the places of the text, and the lines of the table."""
    line = balance_of(workshop).line_of(organisation)
    plan = NominationPlan.objects.filter(workshop=workshop).first()
    places, listed = (line.places or 0, line.listed) if line else (0, 0)
    left, missing = (line.left, line.women_missing) if line else (0, 0)
    closes_on = plan.closes_on if plan else None
    days = dates.formal_day_range(workshop.start_date, workshop.end_date, language)
    by = dates.formal_day(closes_on, language) if closes_on else ""
    people, women = _PEOPLE[language], _WOMEN[language]
    contact = plan.contact if plan else ""
    return {
        "organisation": words(organisation, "name", language),
        "title": words(workshop, "title", language),
        "days": days,
        "place": place_of(workshop, language),
        "left": str(left or missing),
        "women": str(missing),
        "closes_on": {"lo": f"ກ່ອນ {by}", "en": f"by {by}"}[language] if by else _SOON[language],
        "contact": contact,
        "fact_places": women.format(count=places, women=line.women_asked)
        if line and line.women_asked
        else people.format(count=places),
        "fact_listed": women.format(count=listed, women=line.women if line else 0),
        "fact_left": people.format(count=left),
        "fact_women": people.format(count=missing) if line and line.women_asked else "",
        "fact_days": dates.day_range(workshop.start_date, workshop.end_date, language),
        "fact_place": place_of(workshop, language),
        "fact_closes_on": dates.day(closes_on, language) if closes_on else "",
        "fact_contact": contact,
    }


def _filled(text: str, said: Mapping[str, str]) -> str:
    """The text with its places filled; braces that name nothing stay as they were typed."""
    for key, value in said.items():
        text = text.replace(f"{{{key}}}", value)
    return text
