"""Choices of the reports, as pages and papers show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Denominator(models.TextChoices):
    """Who is counted. Always named beside a number: a table never says just "participants"."""

    NOMINATED = "nominated", _("Nominated")
    REGISTERED = "registered", _("Registered")
    ATTENDED = "attended", _("Attended")
    MET_RULE = "met_rule", _("Met the rule")
    CERTIFIED = "certified", _("Certified")


#: What each denominator means, in plain words, for the foot of a report and the codebook.
DEFINITIONS = {
    Denominator.NOMINATED: _(
        "Put forward by their organisation before the workshop, whatever became of it. "
        "Walk-ins are not counted."
    ),
    Denominator.REGISTERED: _(
        "On the attendance list: nominated, confirmed or walked in. Somebody who was replaced or "
        "cancelled counts if they came."
    ),
    Denominator.ATTENDED: _("Present, late or left early in at least one session."),
    Denominator.MET_RULE: _(
        "On the attendance list and met the attendance rule of the workshop, or a facilitator made "
        "an exception with a reason."
    ),
    Denominator.CERTIFIED: _("Hold a certificate of the workshop that is valid today."),
}


class Counting(models.TextChoices):
    """Across workshops: a person who came twice is one person and two participations."""

    PEOPLE = "people", _("People, each counted once")
    PARTICIPATIONS = "participations", _("Participations")


class TypeFilter(models.TextChoices):
    """Groups of participant types, for the filter; single types may be chosen too."""

    OFFICIALS = "officials", _("Officials (government and mass organisations)")
    EVERYBODY = "everybody", _("Everybody but facilitators and interpreters")


class LearningCount(models.TextChoices):
    """Who is counted of those who learn at their own pace."""

    STARTED = "started", _("Started")
    ACTIVE = "active", _("Active")
    MODULE = "module", _("Completed a module")
    COURSE = "course", _("Completed the course")
    REFRESHER = "refresher", _("Began a refresher")


#: What each of them means; the period is that of the filter.
LEARNING_DEFINITIONS = {
    LearningCount.STARTED: _("Began the course for the first time in the period."),
    LearningCount.ACTIVE: _(
        "Opened a lesson in the 30 days before today, whatever the period: only the latest opening "
        "of a lesson is kept."
    ),
    LearningCount.MODULE: _(
        "Completed at least one module in the period, by the completion rule of the module at that "
        "time. A completion stays when lessons are added later."
    ),
    LearningCount.COURSE: _("Completed every module of the course in the period, in one round."),
    LearningCount.REFRESHER: _(
        "Had completed a module or the course and began it again in the period."
    ),
}
