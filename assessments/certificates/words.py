"""Every word that stands on a certificate, as primitives, and how a registration becomes them.

``CertificateWords`` is what is stored with the certificate and what the paper is drawn from. The
formulas are those of official papers in Laos, in both languages side by side; they are frozen with
the certificate, so a better formula of tomorrow changes no paper of today.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from assessments.certificates.enums import CertificateKind
from assessments.certificates.models import (
    Certificate,
    CertificateLayout,
    CourseCertificate,
    Signatory,
)
from core import dates
from courses.curriculum.models import CoursePage
from courses.workshops.models import Registration, Workshop
from people.models import Organisation, User

STATE_HEADING_LO = (
    "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ",
    "ສັນຕິພາບ ເອກະລາດ ປະຊາທິປະໄຕ ເອກະພາບ ວັດທະນະຖາວອນ",
)
STATE_HEADING_EN = (
    "Lao People’s Democratic Republic",
    "Peace Independence Democracy Unity Prosperity",
)
HEADING = {
    CertificateKind.PARTICIPATION: ("ໃບຢັ້ງຢືນ", "Certificate of Participation"),
    CertificateKind.COMPLETION: ("ໃບຢັ້ງຢືນ", "Certificate of Completion"),
}
#: What was done, for a title that says itself what kind of event it was, and for one that does not.
DEED_LO = {
    CertificateKind.PARTICIPATION: (
        "ໄດ້ເຂົ້າຮ່ວມ{title}",
        "ໄດ້ເຂົ້າຮ່ວມກອງປະຊຸມຝຶກອົບຮົມ ກ່ຽວກັບ {title}",
    ),
    CertificateKind.COMPLETION: (
        "ໄດ້ສຳເລັດ{title}",
        "ໄດ້ສຳເລັດຫຼັກສູດຝຶກອົບຮົມ ກ່ຽວກັບ {title}",
    ),
}
DEED_EN = {
    CertificateKind.PARTICIPATION: (
        "took part in the {title}",
        "took part in the {days}workshop on {title}",
    ),
    CertificateKind.COMPLETION: (
        "completed the {title}",
        "completed the {days}training course on {title}",
    ),
}
EVENT_WORDS_LO = ("ກອງປະຊຸມ", "ການຝຶກອົບຮົມ", "ການສຳມະນາ", "ຫຼັກສູດ")
EVENT_WORDS_EN = ("workshop", "training", "seminar", "course")
NUMBER_WORDS_EN = (
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)


@dataclass(frozen=True, slots=True)
class SignatoryWords:
    """One signature block."""

    name_lo: str
    name_latin: str
    position_lo: str
    position_en: str
    organisation_lo: str
    organisation_en: str


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """All that a certificate says. Dates are ISO; an empty string is not printed."""

    kind: str
    number: str
    code: str
    verify_url: str
    heading_lo: str
    heading_en: str
    state_heading_lo: tuple[str, ...]
    state_heading_en: tuple[str, ...]
    issuing_body_lo: tuple[str, ...]
    issuing_body_en: tuple[str, ...]
    place_and_date_lo: str
    place_and_date_en: str
    intro_lo: str
    intro_en: str
    name_lo: str
    name_latin: str
    position_lo: str
    position_en: str
    organisation_lo: str
    organisation_en: str
    text_lo: str
    text_en: str
    closing_lo: str
    event_lo: str
    event_en: str
    first_day: str
    last_day: str
    funded_by_lo: str
    funded_by_en: str
    signatories: tuple[SignatoryWords, ...]
    #: Names of files in the private storage, named by their content.
    logo_left: str
    logo_right: str
    #: Of the demonstration, or of an invented person: the paper says so.
    is_sample: bool = False

    def to_json(self) -> dict[str, Any]:
        """As stored in ``Certificate.words``."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "CertificateWords":
        """Back from the record. Unknown keys of later versions are left out."""
        known = {field.name: stored.get(field.name, "") for field in fields(cls)}
        for name in ("state_heading_lo", "state_heading_en", "issuing_body_lo", "issuing_body_en"):
            known[name] = tuple(known[name])
        known["signatories"] = tuple(SignatoryWords(**one) for one in known["signatories"])
        known["is_sample"] = bool(known["is_sample"])
        return cls(**known)

    def numbered(self, *, number: str, code: str) -> "CertificateWords":
        """The same words with the number and the code of a certificate."""
        return replace(self, number=number, code=code, verify_url=public_address(code))


def public_address(code: str) -> str:
    """What the QR code holds: short, without a language, the reader's own is chosen when it opens."""
    return f"{settings.PUBLIC_URL}{reverse('verify_short', args=[code])}"


