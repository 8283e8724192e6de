"""What the demonstration shows, as plain data. Facts of June 2024 and March 2021 are public; people,
splits by organisation and marks are invented and marked as sample."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from people.enums import Gender

FEMALE, MALE = Gender.FEMALE, Gender.MALE

#: organisation's English acronym -> (women, men), in the order of the list.
Split = dict[str, tuple[int, int]]

#: Time, English title, Lao title; (day number, part of the day) -> lines.
Agenda = dict[tuple[int, str], list[tuple[str, str, str]]]


@dataclass(frozen=True, slots=True)
class DemoWorkshop:
    """One workshop of the demonstration; ``split`` adds up to its participants."""

    code: str
    title_en: str
    title_lo: str
    start: date
    split: Split
    donor: str
    programme_en: str
    programme_lo: str
    sdgs: tuple[int, ...] = ()
    gcm: tuple[int, ...] = ()
    agenda: Agenda = field(default_factory=dict)
    places: int | None = None
    #: Workshops of the same cohort share their people; see ``load._People.listed``.
    cohort: int = 0


UPCOMING_CODE = "MICIC-NEXT"
TODAY_CODE = "MICIC-TODAY"

#: key -> English name, Lao name, English acronym, Lao acronym. The Lao names are drafts.
DONORS = {
    "PRM": (
        "Bureau of Population, Refugees, and Migration, U.S. Department of State",
        "ຫ້ອງການປະຊາກອນ, ຊາວອົບພະຍົບ ແລະ ການເຄື່ອນຍ້າຍຖິ່ນຖານ, ກະຊວງການຕ່າງປະເທດ ສະຫະລັດອາເມຣິກາ",
        "PRM",
        "PRM",
    ),
    "INL": (
        "Bureau of International Narcotics and Law Enforcement Affairs, U.S. Department of State",
        "ຫ້ອງການຕ້ານຢາເສບຕິດສາກົນ ແລະ ບັງຄັບໃຊ້ກົດໝາຍ, ກະຊວງການຕ່າງປະເທດ ສະຫະລັດອາເມຣິກາ",
        "INL",
        "INL",
    ),
}

#: Who moderates, with the mission they come from: Latin given and family name, gender, mission.
MODERATORS = (
    ("Dewi", "Contoh", FEMALE, "IOM Indonesia"),
    ("Somchai", "Tuayang", MALE, "IOM Thailand"),
    ("Anna", "Muster", FEMALE, "IOM Switzerland"),
)

AGENDA: Agenda = {
    (1, "morning"): [
        ("08:30", "Registration, privacy notice, welcome", "ລົງທະບຽນ, ແຈ້ງການຂໍ້ມູນສ່ວນຕົວ, ຕ້ອນຮັບ"),
        ("09:00", "Opening remarks and group photo", "ກ່າວເປີດ ແລະ ຖ່າຍຮູບໝູ່"),
        ("09:30", "Nationals abroad: who, where and why at risk",
         "ພົນລະເມືອງລາວຢູ່ຕ່າງປະເທດ: ໃຜ, ຢູ່ໃສ ແລະ ຍ້ອນຫຍັງຈຶ່ງມີຄວາມສ່ຽງ"),
        ("10:45", "Frameworks: MICIC, consular law, ASEAN", "ຂອບກົດໝາຍ: MICIC, ກົດໝາຍກົງສູນ, ອາຊຽນ"),
    ],
    (1, "afternoon"): [
        ("13:00", "Who does what: the role matrix", "ໃຜເຮັດຫຍັງ: ຕາຕະລາງພາລະບົດບາດ"),
        ("14:15", "Registering nationals and protecting their data",
         "ການລົງທະບຽນພົນລະເມືອງ ແລະ ການປົກປ້ອງຂໍ້ມູນ"),
        ("15:30", "A first contingency plan (group work)", "ແຜນຮັບມືເຫດສຸກເສີນສະບັບທຳອິດ (ເຮັດວຽກເປັນກຸ່ມ)"),
    ],
    (2, "morning"): [
        ("08:30", "Communicating in a crisis", "ການສື່ສານໃນພາວະວິກິດ"),
        ("09:30", "Documents and moving to safety", "ເອກະສານເດີນທາງ ແລະ ການຍົກຍ້າຍໄປບ່ອນປອດໄພ"),
        ("10:45", "Exercise: 72 hours after the earthquake", "ຝຶກຊ້ອມ: 72 ຊົ່ວໂມງຫຼັງແຜ່ນດິນໄຫວ"),
    ],
    (2, "afternoon"): [
        ("13:00", "Relief, referral and people at special risk",
         "ການຊ່ວຍເຫຼືອ, ການສົ່ງຕໍ່ ແລະ ກຸ່ມບອບບາງ"),
        ("14:15", "After the crisis: return and rebuilding", "ຫຼັງວິກິດການ: ການກັບຄືນ ແລະ ການຟື້ນຟູ"),
        ("15:30", "Action plans, certificates, closing", "ແຜນດຳເນີນງານ, ໃບຢັ້ງຢືນ, ກ່າວປິດ"),
    ],
}  # fmt: skip

JUNE_2024 = DemoWorkshop(
    code="MICIC-2024-06",
    title_en="Migrants in Countries in Crisis (MICIC)",
    title_lo="ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ (MICIC)",
    start=date(2024, 6, 19),
    split={"MoFA": (4, 7), "MoLSW": (2, 4), "MoPS": (1, 3), "LWU": (2, 1)},
    donor="PRM",
    programme_en="Asia Regional Migration Program",
    programme_lo="ໂຄງການເຄື່ອນຍ້າຍຖິ່ນຖານພາກພື້ນອາຊີ",
    sdgs=(5, 8, 10, 13, 16, 17),
    gcm=(2, 7),
    agenda=AGENDA,
    places=30,
    cohort=100,
)

MARCH_2021 = DemoWorkshop(
    code="MICIC-2021-03",
    title_en="Consular contingency planning",
    title_lo="ການວາງແຜນຮັບມືເຫດສຸກເສີນດ້ານກົງສູນ",
    start=date(2021, 3, 23),
    split={"MoFA": (10, 16), "MoLSW": (3, 5), "MoPS": (2, 6), "LWU": (5, 2), "IOM": (4, 2)},
    donor="INL",
    programme_en="CHARJ+",
    programme_lo="CHARJ+",
    gcm=(2, 7),
)


def upcoming(today: date) -> DemoWorkshop:
    """A workshop to come: on the Wednesday about six weeks from now, its list half full."""
    start = today + timedelta(days=42)
    start += timedelta(days=(2 - start.weekday()) % 7)
    return DemoWorkshop(
        code=UPCOMING_CODE,
        title_en="Migrants in Countries in Crisis (MICIC): refresher",
        title_lo="ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ (MICIC): ທົບທວນຄວາມຮູ້",
        start=start,
        split={"MoFA": (2, 3), "MoLSW": (2, 2), "MoPS": (0, 2), "LWU": (1, 0)},
        donor="PRM",
        programme_en="Asia Regional Migration Program",
        programme_lo="ໂຄງການເຄື່ອນຍ້າຍຖິ່ນຖານພາກພື້ນອາຊີ",
        sdgs=(5, 8, 10, 13, 16, 17),
        gcm=(2, 7, 14),
        agenda=AGENDA,
        places=25,
        cohort=100,
    )


def today(today: date) -> DemoWorkshop:
    """A small workshop that begins on the day of loading, with nobody marked yet: to try the room,
    the self check-in and the access cards at once. The demonstration's participant is on its list."""
    return DemoWorkshop(
        code=TODAY_CODE,
        title_en="Contingency planning at missions (MICIC)",
        title_lo="ການວາງແຜນຮັບມືເຫດສຸກເສີນຢູ່ສຳນັກງານຜູ້ແທນ (MICIC)",
        start=today,
        split={"MoFA": (3, 3), "MoLSW": (1, 2), "MoPS": (1, 1), "LWU": (1, 0)},
        donor="PRM",
        programme_en="Asia Regional Migration Program",
        programme_lo="ໂຄງການເຄື່ອນຍ້າຍຖິ່ນຖານພາກພື້ນອາຊີ",
        gcm=(2, 7),
        agenda=AGENDA,
        places=20,
        cohort=100,
    )


