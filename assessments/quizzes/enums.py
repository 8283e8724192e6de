"""The fixed vocabulary of tests."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("One answer")
    SEVERAL = "several", _("Several answers")
    TRUE_FALSE = "true_false", _("True or false")
    ORDERING = "ordering", _("Put in order")
    MATCHING = "matching", _("Match")
    NUMERIC = "numeric", _("A number")


class QuestionUse(models.TextChoices):
    """What a question is kept for: one that measures is never shown in practice."""

    PRACTICE = "practice", _("Practice and module tests")
    MEASURE = "measure", _("Pre-test and post-test only")


class Difficulty(models.TextChoices):
    """How hard its author thinks a question is."""

    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class QuizKind(models.TextChoices):
    """What a quiz is for."""

    PRACTICE = "practice", _("Practice")
    MODULE = "module", _("Module test")
    PAIRED = "paired", _("Pre-test and post-test")


class Form(models.TextChoices):
    """One of the two equal forms of a paired test. Every other quiz has the form ''."""

    A = "A", _("Form A")
    B = "B", _("Form B")

    @property
    def other(self) -> "Form":
        """The form for the second occasion."""
        return Form.B if self is Form.A else Form.A


class FeedbackTime(models.TextChoices):
    """When a person is told what was right."""

    EACH = "each", _("After each answer")
    END = "end", _("After handing in")
    CLOSED = "closed", _("After the last sitting is closed")
    NEVER = "never", _("Never: only the score")


#: When a paired test may tell: others take the same form later.
PAIRED_FEEDBACK = (FeedbackTime.CLOSED, FeedbackTime.NEVER)


class AskSure(models.TextChoices):
    """Of which questions a person is asked whether they are sure."""

    NO = "no", _("Of none")
    MARKED = "marked", _("Of the questions marked so")
    ALL = "all", _("Of all")


class Occasion(models.TextChoices):
    """What a sitting is."""

    SELF = "self", _("Self-paced")
    PRE = "pre", _("Pre-test")
    POST = "post", _("Post-test")


class SittingState(models.TextChoices):
    """Whether answers are taken."""

    PLANNED = "planned", _("Not open yet")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Ending(models.TextChoices):
    """How an attempt came to its end."""

    HANDED_IN = "handed_in", _("Handed in")
    TIME_UP = "time_up", _("Time was up")
    CLOSED = "closed", _("The facilitator closed the test")
    PAPER = "paper", _("On paper")


class LeftOut(models.TextChoices):
    """Why somebody is in no figure of what was learnt."""

    NEITHER = "neither", _("Took neither test")
    NO_AFTER = "no_after", _("Took only the pre-test")
    NO_BEFORE = "no_before", _("Took only the post-test")
    RUNNING = "running", _("Has not handed in yet")


class Finding(models.TextChoices):
    """What the answers say about a question, in plain words."""

    TOO_EASY = "too_easy", _("Too easy")
    TOO_HARD = "too_hard", _("Too hard")
    DOES_NOT_SEPARATE = "does_not_separate", _("Does not separate")
    IDLE = "idle", _("An option that nobody takes")
    FAILS_IN_LAO = "fails_in_lao", _("Fails only in Lao: check the translation")
    FAILS_IN_ENGLISH = "fails_in_english", _("Fails only in English: check the wording")
