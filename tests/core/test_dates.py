"""Dates and numbers in both languages, by function and by filter."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import formats, translation
from django.utils.dates import MONTHS, WEEKDAYS

from core import dates
from core.words import words

DAY = date(2024, 6, 19)


def rendered(source: str, language: str, **context) -> str:
    with translation.override(language):
        return Template("{% load lao %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "in_lao", "in_english"),
    [
        ("{{ d|day }}", "19 ມິຖຸນາ 2024", "19 June 2024"),
        ("{{ d|formal_day }}", "ວັນທີ 19 ມິຖຸນາ 2024", "19 June 2024"),
        ("{{ d|weekday_day }}", "ວັນພຸດ, 19 ມິຖຸນາ 2024", "Wednesday 19 June 2024"),
        ("{{ d|short_day }}", "19/06/2024", "19/06/2024"),
        ("{{ t|time_of_day }}", "08:30", "08:30"),
        ("{{ t|time_range:u }}", "08:30-12:00", "08:30–12:00"),
        ("{{ at|day_time }}", "20 ມິຖຸນາ 2024, 00:30", "20 June 2024, 00:30"),
        ("{{ at|day }}", "20 ມິຖຸນາ 2024", "20 June 2024"),
        ("{{ 6|month_name }}", "ມິຖຸນາ", "June"),
        ("{{ none|day }}{{ none|day_range:none }}{{ none|time_of_day }}{{ none|number }}", "", ""),
        ("{{ none|percent }}", "–", "–"),
        ("{{ text|breakable }}", "ປະຊາຊົນ\u200bລາວ &lt;", "ປະຊາຊົນ\u200bລາວ &lt;"),
    ],
)
def test_filters_write_as_the_reader_does(source, in_lao, in_english):
    context = {
        "d": DAY,
        "t": time(8, 30),
        "u": time(12),
        "at": datetime(2024, 6, 19, 17, 30, tzinfo=UTC),
        "none": None,
        "text": "ປະຊາຊົນລາວ <",
    }
    assert rendered(source, "lo", **context) == in_lao
    assert rendered(source, "en", **context) == in_english


@pytest.mark.parametrize(
    ("first", "last", "in_lao", "in_english"),
    [
        (DAY, date(2024, 6, 20), "19-20 ມິຖຸນາ 2024", "19–20 June 2024"),
        (DAY, DAY, "19 ມິຖຸນາ 2024", "19 June 2024"),
        (DAY, None, "19 ມິຖຸນາ 2024", "19 June 2024"),
        (
            date(2024, 6, 30),
            date(2024, 7, 2),
            "30 ມິຖຸນາ - 2 ກໍລະກົດ 2024",
            "30 June – 2 July 2024",
        ),
        (
            date(2024, 12, 30),
            date(2025, 1, 2),
            "30 ທັນວາ 2024 - 2 ມັງກອນ 2025",
            "30 December 2024 – 2 January 2025",
        ),
    ],
)
def test_a_range_names_month_and_year_once(first, last, in_lao, in_english):
    assert dates.day_range(first, last, "lo") == in_lao
    assert dates.day_range(first, last, "en") == in_english
    assert dates.formal_day_range(first, last, "lo") == f"ວັນທີ {in_lao}"
    assert dates.formal_day_range(first, last, "en") == in_english
    assert rendered("{{ a|day_range:b }}", "lo", a=first, b=last) == in_lao


@pytest.mark.parametrize(
    ("value", "in_lao", "in_english"),
    [
        (37.5, "37,5%", "37.5%"),
        (100, "100%", "100%"),
        (100.0, "100%", "100%"),
        (Decimal("33.333"), "33,3%", "33.3%"),
        (66.65, "66,7%", "66.7%"),
        (0, "0%", "0%"),
        (None, "–", "–"),
    ],
)
def test_percent_has_one_decimal_at_most(value, in_lao, in_english):
    assert dates.percent(value, "lo") == in_lao
    assert dates.percent(value, "en") == in_english


@pytest.mark.parametrize(
    ("value", "decimals", "in_lao", "in_english"),
    [
        (24, None, "24", "24"),
        (9999, None, "9999", "9999"),
        (12345, None, "12.345", "12,345"),
        (-12345.5, None, "-12.345,5", "-12,345.5"),
        (2.5, None, "2,5", "2.5"),
        (2, 2, "2,00", "2.00"),
        (1.005, 2, "1,01", "1.01"),
    ],
)
def test_numbers_are_grouped_from_ten_thousand(value, decimals, in_lao, in_english):
    assert dates.number(value, "lo", decimals) == in_lao
    assert dates.number(value, "en", decimals) == in_english


def test_papers_print_both_languages_whatever_the_reader_has():
    with translation.override("en"):
        assert dates.formal_day(DAY, "lo") == "ວັນທີ 19 ມິຖຸນາ 2024"
    with translation.override("lo"):
        assert dates.weekday_day(DAY, "en") == "Wednesday 19 June 2024"


def test_months_and_weekdays_have_lao_names():
    with translation.override("lo"):
        assert [str(name) for name in MONTHS.values()] == [
            "ມັງກອນ", "ກຸມພາ", "ມີນາ", "ເມສາ", "ພຶດສະພາ", "ມິຖຸນາ",
            "ກໍລະກົດ", "ສິງຫາ", "ກັນຍາ", "ຕຸລາ", "ພະຈິກ", "ທັນວາ",
        ]  # fmt: skip
        assert [str(name) for name in WEEKDAYS.values()] == [
            "ວັນຈັນ", "ວັນອັງຄານ", "ວັນພຸດ", "ວັນພະຫັດ", "ວັນສຸກ", "ວັນເສົາ", "ວັນອາທິດ",
        ]  # fmt: skip


@pytest.mark.parametrize(("language", "sign"), [("lo", ","), ("en", ".")])
def test_django_itself_formats_as_we_do(language, sign):
    with translation.override(language):
        assert formats.date_format(DAY) == dates.day(DAY, language)
        assert formats.date_format(DAY, "SHORT_DATE_FORMAT") == "19/06/2024"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.number_format(2.5) == f"2{sign}5"
        assert "%d/%m/%Y" in formats.get_format("DATE_INPUT_FORMATS")


class Record:
    title_lo = ""
    title_en = "Workshop"


def test_words_of_a_record_fall_back_to_the_other_language():
    assert words(Record(), "title", "lo") == "Workshop"
    Record.title_lo = "ກອງປະຊຸມ"
    assert words(Record(), "title", "lo") == "ກອງປະຊຸມ"
    assert words(Record(), "title", "en") == "Workshop"
    assert words(Record(), "venue", "en") == ""
