"""Dates, times and numbers as Lao and English readers write them.

Every function takes the language, so that a paper can print both side by side; templates use the
filters of ``core.templatetags.lao``, which pass the reader's. Forms follow the official usage in
Laos: ``ວັນທີ 19-20 ມິຖຸນາ 2024``, 24-hour clock, Western digits, Gregorian years, ``37,5%``.
"""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone, translation
from django.utils.dates import MONTHS, WEEKDAYS

Day = date | datetime
#: What stands in a cell that has no number, for example a share of nobody.
NO_NUMBER = "–"
#: Whole numbers below this one are written without a separator of thousands.
GROUPED_FROM = 10_000


def _local(moment: Day) -> date:
    """The calendar day in Vientiane."""
    if isinstance(moment, datetime):
        return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).date()
    return moment


def _is_lao(language: str) -> bool:
    return language.split("-")[0] == "lo"


def month(number: int, language: str) -> str:
    """The name of a month, 1 to 12: ``ມິຖຸນາ``, ``June``."""
    with translation.override(language):
        return str(MONTHS[number])


def weekday(moment: Day, language: str) -> str:
    """The name of the day of the week: ``ວັນພຸດ``, ``Wednesday``."""
    with translation.override(language):
        return str(WEEKDAYS[_local(moment).weekday()])


def day(moment: Day, language: str) -> str:
    """``19 ມິຖຸນາ 2024``, ``19 June 2024``."""
    on = _local(moment)
    return f"{on.day} {month(on.month, language)} {on.year}"


def formal_day(moment: Day, language: str) -> str:
    """As ``day``, in Lao with the word that official papers put before it: ``ວັນທີ 19 …``."""
    return f"ວັນທີ {day(moment, language)}" if _is_lao(language) else day(moment, language)


def weekday_day(moment: Day, language: str) -> str:
    """``ວັນພຸດ, 19 ມິຖຸນາ 2024``, ``Wednesday 19 June 2024``."""
    comma = "," if _is_lao(language) else ""
    return f"{weekday(moment, language)}{comma} {day(moment, language)}"


def short_day(moment: Day) -> str:
    """``19/06/2024`` in both languages; never the American order."""
    return f"{_local(moment):%d/%m/%Y}"


def day_range(first: Day, last: Day | None, language: str) -> str:
    """From the first to the last day, naming month and year once where they are the same.

    ``19-20 ມິຖຸນາ 2024``, ``30 ມິຖຸນາ - 2 ກໍລະກົດ 2024``; English with an en dash. One day, or no
    last day, reads as ``day``.
    """
    start = _local(first)
    end = start if last is None else _local(last)
    dash = "-" if _is_lao(language) else "–"
    if start == end:
        return day(start, language)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{dash}{day(end, language)}"
    if start.year == end.year:
        return f"{start.day} {month(start.month, language)} {dash} {day(end, language)}"
    return f"{day(start, language)} {dash} {day(end, language)}"


def formal_day_range(first: Day, last: Day | None, language: str) -> str:
    """As ``day_range``, in Lao with the word that official papers put before it."""
    words = day_range(first, last, language)
    return f"ວັນທີ {words}" if _is_lao(language) else words


def time_of_day(moment: time | datetime) -> str:
    """``08:30``, on the clock of Vientiane, in both languages."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{moment:%H:%M}"


def time_range(starts: time | datetime, ends: time | datetime | None, language: str) -> str:
    """``08:30-12:00``, in English with an en dash; without an end the start alone."""
    if ends is None:
        return time_of_day(starts)
    dash = "-" if _is_lao(language) else "–"
    return f"{time_of_day(starts)}{dash}{time_of_day(ends)}"


def day_time(moment: datetime, language: str) -> str:
    """``19 ມິຖຸນາ 2024, 08:30``."""
    return f"{day(moment, language)}, {time_of_day(moment)}"


def number(value: float | Decimal, language: str, decimals: int | None = None) -> str:
    """A number for people: ``12.345`` or ``2,5`` in Lao, ``12,345`` or ``2.5`` in English.

    ``decimals`` fixes the digits after the sign; without it there is one at most, and none for
    whole numbers. Halves are rounded up. Files for machines never go through here.
    """
    places = 1 if decimals is None else decimals
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if decimals is None and exact == exact.to_integral_value():
        exact = exact.to_integral_value()
    written = f"{exact:,f}" if abs(exact) >= GROUPED_FROM else f"{exact:f}"
    return written.translate(str.maketrans(",.", ".,")) if _is_lao(language) else written


def percent(value: float | Decimal | None, language: str) -> str:
    """A number of percent, one decimal at most: ``37,5%`` in Lao, ``37.5%`` in English.

    None, a share of nothing, is a dash.
    """
    return NO_NUMBER if value is None else f"{number(value, language)}%"
