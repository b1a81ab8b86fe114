"""Known answers in both languages. N stands for the space that does not break a line."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from pipeloop.core.money import Money
from pipeloop.ui import formatting

N = "\u00a0"
HOUR, DAY, WORKING_DAY = 3600, 86_400, 28_800


def said(language: str, write: Callable[..., str], *given: Any, **named: Any) -> str:
    with translation.override(language):
        return write(*given, **named)


@pytest.mark.parametrize(
    ("value", "digits", "ru", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1240, 0, f"1{N}240", "1,240"),
        (1234567.891, 2, f"1{N}234{N}567,89", "1,234,567.89"),
        (1.5, 1, "1,5", "1.5"),
        (2.0, 1, "2", "2"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "−3", "−3"),
        (-0.2, 0, "0", "0"),
    ],
)
def test_a_number_is_written_as_its_reader_writes_it(
    value: float, digits: int, ru: str, en: str
) -> None:
    assert said("ru", formatting.number, value, digits) == ru
    assert said("en", formatting.number, value, digits) == en


@pytest.mark.parametrize(
    ("money", "ru", "en"),
    [
        (Money(124_000_000, "RUB"), f"1{N}240{N}000{N}₽", f"1,240,000{N}₽"),
        (Money(99_50, "USD"), f"99,50{N}$", "$99.50"),
        (Money(100_00, "EUR"), f"100{N}€", "€100"),
        (Money(1500, "JPY"), f"1{N}500{N}¥", "¥1,500"),
        (Money(1_234, "KWD"), f"1,234{N}KWD", f"1.234{N}KWD"),
        (Money(-50_00, "RUB"), f"−50{N}₽", f"−50{N}₽"),
    ],
)
def test_money_keeps_the_decimals_of_its_currency(money: Money, ru: str, en: str) -> None:
    assert said("ru", formatting.money, money) == ru
    assert said("en", formatting.money, money) == en


@pytest.mark.parametrize(
    ("major", "ru", "en"),
    [
        (640, f"640{N}₽", f"640{N}₽"),
        (1_000, f"1{N}тыс.{N}₽", f"1K{N}₽"),
        (640_000, f"640{N}тыс.{N}₽", f"640K{N}₽"),
        (1_240_000, f"1,24{N}млн{N}₽", f"1.24M{N}₽"),
        (38_900_000, f"38,9{N}млн{N}₽", f"38.9M{N}₽"),
        (2_100_000_000, f"2,1{N}млрд{N}₽", f"2.1B{N}₽"),
        (999_999, f"1{N}млн{N}₽", f"1M{N}₽"),
        (999_400, f"999{N}тыс.{N}₽", f"999K{N}₽"),
        (-1_240_000, f"−1,24{N}млн{N}₽", f"−1.24M{N}₽"),
        (-38_900_000, f"−38,9{N}млн{N}₽", f"−38.9M{N}₽"),
    ],
)
def test_short_money_says_two_or_three_figures(major: int, ru: str, en: str) -> None:
    money = Money(major * 100, "RUB")
    assert said("ru", formatting.short_money, money) == ru
    assert said("en", formatting.short_money, money) == en


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (0.38, f"38{N}%", "38%"),
        (0.041, f"4,1{N}%", "4.1%"),
        (0, f"0{N}%", "0%"),
        (1, f"100{N}%", "100%"),
    ],
)
def test_a_share_below_ten_percent_shows_one_figure_more(value: float, ru: str, en: str) -> None:
    assert said("ru", formatting.share, value) == ru
    assert said("en", formatting.share, value) == en


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (0, "0 дней", "0 days"),
        (1, "1 день", "1 day"),
        (1.2, "1,2 дня", "1.2 days"),
        (2, "2 дня", "2 days"),
        (9.98, "10 дней", "10 days"),
        (11, "11 дней", "11 days"),
        (21, "21 день", "21 days"),
        (34, "34 дня", "34 days"),
        (112, "112 дней", "112 days"),
    ],
)
def test_days_agree_with_their_number(value: float, ru: str, en: str) -> None:
    assert said("ru", formatting.days, value).replace(N, " ") == ru
    assert said("en", formatting.days, value).replace(N, " ") == en


@pytest.mark.parametrize(
    ("seconds", "ru", "en"),
    [
        (0, "0 мин", "0 min"),
        (900, "15 мин", "15 min"),
        (HOUR - 1, "1 ч", "1 h"),
        (6 * HOUR, "6 ч", "6 h"),
        (5_400, "1,5 ч", "1.5 h"),
        (DAY - 1, "1 день", "1 day"),
        (1.2 * DAY, "1,2 дня", "1.2 days"),
        (34 * DAY, "34 дня", "34 days"),
    ],
)
def test_a_duration_takes_its_largest_fitting_unit(seconds: float, ru: str, en: str) -> None:
    assert said("ru", formatting.duration, seconds).replace(N, " ") == ru
    assert said("en", formatting.duration, seconds) == en


@pytest.mark.parametrize(
    ("seconds", "en"),
    [(4 * HOUR, "4 h"), (WORKING_DAY, "1 day"), (7.97 * HOUR, "1 day"), (36 * HOUR, "4.5 days")],
)
def test_working_time_counts_in_working_days(seconds: float, en: str) -> None:
    assert said("en", formatting.duration, seconds, WORKING_DAY) == en


def test_a_date_is_written_in_the_order_of_its_language() -> None:
    assert said("ru", formatting.day, date(2026, 11, 3)) == "03.11.2026"
    assert said("en", formatting.day, date(2026, 11, 3)) == "3 Nov 2026"


def test_a_moment_is_shown_by_the_reader_s_clock() -> None:
    at = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    with timezone.override("Asia/Yekaterinburg"):
        assert said("ru", formatting.moment, at) == f"24.11.2026{N}03:30"


@pytest.mark.parametrize(
    ("day", "ru", "en"),
    [
        (22, "вчера", "yesterday"),
        (23, "сегодня", "today"),
        (24, "завтра", "tomorrow"),
        (25, "25.11.2026", "25 Nov 2026"),
    ],
)
def test_days_near_today_are_called_by_name(day: int, ru: str, en: str) -> None:
    today = date(2026, 11, 23)
    assert said("ru", formatting.near_day, date(2026, 11, day), today) == ru
    assert said("en", formatting.near_day, date(2026, 11, day), today) == en


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ирина Орлова", "ИО"),
        ("cher", "C"),
        ("Anna Maria Ost", "AM"),
        ("(нет) Ким", "К"),
        ("", "·"),
    ],
)
def test_initials_are_two_letters_at_most(name: str, letters: str) -> None:
    assert formatting.initials(name) == letters