def words_for(
    *,
    workshop: Workshop,
    layout: CertificateLayout,
    signatories: Sequence[Signatory],
    organisers: Sequence[Organisation],
    kind: str,
    person: User,
    registration: Registration | None,
) -> CertificateWords:
    """Compose the words of one certificate from the records of today, still without a number.

    Position and organisation are the registration's snapshot. Nothing is fetched here, so that
    composing two hundred costs no query: pass records with their organisations loaded.
    """
    organisation = registration.organisation if registration else person.organisation
    source: Any = registration or person
    text_lo, text_en = event_text(workshop, layout, organisers, kind)
    funded_lo, funded_en = _funded_by(workshop) if layout.show_donor else ("", "")
    by_lo = " ຮ່ວມກັບ ".join(_whole_name(body, "lo") for body in organisers)
    heading_lo, heading_en = HEADING[CertificateKind(kind)]
    return CertificateWords(
        kind=kind,
        number="",
        code="",
        verify_url="",
        heading_lo=heading_lo,
        heading_en=heading_en,
        state_heading_lo=STATE_HEADING_LO if layout.show_state_heading else (),
        state_heading_en=STATE_HEADING_EN if layout.show_state_heading else (),
        issuing_body_lo=_lines(_in(layout, "issuing_body", "lo")),
        issuing_body_en=_lines(_in(layout, "issuing_body", "en")),
        place_and_date_lo=_place_and_date(workshop, layout, "lo"),
        place_and_date_en=_place_and_date(workshop, layout, "en"),
        intro_lo=f"{by_lo} ຂໍຢັ້ງຢືນວ່າ".strip(),
        intro_en="This is to certify that",
        name_lo=person.formal_name("lo"),
        name_latin=person.formal_name("en"),
        position_lo=source.position_lo,
        position_en=source.position_en,
        organisation_lo=_whole_name(organisation, "lo"),
        organisation_en=_whole_name(organisation, "en"),
        text_lo=text_lo,
        text_en=text_en,
        closing_lo="ດັ່ງນັ້ນ, ຈຶ່ງອອກໃບຢັ້ງຢືນສະບັບນີ້ໄວ້ ເພື່ອເປັນຫຼັກຖານ.",
        event_lo=_in(workshop, "title", "lo") or _in(workshop, "title", "en"),
        event_en=_in(workshop, "title", "en") or _in(workshop, "title", "lo"),
        first_day=workshop.start_date.isoformat(),
        last_day=workshop.end_date.isoformat(),
        funded_by_lo=funded_lo,
        funded_by_en=funded_en,
        signatories=tuple(_signatory_words(one) for one in signatories),
        logo_left=layout.logo_left.name or "",
        logo_right=layout.logo_right.name or "",
        is_sample=workshop.is_sample or person.is_sample,
    )


def words_for_course(
    *,
    course: CoursePage,
    layout: CourseCertificate,
    signatories: Sequence[Signatory],
    person: User,
    organisation: Organisation | None,
    first_day: date,
    last_day: date,
    issued_on: date,
) -> CertificateWords:
    """Compose the words of a certificate of completion of a course, still without a number.

    ``organisation`` is that of the round; the days are when the course was begun and completed.
    """
    heading_lo, heading_en = HEADING[CertificateKind.COMPLETION]
    title_lo = _in(course, "heading", "lo") or _in(course, "heading", "en")
    title_en = _in(course, "heading", "en") or _in(course, "heading", "lo")
    named_lo, unnamed_lo = DEED_LO[CertificateKind.COMPLETION]
    named_en, unnamed_en = DEED_EN[CertificateKind.COMPLETION]
    says_itself = any(word in title_en.lower() for word in EVENT_WORDS_EN)
    deed_lo = (named_lo if title_lo.startswith(EVENT_WORDS_LO) else unnamed_lo).format(
        title=title_lo
    )
    # The formula brings an article of its own.
    bare_en = title_en[4:] if title_en.lower().startswith("the ") else title_en
    deed_en = (named_en if says_itself else unnamed_en).format(title=bare_en, days="")
    return CertificateWords(
        kind=CertificateKind.COMPLETION,
        number="",
        code="",
        verify_url="",
        heading_lo=heading_lo,
        heading_en=heading_en,
        state_heading_lo=STATE_HEADING_LO if layout.show_state_heading else (),
        state_heading_en=STATE_HEADING_EN if layout.show_state_heading else (),
        issuing_body_lo=_lines(_in(layout, "issuing_body", "lo")),
        issuing_body_en=_lines(_in(layout, "issuing_body", "en")),
        place_and_date_lo=_place_on(_in(layout, "place", "lo"), issued_on, "lo"),
        place_and_date_en=_place_on(_in(layout, "place", "en"), issued_on, "en"),
        intro_lo="ຂໍຢັ້ງຢືນວ່າ",
        intro_en="This is to certify that",
        name_lo=person.formal_name("lo"),
        name_latin=person.formal_name("en"),
        position_lo=person.position_lo,
        position_en=person.position_en,
        organisation_lo=_whole_name(organisation, "lo"),
        organisation_en=_whole_name(organisation, "en"),
        text_lo=_in(layout, "event_text", "lo").strip()
        or f"{deed_lo}\nໃນ{dates.formal_day(last_day, 'lo')}.",
        text_en=_in(layout, "event_text", "en").strip()
        or f"{deed_en},\non {dates.formal_day(last_day, 'en')}.",
        closing_lo="ດັ່ງນັ້ນ, ຈຶ່ງອອກໃບຢັ້ງຢືນສະບັບນີ້ໄວ້ ເພື່ອເປັນຫຼັກຖານ.",
        event_lo=title_lo,
        event_en=title_en,
        first_day=first_day.isoformat(),
        last_day=last_day.isoformat(),
        funded_by_lo="",
        funded_by_en="",
        signatories=tuple(_signatory_words(one) for one in signatories),
        logo_left=layout.logo_left.name or "",
        logo_right=layout.logo_right.name or "",
        is_sample=person.is_sample,
    )


