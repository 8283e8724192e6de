"""Filters for dates, times and numbers in the reader's language: ``{% load lao %}``.

A missing date or number (None or an empty string) is shown as nothing, so that templates need no
``if`` around each.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from core import dates, lao

register = template.Library()


def _language() -> str:
    return get_language() or "lo"


def _shown(write: Callable[..., str], value: Any, *rest: Any) -> str:
    return "" if value is None or value == "" else write(value, *rest)


@register.filter
def day(value: date | None) -> str:
    """``{{ d|day }}``: 19 ມິຖຸນາ 2024, 19 June 2024."""
    return _shown(dates.day, value, _language())


@register.filter
def formal_day(value: date | None) -> str:
    """``{{ d|formal_day }}``: ວັນທີ 19 ມິຖຸນາ 2024, 19 June 2024."""
    return _shown(dates.formal_day, value, _language())


@register.filter
def weekday_day(value: date | None) -> str:
    """``{{ d|weekday_day }}``: ວັນພຸດ, 19 ມິຖຸນາ 2024."""
    return _shown(dates.weekday_day, value, _language())


@register.filter
def short_day(value: date | None) -> str:
    """``{{ d|short_day }}``: 19/06/2024."""
    return _shown(dates.short_day, value)


@register.filter
def day_range(first: date | None, last: date | None = None) -> str:
    """``{{ first|day_range:last }}``: 19-20 ມິຖຸນາ 2024, 19–20 June 2024."""
    return _shown(dates.day_range, first, last or None, _language())


@register.filter
def formal_day_range(first: date | None, last: date | None = None) -> str:
    """``{{ first|formal_day_range:last }}``: ວັນທີ 19-20 ມິຖຸນາ 2024."""
    return _shown(dates.formal_day_range, first, last or None, _language())


@register.filter
def time_of_day(value: time | datetime | None) -> str:
    """``{{ t|time_of_day }}``: 08:30."""
    return _shown(dates.time_of_day, value)


@register.filter
def time_range(starts: time | None, ends: time | None = None) -> str:
    """``{{ starts|time_range:ends }}``: 08:30-12:00."""
    return _shown(dates.time_range, starts, ends or None, _language())


@register.filter
def day_time(value: datetime | None) -> str:
    """``{{ moment|day_time }}``: 19 ມິຖຸນາ 2024, 08:30."""
    return _shown(dates.day_time, value, _language())


@register.filter
def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """``{{ n|number }}``: 12.345 in Lao, 12,345 in English; below 10,000 without separators."""
    return _shown(dates.number, value, _language(), decimals)


@register.filter
def percent(value: float | Decimal | None) -> str:
    """``{{ 37.5|percent }}``: 37,5% in Lao, 37.5% in English; a dash for a share of nothing."""
    return dates.percent(None if value == "" else value, _language())


@register.filter
def month_name(value: int | None) -> str:
    """``{{ 6|month_name }}``: ມິຖຸນາ, June."""
    return _shown(dates.month, value, _language())


@register.filter
def breakable(text: str) -> str:
    """``{{ text|breakable }}``: Lao text with places to break, for PDFs; escape as usual."""
    return lao.break_lines(str(text))
