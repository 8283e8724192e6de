"""What is kept of answers that were forgotten: sums, of nobody in particular."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.analysis.items import Tally
from assessments.quizzes.models.bank import QuestionVersion


class ItemStatistics(models.Model):
    """The sums of the forgotten answers to one wording in one language (``analysis.items.Tally``).

    ``n`` answers, ``right`` of them with full credit, ``credit`` in all; ``options``: option id to how
    often it was taken. The sums are for the correlation with the rest of the test.
    """

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.CASCADE, related_name="statistics"
    )
    language = models.CharField(max_length=2, blank=True)
    n = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    credit = models.DecimalField(max_digits=14, decimal_places=4, default=Decimal(0))
    options = models.JSONField(default=dict)
    with_rest = models.PositiveIntegerField(default=0)
    sum_x = models.FloatField(default=0)
    sum_xx = models.FloatField(default=0)
    sum_y = models.FloatField(default=0)
    sum_yy = models.FloatField(default=0)
    sum_xy = models.FloatField(default=0)

    class Meta:
        ordering = ["version_id", "language"]
        verbose_name = _("statistics of a question")
        verbose_name_plural = _("statistics of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"], name="one_row_of_statistics_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language}"

    @property
    def tally(self) -> Tally:
        """The sums."""
        return Tally(
            n=self.n,
            right=self.right,
            credit=Fraction(self.credit),
            options=self.options,
            with_rest=self.with_rest,
            x=self.sum_x,
            xx=self.sum_xx,
            y=self.sum_y,
            yy=self.sum_yy,
            xy=self.sum_xy,
        )

    @tally.setter
    def tally(self, sums: Tally) -> None:
        self.n, self.right, self.with_rest = sums.n, sums.right, sums.with_rest
        self.credit = Decimal(sums.credit.numerator) / Decimal(sums.credit.denominator)
        options: dict[str, Any] = dict(sums.options)
        self.options = options
        self.sum_x, self.sum_xx = sums.x, sums.xx
        self.sum_y, self.sum_yy, self.sum_xy = sums.y, sums.yy, sums.xy
