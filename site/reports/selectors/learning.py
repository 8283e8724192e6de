"""Reading who learns at their own pace: a constant number of queries, whatever the number."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from courses.curriculum.models import Completion, Enrolment, LessonProgress, ModulePage
from people.models import User
from people.selectors import same_person
from reports.figures import ACTIVE_DAYS, Learner, LearningRecords, ModuleName, Words
from reports.selectors.workshops import bodies_by_top


@dataclass(frozen=True, slots=True)
class LearningSelection:
    """What a reader wants counted; '' or None leaves a question open. Both days are counted."""

    first_day: date | None = None
    last_day: date | None = None
    organisation: int | None = None
    gender: str = ""

    def covers(self, at: datetime) -> bool:
        """Whether something happened in the period, by the clock of Vientiane."""
        day = timezone.localtime(at).date()
        return (self.first_day is None or day >= self.first_day) and (
            self.last_day is None or day <= self.last_day
        )


def records_of_learning(selection: LearningSelection) -> LearningRecords:
    """Everybody who ever began the course, as they were when their latest round began."""
    bodies, top = bodies_by_top()
    people = same_person()
    rounds = list(
        Enrolment.objects.order_by("started_at", "pk").values_list(
            "pk", "person_id", "round", "started_at", "organisation_id", "gender", "level"
        )
    )
    person_of = {pk: people.get(person, person) for pk, person, *_ in rounds}
    begun: dict[int, datetime] = {}
    refreshed: set[int] = set()
    latest: dict[int, tuple[int, str, str]] = {}
    for pk, _person, number, at, organisation, gender, level in rounds:
        person = person_of[pk]
        begun.setdefault(person, at)
        latest[person] = (top.get(organisation, 0), gender, level)
        if number > 1 and selection.covers(at):
            refreshed.add(person)
    since = timezone.now() - timedelta(days=ACTIVE_DAYS)
    active = {
        person_of[pk]
        for pk, at in LessonProgress.objects.values_list("enrolment_id")
        .annotate(at=Max("last_opened_at"))
        .order_by()
        if at >= since
    }
    completed: dict[int, set[int | None]] = defaultdict(set)
    for pk, module, at in Completion.objects.order_by().values_list(
        "enrolment_id", "module_id", "completed_at"
    ):
        if selection.covers(at):
            completed[person_of[pk]].add(module)
    learners = tuple(
        Learner(
            person=person,
            body=body,
            gender=gender,
            level=level,
            started=selection.covers(begun[person]),
            active=person in active,
            modules=frozenset(pk for pk in completed[person] if pk is not None),
            completed=None in completed[person],
            refreshed=person in refreshed,
        )
        for person, (body, gender, level) in latest.items()
        if (not selection.organisation or body == selection.organisation)
        and (not selection.gender or gender == selection.gender)
    )
    modules = tuple(
        ModuleName(pk, code, Words(heading_en or "", heading_lo or ""))
        for pk, code, heading_en, heading_lo in ModulePage.objects.live()
        .order_by("path")
        .values_list("pk", "code", "heading_en", "heading_lo")
    )
    is_sample = User.objects.filter(
        is_sample=True, pk__in=[each.person for each in learners]
    ).exists()
    return LearningRecords(learners, modules, bodies, is_sample)