def _place_on(place: str, day: date, language: str) -> str:
    formal = dates.formal_day(day, language)
    return f"{place}, {formal}" if place else formal


def event_text(
    workshop: Workshop,
    layout: CertificateLayout,
    organisers: Iterable[Organisation],
    kind: str,
) -> tuple[str, str]:
    """What the person did, in Lao and in English: the layout's own text, else from the workshop."""
    return (
        _in(layout, "event_text", "lo").strip() or _event_lo(workshop, kind),
        _in(layout, "event_text", "en").strip() or _event_en(workshop, organisers, kind),
    )


def _event_lo(workshop: Workshop, kind: str) -> str:
    title = _in(workshop, "title", "lo") or _in(workshop, "title", "en")
    city = _in(workshop, "city", "lo") or _in(workshop, "city", "en")
    named, unnamed = DEED_LO[CertificateKind(kind)]
    deed = (named if title.startswith(EVENT_WORDS_LO) else unnamed).format(title=title)
    when = dates.formal_day_range(workshop.start_date, workshop.end_date, "lo")
    between = "ລະຫວ່າງ" if workshop.day_count > 1 else "ໃນ"
    return f"{deed}\n{between}{when}, ທີ່ {city}."


def _event_en(workshop: Workshop, organisers: Iterable[Organisation], kind: str) -> str:
    title = _in(workshop, "title", "en") or _in(workshop, "title", "lo")
    city = _in(workshop, "city", "en") or _in(workshop, "city", "lo")
    named, unnamed = DEED_EN[CertificateKind(kind)]
    says_itself = any(word in title.lower() for word in EVENT_WORDS_EN)
    days = (
        f"{NUMBER_WORDS_EN[workshop.day_count]}-day "
        if workshop.day_count < len(NUMBER_WORDS_EN)
        else f"{workshop.day_count}-day "
    )
    deed = (named if says_itself else unnamed).format(title=title, days=days)
    when = dates.day_range(workshop.start_date, workshop.end_date, "en")
    by = ", together with ".join(f"the {_whole_name(body, 'en')}" for body in organisers)
    return f"{deed},\nheld in {city}, {when}" + (f",\norganised by {by}." if by else ".")


def _funded_by(workshop: Workshop) -> tuple[str, str]:
    if workshop.donor is None:
        return "", ""
    names = {
        language: ", ".join(
            part
            for part in (
                _in(workshop, "programme", language),
                _in(workshop.donor, "name", language),
            )
            if part
        )
        for language in ("lo", "en")
    }
    return (
        f"ສະໜັບສະໜູນທຶນໂດຍ {names['lo'] or names['en']}",
        f"Funded by {names['en'] or names['lo']}",
    )


def _place_and_date(workshop: Workshop, layout: CertificateLayout, language: str) -> str:
    place = (
        _in(layout, "place", language)
        or _in(workshop, "city", language)
        or _in(workshop, "city", "en")
    )
    day: date = layout.date_on_paper
    return f"{place}, {dates.formal_day(day, language)}"


def _signatory_words(signatory: Signatory) -> SignatoryWords:
    return SignatoryWords(
        name_lo=signatory.name_lo,
        name_latin=signatory.name_latin,
        position_lo=_in(signatory, "position", "lo"),
        position_en=_in(signatory, "position", "en"),
        organisation_lo=_in(signatory, "organisation", "lo"),
        organisation_en=_in(signatory, "organisation", "en"),
    )


def _whole_name(organisation: Organisation | None, language: str) -> str:
    """A department is named with the ministry it belongs to; '' when there is no name."""
    if organisation is None:
        return ""
    names = [_in(organisation, "name", language)]
    if organisation.parent is not None:
        names.append(_in(organisation.parent, "name", language))
    return ", ".join(name for name in names if name)


def _in(record: Any, field: str, language: str) -> str:
    """A translated field in exactly this language, '' when it has no words in it."""
    return getattr(record, f"{field}_{language}") or ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def words_of(certificate: Certificate) -> CertificateWords:
    """The frozen words of a certificate."""
    return CertificateWords.from_json(certificate.words)
