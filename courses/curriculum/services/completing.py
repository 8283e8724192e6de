"""Completing a module and a course: recorded once, with the time."""

from typing import Any

from django.db import transaction

from core import audit
from courses.curriculum.models import (
    Completion,
    Enrolment,
    LessonPage,
    LessonProgress,
    ModulePage,
)
from courses.curriculum.rules import ModuleRule, unmet


@transaction.atomic
def settle(*, enrolment: Enrolment, module: ModulePage, actor: Any = None) -> Completion | None:
    """Record that ``module`` is completed in the round ``enrolment``, if its rule is met and no
    upper app still waits for something; and the course, if that was the last module. Safe to
    repeat: what was recorded stays as it is. None while something is missing.

    An upper app calls this when its condition comes to be met, see ``rules.require``.
    """
    known = Completion.objects.filter(enrolment=enrolment, module=module).first()
    if known is not None:
        return known
    lessons = dict(
        LessonPage.objects.live().child_of(module).order_by("path").values_list("pk", "code")
    )
    read = LessonProgress.objects.filter(
        enrolment=enrolment, lesson__in=lessons, completed_at__isnull=False
    ).values_list("lesson_id", flat=True)
    rule = ModuleRule(module.lessons_needed, tuple(module.required_lessons))
    if not rule.is_met(lessons.values(), [lessons[pk] for pk in read]):
        return None
    if unmet(enrolment, module):
        return None
    found = _record(
        enrolment,
        module,
        actor,
        {"lessons": len(lessons), "needed": rule.lessons_needed(lessons.values())},
    )
    _settle_course(enrolment, actor)
    return found


def settle_module(*, module: ModulePage, actor: Any = None) -> int:
    """Record the module for all who meet its rule only now: an editor has asked for less, or taken
    a lesson away. Gives how many were looked at and completed."""
    rounds = Enrolment.objects.filter(
        lessons__lesson__in=LessonPage.objects.child_of(module), lessons__completed_at__isnull=False
    ).exclude(completions__module=module)
    done = [settle(enrolment=each, module=module, actor=actor) for each in rounds.distinct()]
    return sum(each is not None for each in done)


def _settle_course(enrolment: Enrolment, actor: Any) -> None:
    """Record the course when each of its modules that has lessons is completed in this round."""
    if enrolment.module_id is not None:
        return
    taught = LessonPage.objects.live().descendant_of(enrolment.course)
    with_lessons = {path[: -LessonPage.steplen] for path in taught.values_list("path", flat=True)}
    modules = dict(
        ModulePage.objects.live()
        .descendant_of(enrolment.course)
        .filter(path__in=with_lessons)
        .values_list("pk", "code")
    )
    done = enrolment.completions.filter(module__in=modules).values_list("module_id", flat=True)
    if modules and set(done) == set(modules):
        _record(enrolment, None, actor, {"modules": len(modules)})


def _record(
    enrolment: Enrolment, module: ModulePage | None, actor: Any, rule: dict[str, int]
) -> Completion:
    found, created = Completion.objects.get_or_create(
        enrolment=enrolment, module=module, defaults={"rule": rule}
    )
    if created:
        audit.record(
            actor=actor,
            verb="complete_module" if module else "complete_course",
            target=found,
            module=module.code if module else "",
            round=enrolment.round,
        )
    return found
