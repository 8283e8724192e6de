"""The one thing the reports change: it is written down who took a list of names, and what for."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.spreadsheets import Sheet, workbook
from courses.workshops import rules
from courses.workshops.models import Workshop
from people.models import User


@transaction.atomic
def export_roster(*, workshop: Workshop, reason: str, actor: User) -> bytes:
    """The named list of a workshop as a workbook, in the reader's language.

    Names, organisation and attendance only: no phone number, no e-mail. Donors get aggregates, names
    only with a written agreement, so the reason is asked and kept (data protection, domain facts 7.4).
    Raises ValidationError without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Please say what the list is for.")})
    results = rules.results(workshop)
    registrations = list(
        workshop.registrations.select_related("person", "organisation__parent").in_lao_order()
    )
    rows = [
        (
            number,
            each.person.name_lo,
            each.person.name_latin,
            each.get_gender_display(),
            str(each.organisation or ""),
            str((each.organisation and each.organisation.parent) or ""),
            each.position_lo or each.position_en,
            each.get_level_display(),
            each.get_participant_type_display(),
            each.get_status_display(),
            results[each.pk].attended,
            results[each.pk].sessions,
            _("yes") if results[each.pk].meets else _("no"),
        )
        for number, each in enumerate(registrations, start=1)
    ]
    audit.record(
        actor=actor, verb="export_roster", target=workshop, reason=reason, people=len(rows)
    )
    return workbook(
        [
            Sheet(
                name=_("People"),
                header=[
                    _("No."),
                    _("Name in Lao"),
                    _("Name in Latin letters"),
                    _("Gender"),
                    _("Organisation"),
                    _("Part of"),
                    _("Position"),
                    _("Level"),
                    _("Takes part as"),
                    _("Status"),
                    _("Sessions attended"),
                    _("Sessions in all"),
                    _("Met the rule"),
                ],
                rows=rows,
                kinds=["int", *["text"] * 9, "int", "int", "text"],  # type: ignore[list-item]
                widths=[6, 28, 28, 12, 34, 34, 30, 16, 22, 16, 12, 12, 12],
                preface=[str(workshop), _("For: %(reason)s") % {"reason": reason}, ""],
            )
        ]
    )
