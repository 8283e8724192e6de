"""Reading what the annex of a workshop's report lists; a constant number of queries."""

from operator import attrgetter

from courses.workshops.models import Workshop
from courses.workshops.selectors.sign_off import changed_after_sign_off, reopenings
from reports.figures import LateChange, SignOffFigures


def sign_off_of_workshop(workshop: Workshop) -> SignOffFigures:
    """What the report of a workshop says about the day after."""
    sessions = list(workshop.sessions.all())
    changes = [
        LateChange(
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
    return SignOffFigures(
        sessions=len(sessions),
        signed_off=sum(each.signed_off_at is not None for each in sessions),
        changes=tuple(sorted(changes, key=attrgetter("at"))),
    )
