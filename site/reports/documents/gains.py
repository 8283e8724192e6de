"""What was learnt, in the words of a report: key figures, notes and the codebook."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.quizzes.analysis.groups import LEAST
from core import dates
from reports.documents.parts import KeyFigure, key_figure
from reports.figures import GainFigures, share
from reports.narrative import PairedTests
from reports.tables import int_cell, number_cell, percent_cell
from reports.tables.parts import rounded


def gain_key_figures(figures: GainFigures) -> tuple[KeyFigure, ...]:
    """O4, O5 and O6 of the indicators; none before anybody took a test."""
    found: list[KeyFigure] = []
    whole = figures.whole
    if whole is not None and whole.gain and whole.before and whole.after:
        percent = share(whole.improved, whole.n)
        found.append(
            key_figure(
                _("improved their score"),
                whole.improved,
                percent=percent,
                note=_("of %(number)s who took both tests") % {"number": int_cell(whole.n).shown},
                big=percent_cell(percent).shown,
            )
        )
        gain = number_cell(whole.gain.mean, 1, signed=True)
        note = _("from %(before)s to %(after)s") % {
            "before": percent_cell(rounded(whole.before.mean, 1)).shown,
            "after": percent_cell(rounded(whole.after.mean, 1)).shown,
        }
        label = _("mean gain, in percentage points")
        found.append(KeyFigure(label=label, number=gain, note=note, big=gain.shown))
        if whole.normalised is not None:
            normalised = number_cell(whole.normalised.mean, 2)
            found.append(
                KeyFigure(
                    label=_("normalised gain"),
                    number=normalised,
                    note=_("the share of what there was left to learn"),
                    big=normalised.shown,
                )
            )
    if figures.passes is not None:
        percent = share(figures.passes.passed, figures.passes.tested)
        found.append(
            key_figure(
                _("reached the pass mark"),
                figures.passes.passed,
                percent=percent,
                note=_("of %(number)s who took the post-test")
                % {"number": int_cell(figures.passes.tested).shown},
                big=percent_cell(percent).shown,
            )
        )
    return tuple(found)


def gain_notes(figures: GainFigures) -> tuple[str, ...]:
    """What a reader must know beside the tables: who is left out and why."""
    if not figures.has_tests:
        return ()
    language = get_language() or "lo"
    notes = []
    if figures.whole is None:
        notes.append(
            _(
                "Too few people took both tests to show what was learnt without pointing at "
                "anybody: at least %(least)s are needed."
            )
            % {"least": LEAST}
        )
    if figures.left_out:
        reasons = "; ".join(
            f"{str(reason.label).lower() if language == 'en' else reason.label}: {number}"
            for reason, number in figures.left_out
        )
        notes.append(_("In no figure of what was learnt: %(reasons)s.") % {"reasons": reasons})
    if figures.whole is not None and figures.whole.full_before:
        notes.append(
            _("Everything right before, so left out of the normalised gain: %(number)s.")
            % {"number": dates.number(figures.whole.full_before, language)}
        )
    if figures.small_workshops:
        notes.append(
            _("Workshops with fewer than %(least)s people with both tests, left out: %(number)s.")
            % {"least": LEAST, "number": dates.number(figures.small_workshops, language)}
        )
    return tuple(notes)


def gain_definitions(figures: GainFigures) -> list[tuple[str, str]]:
    """The codebook's words; none before anybody took a test."""
    if not figures.has_tests:
        return []
    return [
        (
            _("Both tests"),
            _(
                "Finished the pre-test and the post-test of the same workshop. Only these people "
                "count for what was learnt; somebody who did so in two workshops counts twice."
            ),
        ),
        (_("% improved"), _("Whose post-test has more points than the pre-test, of both tests.")),
        (_("Before"), _("Mean share of the points in the pre-test.")),
        (_("After"), _("Mean share of the points in the post-test.")),
        (
            _("Gain"),
            _(
                "After less before, in percentage points: the mean over people, with its 95% "
                "interval by Student's t. When all gained the same, the interval is the point."
            ),
        ),
        (
            _("Normalised gain"),
            _(
                "(after - before) / (possible - before), the mean over people: how much of what "
                "they did not know before they know now. People with everything right before are "
                "left out."
            ),
        ),
        (
            _("% passed"),
            _("Who reached the pass mark of the test, of all who finished the post-test."),
        ),
        (
            _("Small groups"),
            _(
                "Groups of fewer than five people with both tests are not shown (…), and one more "
                "group with them when they could be worked out otherwise."
            ),
        ),
    ]


def paired_tests(figures: GainFigures) -> PairedTests | None:
    """For the sentences."""
    whole = figures.whole
    if whole is None or whole.before is None or whole.after is None:
        return None
    return PairedTests(
        sat_both=whole.n,
        improved=whole.improved,
        mean_before=rounded(whole.before.mean, 1),
        mean_after=rounded(whole.after.mean, 1),
    )
