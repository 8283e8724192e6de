"""When a quiz is taken: self-paced, or as the pre-test and the post-test of a workshop."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.enums import Form, Occasion, SittingState
from assessments.quizzes.models.quizzes import Quiz
from courses.workshops.models import Registration, Workshop


class Sitting(models.Model):
    """An occasion on which a quiz is taken. A quiz has one self-paced sitting, always open; in a
    workshop a paired test has two, opened and closed by the facilitator."""

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="sittings")
    workshop = models.ForeignKey(
        Workshop, null=True, blank=True, on_delete=models.CASCADE, related_name="sittings"
    )
    occasion = models.CharField(_("occasion"), max_length=5, choices=Occasion.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=SittingState.choices, default=SittingState.PLANNED
    )
    #: Taken from the quiz when the sitting is planned; the facilitator may change it until it opens.
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["workshop_id", "quiz_id", "-occasion"]
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "workshop", "occasion"], name="one_sitting_per_occasion"
            ),
            models.UniqueConstraint(
                fields=["quiz"], condition=Q(workshop=None), name="one_self_paced_sitting"
            ),
            models.CheckConstraint(
                condition=Q(workshop=None, occasion=Occasion.SELF)
                | Q(workshop__isnull=False, occasion__in=[Occasion.PRE, Occasion.POST]),
                name="a_workshop_has_pre_and_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.workshop_id or ''} {self.occasion}"

    @property
    def is_open(self) -> bool:
        """Whether an attempt can be begun and answers are taken."""
        return self.state == SittingState.OPEN


class FormOrder(models.Model):
    """Which form of a paired test somebody takes first; the other one is for the second time.

    Given when they first need it, to the form fewer people have begun with, so half of the room
    takes A first and half B, whoever comes late or leaves early.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="+")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="form_orders"
    )
    first_form = models.CharField(max_length=1, choices=Form.choices)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["quiz_id", "registration_id"]
        verbose_name = _("order of forms")
        verbose_name_plural = _("orders of forms")
        constraints = [
            models.UniqueConstraint(fields=["quiz", "registration"], name="one_order_of_forms_each")
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.first_form}"

    def form_for(self, occasion: str) -> Form:
        """The form of this occasion."""
        first = Form(self.first_form)
        return first if occasion == Occasion.PRE else first.other
