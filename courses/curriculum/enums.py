"""The fixed vocabulary of the curriculum: phases, and the guidelines and principles of MICIC.

The numbers and titles are those of the *Guidelines to Protect Migrants in Countries Experiencing
Conflict or Natural Disaster* (2016), shortened; they never change, so they are code and not rows.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """The three phases, each with its own colour, shape and word."""

    BEFORE = "before", _("Before a crisis")
    DURING = "during", _("During a crisis")
    AFTER = "after", _("After a crisis")


class CardKind(models.TextChoices):
    """What a card is about."""

    LEGAL = "legal", _("Law and agreements")
    COUNTRY = "country", _("Countries")


class Guideline(models.IntegerChoices):
    """The fifteen guidelines: 1 to 8 before, 9 to 13 during, 14 and 15 after a crisis."""

    G1 = 1, _("Track conflicts and disasters, and how they may affect migrants")
    G2 = (
        2,
        _("Collect and share information on migrants, with respect for their privacy and safety"),
    )
    G3 = 3, _("Empower migrants to help themselves, their families and communities")
    G4 = 4, _("Include migrants in prevention, preparedness and response systems")
    G5 = 5, _("Involve migrants in contingency planning")
    G6 = 6, _("Communicate effectively with migrants")
    G7 = 7, _("Agree on coordination in advance")
    G8 = 8, _("Build capacity and learn lessons")
    G9 = 9, _("Inform widely and often about the crisis and how to get help")
    G10 = 10, _("Make it easier for migrants to move to safety")
    G11 = 11, _("Give humanitarian assistance without discrimination")
    G12 = 12, _("Establish clear referral procedures")
    G13 = 13, _("Relocate and evacuate migrants when needed")
    G14 = 14, _("Meet immediate needs and help migrants rebuild their lives")
    G15 = 15, _("Support the communities that host migrants")


#: Which guidelines belong to which phase.
GUIDELINES_OF_PHASE = {
    Phase.BEFORE: tuple(Guideline)[:8],
    Phase.DURING: tuple(Guideline)[8:13],
    Phase.AFTER: tuple(Guideline)[13:],
}


class Principle(models.IntegerChoices):
    """The ten principles, which cut across all phases."""

    P1 = 1, _("Save lives first")
    P2 = 2, _("All migrants have human rights, whatever their status")
    P3 = 3, _("States carry the primary responsibility")
    P4 = 4, _("Private sector, international organisations and civil society support States")
    P5 = 5, _("Humanitarian action follows humanity, neutrality, impartiality and independence")
    P6 = 6, _("Migrants are rights holders and capable actors")
    P7 = 7, _("Migrants strengthen host States and States of origin")
    P8 = 8, _("Act at local, national, regional and international level")
    P9 = 9, _("Partnership, cooperation and coordination are essential")
    P10 = 10, _("Learn, research and innovate continuously")
