"""Dates as other systems write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.importing.cells import Cell
from interfaces.importing.dates import AmbiguousDate, UnknownForm, read_date, reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEN_FIVE = datetime(2019, 1, 2, 10, 5)
SECONDS = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
FORMS = [
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%d %b %Y %H:%M:%S",
    "%Y%m%d%H%M%S",
]


@pytest.mark.parametrize(
    "text",
    [
        "2019-01-02 10:05",
        "2019/1/2 10:05:00",
        "2019.1.2 10:05",
        "2019-01-02T10:05:00.000",
        "2019-01-02T10:05:00+08:00",
        "2019-01-02T02:05:00Z",
        "2019年1月2日 上午10:05",
        "2019年01月02日 10时05分00秒",
        "2019年1月2日星期三10点05分",
        "20190102100500",
        "Jan 2, 2019 10:05 AM",
        "2019 Jan 02 10:05:00 AM",
        "Wednesday, 2 January 2019 10:05",
        43467.4201388889,
        TEN_FIVE,
    ],
)
def test_auto_reads_every_form_with_one_meaning(text: Cell) -> None:
    assert read_date(text, ["auto"], SHANGHAI) == datetime(2019, 1, 2, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("上午12:00", 0),
        ("凌晨1:00", 1),
        ("中午12:00", 12),
        ("下午2:00", 14),
        ("下午14:00", 14),
        ("晚上11:00", 23),
    ],
)
def test_chinese_halves_of_the_day(text: str, hour: int) -> None:
    found = read_date(f"2019年1月2日 {text}", ["auto"], UTC)

    assert found == datetime(2019, 1, 2, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2019-02-30",
        "2019-13-01",
        "2019-01-02 25:00",
        "2019年",
        "12",
        "43467",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text, ["auto"], UTC) is None


def test_noon_or_midnight_is_not_guessed() -> None:
    assert read_date("2019年1月2日 晚上12:00", ["auto"], UTC) is None


@pytest.mark.parametrize("text", ["03/01/2011", "3-1-2011 10:00", "1.3.11"])
def test_month_and_day_are_not_guessed(text: str) -> None:
    with pytest.raises(AmbiguousDate):
        read_date(text, ["auto"], UTC)


@given(moment=SECONDS, form=st.sampled_from(FORMS))
def test_what_is_written_in_a_form_is_read_in_it(moment: datetime, form: str) -> None:
    found = read_date(moment.strftime(form), [form], UTC)

    assert found == moment.replace(tzinfo=UTC)


@given(moment=st.datetimes(timezones=st.just(SHANGHAI)))
def test_iso_with_an_offset_is_read_by_auto(moment: datetime) -> None:
    found = read_date(moment.isoformat(), ["auto"], UTC)

    # Offsets of whole minutes: older ones of local mean time are not ISO's. In UTC: to
    # Python, what a clock shows twice equals no moment of another zone.
    if moment.year > 1901:
        assert found == moment.astimezone(UTC)


def test_forms_are_tried_in_turn() -> None:
    forms = ["%d/%m/%Y", "excel", "unix"]

    assert read_date("31/12/2018", forms, UTC) == datetime(2018, 12, 31, tzinfo=UTC)
    assert read_date("43467", forms, UTC) == datetime(2019, 1, 2, tzinfo=UTC)
    assert read_date("86400", ["unix"], UTC) == datetime(1970, 1, 2, tzinfo=UTC)
    assert read_date("86400000", ["unix_ms"], UTC) == datetime(1970, 1, 2, tzinfo=UTC)
    assert read_date(20190102, ["auto"], UTC) == datetime(2019, 1, 2, tzinfo=UTC)


def test_an_hour_that_the_clocks_repeat_is_its_first() -> None:
    new_york = ZoneInfo("America/New_York")

    found = read_date("2019-11-03 01:30", ["auto"], new_york)

    assert found == datetime(2019, 11, 3, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("form", ["%Q", "yyyy-mm-dd", "%H:%M", "%", "%Y %Y %d"])
def test_unknown_forms_are_refused(form: str) -> None:
    with pytest.raises(UnknownForm):
        reading(form)
