"""The English sentences."""

from collections.abc import Sequence

from core import dates
from people.enums import Level
from reports.figures import Body, GenderCount, share
from reports.narrative.facts import Facts, PairedTests

_ADJECTIVES = {Level.CENTRAL: "central", Level.PROVINCE: "provincial", Level.DISTRICT: "district"}
_NUMBER_WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _plural(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _list(items: Sequence[str]) -> str:
    """``A, B and C``; with semicolons when an item has a comma of its own."""
    comma = "; " if any("," in item for item in items) else ", "
    if len(items) < 2:
        return "".join(items)
    last = f"{comma}and " if comma == "; " else " and "
    return f"{comma.join(items[:-1])}{last}{items[-1]}"


def _in_words(number: int) -> str:
    return _NUMBER_WORDS[number] if 0 < number < len(_NUMBER_WORDS) else str(number)


def _levels(levels: Sequence[str]) -> str:
    """``at central and provincial levels and at posts abroad``."""
    named = [_ADJECTIVES[Level(each)] for each in levels if each in _ADJECTIVES]
    parts = []
    if named:
        parts.append(f"at {_list(named)} {'level' if len(named) == 1 else 'levels'}")
    if Level.ABROAD in levels:
        parts.append("at posts abroad")
    return " and ".join(parts)


def _alone(count: GenderCount) -> str:
    """The gender of a single person, in brackets, when it is stated as one of two."""
    return " (female)" if count.female else " (male)" if count.male else ""


def _women(count: GenderCount) -> str:
    """Women only, as the donor sentence has it."""
    if count.total == 1:
        return _alone(count)
    if count.female == count.total:
        return " (all female)"
    return f" ({_plural(count.female, 'female', 'females')})" if count.female else " (no females)"


def _genders(count: GenderCount) -> str:
    """Everybody by gender, leaving out what nobody is."""
    if count.total == 1:
        return _alone(count)
    if count.total in (count.female, count.male):
        return " (all female)" if count.female else " (all male)"
    parts = [
        _plural(count.female, "female", "females") if count.female else "",
        _plural(count.male, "male", "males") if count.male else "",
        f"{count.other} other or not stated" if count.other else "",
    ]
    return f" ({', '.join(part for part in parts if part)})"


def _officials(facts: Facts) -> str:
    return _plural(facts.attended.total, "government official", "government officials")


def sentence(facts: Facts) -> str:
    """``24 government officials (9 females) at central level representing MoFA and LWU``."""
    if not facts.attended.total:
        return "No attendance of government officials has been recorded."
    words = [f"{_officials(facts)}{_women(facts.attended)}", _levels(facts.levels)]
    if facts.bodies:
        words.append(f"representing {_list([each.short('en') for each in facts.bodies])}")
    return " ".join(word for word in words if word)


def parts(facts: Facts) -> list[str]:
    """The sentences of the paragraph; those with nothing to say are empty."""
    when = dates.day_range(facts.first_day, facts.last_day, "en")
    where = f" in {city}" if (city := facts.city.in_language("en")) else ""
    event = f"{_in_words(facts.days)}-day workshop “{facts.title.in_language('en')}”{where}"
    if not facts.attended.total:
        return [f"No attendance of government officials has been recorded for the {event}, {when}."]
    who = f"{_officials(facts)}{_genders(facts.attended)}"
    if levels := _levels(facts.levels):
        who += f" {levels}"
    if facts.bodies:
        number = len(facts.bodies)
        names = _list([_with_acronym(each) for each in facts.bodies])
        institutions = "institution" if number == 1 else "institutions"
        who += f" from {_in_words(number)} {institutions} – {names} –"
    return [
        f"On {when}, {who} took part in the {event}.",
        _rate(facts),
        _tests(facts.tests),
        _certificates(facts),
    ]


def _with_acronym(body: Body) -> str:
    name, acronym = body.name.in_language("en"), body.acronym.en
    return f"{name} ({acronym})" if acronym and acronym != name else name


def _rate(facts: Facts) -> str:
    if facts.session_attendance is None:
        return ""
    return (
        f"Average attendance of the sessions was {dates.percent(facts.session_attendance, 'en')}."
    )


def _tests(tests: PairedTests | None) -> str:
    if tests is None or not tests.sat_both:
        return ""
    rise = tests.mean_after - tests.mean_before
    moved = "rose" if rise > 0 else "fell" if rise < 0 else "stayed"
    before, after = (dates.percent(mean, "en") for mean in (tests.mean_before, tests.mean_after))
    mean = f"stayed at {after}" if moved == "stayed" else f"{moved} from {before} to {after}"
    improved = dates.percent(share(tests.improved, tests.sat_both), "en")
    return (
        f"Of {_plural(tests.sat_both, 'participant', 'participants')} who sat both tests, "
        f"{tests.improved} ({improved}) improved their score; the mean {mean}."
    )


def _certificates(facts: Facts) -> str:
    kinds = [
        _plural(number, f"certificate of {kind}", f"certificates of {kind}")
        for number, kind in (
            (facts.participation_certificates, "participation"),
            (facts.completion_certificates, "completion"),
        )
        if number
    ]
    if not kinds:
        return ""
    one = facts.participation_certificates + facts.completion_certificates == 1
    return f"{_list(kinds)} {'was' if one else 'were'} issued."
