"""The organisations the platform starts with (domain facts 4.1), as plain data.

Lao names marked in the sources as unconfirmed (above all ກົມກົງສູນ, also written ກົມກົງສຸນ) are
starting points: administrators change them in the CMS and the seed never writes over a row that exists.
"""

from dataclasses import dataclass
from datetime import date

from people.enums import OrganisationKind

#: On this day the National Assembly cut the ministries from 17 to 13.
RESTRUCTURE = date(2025, 3, 20)
LAST_DAY_BEFORE = date(2025, 3, 19)


@dataclass(frozen=True, slots=True)
class OrganisationSeed:
    """One organisation; ``parent`` and ``successor`` are keys of other seeds."""

    key: str
    kind: str
    name_en: str
    name_lo: str
    acronym_en: str = ""
    acronym_lo: str = ""
    order: int = 100
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""


_MINISTRY = OrganisationKind.MINISTRY
_MASS = OrganisationKind.MASS_ORGANISATION
_INTERNATIONAL = OrganisationKind.INTERNATIONAL
_OTHER = OrganisationKind.OTHER

#: Successors and parents stand before those that name them.
ORGANISATIONS: tuple[OrganisationSeed, ...] = (
    # The four that came in June 2024 are named first, in this order.
    OrganisationSeed(
        "mofa", _MINISTRY, "Ministry of Foreign Affairs", "ກະຊວງການຕ່າງປະເທດ", "MoFA", "ກຕທ", 10
    ),
    OrganisationSeed(
        "molsw",
        _MINISTRY,
        "Ministry of Labour and Social Welfare",
        "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ",
        "MoLSW",
        "ຮສສ",
        20,
    ),
    OrganisationSeed(
        "mops", _MINISTRY, "Ministry of Public Security", "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ", "MoPS", "ປກສ", 30
    ),
    OrganisationSeed("lwu", _MASS, "Lao Women's Union", "ສະຫະພັນແມ່ຍິງລາວ", "LWU", "ສຍລ", 40),
    # Ministries as they are since 2025.
    OrganisationSeed(
        "mnd", _MINISTRY, "Ministry of National Defence", "ກະຊວງປ້ອງກັນປະເທດ", "MND", "", 50
    ),
    OrganisationSeed("moj", _MINISTRY, "Ministry of Justice", "ກະຊວງຍຸຕິທຳ", "MoJ", "ຍທ", 51),
    OrganisationSeed("mof", _MINISTRY, "Ministry of Finance", "ກະຊວງການເງິນ", "MoF", "ກງ", 52),
    OrganisationSeed("moh", _MINISTRY, "Ministry of Health", "ກະຊວງສາທາລະນະສຸກ", "MoH", "ສທ", 53),
    OrganisationSeed(
        "moes",
        _MINISTRY,
        "Ministry of Education and Sports",
        "ກະຊວງສຶກສາທິການ ແລະ ກິລາ",
        "MoES",
        "ສສກ",
        54,
    ),
    OrganisationSeed(
        "mpwt",
        _MINISTRY,
        "Ministry of Public Works and Transport",
        "ກະຊວງໂຍທາທິການ ແລະ ຂົນສົ່ງ",
        "MPWT",
        "ຍທຂ",
        55,
    ),
    OrganisationSeed(
        "moic",
        _MINISTRY,
        "Ministry of Industry and Commerce",
        "ກະຊວງອຸດສາຫະກຳ ແລະ ການຄ້າ",
        "MoIC",
        "ອຄ",
        56,
    ),
    OrganisationSeed(
        "mtc",
        _MINISTRY,
        "Ministry of Technology and Communications",
        "ກະຊວງເຕັກໂນໂລຊີ ແລະ ການສື່ສານ",
        "MTC",
        "ກຕສ",
        57,
    ),
    OrganisationSeed(
        "mae",
        _MINISTRY,
        "Ministry of Agriculture and Environment",
        "ກະຊວງກະສິກຳ ແລະ ສິ່ງແວດລ້ອມ",
        "MAE",
        "",
        58,
        valid_from=RESTRUCTURE,
    ),
    OrganisationSeed(
        "mct",
        _MINISTRY,
        "Ministry of Culture and Tourism",
        "ກະຊວງວັດທະນະທຳ ແລະ ທ່ອງທ່ຽວ",
        "MCT",
        "",
        59,
        valid_from=RESTRUCTURE,
    ),
    # Ministries that ended in 2025. Home Affairs went to a Party committee: no successor here.
    OrganisationSeed(
        "moha",
        _MINISTRY,
        "Ministry of Home Affairs",
        "ກະຊວງພາຍໃນ",
        "MoHA",
        "ກພນ",
        60,
        valid_to=LAST_DAY_BEFORE,
    ),
    OrganisationSeed(
        "mpi",
        _MINISTRY,
        "Ministry of Planning and Investment",
        "ກະຊວງແຜນການ ແລະ ການລົງທຶນ",
        "MPI",
        "ຜທ",
        61,
        valid_to=LAST_DAY_BEFORE,
        successor="mof",
    ),
    OrganisationSeed(
        "mem",
        _MINISTRY,
        "Ministry of Energy and Mines",
        "ກະຊວງພະລັງງານ ແລະ ບໍ່ແຮ່",
        "MEM",
        "",
        62,
        valid_to=LAST_DAY_BEFORE,
        successor="moic",
    ),
    OrganisationSeed(
        "maf",
        _MINISTRY,
        "Ministry of Agriculture and Forestry",
        "ກະຊວງກະສິກຳ ແລະ ປ່າໄມ້",
        "MAF",
        "",
        63,
        valid_to=LAST_DAY_BEFORE,
        successor="mae",
    ),
    OrganisationSeed(
        "monre",
        _MINISTRY,
        "Ministry of Natural Resources and Environment",
        "ກະຊວງຊັບພະຍາກອນທຳມະຊາດ ແລະ ສິ່ງແວດລ້ອມ",
        "MoNRE",
        "",
        64,
        valid_to=LAST_DAY_BEFORE,
        successor="mae",
    ),
    OrganisationSeed(
        "mict",
        _MINISTRY,
        "Ministry of Information, Culture and Tourism",
        "ກະຊວງຖະແຫຼງຂ່າວ, ວັດທະນະທຳ ແລະ ທ່ອງທ່ຽວ",
        "MICT",
        "ຖວທ",
        65,
        valid_to=LAST_DAY_BEFORE,
        successor="mct",
    ),
    # Other institutions of the State, and mass organisations.
    OrganisationSeed(
        "pmo", _OTHER, "Prime Minister's Office", "ສຳນັກງານນາຍົກລັດຖະມົນຕີ", "PMO", "ສນຍ", 70
    ),
    OrganisationSeed("na", _OTHER, "National Assembly", "ສະພາແຫ່ງຊາດ", "NA", "ສພຊ", 71),
    OrganisationSeed(
        "ospp",
        _OTHER,
        "Office of the Supreme People's Prosecutor",
        "ອົງການໄອຍະການປະຊາຊົນສູງສຸດ",
        "OSPP",
        "ອອປສ",
        72,
    ),
    OrganisationSeed(
        "ncat",
        _OTHER,
        "National Committee on Anti-Trafficking",
        "ຄະນະກຳມະການຕ້ານການຄ້າມະນຸດລະດັບຊາດ",
        order=73,
    ),
    OrganisationSeed(
        "lfnd", _MASS, "Lao Front for National Development", "ແນວລາວສ້າງຊາດ", "LFND", "ສນຊ", 74
    ),
    OrganisationSeed(
        "lftu", _MASS, "Lao Federation of Trade Unions", "ສະຫະພັນກຳມະບານລາວ", "LFTU", "", 75
    ),
    OrganisationSeed("lrc", _OTHER, "Lao Red Cross", "ອົງການກາແດງລາວ", "LRC", "", 76),
    # International organisations.
    OrganisationSeed(
        "iom",
        _INTERNATIONAL,
        "International Organization for Migration",
        "ອົງການຈັດຕັ້ງສາກົນເພື່ອການເຄື່ອນຍ້າຍຖິ່ນຖານ",
        "IOM",
        "IOM",
        80,
    ),
    OrganisationSeed("un", _INTERNATIONAL, "United Nations", "ອົງການສະຫະປະຊາຊາດ", "UN", "ສປຊ", 81),
    OrganisationSeed("asean", _INTERNATIONAL, "ASEAN", "ອາຊຽນ", order=82),
    # Departments.
    OrganisationSeed(
        "mofa-consular", _MINISTRY, "Consular Department", "ກົມກົງສູນ", order=11, parent="mofa"
    ),
    OrganisationSeed(
        "mofa-treaties",
        _MINISTRY,
        "Department of Treaties and Law",
        "ກົມສົນທິສັນຍາ ແລະ ກົດໝາຍ",
        order=12,
        parent="mofa",
    ),
    OrganisationSeed(
        "molsw-employment",
        _MINISTRY,
        "Department of Employment",
        "ກົມຈັດຫາງານ",
        order=21,
        parent="molsw",
    ),
    OrganisationSeed(
        "mops-immigration",
        _MINISTRY,
        "Immigration Department",
        "ກົມຕຳຫຼວດກວດຄົນເຂົ້າ-ອອກເມືອງ",
        order=31,
        parent="mops",
    ),
    OrganisationSeed(
        "lwu-counselling",
        _MASS,
        "Counselling and Protection Centre",
        "ສູນໃຫ້ຄຳປຶກສາ ແລະ ປົກປ້ອງແມ່ຍິງ-ເດັກນ້ອຍ",
        order=41,
        parent="lwu",
    ),
)
