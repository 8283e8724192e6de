"""What the caches remember."""

from django.db import models


class CurriculumStamp(models.Model):
    """One row: a random stamp, renewed whenever a page of the curriculum is published or moved.

    Everything kept in a cache carries it, so all server processes drop what is stale at once. A
    random stamp and no counter: a restored backup can never bring an old stamp back to life.
    """

    stamp = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.stamp
