"""Reading what the annex of a workshop's report lists; a constant number of queries."""

from operator import attrgetter

from courses.workshops.models import FormerRegistration, Workshop
from courses.workshops.selectors.reconciling import reconcile
from courses.workshops.selectors.sign_off import (
    changed_after_sign_off,
    first_sign_offs,
    reopenings,
)
from reports.figures import LateChange, SignOffFigures


def sign_off_of_workshop(workshop: Workshop) -> SignOffFigures:
    """What the report of a workshop says about the day after."""
    sessions = list(workshop.sessions.all())
    changes = [
        LateChange(
            what="mark",
            day=change.mark.session.day,
            part=change.mark.session.part,
            record=change.mark.registration_id,
            before=change.before,
            after=change.mark.status,
            at=change.mark.recorded_at,
            by=str(change.mark.recorded_by or ""),
            reason=change.mark.reason,
        )
        for change in changed_after_sign_off(workshop)
    ]
    changes += [
        LateChange(
            what="reopened",
            day=each.session.day,
            part=each.session.part,
            record=0,
            before="",
            after="",
            at=each.reopened_at,
            by=str(each.reopened_by or ""),
            reason=each.reason,
        )
        for each in reopenings(workshop)
        if each.reopened_at
    ]
    if first := min(first_sign_offs(workshop).values(), default=None):
        changes += [
            LateChange(
                what="merged",
                day=None,
                part="",
                record=each.number,
                before="",
                after=str(each.registration_id),
                at=each.merged_at,
                by=str(each.merged_by or ""),
                reason=each.reason,
            )
            for each in FormerRegistration.objects.filter(
                registration__workshop=workshop, merged_at__gt=first
            ).select_related("merged_by")
        ]
    return SignOffFigures(
        sessions=len(sessions),
        signed_off=sum(each.signed_off_at is not None for each in sessions),
        changes=tuple(sorted(changes, key=attrgetter("at"))),
        # Only while it is still true.
        reconciled_at=workshop.reconciled_at
        if workshop.reconciled_at and reconcile(workshop).is_settled
        else None,
    )
