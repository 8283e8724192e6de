"""The goals a workshop can serve: the 17 SDGs and the 23 objectives of the Global Compact.

Short names, in the order and with the numbers of the United Nations (A/RES/70/1; A/RES/73/195).
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SDGS: dict[int, Promise] = {
    1: _("No poverty"),
    2: _("Zero hunger"),
    3: _("Good health and well-being"),
    4: _("Quality education"),
    5: _("Gender equality"),
    6: _("Clean water and sanitation"),
    7: _("Affordable and clean energy"),
    8: _("Decent work and economic growth"),
    9: _("Industry, innovation and infrastructure"),
    10: _("Reduced inequalities"),
    11: _("Sustainable cities and communities"),
    12: _("Responsible consumption and production"),
    13: _("Climate action"),
    14: _("Life below water"),
    15: _("Life on land"),
    16: _("Peace, justice and strong institutions"),
    17: _("Partnerships for the goals"),
}

GCM_OBJECTIVES: dict[int, Promise] = {
    1: _("Data for evidence-based policies"),
    2: _("Reduce the drivers of migration"),
    3: _("Timely information at all stages of migration"),
    4: _("Proof of legal identity and documents"),
    5: _("Pathways for regular migration"),
    6: _("Fair recruitment and decent work"),
    7: _("Reduce vulnerabilities in migration"),
    8: _("Save lives and search for missing migrants"),
    9: _("Response to smuggling of migrants"),
    10: _("Prevent and combat trafficking in persons"),
    11: _("Integrated, secure and coordinated borders"),
    12: _("Predictable migration procedures and referral"),
    13: _("Detention only as a last resort"),
    14: _("Consular protection, assistance and cooperation"),
    15: _("Access to basic services"),
    16: _("Inclusion and social cohesion"),
    17: _("Eliminate discrimination"),
    18: _("Skills development and recognition"),
    19: _("Contribution of migrants and diasporas"),
    20: _("Faster, safer and cheaper remittances"),
    21: _("Safe return, readmission and reintegration"),
    22: _("Portability of social security"),
    23: _("International cooperation and partnerships"),
}


def numbered(goals: dict[int, Promise], numbers: list[int]) -> list[tuple[int, Promise]]:
    """The chosen goals as (number, name), for display; unknown numbers are left out."""
    return [(number, goals[number]) for number in numbers if number in goals]