#: Organisation -> positions given in turn, English and Lao.
POSITIONS = {
    "MoFA": (
        ("Deputy Head of Division", "ຮອງຫົວໜ້າພະແນກ"),
        ("Consular Officer", "ເຈົ້າໜ້າທີ່ກົງສູນ"),
        ("Technical Officer", "ວິຊາການ"),
    ),
    "MoLSW": (("Head of Division", "ຫົວໜ້າພະແນກ"), ("Technical Officer", "ວິຊາການ")),
    "MoPS": (("Police Officer", "ເຈົ້າໜ້າທີ່ຕຳຫຼວດ"),),
    "LWU": (("Counsellor", "ຜູ້ໃຫ້ຄຳປຶກສາ"), ("Technical Officer", "ວິຊາການ")),
    "IOM": (("Project Assistant", "ຜູ້ຊ່ວຍໂຄງການ"),),
}

#: Who was not simply there, by place in the list of June 2024 -> status of the four half-days.
#: ``.`` present, ``L`` late, ``E`` left early, ``X`` excused, ``A`` absent. One misses "3 of 4".
JUNE_EXCEPTIONS = {
    2: "L...",
    5: "...E",
    7: ".X..",
    11: "..LA",
    13: "X..L",
    16: "A...",
    19: "..AX",
    21: "...L",
}
#: The place in the list of the one who came without being nominated.
JUNE_WALK_IN = 22

#: Offices that sign, without names: posts rotate, and nobody real belongs here.
SIGNATORIES = (
    {
        "position_lo": "ຫົວໜ້າກົມກົງສູນ",
        "position_en": "Director General",
        "organisation_lo": "ກະຊວງການຕ່າງປະເທດ",
        "organisation_en": "Department of Consular Affairs",
    },
    {
        "position_lo": "ຫົວໜ້າອົງການ IOM ປະຈຳ ສປປ ລາວ",
        "position_en": "Chief of Mission",
        "organisation_lo": "ອົງການຈັດຕັ້ງສາກົນເພື່ອການເຄື່ອນຍ້າຍຖິ່ນຖານ (IOM)",
        "organisation_en": "International Organization for Migration",
    },
)
